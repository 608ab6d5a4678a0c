using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Denga.Identity.Telegram;

/// <summary>What Telegram signed for a bot: the fields without <c>hash</c>, sorted, a line each, under HMAC-SHA-256. The key of the login widget is the
/// SHA-256 of the bot's token, that of a Mini App the HMAC of the token under "WebAppData".</summary>
internal static class TelegramSignature
{
    private const int CharactersMax = 8_192;

    /// <summary>The fields, when the signature is the bot's; null otherwise.</summary>
    internal static TelegramFields? Check(string signed, string botToken, bool miniApp)
    {
        if (signed.Length > CharactersMax)
            return null;
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(signed))
        {
            // A field that comes twice has two meanings: refused.
            if (!fields.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString()))
                return null;
        }
        if (!fields.Remove("hash", out var hash) || hash.Length != 2 * SHA256.HashSizeInBytes)
            return null;
        var token = Encoding.UTF8.GetBytes(botToken);
        var key = miniApp ? HMACSHA256.HashData("WebAppData"u8, token) : SHA256.HashData(token);
        var lines = string.Join('\n', fields.Select(f => $"{f.Key}={f.Value}"));
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(lines));
        if (
            !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)),
                Encoding.ASCII.GetBytes(hash)
            )
        )
            return null;
        return
            fields.TryGetValue("auth_date", out var date)
            && long.TryParse(date, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new TelegramFields(fields, DateTimeOffset.FromUnixTimeSeconds(seconds), expected)
            : null;
    }
}

internal sealed record TelegramFields(IReadOnlyDictionary<string, string> Fields, DateTimeOffset At, byte[] Hash);
