namespace Denga.Platform.Health;

/// <summary>The process that runs a module: without it only what needs the module is refused.</summary>
internal sealed class ModuleHealth(string module, Uri address) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(1);
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = AnswerMax };

    public string Name => "module " + module;

    public async Task<HealthAnswer> Check(CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync("health/live", cancel);
            return answer.IsSuccessStatusCode ? new HealthAnswer(HealthState.Ok) : Silent;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return Silent;
        }
    }

    public void Dispose() => http.Dispose();

    private HealthAnswer Silent => new(HealthState.Degraded, HealthErrors.Module(address));
}
