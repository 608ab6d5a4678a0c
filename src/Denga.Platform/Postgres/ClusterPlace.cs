using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Postgres;

/// <summary>Where one cluster keeps its files, its socket and its log, and whose it is.</summary>
internal sealed class ClusterPlace
{
    // sockaddr_un holds 108 bytes with the ending zero.
    private const int SocketPathBytesMax = 107;
    private const string SocketName = "/.s.PGSQL.5432";
    private const string RootsPlaces = "/var/lib/denga";

    private ClusterPlace(string folder, string lockPath, string hash, ServerUser? user)
    {
        Folder = folder;
        LockPath = lockPath;
        Hash = hash;
        User = user;
        SocketFolder = Path.Combine(folder, "socket");
        if (Encoding.UTF8.GetByteCount(SocketFolder + SocketName) > SocketPathBytesMax)
        {
            // Only root writes to /run; /tmp is everybody's, so a folder there must prove to be ours.
            SocketFolder = user is null ? $"/tmp/denga-{hash}" : $"/run/denga-{hash}";
        }
    }

    public string Folder { get; }
    public string LockPath { get; }
    public string Hash { get; }
    public ServerUser? User { get; }
    public string SocketFolder { get; }

    /// <summary>In which PostgreSQL writes down whose socket it is.</summary>
    public string SocketLock => SocketFolder + SocketName + ".lock";
    public string Data => Path.Combine(Folder, "data");
    public string NewData => Path.Combine(Folder, "data.new");
    public string Log => Path.Combine(Folder, "log");
    public string StartLog => Path.Combine(Folder, "start.log");
    public bool HasCluster => File.Exists(Path.Combine(Data, "PG_VERSION"));

    public static async Task<ClusterPlace> OpenAsync(PrivatePostgresOptions options, ILogger logger, CancellationToken token)
    {
        var asked = Path.GetFullPath(options.Folder);
        try
        {
            Permissions.MakePassableFolder(Path.GetDirectoryName(asked) ?? "/");
            // One name for one folder, however it was reached: the lock, the hash and the running server go by it.
            var parent = await PostgresPrograms.RunAsync(null, "realpath", ["--", Path.GetDirectoryName(asked) ?? "/"], token);
            var folder = parent.Succeeded ? Path.Combine(parent.LastLine, Path.GetFileName(asked)) : asked;
            return Environment.IsPrivilegedProcess ? await OpenAsRootAsync(folder, logger, token) : OpenAsOurselves(folder);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new PostgresWillNotStartException(
                $"The database folder {asked} cannot be written: {failure.Message.TrimEnd('.')}.",
                inner: failure
            );
        }
    }

    /// <summary>Makes the folders that the server needs besides its data.</summary>
    public async Task MakeReadyAsync(CancellationToken token)
    {
        foreach (var folder in new[] { Folder, Log, SocketFolder })
        {
            await MakeOwnedAsync(folder, User, token);
        }
    }

    /// <summary>Leaves nothing in the system's folders after the server has stopped.</summary>
    public void RemoveSocketFolder()
    {
        var isElsewhere = !SocketFolder.StartsWith(Folder, StringComparison.Ordinal);
        if (isElsewhere && Directory.Exists(SocketFolder) && !Directory.EnumerateFileSystemEntries(SocketFolder).Any())
        {
            Directory.Delete(SocketFolder);
        }
    }

    private static ClusterPlace OpenAsOurselves(string folder)
    {
        Permissions.MakeClosedFolder(folder);
        return new ClusterPlace(folder, folder + ".lock", HashOf($"{Environment.UserName}:{folder}"), user: null);
    }

    private static async Task<ClusterPlace> OpenAsRootAsync(string asked, ILogger logger, CancellationToken token)
    {
        var hash = HashOf(asked);
        var placeFile = asked + ".place";
        var folder = asked;
        if (File.Exists(placeFile))
        {
            folder = (await File.ReadAllTextAsync(placeFile, token)).Trim();
            if (!Directory.Exists(folder))
            {
                throw new PostgresWillNotStartException(
                    $"The database of {asked} was kept in '{folder}', which is gone: bring it back, or delete {placeFile} to begin with an empty one."
                );
            }
            return new ClusterPlace(folder, asked + ".lock", hash, await OwnerAsync(folder, token));
        }

        var user = await OwnerAsync(folder, token);
        var parent = Path.GetDirectoryName(asked) ?? "/";
        var passes = await PostgresPrograms.RunAsync(user, "test", ["-x", parent], token);
        if (!passes.Succeeded)
        {
            if (passes.Output.Length > 0)
            {
                throw new PostgresWillNotStartException(
                    $"PostgreSQL refuses to run as root, and becoming '{user.Name}' failed: {passes.LastLine}."
                );
            }
            folder = Path.Combine(RootsPlaces, hash);
            Permissions.MakePassableFolder(RootsPlaces);
            await MakeOwnedAsync(folder, user, token);
            await File.WriteAllTextAsync(placeFile, folder + "\n", token);
            logger.LogInformation(
                "The user {User}, as whom PostgreSQL runs, may not enter {Parent}: the database is kept in {Folder}",
                user.Name,
                parent,
                folder
            );
        }
        return new ClusterPlace(folder, asked + ".lock", hash, user);
    }

    /// <summary>Root becomes whoever owns the cluster already; a new one belongs to the Debian package's user.</summary>
    private static async Task<ServerUser> OwnerAsync(string folder, CancellationToken token)
    {
        var name = "postgres";
        if (Directory.Exists(folder))
        {
            var owner = await PostgresPrograms.RunAsync(null, "stat", ["--format=%U", "--", folder], token);
            if (owner.Succeeded && owner.LastLine is not ("root" or "UNKNOWN"))
            {
                name = owner.LastLine;
            }
        }
        var group = await PostgresPrograms.RunAsync(null, "id", ["--group", "--", name], token);
        return group.Succeeded
            ? new ServerUser(name, group.LastLine)
            : throw new PostgresWillNotStartException(
                $"PostgreSQL refuses to run as root, and there is no user '{name}' to run it: install the Debian package 'postgresql' (apt-get install postgresql)."
            );
    }

    private static async Task MakeOwnedAsync(string folder, ServerUser? user, CancellationToken token)
    {
        Permissions.MakeClosedFolder(folder);
        if (user is not null)
        {
            var changed = await PostgresPrograms.RunAsync(
                null,
                "chown",
                ["--no-dereference", $"{user.Name}:{user.Group}", "--", folder],
                token
            );
            if (!changed.Succeeded)
            {
                throw new IOException(changed.LastLine);
            }
        }
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
