using System.Globalization;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>The connections of every local module, each with its own role and schema.</summary>
internal sealed class ModuleSources : IAsyncDisposable
{
    private const int ReplicaSecondsMax = 3;
    private const int AdministratorConnectionsMax = 2;
    private readonly Dictionary<string, NpgsqlDataSource> sources;

    internal ModuleSources(string administrator, IEnumerable<string> modules, DatabaseOptions options)
    {
        sources = modules.ToDictionary(m => m, m => Build(administrator, m, options), StringComparer.Ordinal);
        Administrator = new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(administrator)
            {
                ApplicationName = "denga administrator",
                MaxPoolSize = AdministratorConnectionsMax,
            }.ConnectionString
        )
        {
            Name = "administrator",
        }.Build();
    }

    /// <param name="replica">The place of a server that follows the one of the connection string: <c>host</c>, <c>host:port</c>, or the folder of a
    /// socket.</param>
    internal static NpgsqlDataSource Build(string administrator, string module, DatabaseOptions options, string? replica = null)
    {
        var given = new NpgsqlConnectionStringBuilder(administrator);
        var settings = new NpgsqlConnectionStringBuilder(administrator)
        {
            Username = Migrator.Role(module),
            Password = new RolePasswords(given.Password).Of(module),
            SearchPath = module,
            ApplicationName = "denga " + module,
            MaxPoolSize = options.ConnectionsPerModule,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
            // Every question is by key, with a list of another length each time: planning it anew each time gives the same plan.
            Options = $"{given.Options} -c plan_cache_mode=force_generic_plan".TrimStart(),
        };
        if (replica is not null)
        {
            var colon = replica.LastIndexOf(':');
            settings.Host = colon < 0 ? replica : replica[..colon];
            if (colon >= 0 && int.TryParse(replica.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port))
                settings.Port = port;
            // The primary can answer as well: nobody waits long for a replica.
            settings.Timeout = ReplicaSecondsMax;
            settings.CommandTimeout = ReplicaSecondsMax;
        }
        // Else the metrics name each pool by its whole connection string.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
        {
            Name = replica is null ? module : module + " at " + replica,
        }.Build();
    }

    /// <summary>For what an operator sees of all modules, wherever they run.</summary>
    internal NpgsqlDataSource Administrator { get; }

    /// <summary>The schemas that have an outbox, quoted.</summary>
    internal static async Task<IReadOnlyList<string>> SchemasOf(NpgsqlConnection administrator, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select quote_ident(n.nspname) from pg_namespace n join pg_class c on c.relnamespace = n.oid
            where c.relname = 'undelivered' and c.relkind = 'r' order by 1
            """,
            administrator
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var schemas = new List<string>();
        while (await rows.ReadAsync(cancel))
            schemas.Add(rows.GetString(0));
        return schemas;
    }

    internal NpgsqlDataSource Of(string module) => sources[module];

    /// <summary>Whether the module runs here and keeps tables.</summary>
    internal bool Has(string module) => sources.ContainsKey(module);

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
            await source.DisposeAsync();
        await Administrator.DisposeAsync();
    }
}
