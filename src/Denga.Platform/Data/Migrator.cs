using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Denga.Platform.Modules;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>Brings every module's schema up to date: creates its role and schema, and applies <c>Sql/NNNN_name.sql</c> of its assembly in order,
/// each once, each in a transaction, all under one advisory lock. What was applied is kept with its checksum; a changed file stops the start.</summary>
internal sealed partial class Migrator(NpgsqlDataSource administrator, RolePasswords passwords, ILogger<Migrator> log) : IAsyncDisposable
{
    /// <summary>Any number, the same in every process: the lock that only one migrator holds.</summary>
    private const long LockKey = 0x64656E6761;

    internal async Task<int> Migrate(IReadOnlyList<(string Module, Assembly Assembly)> modules, CancellationToken cancel)
    {
        // A web front keeps nothing, and starts also while the database is away.
        if (modules.Count == 0)
            return 0;
        await using var connection = await administrator.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_lock(@LockKey)", new { LockKey });
        try
        {
            await connection.ExecuteAsync(
                """
                create schema if not exists denga;
                create table if not exists denga.migration (
                    module text not null,
                    number int not null,
                    name text not null,
                    checksum text not null,
                    applied_at timestamptz not null default now(),
                    primary key (module, number)
                );
                """
            );
            var applied = (
                await connection.QueryAsync<(string Module, int Number, string Checksum)>(
                    "select module, number, checksum from denga.migration"
                )
            ).ToDictionary(m => (m.Module, m.Number), m => m.Checksum);
            var count = 0;
            foreach (var (module, assembly) in modules)
                count += await Migrate(connection, module, assembly, applied, cancel);
            return count;
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }

    public ValueTask DisposeAsync() => administrator.DisposeAsync();

    internal static string Role(string module) => "denga_" + module;

    private async Task<int> Migrate(
        NpgsqlConnection connection,
        string module,
        Assembly assembly,
        Dictionary<(string, int), string> applied,
        CancellationToken cancel
    )
    {
        var pending = new List<(string Module, int Number, string Name, string Sql, string Checksum)>();
        foreach (var (owner, source) in new[] { (module + "/platform", typeof(Migrator).Assembly), (module, assembly) })
        foreach (
            var name in source
                .GetManifestResourceNames()
                .Where(n => n.StartsWith("Sql/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            var sql = await Read(source, name, cancel);
            var number = int.Parse(name.AsSpan(4, 4), System.Globalization.CultureInfo.InvariantCulture);
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (!applied.TryGetValue((owner, number), out var known))
                pending.Add((owner, number, name, sql, checksum));
            else if (known != checksum)
                throw new SettingException(
                    $"The migration {name} of {owner} was changed after it had been applied. Undo the change and write a new migration instead."
                );
        }
        // Also when nothing is pending: the server's password may have changed, or the schemas came from a dump.
        await PrepareRole(connection, module);
        foreach (var migration in pending)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await connection.ExecuteAsync($"set local search_path to {module}, public;\n{migration.Sql}");
            await connection.ExecuteAsync(
                "insert into denga.migration (module, number, name, checksum) values (@Module, @Number, @Name, @Checksum)",
                new
                {
                    migration.Module,
                    migration.Number,
                    migration.Name,
                    migration.Checksum,
                }
            );
            await transaction.CommitAsync(cancel);
            Applied(migration.Module, migration.Name);
        }
        return pending.Count;
    }

    /// <summary>The role may read and write its schema's tables and nothing else; the tables belong to the administrator.</summary>
    private async Task PrepareRole(NpgsqlConnection connection, string module)
    {
        var role = Role(module);
        await connection.ExecuteAsync(
            $"""
            do $$ begin
                if not exists (select from pg_roles where rolname = '{role}') then create role {role} login; end if;
            end $$;
            create schema if not exists {module};
            grant usage on schema {module} to {role};
            alter default privileges in schema {module} grant select, insert, update, delete on tables to {role};
            alter default privileges in schema {module} grant usage on sequences to {role};
            """
        );
        if (passwords.Of(module) is { } password)
            await connection.ExecuteAsync($"alter role {role} password '{password}'");
    }

    private static async Task<string> Read(Assembly assembly, string name, CancellationToken cancel)
    {
        await using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancel);
    }

    [LoggerMessage(LogLevel.Information, "Applied {Name} of {Module}")]
    private partial void Applied(string module, string name);
}

/// <summary>Passwords of the modules' roles on an external server: derived from the administrator's, so that there is nothing more to keep.
/// The private server lets only its owner in, by its socket, and needs none.</summary>
internal sealed class RolePasswords(string? administratorPassword)
{
    internal string? Of(string module) =>
        administratorPassword is null
            ? null
            : Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(administratorPassword), Encoding.UTF8.GetBytes("denga role " + module))
            );
}
