using Denga.Platform.Health;

namespace Denga.Platform.Data;

/// <param name="module">One that has a schema here; none, where no module has.</param>
internal sealed class PostgresHealth(ModuleSources sources, string? module) : IHealthCheck
{
    public string Name => "postgresql";

    public async Task<HealthAnswer> Check(CancellationToken cancel)
    {
        if (module is null)
            return new HealthAnswer(HealthState.Ok, "Nothing here keeps anything in it.");
        try
        {
            await using var command = sources.Of(module).CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancel);
            return new HealthAnswer(HealthState.Ok);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            return new HealthAnswer(HealthState.Down, HealthErrors.Database(e.Message));
        }
    }
}
