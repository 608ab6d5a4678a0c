using System.Text.Encodings.Web;
using System.Text.Unicode;
using Denga.Panel.Actions;
using Denga.Panel.Frame;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Radzen;

namespace Denga.Panel;

/// <summary>The pages and the socket behind them, with services of their own. They are put together when an operator first comes: a process whose panel
/// nobody opens holds nothing of Blazor, SignalR and Radzen, and starts no slower (decision 0060).</summary>
internal sealed class PanelPages : IAsyncDisposable
{
    /// <summary>A page that lost its process opens itself anew, so few are kept for one that comes back; each is some 2 MB.</summary>
    private const int DisconnectedMax = 20;
    private static readonly TimeSpan DisconnectedFor = TimeSpan.FromMinutes(1);

    /// <summary>What pages, and the frameworks beneath them, take from the process.</summary>
    private static readonly Type[] Shared =
    [
        typeof(IOperations),
        typeof(ModuleNames),
        typeof(TimeProvider),
        typeof(ILoggerFactory),
        typeof(IConfiguration),
        typeof(IHostApplicationLifetime),
        typeof(IHostEnvironment),
        typeof(IWebHostEnvironment),
        typeof(System.Diagnostics.DiagnosticListener),
        typeof(System.Diagnostics.DiagnosticSource),
    ];

    private readonly IServiceProvider process;
    private readonly Lazy<(ServiceProvider Services, RequestDelegate Show)> own;

    public PanelPages(IServiceProvider process)
    {
        this.process = process;
        own = new(Build);
    }

    /// <summary>Answers a page, or holds its socket.</summary>
    internal Task Show(HttpContext context) => Within(context, own.Value.Show);

    /// <summary>Runs with the panel's services in place of the process's.</summary>
    internal async Task Within(HttpContext context, RequestDelegate what)
    {
        var outside = context.RequestServices;
        await using var scope = own.Value.Services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await what(context);
        }
        finally
        {
            context.RequestServices = outside;
        }
    }

    public ValueTask DisposeAsync() => own.IsValueCreated ? own.Value.Services.DisposeAsync() : ValueTask.CompletedTask;

    private (ServiceProvider, RequestDelegate) Build()
    {
        var services = new ServiceCollection();
        foreach (var type in Shared)
            services.AddSingleton(type, _ => process.GetRequiredService(type));
        services.AddLogging();
        services.AddRouting();
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(circuit =>
            {
                circuit.DisconnectedCircuitMaxRetained = DisconnectedMax;
                circuit.DisconnectedCircuitRetentionPeriod = DisconnectedFor;
                circuit.PersistedCircuitInMemoryMaxRetained = 0;
            });
        // What a page says to its own process only: nginx brings its socket to where the page came from.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<IAntiforgery, NoForms>();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        services.AddSingleton<ILocalizer, KitTexts>();
        services.AddScoped<Operator>();
        services.AddScoped<OperatorActions>();
        // Nothing but requests runs here.
        services.RemoveAll<IHostedService>();
        var provider = services.BuildServiceProvider();
        var app = new ApplicationBuilder(provider);
        app.UseRouting();
        app.UseEndpoints(routes =>
            routes
                .MapRazorComponents<PanelDocument>()
                .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null)
                // No page takes a form: what is done is done over the socket, which the door guards.
                .DisableAntiforgery()
        );
        return (provider, app.Build());
    }
}
