using System.Net;
using Denga.Host;
using Denga.TestKit.Files;
using Denga.TestKit.Kafka;
using Denga.TestKit.Redis;
using Denga.TestKit.Split;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.TestKit.Server;

/// <summary>With <c>DENGA_TEST_FORM=split</c> a test's Denga is several: each with modules of its own, that ask each other over HTTP, tell each other
/// through Kafka, remember in Redis and keep files in S3. They share the test's process, and nothing else.</summary>
internal static class SplitForm
{
    /// <summary>As compose has them, but that the small ones share one. The first one is the gateway.</summary>
    internal static readonly string[] Parts =
    [
        .. DengaModules
            .Processes.GroupBy(p => p.Name is "identity" or "analytics" or "notifications" ? "small" : p.Name)
            .OrderByDescending(part => part.Key == DengaModules.Front)
            .Select(part => string.Join(',', part.Select(p => p.Modules))),
    ];

    private static readonly Lazy<KafkaBroker> Kafka = new(() => KafkaBroker.Start(brokers: 1));
    private static readonly Lazy<Task<RedisProcess>> Redis = new(async () => EndWithUs(await RedisProcess.Start()));
    private static readonly Lazy<Task<NpmS3Server>> Files = new(async () => EndWithUs(await NpmS3Server.Start()));

    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("DENGA_TEST_FORM") == "split";

    /// <summary>A test that says itself where modules or events are has a form of its own.</summary>
    internal static bool IsFor(IReadOnlyDictionary<string, string>? settings) =>
        IsOn && settings?.Keys.Any(k => k.Split(':')[0] is "Modules" or "Kafka" or "Redis" or "Files" || k == "Database:Replicas") != true;

    /// <summary>The settings of each part, in the order of <see cref="Parts"/>.</summary>
    /// <param name="gateway">Where the test wants to find Denga, when that matters to it.</param>
    internal static async Task<IReadOnlyList<Dictionary<string, string>>> Settings(string database, string? gateway)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database!;
        // Who goes on with a database goes on with its topics and copies, and nobody else does.
        var prefix = name.Replace('_', '-');
        var all = Kafka.Value.Settings(prefix);
        all["Redis:Prefix"] = prefix;
        all["Redis:ConnectionString"] = (await Redis.Value).ConnectionString;
        all["Redis:Timeout"] = "00:00:02";
        all["Files:S3:Endpoint"] = (await Files.Value).Address.ToString();
        all["Files:S3:Bucket"] = "denga";
        all["Files:S3:AccessKey"] = NpmS3Server.AccessKey;
        all["Files:S3:SecretKey"] = NpmS3Server.SecretKey;
        all["Modules:Secret"] = "a secret of at least thirty-two characters";
        var addresses = Parts.Select(_ => Ports.FreeAddress().GetLeftPart(UriPartial.Authority)).ToList();
        addresses[0] = gateway ?? addresses[0];
        foreach (var (modules, address) in Parts.Zip(addresses))
        foreach (var module in modules.Split(','))
            all["Modules:" + module] = address;
        return
        [
            .. Parts.Zip(
                addresses,
                (modules, address) =>
                    new Dictionary<string, string>(all, StringComparer.Ordinal) { ["Modules:Only"] = modules, ["Http:Address"] = address }
            ),
        ];
    }

    private static T EndWithUs<T>(T peer)
        where T : IAsyncDisposable
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => peer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return peer;
    }
}

/// <summary>Brings what is no operation (streams, webhooks, the mailbox) from the gateway to the part that answers it, as nginx does.</summary>
internal sealed class PassOn(IReadOnlyDictionary<string, string> settings) : IStartupFilter
{
    private static readonly HttpClient Http = AskFirst.Client();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (context, inner) =>
                    PlaceOf(context.Request.Path.Value!) is { } module ? Pass(context, settings["Modules:" + module]) : inner(context)
            );
            next(app);
        };

    private static string? PlaceOf(string path) =>
        path == "/hooks/telegram"
        || path.StartsWith("/api/v1/chat/", StringComparison.Ordinal)
            && (path.EndsWith("/events", StringComparison.Ordinal) || path.EndsWith("/photos", StringComparison.Ordinal))
            ? "bot"
        : path.StartsWith("/hooks/", StringComparison.Ordinal) ? "payments"
        : path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/.well-known/", StringComparison.Ordinal) ? "identity"
        : null;

    private static async Task Pass(HttpContext context, string address)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            address + context.Request.Path + context.Request.QueryString
        );
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            // How much is too much is said by whoever takes it, and before it is sent.
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
            request.Content = new StreamContent(context.Request.Body);
        }
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                context.Response.Headers[name] = values.ToArray();
        }
        if (answer.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            await Join(context, answer);
            return;
        }
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (answer.StatusCode == HttpStatusCode.NoContent)
            return;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            var buffer = new byte[4096];
            int read;
            while ((read = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // One of the two has gone.
        }
    }

    /// <summary>A socket talks both ways, until one of them ends it.</summary>
    private static async Task Join(HttpContext context, HttpResponseMessage answer)
    {
        await using var inside = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        await using var outside = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        await Task.WhenAny(inside.CopyToAsync(outside, context.RequestAborted), outside.CopyToAsync(inside, context.RequestAborted));
    }
}

/// <summary>What is in any of several parts; of what is in each, the gateway's.</summary>
internal sealed class ServicesOfAll(IReadOnlyList<IServiceProvider> parts) : IServiceProvider
{
    public object? GetService(Type serviceType)
    {
        if (!serviceType.IsGenericType || serviceType.GetGenericTypeDefinition() != typeof(IEnumerable<>))
            return parts.Select(p => p.GetService(serviceType)).FirstOrDefault(found => found is not null);
        var all = parts.SelectMany(p => ((System.Collections.IEnumerable)p.GetRequiredService(serviceType)).Cast<object>()).ToArray();
        var typed = Array.CreateInstance(serviceType.GetGenericArguments()[0], all.Length);
        all.CopyTo(typed, 0);
        return typed;
    }
}
