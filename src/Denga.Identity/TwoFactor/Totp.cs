using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Denga.Identity.TwoFactor;

/// <summary>Time-based one-time passwords as RFC 6238 and authenticators have them: SHA-1, six digits, a step of 30 s.</summary>
internal static class Totp
{
    internal const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;

    /// <summary>A clock may be wrong by one step either way.</summary>
    private const int StepsAround = 1;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    internal static string At(ReadOnlySpan<byte> secret, DateTimeOffset moment) => At(secret, StepOf(moment));

    /// <summary>The time step that the code belongs to, or null.</summary>
    internal static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        long? found = null;
        for (var step = StepOf(now) - StepsAround; step <= StepOf(now) + StepsAround; step++)
        {
            // All are compared, so that the time tells nothing.
            if (
                CryptographicOperations.FixedTimeEquals(
                    System.Text.Encoding.UTF8.GetBytes(At(secret, step)),
                    System.Text.Encoding.UTF8.GetBytes(code)
                )
            )
                found = step;
        }
        return found;
    }

    internal static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            held = held << 8 | b;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Base32[held >> bits & 31]);
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0)
            text.Append(Base32[held << 5 - bits & 31]);
        return text.ToString();
    }

    private static long StepOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / StepSeconds;

    private static string At(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 and every authenticator have SHA-1 here; HMAC does not need its collision resistance.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var offset = hash[^1] & 15;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }
}
