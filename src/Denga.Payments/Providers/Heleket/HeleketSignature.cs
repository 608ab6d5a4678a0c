using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Denga.Payments.Providers.Heleket;

/// <summary>MD5 of the body in base 64 and the key, as https://doc.heleket.com/general/request-format has it. The algorithm is Heleket's choice, which is
/// one reason more for believing nothing of a webhook but that it came.</summary>
internal static class HeleketSignature
{
    internal static string Of(ReadOnlySpan<byte> body, string key) =>
#pragma warning disable CA5351 // The provider takes no other.
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Convert.ToBase64String(body) + key)));
#pragma warning restore CA5351

    /// <summary>A webhook carries its signature among its own fields, and it is of the bytes without that field. They are cut out, not written anew:
    /// PHP writes <c>/</c> as <c>\/</c> and leaves letters of any alphabet alone, and other writers do otherwise.</summary>
    internal static bool IsRight(ReadOnlySpan<byte> body, string key)
    {
        try
        {
            return Cut(body) is var (signed, sign)
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sign), Encoding.UTF8.GetBytes(Of(signed, key)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Null without exactly one signature.</summary>
    private static (byte[] Signed, string Sign)? Cut(ReadOnlySpan<byte> body)
    {
        using var rest = new MemoryStream(body.Length);
        string? sign = null;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        rest.WriteByte((byte)'{');
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isSign = reader.ValueTextEquals("sign"u8);
            reader.Read();
            if (isSign)
            {
                if (sign is not null || reader.TokenType != JsonTokenType.String)
                    return null;
                sign = reader.GetString();
                continue;
            }
            reader.Skip();
            if (rest.Length > 1)
                rest.WriteByte((byte)',');
            rest.Write(body[start..(int)reader.BytesConsumed]);
        }
        rest.WriteByte((byte)'}');
        // Nothing may follow.
        return reader.Read() || sign is null ? null : (rest.ToArray(), sign);
    }
}
