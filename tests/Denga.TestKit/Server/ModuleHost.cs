using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Jobs;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Denga.TestKit.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denga.TestKit.Server;

/// <summary>One or a few modules on a database of their own, without a web server. What they ask of others is answered by the test; jobs run
/// when the test runs them.</summary>
public sealed class ModuleHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly Recipe recipe;
    private readonly bool ownsDatabase;
    private bool isStopped;

    private ModuleHost(IHost host, Recipe recipe, string database, bool ownsDatabase)
    {
        this.host = host;
        this.recipe = recipe;
        this.ownsDatabase = ownsDatabase;
        Database = database;
    }

    public string Database { get; }

    public IServiceProvider Services => host.Services;

    /// <param name="answers">For what other modules are asked; without it the modules here answer each other.</param>
    /// <param name="database">One to go on with after <see cref="Stop"/>; without it, a new one. It is dropped at the end.</param>
    /// <param name="configure">Last word on the services.</param>
    /// <param name="runs">Whether events are carried from module to module; otherwise nothing runs by itself.</param>
    public static Task<ModuleHost> Start(
        Action<DengaPlatform> modules,
        Answers? answers = null,
        TimeProvider? clock = null,
        string? database = null,
        IReadOnlyDictionary<string, string>? settings = null,
        Action<IServiceCollection>? configure = null,
        bool runs = true
    ) => Start(new Recipe(modules, answers, clock, settings, configure, runs), database, ownsDatabase: true);

    /// <summary>Another process of the same modules on the same database, as there may be many.</summary>
    /// <param name="settings">In place of the first one's.</param>
    public Task<ModuleHost> Another(IReadOnlyDictionary<string, string>? settings = null) =>
        Start(recipe with { Settings = settings ?? recipe.Settings }, Database, ownsDatabase: false);

    /// <summary>Asks as another module would.</summary>
    public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation) =>
        Services.GetRequiredService<IOperations>().Ask(operation, CancellationToken.None);

    /// <summary>Asks a module's own handler.</summary>
    public Task<Result<TAnswer>> Ask<TOperation, TAnswer>(TOperation operation)
        where TOperation : IOperation<TAnswer> =>
        Services.GetRequiredService<IOperationHandler<TOperation, TAnswer>>().Handle(operation, CancellationToken.None);

    /// <summary>Publishes events in one transaction of a module.</summary>
    public Task Publish<TModule>(params IEvent[] events)
        where TModule : IModule =>
        Services
            .GetRequiredService<Database<TModule>>()
            .Transaction(
                work =>
                {
                    foreach (var happened in events)
                        work.Publish(happened);
                    return Task.FromResult(0);
                },
                CancellationToken.None
            );

    /// <summary>Runs a job's turn now.</summary>
    public Task RunJob(string name) => Services.GetServices<IJob>().Single(j => j.Name == name).Run(CancellationToken.None);

    /// <summary>Does the work that is due, and answers how many attempts that took; only here, and only when asked to.</summary>
    public Task<int> Work(CancellationToken cancel = default) => Runner.RunDue(cancel);

    /// <summary>Does work as a process does it: whenever there is some, until it is stopped.</summary>
    public async Task WorkUntil(CancellationToken stop)
    {
        try
        {
            await Task.Run(() => Runner.Run(stop), CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As it should.
        }
    }

    /// <inheritdoc cref="Sql.Execute"/>
    public Task Execute(string sql, object? values = null) => Sql.Execute(Database, sql, values);

    /// <inheritdoc cref="Sql.Select"/>
    public Task<T> Select<T>(string sql, object? values = null) => Sql.Select<T>(Database, sql, values);

    /// <inheritdoc cref="Sql.Until"/>
    public Task Until(string condition, object? values = null) => Sql.Until(Database, condition, values);

    /// <summary>Stops without dropping the database, for a test that goes on with it.</summary>
    public async Task Stop()
    {
        if (isStopped)
            return;
        isStopped = true;
        if (recipe.Runs)
            await host.StopAsync();
        // Some of what a process keeps can be let go of only this way.
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (ownsDatabase)
            await TestDatabase.Drop(Database);
    }

    private WorkRunner Runner => Services.GetServices<IJob>().OfType<WorkRunner>().Single();

    private static async Task<ModuleHost> Start(Recipe recipe, string? given, bool ownsDatabase)
    {
        var database = given ?? await TestDatabase.Create();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(DengaServer.BasicSettings(database));
        foreach (var (name, value) in recipe.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            builder.Configuration[name] = value;
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new PublicAddress(new Uri("https://denga.example"), IsGiven: true));
        recipe.Modules(new DengaPlatform(builder.Services, builder.Configuration, database));
        if (recipe.Clock is not null)
            builder.Services.AddSingleton(recipe.Clock);
        if (recipe.Answers is not null)
            builder.Services.AddSingleton<IOperations>(recipe.Answers);
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(JobRunner)));
        recipe.Configure?.Invoke(builder.Services);
        var host = builder.Build();
        await DengaPlatform.Migrate(host.Services, CancellationToken.None);
        if (recipe.Runs)
            await host.StartAsync();
        return new ModuleHost(host, recipe, database, ownsDatabase);
    }

    /// <summary>What a process is made of.</summary>
    private sealed record Recipe(
        Action<DengaPlatform> Modules,
        Answers? Answers,
        TimeProvider? Clock,
        IReadOnlyDictionary<string, string>? Settings,
        Action<IServiceCollection>? Configure,
        bool Runs
    );
}

/// <summary>Answers operations of modules that are not there.</summary>
public sealed class Answers : IOperations
{
    private readonly Dictionary<Type, Func<object, Task<object>>> handlers = [];

    public Answers On<TOperation, TAnswer>(Func<TOperation, Result<TAnswer>> answer)
        where TOperation : IOperation<TAnswer>
    {
        handlers[typeof(TOperation)] = asked => Task.FromResult<object>(answer((TOperation)asked));
        return this;
    }

    public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
        (Result<TAnswer>)await handlers[operation.GetType()](operation);
}
