namespace Denga.Web.Home;

/// <summary>What Denga is, for who comes by.</summary>
internal static class HomeArea
{
    internal static void Add(Site site) => site.Public("/", visit => visit.Page<HomePage>());
}
