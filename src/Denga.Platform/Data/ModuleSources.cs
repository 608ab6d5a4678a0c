using System.Globalization;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>The connections of every local module, each with its own role and schema.</summary>
internal sealed class ModuleSources : IAsyncDisposable
{
    private const int ReplicaSecondsMax = 3;
    private readonly Dictionary<string, NpgsqlDataSource> sources;

    internal ModuleSources(DatabaseAccess access, IEnumerable<string> modules, DatabaseOptions options) =>
        sources = modules.ToDictionary(m => m, m => Build(access, m, options), StringComparer.Ordinal);

    /// <param name="replica">The place of a server that follows the one of the connection string: <c>host</c>, <c>host:port</c>, or the folder of a
    /// socket.</param>
    internal static NpgsqlDataSource Build(DatabaseAccess access, string module, DatabaseOptions options, string? replica = null)
    {
        var settings = access.As(DatabaseAccess.RoleOf(module));
        settings.SearchPath = module;
        settings.ApplicationName = "denga " + module;
        settings.MaxPoolSize = options.ConnectionsPerModule;
        settings.MaxAutoPrepare = 50;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;
        settings.IncludeErrorDetail = false;
        // Every question is by key, with a list of another length each time: planning it anew each time gives the same plan.
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_generic_plan".TrimStart();
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
        var source = access.Source(settings);
        source.Name = replica is null ? module : module + " at " + replica;
        return source.Build();
    }

    internal NpgsqlDataSource Of(string module) => sources[module];

    /// <summary>The modules that run here and keep tables.</summary>
    internal IEnumerable<string> Modules => sources.Keys;

    internal bool Has(string module) => sources.ContainsKey(module);

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
            await source.DisposeAsync();
    }
}
