using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Denga.Platform.Modules;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>Brings every module's schema up to date: applies <c>Sql/NNNN_name.sql</c> of its assembly in order, each once, each in a transaction, all under
/// one advisory lock, as <see cref="DatabaseAccess.Owner"/>. What was applied is kept with its checksum; a changed file stops the start, unless it says
/// which one it stands for (a line <c>-- stands for checksum</c>: it comes to the same and is gentler). A process that may not do that looks whether it
/// was done.</summary>
internal sealed partial class Migrator(DatabaseAccess access, ModuleSources sources, DatabaseRoles roles, ILogger<Migrator> log)
{
    /// <summary>Any number, the same in every process: the lock that only one migrator holds.</summary>
    private const long LockKey = 0x64656E6761;

    /// <param name="renewPasswords">Gives every role whose password is not in the settings a new one.</param>
    internal async Task<int> Migrate(
        IReadOnlyList<(string Module, Assembly Assembly)> modules,
        bool renewPasswords,
        CancellationToken cancel
    )
    {
        if (renewPasswords && access.Administrator is null)
            throw new SettingException("New passwords are the administrator's to give: set Database:ConnectionString with a user.");
        // A web front keeps nothing, and starts also while the database is away.
        if (modules.Count == 0)
            return 0;
        if (access.Administrator is not null)
            await roles.SetUp([.. modules.Select(m => m.Module)], renewPasswords, cancel);
        if (!access.MayMigrate)
        {
            foreach (var (module, assembly) in modules)
                await Check(module, assembly, cancel);
            return 0;
        }
        await using var source = access.Source(Owner()).Build();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            new CommandDefinition("select pg_advisory_lock(@LockKey)", new { LockKey }, cancellationToken: cancel)
        );
        await connection.ExecuteAsync(
            """
            create table if not exists denga.migration (
                module text not null,
                number int not null,
                name text not null,
                checksum text not null,
                applied_at timestamptz not null default now(),
                primary key (module, number)
            )
            """
        );
        var count = 0;
        // Closing the connection gives the lock back.
        foreach (var (module, assembly) in modules)
            count += await Migrate(connection, module, assembly, cancel);
        return count;
    }

    private NpgsqlConnectionStringBuilder Owner()
    {
        var settings = access.As(DatabaseAccess.Owner);
        settings.ApplicationName = "denga migrate";
        settings.Pooling = false;
        // A large table takes as long as it takes, and who waits for another process's migrations waits.
        settings.CommandTimeout = 0;
        return settings;
    }

    private async Task<int> Migrate(NpgsqlConnection connection, string module, Assembly assembly, CancellationToken cancel)
    {
        var pending = await Pending(connection, module, assembly, cancel);
        // Also when nothing is pending: the schemas may have come from a dump.
        await LetIn(connection, module);
        foreach (var migration in pending)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await connection.ExecuteAsync(
                new CommandDefinition($"set local search_path to {module}, public;\n{migration.Sql}", cancellationToken: cancel)
            );
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

    /// <summary>Throws where somebody who may migrate has to come first.</summary>
    private async Task Check(string module, Assembly assembly, CancellationToken cancel)
    {
        try
        {
            await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
            if (await Pending(connection, module, assembly, cancel) is [var first, ..])
                throw NotMigrated($"{first.Name} of {first.Module} is not applied");
        }
        catch (NpgsqlException e)
            when (e.InnerException is SettingException || e.SqlState?.StartsWith("28", StringComparison.Ordinal) == true)
        {
            throw DatabaseAccess.NotLetIn(DatabaseAccess.RoleOf(module));
        }
        catch (PostgresException e)
            when (e.SqlState
                    is PostgresErrorCodes.UndefinedTable
                        or PostgresErrorCodes.InvalidSchemaName
                        or PostgresErrorCodes.InsufficientPrivilege
            )
        {
            throw NotMigrated($"the schema of {module} was not made");
        }
    }

    private static SettingException NotMigrated(string what) =>
        new(
            $"The database is not up to date, {what}: run denga migrate with the administrator's Database:ConnectionString, or with Database:Passwords:migrate."
        );

    private static async Task<IReadOnlyList<Migration>> Pending(
        NpgsqlConnection connection,
        string module,
        Assembly assembly,
        CancellationToken cancel
    )
    {
        var owners = new[] { (Name: module + "/platform", Source: typeof(Migrator).Assembly), (Name: module, Source: assembly) };
        var applied = (
            await connection.QueryAsync<(string Module, int Number, string Checksum)>(
                "select module, number, checksum from denga.migration where module = any(@names)",
                new { names = owners.Select(o => o.Name).ToArray() }
            )
        ).ToDictionary(m => (m.Module, m.Number), m => m.Checksum);
        var pending = new List<Migration>();
        foreach (var (owner, source) in owners)
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
                pending.Add(new Migration(owner, number, name, sql, checksum));
            else if (known != checksum && !sql.Contains("-- stands for " + known, StringComparison.Ordinal))
                throw new SettingException(
                    $"The migration {name} of {owner} was changed after it had been applied. Undo the change and write a new migration instead."
                );
        }
        return pending;
    }

    /// <summary>The role may read and write its schema's tables and nothing else, and may see what was applied.</summary>
    private static Task<int> LetIn(NpgsqlConnection connection, string module)
    {
        var role = DatabaseAccess.RoleOf(module);
        return connection.ExecuteAsync(
            $"""
            grant usage on schema {module} to {role};
            alter default privileges in schema {module} grant select, insert, update, delete on tables to {role};
            alter default privileges in schema {module} grant usage on sequences to {role};
            grant usage on schema denga to {role};
            grant select on denga.migration to {role};
            """
        );
    }

    private static async Task<string> Read(Assembly assembly, string name, CancellationToken cancel)
    {
        await using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancel);
    }

    [LoggerMessage(LogLevel.Information, "Applied {Name} of {Module}")]
    private partial void Applied(string module, string name);

    private sealed record Migration(string Module, int Number, string Name, string Sql, string Checksum);
}
