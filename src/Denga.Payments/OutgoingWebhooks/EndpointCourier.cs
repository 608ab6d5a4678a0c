using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts.Payments;
using Denga.Platform.Keys;
using Denga.Platform.Outside;
using Microsoft.Extensions.Options;

namespace Denga.Payments.OutgoingWebhooks;

/// <summary>To where outgoing webhooks may go.</summary>
internal sealed class EndpointConnections(IOptions<PaymentsOptions> options) : SafeConnections(options.Value.PrivateHosts);

/// <summary>Signs and sends. It follows no redirect, takes no proxy, reads no body, and waits ten seconds. An endpoint that fails again and again is left alone for
/// a minute.</summary>
internal sealed class EndpointCourier : IDisposable
{
    internal const string SignatureHeader = "Denga-Signature";
    internal const string DeliveryHeader = "Denga-Delivery";
    private const string Purpose = "outgoing webhooks";
    private const int SecretBytes = 32;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan LeftAloneFor = TimeSpan.FromMinutes(1);
    private readonly OutsideBreakers breakers;
    private readonly Lazy<Sealing> sealing;
    private readonly HttpClient http;

    public EndpointCourier(EndpointConnections connections, OutsideBreakers breakers, IOptions<PaymentsOptions> options)
    {
        this.breakers = breakers;
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

    /// <summary>The status; null and why, when there was no answer. Throws <see cref="OutsideException"/> where it is left alone, and nothing was sent.</summary>
    internal async Task<(HttpStatusCode? Status, string? Error)> Send(
        EndpointId endpoint,
        Uri to,
        string secret,
        string delivery,
        byte[] body,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        try
        {
            using var answer = await breakers.Call(endpoint.ToString(), LeftAloneFor, Once, cancel);
            return (answer.StatusCode, answer.IsSuccessStatusCode ? null : "payments.endpoint_refused");
        }
        catch (HttpRequestException e) when (e is not OutsideException)
        {
            return (null, e.InnerException is AddressRefusedException ? PaymentsErrors.EndpointAddress.Code : "payments.endpoint_away");
        }
        catch (AddressRefusedException)
        {
            return (null, PaymentsErrors.EndpointAddress.Code);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return (null, "payments.endpoint_away");
        }

        async ValueTask<HttpResponseMessage> Once(CancellationToken stop)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, to);
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            request.Headers.Add(DeliveryHeader, delivery);
            request.Headers.Add(SignatureHeader, Sign(secret, body, now));
            try
            {
                return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            }
            catch (TaskCanceledException e) when (!stop.IsCancellationRequested)
            {
                throw new HttpRequestException("No answer in time.", e);
            }
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
