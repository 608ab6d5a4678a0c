using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Tests.Integration.Modules;

/// <summary>One or a few modules on a database of their own, without a web server. What they ask of others is answered by the test; jobs run
/// when the test runs them.</summary>
internal sealed class ModuleHost : IAsyncDisposable
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private readonly IHost host;

    private ModuleHost(IHost host, string database)
    {
        this.host = host;
        Database = database;
    }

    public string Database { get; }

    public IServiceProvider Services => host.Services;

    public static async Task<ModuleHost> Start(
        Action<DengaPlatform> modules,
        Answers? answers = null,
        TimeProvider? clock = null,
        string? database = null,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        database ??= await TestDatabase.Create();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(DengaServer.BasicSettings(database));
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            builder.Configuration[name] = value;
        builder.Logging.ClearProviders();
        var platform = new DengaPlatform(builder.Services, builder.Configuration, database);
        modules(platform);
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        if (answers is not null)
            builder.Services.AddSingleton<IOperations>(answers);
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(JobRunner)));
        var host = builder.Build();
        await DengaPlatform.Migrate(host.Services, CancellationToken.None);
        await host.StartAsync();
        return new ModuleHost(host, database);
    }

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

    /// <summary>Runs SQL as the administrator.</summary>
    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.ExecuteAsync(sql);
    }

    public async Task<T> Select<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    /// <summary>Asks the database until it says so.</summary>
    public async Task Until(string condition)
    {
        using var limit = new CancellationTokenSource(HangMax);
        while (!await Select<bool>("select " + condition))
            Assert.False(limit.IsCancellationRequested, "It never came that " + condition);
    }

    private WorkRunner Runner => Services.GetServices<IJob>().OfType<WorkRunner>().Single();

    /// <summary>Stops without dropping the database, for a test that goes on with it.</summary>
    public async Task Stop()
    {
        await host.StopAsync();
        host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await TestDatabase.Drop(Database);
    }
}

/// <summary>Answers operations of modules that are not there.</summary>
internal sealed class Answers : IOperations
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
