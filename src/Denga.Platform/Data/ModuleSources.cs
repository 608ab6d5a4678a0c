using Npgsql;

namespace Denga.Platform.Data;

/// <summary>The connections of every local module, each with its own role and schema.</summary>
internal sealed class ModuleSources : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlDataSource> sources;

    internal ModuleSources(string administrator, IEnumerable<string> modules, DatabaseOptions options)
    {
        var passwords = new RolePasswords(new NpgsqlConnectionStringBuilder(administrator).Password);
        sources = modules.ToDictionary(
            m => m,
            m =>
                new NpgsqlDataSourceBuilder(
                    new NpgsqlConnectionStringBuilder(administrator)
                    {
                        Username = Migrator.Role(m),
                        Password = passwords.Of(m),
                        SearchPath = m,
                        ApplicationName = "denga " + m,
                        MaxPoolSize = options.ConnectionsPerModule,
                        MaxAutoPrepare = 50,
                        AutoPrepareMinUsages = 2,
                        NoResetOnClose = true,
                        IncludeErrorDetail = false,
                    }.ConnectionString
                )
                {
                    // Else the metrics name each pool by its whole connection string.
                    Name = m,
                }.Build(),
            StringComparer.Ordinal
        );
    }

    internal NpgsqlDataSource Of(string module) => sources[module];

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
            await source.DisposeAsync();
    }
}
