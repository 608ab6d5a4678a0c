using Microsoft.Win32.SafeHandles;

namespace Denga.Platform.Postgres;

/// <summary>The file modes that keep other users of the machine out.</summary>
internal static class Permissions
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PassThrough = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes the folder, or closes one that was left open; fails for one of another user unless we are root.</summary>
    public static void MakeClosedFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw OnWindows();
        }
        Directory.CreateDirectory(folder, OwnerOnly);
        if (new DirectoryInfo(folder).LinkTarget is { } target)
        {
            throw new IOException($"{folder} is a link to {target}");
        }
        File.SetUnixFileMode(folder, OwnerOnly);
    }

    /// <summary>Makes a folder for nobody but us, or closes one that an earlier release left open; one that is another user's stays as he wants it.</summary>
    public static void MakePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, OwnerOnly);
        try
        {
            File.SetUnixFileMode(folder, OwnerOnly);
        }
        catch (UnauthorizedAccessException)
        {
            // Who owns it decides who may enter.
        }
    }

    /// <summary>Makes a folder that others pass through on their way to their own, without seeing what is in it.</summary>
    public static void MakePassableFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw OnWindows();
        }
        if (Directory.Exists(folder))
        {
            return;
        }
        if (Path.GetDirectoryName(folder) is { } parent)
        {
            MakePassableFolder(parent);
        }
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, PassThrough);
    }

    public static void LetOthersRead(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            throw OnWindows();
        }
        File.SetUnixFileMode(file, Readable);
    }

    private static PostgresWillNotStartException OnWindows() =>
        new("A private PostgreSQL needs Linux: on Windows, give Denga the connection string of a server.");
}
