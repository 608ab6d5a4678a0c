using Denga.Platform.Health;
using Npgsql;

namespace Denga.Platform.Data;

internal sealed class PostgresHealth(ModuleSources sources, string module) : IHealthCheck
{
    public string Name => "postgresql";

    public async Task<HealthAnswer> Check(CancellationToken cancel)
    {
        try
        {
            await using var command = sources.Of(module).CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancel);
            return new HealthAnswer(HealthState.Ok);
        }
        catch (NpgsqlException e)
        {
            return new HealthAnswer(HealthState.Down, $"The database does not answer: {e.Message}");
        }
    }
}
