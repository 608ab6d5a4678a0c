using System.Text;

namespace Denga.Platform.Postgres;

/// <summary>What the system tells about the processes of a cluster.</summary>
internal static class ServerProcess
{
    public static string PidFile(ClusterPlace place) => Path.Combine(place.Data, "postmaster.pid");

    /// <summary>The socket's folder as the server wrote it down, or null when none has started.</summary>
    public static string? SocketFolder(ClusterPlace place)
    {
        const int SocketLine = 4;
        try
        {
            var lines = File.ReadAllLines(PidFile(place));
            return lines.Length > SocketLine && lines[SocketLine].Length > 0 ? lines[SocketLine] : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether any process of the cluster lives. Asked of the command lines, which everybody may read: the number in the file of a killed
    /// server may be another process's by now, and a killed server that nobody waited for still has a number but no command line.
    /// </summary>
    public static bool IsAlive(ClusterPlace place)
    {
        var child = $"postgres: denga-{place.Hash}: ";
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string line;
            try
            {
                line = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline")));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            var words = line.Split('\0');
            if (line.StartsWith(child, StringComparison.Ordinal) || IsServerOf(words, place.Data))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsServerOf(string[] words, string data)
    {
        var option = Array.IndexOf(words, "-D");
        return Path.GetFileName(words[0]) == "postgres" && option > 0 && option + 1 < words.Length && words[option + 1] == data;
    }
}
