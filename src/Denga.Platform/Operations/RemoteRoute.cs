using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>Asks the process that runs the module: <c>POST /internal/operations/{name}</c>, the JSON of the operation, signed.</summary>
internal sealed class RemoteRoute<TAnswer>(RemoteModule module, OperationDescription described) : IOperationRoute
{
    internal static readonly Error Silent = new(
        "module.silent",
        ErrorKind.Unavailable,
        "A part of the system does not answer. Nothing is known of the outcome; the same request may be sent again."
    );

    public async Task<object> Ask(object operation, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(operation, operation.GetType(), DengaJson.Options);
        using var response = await module.Ask(described.Name, body, described.IsRepeatable, cancel);
        if (response is null)
            return (Result<TAnswer>)Silent;
        try
        {
            if (response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadFromJsonAsync<TAnswer>(DengaJson.Options, cancel);
                return (Result<TAnswer>)answer!;
            }
            var error =
                (int)response.StatusCode == StatusOfErrors
                    ? await response.Content.ReadFromJsonAsync<Error>(DengaJson.Options, cancel)
                    : null;
            return (Result<TAnswer>)(error ?? Silent);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // Somebody else than a part of this system, such as a gateway's page.
            return (Result<TAnswer>)Silent;
        }
    }

    /// <summary>Expected errors travel whole under one status, so that a gateway's own 4xx and 5xx are never mistaken for them.</summary>
    internal const int StatusOfErrors = 422;
}

/// <summary>Signs and checks calls between processes: HMAC-SHA-256 over time, operation and body; fresh for a minute.</summary>
internal sealed class OperationSignature(string secret, TimeProvider clock)
{
    internal const string Header = "Denga-Signature";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly byte[] key = Encoding.UTF8.GetBytes(secret);

    internal string Sign(string operation, ReadOnlySpan<byte> body) => Sign(clock.GetUtcNow().ToUnixTimeSeconds(), operation, body);

    internal bool Matches(string? header, string operation, ReadOnlySpan<byte> body)
    {
        var dot = header?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || !long.TryParse(header.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        if (Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > (long)Fresh.TotalSeconds)
            return false;
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(seconds, operation, body)),
            Encoding.UTF8.GetBytes(header!)
        );
    }

    private string Sign(long seconds, string operation, ReadOnlySpan<byte> body)
    {
        var time = seconds.ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{time}.{operation}."));
        hmac.AppendData(body);
        return $"{time}.{Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
