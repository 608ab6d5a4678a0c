using System.Runtime.InteropServices;

namespace Denga.Host;

/// <summary>Whatever this process and its children make is for the user who runs them: files 0600, folders 0700. Places that say otherwise, such as the
/// folders that PostgreSQL's user passes through, set their modes themselves.</summary>
internal static partial class OwnFiles
{
    private const uint OthersNothing = 0x3F; // 077

    internal static void Close()
    {
        if (!OperatingSystem.IsWindows())
            _ = UMask(OthersNothing);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint UMask(uint mask);
}
