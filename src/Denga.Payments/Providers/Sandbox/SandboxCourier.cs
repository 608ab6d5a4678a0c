using System.Globalization;
using System.Net.Http.Headers;
using Denga.Contracts.Payments;
using Denga.Platform.Outside;
using Denga.Platform.Work;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Denga.Payments.Providers.Sandbox;

/// <summary>A webhook of the sandbox is to be sent.</summary>
internal sealed record SandboxDelivery(PaymentId Payment, Guid Delivery) : IWork
{
    public static string Kind => "payments.sandbox-webhook";
}

/// <summary>Brings the sandbox's webhooks to this very process, over HTTP as any provider does.</summary>
internal sealed class SandboxCourier(HttpClient http)
{
    /// <summary>The stable name of its settings, <c>Outside:sandbox</c>.</summary>
    internal static readonly OutsideProvider Outside = new("sandbox");

    internal async Task<bool> Bring(Uri to, string delivery, string time, string signature, byte[] body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add(SandboxProvider.DeliveryHeader, delivery);
        request.Headers.Add(SandboxProvider.TimeHeader, time);
        request.Headers.Add(SandboxProvider.SignatureHeader, signature);
        using var answer = await http.SendAsync(request.MayBeRepeated(), cancel);
        return answer.IsSuccessStatusCode;
    }
}

/// <summary>Sends the sandbox's webhooks, and again until they are taken.</summary>
internal sealed class SandboxWebhooks(SandboxProvider sandbox, SandboxCourier courier, TimeProvider clock, IServer? server = null)
    : Worker<SandboxDelivery>
{
    private const string NotTaken = "payments.webhook_not_taken";

    public override WorkPolicy Policy { get; } = new() { Lease = TimeSpan.FromSeconds(10), FirstWait = TimeSpan.FromSeconds(1) };

    protected override async Task<WorkResult> Work(SandboxDelivery work, WorkItem item, CancellationToken cancel)
    {
        if (await sandbox.Body(work.Payment, cancel) is not { } body)
            return WorkResult.GiveUp(PaymentsErrors.PaymentNotFound.Code);
        var time = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        try
        {
            return await courier.Bring(Here(), work.Delivery.ToString(), time, sandbox.Sign(time, body), body, cancel)
                ? WorkResult.Done()
                : WorkResult.Retry(NotTaken);
        }
        catch (OutsideException)
        {
            return WorkResult.Retry(NotTaken);
        }
    }

    /// <summary>Where this process listens itself: the public address may not be reachable from inside.</summary>
    private Uri Here()
    {
        var address = new Uri(
            server!
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First()
                .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
        );
        return new Uri(address, "/hooks/sandbox");
    }
}
