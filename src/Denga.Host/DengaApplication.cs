using Denga.Host.Gateway;
using Denga.Host.OpenApi;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Grpc;
using Denga.Platform.Http;
using Denga.Platform.Modules;
using Denga.Platform.Postgres;
using Denga.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Host;

/// <summary>The whole of Denga in one process: database, modules, web server.</summary>
public sealed class DengaApplication : IAsyncDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);
    private readonly PrivatePostgres? postgres;
    private readonly ILoggerFactory logs;
    private readonly CancellationTokenSource stopping = new();
    private Task keeping = Task.CompletedTask;

    private DengaApplication(WebApplication web, PrivatePostgres? postgres, ILoggerFactory logs)
    {
        Web = web;
        this.postgres = postgres;
        this.logs = logs;
    }

    public WebApplication Web { get; }

    public IServiceProvider Services => Web.Services;

    /// <summary>Starts the private database when none is configured, and puts everything together; nothing runs yet.</summary>
    /// <param name="configure">Last word on the services, for tests: a clock.</param>
    public static Task<DengaApplication> Build(IConfiguration settings, Action<IServiceCollection>? configure, CancellationToken cancel) =>
        Build(settings, configure, LogPlace.StandardOutput, cancel);

    internal static async Task<DengaApplication> Build(
        IConfiguration settings,
        Action<IServiceCollection>? configure,
        LogPlace log,
        CancellationToken cancel
    )
    {
        var logs = LoggerFactory.Create(logging => Logging(logging, settings, log));
        var database = settings.ReadChecked<DatabaseOptions>("Database");
        Check(database.ConnectionString);
        PrivatePostgres? postgres = null;
        // A part of Denga says itself that it needs a database which the others reach too; a front needs none.
        if (database.ConnectionString is null && settings["Modules:Only"] is null && DengaModules.NeedDatabase(settings))
            postgres = await PrivatePostgres.StartAsync(
                new PrivatePostgresOptions { Folder = database.Folder, SharedBuffersMegabytes = database.SharedBuffersMegabytes },
                logs.CreateLogger<PrivatePostgres>(),
                cancel
            );
        try
        {
            return new DengaApplication(
                Assemble(settings, postgres?.ConnectionString ?? database.ConnectionString, configure, log),
                postgres,
                logs
            );
        }
        catch
        {
            if (postgres is not null)
                await postgres.DisposeAsync();
            logs.Dispose();
            throw;
        }
    }

    /// <summary>Migrates and starts; answers when requests are answered.</summary>
    public async Task Start(CancellationToken cancel)
    {
        await DengaPlatform.Migrate(Services, cancel);
        await Web.StartAsync(cancel);
        if (postgres is not null)
            keeping = postgres.KeepRunningAsync(stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Web.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
        stopping.Dispose();
        logs.Dispose();
    }

    private static WebApplication Assemble(IConfiguration settings, string? database, Action<IServiceCollection>? configure, LogPlace log)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings);
        Logging(builder.Logging, settings, log);
        var http = settings.ReadChecked<HttpOptions>("Http");
        builder.WebHost.UseKestrelHttpsConfiguration();
        var addresses = http.Address.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (
            addresses.FirstOrDefault(a => !Uri.TryCreate(a, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) is
            { } wrong
        )
            throw new SettingException($"The setting Http:Address is wrong: {wrong} is no address such as http://127.0.0.1:8080.");
        if (http.PublicAddress is { } outside && (!outside.IsAbsoluteUri || outside.Scheme is not ("http" or "https")))
            throw new SettingException(
                $"The setting Http:PublicAddress is wrong: {outside} is no address such as https://money.example.org."
            );
        builder.Services.AddSingleton(new PublicAddress(http.PublicAddress ?? new Uri(addresses[0]), http.PublicAddress is not null));
        var grpc = GrpcAddress(settings, addresses);
        builder.WebHost.UseUrls(grpc is null ? addresses : [.. addresses, grpc.ToString()]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = http.BodyBytesMax;
            // Without TLS a port speaks either HTTP/1.1 or HTTP/2.
            if (grpc is not null)
                kestrel.ConfigureEndpointDefaults(endpoint =>
                {
                    if (endpoint.IPEndPoint?.Port == grpc.Port)
                        endpoint.Protocols = HttpProtocols.Http2;
                });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopMax);
        GatewayPipeline.Add(builder.Services, http);
        var platform = new DengaPlatform(builder.Services, settings, database);
        DengaModules.AddTo(platform);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        GatewayPipeline.Use(app, http);
        WebModule.UseErrorPages(app);
        ApiPage.Map(app);
        DengaPlatform.Map(app);
        return app;
    }

    private static void Check(string? connectionString)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connectionString ?? "");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new SettingException(
                $"The setting Database:ConnectionString is wrong: it looks like Host=db;Database=denga;Username=denga;Password=…. {e.Message}"
            );
        }
    }

    private static Uri? GrpcAddress(IConfiguration settings, string[] others)
    {
        if (settings.ReadChecked<GrpcOptions>("Grpc").Address is not { } address)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != "http" || uri.Port == 0)
            throw new SettingException($"The setting Grpc:Address is wrong: {address} is no address such as http://127.0.0.1:8090.");
        if (others.Any(o => new Uri(o).Port == uri.Port))
            throw new SettingException(
                $"The setting Grpc:Address is wrong: gRPC needs a port of its own, and {uri.Port} is Http:Address's."
            );
        if (settings["Modules:Secret"] is null)
            throw new SettingException("Modules:Secret is missing; whoever calls over gRPC signs with it.");
        return uri;
    }

    private static void Logging(ILoggingBuilder logging, IConfiguration settings, LogPlace log)
    {
        logging.ClearProviders();
        logging.AddConfiguration(settings.GetSection("Logging"));
        Log.AddTo(logging, log);
        logging.Configure(options =>
            options.ActivityTrackingOptions =
                ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId | ActivityTrackingOptions.ParentId
        );
    }
}
