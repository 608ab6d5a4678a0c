using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Denga.Platform.Keys;
using Denga.Platform.Outside;
using Microsoft.Extensions.Options;

namespace Denga.Payments.OutgoingWebhooks;

/// <summary>To where outgoing webhooks may go.</summary>
internal sealed class EndpointConnections(IOptions<PaymentsOptions> options) : SafeConnections(options.Value.PrivateHosts);

/// <summary>Signs and sends. It follows no redirect, takes no proxy, reads no body, and waits ten seconds.</summary>
internal sealed class EndpointCourier : IDisposable
{
    internal const string SignatureHeader = "Denga-Signature";
    internal const string DeliveryHeader = "Denga-Delivery";
    private const string Purpose = "outgoing webhooks";
    private const int SecretBytes = 32;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly Lazy<Sealing> sealing;
    private readonly HttpClient http;

    public EndpointCourier(EndpointConnections connections, IOptions<PaymentsOptions> options)
    {
        sealing = new(() => new Sealing(options.Value.KeyFile, "Payments:KeyFile"));
        http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = connections.Connect,
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            }
        )
        {
            Timeout = Timeout,
        };
    }

    internal byte[] NewSecret() =>
        sealing.Value.Seal(Purpose, "whsec_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>Null when the key file is another one.</summary>
    internal string? Open(byte[] secret) => sealing.Value.OpenText(Purpose, secret);

    /// <summary>The status; null and why, when there was no answer.</summary>
    internal async Task<(HttpStatusCode? Status, string? Error)> Send(
        Uri to,
        string secret,
        string delivery,
        byte[] body,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add(DeliveryHeader, delivery);
        request.Headers.Add(SignatureHeader, Sign(secret, body, now));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return (answer.StatusCode, answer.IsSuccessStatusCode ? null : "payments.endpoint_refused");
        }
        catch (HttpRequestException e)
        {
            return (null, e.InnerException is AddressRefusedException ? PaymentsErrors.EndpointAddress.Code : "payments.endpoint_away");
        }
        catch (AddressRefusedException)
        {
            return (null, PaymentsErrors.EndpointAddress.Code);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return (null, "payments.endpoint_away");
        }
    }

    internal static string Sign(string secret, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. body];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    public void Dispose() => http.Dispose();
}
