using System.Globalization;
using System.Text;

namespace Denga.Host;

/// <summary>Where the log goes: standard output, the error stream when standard output is a command's result, or a file of its owner's. A file that has
/// grown to 50 MB becomes <c>….1</c>, in place of the one before. What cannot be written, on a full disk, is counted and said later.</summary>
internal sealed class LogPlace
{
    private const long FileBytesMax = 50 * 1024 * 1024;
    private readonly Lock gate = new();
    private readonly string? path;
    private readonly TextWriter? console;
    private FileStream? file;
    private long lost;

    private LogPlace(TextWriter? console, string? path)
    {
        this.console = console;
        this.path = path;
    }

    internal static LogPlace StandardOutput { get; } = new(Console.Out, path: null);

    internal static LogPlace ErrorStream { get; } = new(Console.Error, path: null);

    internal static LogPlace File(string path) => new(console: null, Path.GetFullPath(path));

    internal void Write(string line)
    {
        lock (gate)
        {
            try
            {
                if (console is not null)
                    console.Write(line);
                else
                    Append(line);
            }
            catch (IOException)
            {
                lost++;
            }
        }
    }

    private void Append(string line)
    {
        if (file is { Length: > FileBytesMax })
        {
            file.Dispose();
            file = null;
            System.IO.File.Move(path!, path + ".1", overwrite: true);
        }
        file ??= Open();
        if (lost > 0)
        {
            // The last line may have been cut in the middle.
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{{\"Lost\":{lost}}}\n")));
            lost = 0;
        }
        file.Write(Encoding.UTF8.GetBytes(line));
        file.Flush();
    }

    private FileStream Open()
    {
        var opened = new FileStream(path!, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        // One of an earlier release may be open to everybody.
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(opened.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return opened;
    }
}
