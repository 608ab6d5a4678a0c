using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Denga.Platform.Postgres;

/// <summary>The user who owns the cluster when we are root, whom PostgreSQL refuses.</summary>
internal sealed record ServerUser(string Name, string Group);

/// <summary>PostgreSQL's programs of one version, run as the user who owns the cluster.</summary>
internal sealed class PostgresPrograms
{
    private const int VersionMin = 15;
    private const string Where = "/usr/lib/postgresql";

    private readonly string _binaries;
    private readonly ServerUser? _user;

    private PostgresPrograms(string binaries, int version, ServerUser? user)
    {
        _binaries = binaries;
        _user = user;
        Version = version;
    }

    public int Version { get; }

    /// <param name="chosen">The folder that the settings name, or null to look for one.</param>
    /// <param name="clusterVersion">The version that made the cluster, or null when it is still to be made.</param>
    /// <param name="user">The user to become, or null to stay who we are.</param>
    /// <param name="token">Ends the search.</param>
    public static async Task<PostgresPrograms> FindAsync(string? chosen, int? clusterVersion, ServerUser? user, CancellationToken token)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var folder in chosen is null ? await CandidatesAsync(token) : [chosen])
        {
            if (IsComplete(folder) && !found.ContainsKey(folder))
            {
                found[folder] = await VersionAsync(folder, token);
            }
        }

        var fitting = found
            .Where(candidate => clusterVersion is null ? candidate.Value >= VersionMin : candidate.Value == clusterVersion)
            .OrderByDescending(candidate => candidate.Value)
            .Select(candidate => (Folder: candidate.Key, Version: candidate.Value))
            .FirstOrDefault();
        if (fitting.Folder is not null)
        {
            return new PostgresPrograms(fitting.Folder, fitting.Version, user);
        }
        var place = chosen is null ? "" : $" in {chosen}";
        throw new PostgresWillNotStartException(
            clusterVersion is null
                ? $"PostgreSQL {VersionMin} or newer is not installed{place}: install the Debian package 'postgresql' (apt-get install postgresql)."
                : $"The database was made by PostgreSQL {clusterVersion}, which is not installed{place}: install the Debian package 'postgresql-{clusterVersion}'."
        );
    }

    /// <summary>Runs one of PostgreSQL's programs as the cluster's user.</summary>
    public Task<Outcome> RunAsync(string program, IEnumerable<string> arguments, CancellationToken token) =>
        RunAsync(_user, Path.Combine(_binaries, program), arguments, token);

    internal readonly record struct Outcome(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;

        public string LastLine =>
            Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "initdb"))
        && File.Exists(Path.Combine(folder, "pg_ctl"))
        && File.Exists(Path.Combine(folder, "postgres"));

    private static async Task<List<string>> CandidatesAsync(CancellationToken token)
    {
        var folders = new List<string>();
        var config = await RunAsync(null, "pg_config", ["--bindir"], token);
        if (config.Succeeded)
        {
            folders.Add(config.LastLine);
        }
        if (Directory.Exists(Where))
        {
            folders.AddRange(Directory.EnumerateDirectories(Where).Select(version => Path.Combine(version, "bin")));
        }
        folders.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
        return folders;
    }

    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "… 18beta1".
    private static async Task<int> VersionAsync(string folder, CancellationToken token)
    {
        var answer = await RunAsync(null, Path.Combine(folder, "postgres"), ["--version"], token);
        var words = answer.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var digits = words.Length < 3 ? "" : new string([.. words[2].TakeWhile(char.IsAsciiDigit)]);
        return answer.Succeeded && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    /// <summary>Runs any program as a user, or as ourselves when it is null. A program that is not there answers 127, as in a shell.</summary>
    public static async Task<Outcome> RunAsync(ServerUser? user, string program, IEnumerable<string> arguments, CancellationToken token)
    {
        var start = user is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo(
                "setpriv",
                [$"--reuid={user.Name}", $"--regid={user.Group}", "--init-groups", "--", program, .. arguments]
            );
        // The other user may not be allowed into our working directory.
        start.WorkingDirectory = "/";
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // A caller's PGDATA or PGOPTIONS must not lead these programs to another server.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment["LC_ALL"] = "C";
        if (user is not null)
        {
            start.Environment["HOME"] = "/";
            start.Environment["USER"] = user.Name;
            start.Environment["LOGNAME"] = user.Name;
        }

        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception failure)
        {
            return new Outcome(127, failure.Message);
        }
        using (process)
        {
            process!.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(token);
            var errors = process.StandardError.ReadToEndAsync(token);
            try
            {
                var text = await output + await errors;
                await process.WaitForExitAsync(token);
                return new Outcome(process.ExitCode, text);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: false);
                throw;
            }
        }
    }
}
