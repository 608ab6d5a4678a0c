namespace Denga.Identity.People;

/// <summary>Identities by which somebody comes from a messenger. A conversation of the web chat is one as well, but who comes by it shows a token; and the
/// people of the demo come from nowhere.</summary>
internal static class Messengers
{
    /// <summary>Of the columns of <c>identity</c>.</summary>
    internal const string Are = "channel not in ('web', 'demo')";
}
