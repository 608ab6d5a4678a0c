using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Audit;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Events.Kafka;
using Denga.Platform.Files;
using Denga.Platform.Grpc;
using Denga.Platform.Health;
using Denga.Platform.Http;
using Denga.Platform.Jobs;
using Denga.Platform.Limits;
using Denga.Platform.Modules;
using Denga.Platform.Operating;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Telemetry;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform;

/// <summary>Puts the modules of this process on the platform.</summary>
public sealed class DengaPlatform
{
    private readonly IServiceCollection services;
    private readonly IConfiguration settings;
    private readonly ModulePlaces places;
    private readonly List<RegisteredModule> local = [];
    private readonly Dictionary<Uri, RemoteModule> remote = [];
    private readonly Dictionary<Uri, GrpcModule> remoteGrpc = [];
    private readonly GrpcOptions grpc;
    private WireMethods wire = new([]);
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="administrator">Connection string of the role that owns the schemas.</param>
    public DengaPlatform(IServiceCollection services, IConfiguration settings, string administrator)
    {
        this.services = services;
        this.settings = settings;
        places = new ModulePlaces(settings);
        grpc = settings.ReadChecked<GrpcOptions>("Grpc");
        services.AddSingleton(grpc);
        if (grpc.Address is not null)
            GrpcEndpoints.Add(services, grpc, Signature);
        services.AddSingleton(_ => wire);
        services.TryAddSingleton(TimeProvider.System);
        // Before all that works: it stops after them, and their last spans leave with it.
        TelemetrySetup.Add(services, settings);
        services.AddCheckedOptions<EventOptions>(settings, "Events");
        services.AddCheckedOptions<DatabaseOptions>(settings, "Database");
        AddFiles();
        AddRedis();
        services.AddSingleton<IReadOnlyList<RegisteredModule>>(local);
        services.AddSingleton<OutboxSignals>();
        services.AddSingleton<Signals>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton(provider => new ModuleSources(
            administrator,
            local.Where(m => m.HasSchema).Select(m => m.Name),
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<DatabaseOptions>>().Value
        ));
        AddReplicas(administrator);
        services.AddSingleton(provider => new DeadLetters(
            provider.GetRequiredService<ModuleSources>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new EventHistory(
            local,
            provider.GetRequiredService<ModuleSources>(),
            provider,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new Migrator(
            NpgsqlDataSource.Create(administrator),
            new RolePasswords(new NpgsqlConnectionStringBuilder(administrator).Password),
            provider.GetRequiredService<ILogger<Migrator>>()
        ));
        services.AddSingleton<IHealthCheck>(provider => new PostgresHealth(
            provider.GetRequiredService<ModuleSources>(),
            local.FirstOrDefault(m => m.HasSchema)?.Name
        ));
        services.AddSingleton(provider => Routes(provider));
        services.AddSingleton<IOperations>(provider => provider.GetRequiredService<OperationRoutes>());
        if (settings.ReadChecked<KafkaOptions>("Kafka").IsOn)
            AddKafka();
        else
            services.AddHostedService<InProcessTransport>();
        services.AddSingleton(provider => new EventFigures(
            provider.GetRequiredService<ModuleSources>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IJob>(provider => provider.GetRequiredService<EventFigures>());
        services.AddSingleton(provider => new WorkQueues(
            provider.GetRequiredService<ModuleSources>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IJob>(provider => provider.GetRequiredService<WorkQueues>());
        services.AddSingleton(provider => new WebhookDeliveries(
            provider.GetRequiredService<ModuleSources>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new HealthWatch(
            provider.GetServices<IHealthCheck>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IJob>(provider => provider.GetRequiredService<HealthWatch>());
        AddOperating();
        services.AddSingleton<IJob>(_ => new DiskWatch(Folders()));
        services.AddHostedService<JobRunner>();
    }

    /// <summary>Runs the module here, or reaches it where the settings say.</summary>
    public DengaPlatform Add<TModule>()
        where TModule : IModule
    {
        known.Add(TModule.Name);
        TModule.Everywhere(services);
        if (!places.IsLocal(TModule.Name))
        {
            if (places.Address(TModule.Name) is { } address)
                services.AddSingleton<IHealthCheck>(new ModuleHealth(TModule.Name, address));
            return this;
        }
        var module = RegisteredModule.Of<TModule>();
        local.Add(module);
        TModule.Register(new ModuleBuilder(module, services, settings));
        if (module.HasWork)
            services.AddSingleton<IJob>(module.Work);
        if (module.HasSchema)
            services.AddSingleton(provider => new Database<TModule>(
                provider.GetRequiredService<ModuleSources>().Of(TModule.Name),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<OutboxSignals>().Of(TModule.Name),
                provider.GetRequiredService<Signals>(),
                provider.GetRequiredService<Replicas>()
            ));
        return this;
    }

    /// <summary>Operations that name a method of these files are asked and answered over gRPC too.</summary>
    public DengaPlatform Speaks(params IEnumerable<FileDescriptor> protos)
    {
        wire = new WireMethods(protos);
        return this;
    }

    /// <summary>Brings the schemas of the local modules up to date; answers how many migrations were applied.</summary>
    public static Task<int> Migrate(IServiceProvider services, CancellationToken cancel) =>
        services
            .GetRequiredService<Migrator>()
            .Migrate(
                [
                    .. services
                        .GetRequiredService<IReadOnlyList<RegisteredModule>>()
                        .Where(m => m.HasSchema)
                        .Select(m => (m.Name, m.Assembly)),
                ],
                cancel
            );

    /// <summary>Maps health, metrics, files, the public API and the modules' own endpoints.</summary>
    public static void Map(WebApplication app)
    {
        HealthEndpoints.Map(app);
        FileEndpoint.Map(app);
        var operations = app.Services.GetRequiredService<OperationRoutes>();
        RestEndpoints.Map(app, operations, app.Services.GetRequiredService<WireMethods>());
        if (new ModulePlaces(app.Configuration).Secret is { } secret)
        {
            var signature = new OperationSignature(secret, app.Services.GetRequiredService<TimeProvider>());
            InternalEndpoint.Map(app, operations, signature);
            GrpcEndpoints.Map(app, operations, signature);
        }
        foreach (var module in app.Services.GetRequiredService<IReadOnlyList<RegisteredModule>>())
            module.Map(app);
    }

    /// <summary>Goes before everything else in the pipeline.</summary>
    public static void UseFailures(IApplicationBuilder app) => app.UseMiddleware<FailureMiddleware>();

    private void AddKafka()
    {
        services.AddCheckedOptions<KafkaOptions>(settings, "Kafka");
        services.AddSingleton<KafkaTransport>();
        services.AddHostedService(provider => provider.GetRequiredService<KafkaTransport>());
        services.AddSingleton<IHealthCheck, KafkaHealth>();
    }

    private OperationRoutes Routes(IServiceProvider provider)
    {
        places.Check(known);
        var routes = local.SelectMany(m => m.Routes).ToDictionary(r => r.Key, r => r.Value(provider));
        foreach (var described in OperationDescription.All.Values.Where(d => !routes.ContainsKey(d.Type)))
            routes[described.Type] = typeof(IAboutModule).IsAssignableFrom(described.Type)
                ? AboutModules(described, provider)
                : Elsewhere(described, described.Module, provider);
        return new OperationRoutes(routes);
    }

    /// <summary>The platform answers in the process of each module.</summary>
    private IOperationRoute AboutModules(OperationDescription described, IServiceProvider provider)
    {
        var here = (IOperationRoute)
            Activator.CreateInstance(typeof(LocalRoute<,>).MakeGenericType(described.Type, described.Answer), provider)!;
        var byModule = known.ToDictionary(
            m => m,
            m => local.Any(l => l.Name == m) ? here : Elsewhere(described, m, provider),
            StringComparer.Ordinal
        );
        return (IOperationRoute)Activator.CreateInstance(typeof(AboutModuleRoute<>).MakeGenericType(described.Answer), byModule)!;
    }

    private IOperationRoute Elsewhere(OperationDescription described, string module, IServiceProvider provider)
    {
        if (local.Any(m => string.Equals(m.Name, module, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException($"The module {module} does not handle {described.Name}.");
        if (!known.Contains(module) || places.Address(module) is not { } address)
            return (IOperationRoute)Activator.CreateInstance(typeof(OffRoute<>).MakeGenericType(described.Answer), module)!;
        if (wire.Of(described) is { } method && grpc.Modules.TryGetValue(module, out var grpcAddress))
            return (IOperationRoute)
                Activator.CreateInstance(
                    typeof(GrpcRoute<>).MakeGenericType(described.Answer),
                    OverGrpc(module, grpcAddress, provider),
                    described,
                    method
                )!;
        return (IOperationRoute)
            Activator.CreateInstance(typeof(RemoteRoute<>).MakeGenericType(described.Answer), At(address, provider), described)!;
    }

    private GrpcModule OverGrpc(string name, string given, IServiceProvider provider)
    {
        if (!Uri.TryCreate(given, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new SettingException($"Grpc:Modules:{name} is \"{given}\"; it must be an http address.");
        if (!remoteGrpc.TryGetValue(address, out var module))
            remoteGrpc[address] = module = new GrpcModule(address, Signature(provider), provider.GetRequiredService<TimeProvider>(), grpc);
        return module;
    }

    private RemoteModule At(Uri address, IServiceProvider provider)
    {
        if (!remote.TryGetValue(address, out var module))
            remote[address] = module = new RemoteModule(address, Signature(provider), provider.GetRequiredService<TimeProvider>());
        return module;
    }

    private OperationSignature Signature(IServiceProvider provider) =>
        new(
            places.Secret ?? throw new SettingException("Modules:Secret is missing; processes need it to sign their calls to each other."),
            provider.GetRequiredService<TimeProvider>()
        );

    private void AddFiles()
    {
        var options = settings.ReadChecked<FileStoreOptions>("Files");
        if (options.S3 is null)
            services.AddSingleton<IFilePlace>(new FilesInFolder(options.Folder));
        else
        {
            services.AddSingleton(settings.ReadChecked<S3Options>("Files:S3"));
            services.AddSingleton<FilesInS3>();
            services.AddSingleton<IFilePlace>(provider => provider.GetRequiredService<FilesInS3>());
            services.AddSingleton<IJob, PrepareBucket>();
        }
        services.AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<IFilePlace>());
        services.AddSingleton(provider => new FileStore(
            provider.GetRequiredService<IFilePlace>(),
            new PhotoLimits(provider.GetRequiredService<RateLimits>()),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FileStore>>()
        ));
    }

    private void AddReplicas(string administrator)
    {
        services.AddSingleton(provider => new Replicas(
            provider.GetRequiredService<ModuleSources>(),
            administrator,
            [.. local.Where(m => m.HasSchema).Select(m => m.Name)],
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<DatabaseOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Replicas>>()
        ));
        if (settings["Database:Replicas"] is not { Length: > 0 })
            return;
        services.AddSingleton<IJob>(provider => provider.GetRequiredService<Replicas>());
        services.AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<Replicas>());
    }

    /// <summary>Where this process writes, by what it writes.</summary>
    private Dictionary<string, string> Folders()
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        var (files, database) = (settings.ReadChecked<FileStoreOptions>("Files"), settings.ReadChecked<DatabaseOptions>("Database"));
        if (files.S3 is null)
            folders["files"] = files.Folder;
        if (database.ConnectionString is null)
            folders["database"] = database.Folder;
        return folders;
    }

    private void AddRedis()
    {
        var options = settings.ReadChecked<RedisOptions>("Redis");
        if (options.ConnectionString is not null)
        {
            services.AddSingleton(options);
            services.AddSingleton<Redis>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Redis>());
            services.AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<Redis>());
        }
        services.AddSingleton(provider => new Caches(provider.GetRequiredService<TimeProvider>(), provider.GetService<Redis>()));
        services.AddSingleton(provider => new RateLimits(provider.GetService<Redis>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(settings.ReadChecked<LimitOptions>("Limits"));
        services.AddSingleton<PersonLimits>();
        services.AddSingleton(provider => new HandleLimits(
            provider.GetRequiredService<RateLimits>(),
            provider.GetRequiredService<LimitOptions>()
        ));
    }

    private void AddOperating()
    {
        services.AddSingleton(_ => new ModuleNames([.. known.Order(StringComparer.Ordinal)]));
        Answers<OperatingHandlers>();
        Answers<WorkHandlers>();
        Answers<ProviderCallHandlers>();
        Answers<AuditTrailHandler>();
    }

    /// <summary>The platform's own answers, whatever modules run here.</summary>
    private void Answers<THandler>()
        where THandler : class
    {
        services.AddSingleton<THandler>();
        foreach (var handles in typeof(THandler).GetInterfaces())
            services.AddSingleton(handles, p => p.GetRequiredService<THandler>());
    }
}
