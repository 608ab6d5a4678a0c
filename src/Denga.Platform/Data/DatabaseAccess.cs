using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Denga.Platform.Modules;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>How this process signs in to PostgreSQL: with the roles of its own modules, and for setting roles up, where it was given the administrator's
/// connection string, once at the start with that.</summary>
internal sealed class DatabaseAccess
{
    /// <summary>Owner of every schema; migrations run as it.</summary>
    internal const string Owner = "denga_migrate";

    private readonly string? place;
    private readonly ConcurrentDictionary<string, string> passwords = new(StringComparer.Ordinal);

    /// <param name="connectionString">Null in a process that needs no database.</param>
    internal DatabaseAccess(string? connectionString, DatabaseOptions options)
    {
        foreach (var (name, password) in options.Passwords)
            Given[RoleOf(name.ToLowerInvariant())] = passwords[RoleOf(name.ToLowerInvariant())] = password;
        if (connectionString is null)
            return;
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        if (given.Username is { Length: > 0 })
            Administrator = new NpgsqlConnectionStringBuilder(connectionString)
            {
                ApplicationName = "denga administrator",
                Pooling = false,
                // Another process may set up at the moment, and that takes as long as it takes.
                CommandTimeout = 0,
            };
        given.Remove(nameof(given.Username));
        given.Remove(nameof(given.Password));
        place = given.ConnectionString;
    }

    /// <summary>Null where this process may not set up roles.</summary>
    internal NpgsqlConnectionStringBuilder? Administrator { get; }

    /// <summary>The passwords that the settings name, by role.</summary>
    internal Dictionary<string, string> Given { get; } = new(StringComparer.Ordinal);

    internal bool MayMigrate => Administrator is not null || Given.ContainsKey(Owner);

    internal static string RoleOf(string module) => "denga_" + module;

    /// <summary>A password for a role that does not exist is a mistyped name.</summary>
    internal void Check(IReadOnlySet<string> modules)
    {
        if (Given.Keys.FirstOrDefault(r => r != Owner && !modules.Any(m => RoleOf(m) == r)) is { } unknown)
            throw new SettingException(
                $"Database:Passwords:{unknown["denga_".Length..]} is unknown; there are migrate and the modules: {string.Join(", ", modules.Order(StringComparer.Ordinal))}."
            );
    }

    internal static SettingException NotLetIn(string role) =>
        new(
            $"The database does not let in {role}: Database:Passwords:{role["denga_".Length..]} is missing or wrong, or the role was not made yet (denga migrate)."
        );

    internal void Knows(string role, string password) => passwords[role] = password;

    /// <summary>Without a password: it is asked for at each connection, so that it may become known after this was built.</summary>
    internal NpgsqlConnectionStringBuilder As(string role) =>
        new(place ?? throw new SettingException($"{role} has nowhere to sign in: set Database:ConnectionString.")) { Username = role };

    internal NpgsqlDataSourceBuilder Source(NpgsqlConnectionStringBuilder settings)
    {
        var role = settings.Username!;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // No schema has types of its own: each of a dozen modules would ask at every start for all that the server has.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        // Asked for only where the server wants one: the private server lets its owner in by the socket.
        string Password() => passwords.GetValueOrDefault(role) ?? throw NotLetIn(role);
        builder.UsePasswordProvider(_ => Password(), (_, _) => ValueTask.FromResult(Password()));
        return builder;
    }

    /// <summary>What PostgreSQL keeps of a password, so that the password itself is in no statement, and in no log of the server.
    /// Source: RFC 5803, and PostgreSQL's scram-common.c.</summary>
    internal static string Verifier(string password)
    {
        const int iterations = 4096;
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }

    internal static string NewPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Releases until 2026-11 derived a role's password from the administrator's; what they left is let in with it once more.</summary>
    internal string? DerivedByEarlierReleases(string role) =>
        Administrator?.Password is { } password
            ? Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes("denga role " + role["denga_".Length..]))
            )
            : null;
}
