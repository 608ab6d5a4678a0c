using Denga.Platform;

namespace Denga.Host;

/// <summary>Every module there is. Where each runs is a matter of <c>Modules:&lt;name&gt;</c>.</summary>
internal static class DengaModules
{
    internal static void AddTo(DengaPlatform platform) { }
}
