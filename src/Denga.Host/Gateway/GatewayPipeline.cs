using System.Net;
using Denga.Platform;
using Denga.Platform.Limits;
using Denga.Platform.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using IPNetwork = System.Net.IPNetwork;

namespace Denga.Host.Gateway;

/// <summary>What every request passes before a module sees it: who really sent it, the log, headers that guard browsers, other sites, limits.
/// Routing follows from the operations' declarations; sizes are limited by the server itself (<see cref="HttpOptions.BodyBytesMax"/>).</summary>
internal static class GatewayPipeline
{
    private const string Api = "/api";

    internal static void Add(IServiceCollection services, HttpOptions http)
    {
        services.AddSingleton<RequestLog>();
        if (http.Origins.Count > 0)
            services.AddCors(cors => cors.AddDefaultPolicy(policy => Origins(policy, http)));
    }

    internal static void Use(WebApplication app, HttpOptions http)
    {
        if (Forwarded(http) is { } forwarded)
            app.UseForwardedHeaders(forwarded);
        app.Use(app.Services.GetRequiredService<RequestLog>().Invoke);
        DengaPlatform.UseFailures(app);
        app.Use(SecurityHeaders);
        // Before the limits: a page must be able to read that it is refused.
        if (http.Origins.Count > 0)
            app.UseWhen(context => context.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase), api => api.UseCors());
        app.Use(new AddressLimits(http, app.Services.GetRequiredService<RateLimits>()).Invoke);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) });
    }

    /// <summary>Null when nobody is trusted: then what a client says of itself is only a header.</summary>
    private static ForwardedHeadersOptions? Forwarded(HttpOptions http)
    {
        var trusted = HttpOptions.Words(http.TrustedProxies).Select(Network).ToList();
        if (trusted.Count == 0)
            return null;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // From the last one backwards, as long as it is one of ours who says so.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted)
            options.KnownIPNetworks.Add(network);
        return options;
    }

    private static IPNetwork Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new SettingException(
            $"The setting Http:TrustedProxies is wrong: {text} is neither an address nor a network such as 10.0.0.0/24."
        );
    }

    private static void Origins(CorsPolicyBuilder policy, HttpOptions http)
    {
        foreach (var origin in http.Origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
                throw new SettingException($"The setting Http:CorsOrigins is wrong: {origin} is no origin such as https://panel.example.");
        }
        // Without credentials: other sites bring a token, never the session's cookie.
        policy
            .WithOrigins([.. http.Origins])
            .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID")
            .WithExposedHeaders("Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed")
            .SetPreflightMaxAge(TimeSpan.FromHours(1));
    }

    private static Task SecurityHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        // Telegram's button signs in with a window of its own.
        headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        // Pages bring their own.
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        return next(context);
    }
}
