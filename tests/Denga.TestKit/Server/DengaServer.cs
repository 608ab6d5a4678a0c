using System.Net.Http.Json;
using Denga.Contracts;
using Denga.Host;
using Denga.Platform.Health;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.TestKit.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.TestKit.Server;

/// <summary>The whole of Denga on a free port and a database of its own, as a test's peer; in parts with <c>DENGA_TEST_FORM=split</c>.</summary>
public sealed class DengaServer : IAsyncDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    /// <summary>Of a hash that is slow on purpose: a tenth of a second of the processor each.</summary>
    private const int PasswordRounds = 100;
    private readonly IReadOnlyList<DengaApplication> parts;
    private readonly string database;
    private readonly bool ownsDatabase;
    private bool isStopped;

    private DengaServer(IReadOnlyList<DengaApplication> parts, string database, bool ownsDatabase, TimeProvider clock)
    {
        this.parts = parts;
        Services = parts.Count == 1 ? parts[0].Services : new ServicesOfAll([.. parts.Select(p => p.Services)]);
        this.database = database;
        this.ownsDatabase = ownsDatabase;
        Clock = clock;
        Http = AskFirst.Client(new Uri(parts[0].Web.Urls.First()), keepsCookies: true);
    }

    public HttpClient Http { get; }

    public TimeProvider Clock { get; }

    public IServiceProvider Services { get; }

    public string Database => database;

    /// <param name="clock">A <see cref="ShiftedClock"/>, when the day matters.</param>
    /// <param name="database">A database to go on with; without one, a new one that is dropped at the end.</param>
    /// <param name="configure">Last word on the services, such as somebody who reads the log.</param>
    public static async Task<DengaServer> Start(
        IReadOnlyDictionary<string, string>? settings = null,
        TimeProvider? clock = null,
        string? database = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var own = database ?? await TestDatabase.Create();
        // A clone of the template is migrated: nobody needs the administrator there.
        var modules = settings?.GetValueOrDefault("Modules:Only") ?? (database is null ? string.Join(',', DengaModules.Names) : null);
        var split = SplitForm.IsFor(settings) ? await SplitForm.Settings(own, settings?.GetValueOrDefault("Http:Address")) : [];
        var parts = new List<DengaApplication>();
        foreach (var part in split.Count == 0 ? [new Dictionary<string, string>(StringComparer.Ordinal)] : split)
            parts.Add(
                await DengaApplication.Build(
                    new ConfigurationBuilder()
                        .AddInMemoryCollection(BasicSettings(own, part.GetValueOrDefault("Modules:Only") ?? modules))
                        .AddInMemoryCollection(Optional(settings))
                        .AddInMemoryCollection(Optional(part))
                        .Build(),
                    services =>
                    {
                        if (clock is not null)
                            services.AddSingleton(clock);
                        services.Configure<PasswordHasherOptions>(hashes => hashes.IterationCount = PasswordRounds);
                        if (split.Count > 0 && parts.Count == 0)
                            services.AddSingleton<IStartupFilter>(new PassOn(part));
                        configure?.Invoke(services);
                    },
                    CancellationToken.None
                )
            );
        await Task.WhenAll(parts.Select(p => p.Start(CancellationToken.None)));
        var denga = new DengaServer(parts, own, database is null, clock ?? TimeProvider.System);
        if (split.Count > 0)
            await denga.UntilOk("kafka");
        return denga;
    }

    /// <param name="database">Null for a private one.</param>
    /// <param name="modules">Of a process that runs these only, separated by commas: it is not told how the administrator signs in.</param>
    public static IEnumerable<KeyValuePair<string, string?>> BasicSettings(string? database, string? modules = null) =>
        [
            .. (modules is null || database is null ? database : TestDatabase.PlaceFor(modules, database)) is { } place
                ? [new KeyValuePair<string, string?>("Database:ConnectionString", place)]
                : Array.Empty<KeyValuePair<string, string?>>(),
            new("Database:ConnectionsPerModule", "5"),
            new("Http:Address", "http://127.0.0.1:0"),
            new("Http:RequestsPerSecond", "100000"),
            new("Http:ConversationsPerMinute", "100000"),
            new("Limits:PersonPerMinute", "1000000"),
            new("Limits:CommandPerMinute", "1000000"),
            new("Rates:Fetch", "false"),
            new("Events:FirstDelay", "00:00:00.010"),
            new("Files:Folder", Path.Combine(TestDatabase.Root, ".denga", "test-files")),
            new("Identity:KeyFile", Path.Combine(TestDatabase.Root, ".denga", "test-identity.key")),
            new("Payments:KeyFile", Path.Combine(TestDatabase.Root, ".denga", "test-payments.key")),
            new("Booking:Calendars:KeyFile", Path.Combine(TestDatabase.Root, ".denga", "test-calendars.key")),
            new("Wallet:CheckpointKeyFile", Path.Combine(TestDatabase.Root, ".denga", "test-checkpoint.pem")),
            new("Logging:LogLevel:Default", "Error"),
        ];

    /// <summary>Asks as another module would.</summary>
    public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation) =>
        Services.GetRequiredService<IOperations>().Ask(operation, CancellationToken.None);

    /// <summary>Where a module runs: its health and its figures are told there only.</summary>
    public Uri PlaceOf(string module) => new(PartOf(module).Web.Urls.First());

    public IServiceProvider ServicesOf(string module) => PartOf(module).Services;

    /// <summary>Runs a job's turn now.</summary>
    public Task RunJob(string name) => Services.GetServices<IJob>().First(j => j.Name == name).Run(CancellationToken.None);

    /// <inheritdoc cref="Sql.Execute"/>
    public Task Execute(string sql, object? values = null) => Sql.Execute(database, sql, values);

    /// <inheritdoc cref="Sql.Select"/>
    public Task<T> Select<T>(string sql, object? values = null) => Sql.Select<T>(database, sql, values);

    /// <inheritdoc cref="Sql.Until"/>
    public Task Until(string condition, object? values = null) => Sql.Until(database, condition, values);

    public Task<ChatClient> OpenChat(string language = "ru", string timeZone = "Europe/Moscow") =>
        ChatClient.Open(Http, language, timeZone);

    /// <summary>Does something on the page of the sandbox provider that a link opens: <c>pay</c>, <c>refuse</c> …</summary>
    public async Task Pay(string link, string play = "pay")
    {
        using var response = await Http.PostAsJsonAsync(new Uri(link).AbsolutePath, new { @do = play });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Answers when it can use what it depends on, such as <c>redis</c>. Of <c>kafka</c>: when events reach it; a group takes seconds to share its
    /// partitions out for the first time, and what is told meanwhile waits or, on open pages, is not heard.</summary>
    public async Task UntilOk(string dependency)
    {
        foreach (var check in parts.Select(p => p.Services.GetServices<IHealthCheck>().Single(c => c.Name == dependency)))
            await Wait.Until(async () => (await check.Check(CancellationToken.None)).State == HealthState.Ok, Wait.StartMax);
    }

    /// <summary>Answers nothing any more; the database stays until the end.</summary>
    public async Task Stop()
    {
        using var limit = new CancellationTokenSource(StopMax);
        await Task.WhenAll(parts.Select(p => p.Web.StopAsync(limit.Token)));
        isStopped = true;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!isStopped)
            await Stop();
        foreach (var part in parts)
            await part.DisposeAsync();
        if (ownsDatabase)
            await TestDatabase.Drop(database);
    }

    private DengaApplication PartOf(string module) =>
        parts.Count == 1 ? parts[0] : parts[Array.FindIndex(SplitForm.Parts, p => p.Split(',').Contains(module))];

    private static IEnumerable<KeyValuePair<string, string?>> Optional(IReadOnlyDictionary<string, string>? settings) =>
        (settings ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(s => new KeyValuePair<string, string?>(s.Key, s.Value));
}
