using System.Globalization;
using System.Text;

namespace Denga.Platform.Grpc;

/// <summary>The textual headers of gRPC: messages and timeouts.</summary>
internal static class GrpcText
{
    private const int TimeoutDigitsMax = 8;
    private const int TimeoutMax = 99_999_999;

    /// <summary>UTF-8 with everything but printable ASCII, and the percent sign, as <c>%XX</c>.</summary>
    internal static string EncodeMessage(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (var b in Encoding.UTF8.GetBytes(message))
        {
            if (b is >= 0x20 and <= 0x7E and not (byte)'%')
                encoded.Append((char)b);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return encoded.ToString();
    }

    /// <summary>Never fails: a broken escape stays as it is.</summary>
    internal static string DecodeMessage(string encoded)
    {
        var bytes = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length && IsByte(encoded.AsSpan(i + 1, 2), out var escaped))
            {
                bytes.Add(escaped);
                i += 2;
            }
            else
                bytes.AddRange(Encoding.UTF8.GetBytes([encoded[i]]));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>At most eight digits and a unit; rounded up, so that nobody gives up too early.</summary>
    internal static string Timeout(TimeSpan left)
    {
        (decimal Count, char Unit)[] forms =
        [
            (left.Ticks / (decimal)TimeSpan.TicksPerMillisecond, 'm'),
            (left.Ticks / (decimal)TimeSpan.TicksPerSecond, 'S'),
            (left.Ticks / (decimal)TimeSpan.TicksPerMinute, 'M'),
        ];
        var (count, unit) = forms.FirstOrDefault(f => decimal.Ceiling(f.Count) <= TimeoutMax);
        return unit == default
            ? string.Create(CultureInfo.InvariantCulture, $"{TimeoutMax}M")
            : decimal.Max(0, decimal.Ceiling(count)).ToString("0", CultureInfo.InvariantCulture) + unit;
    }

    internal static bool TryTimeout(string header, out TimeSpan timeout)
    {
        timeout = default;
        if (
            header.Length is < 2 or > TimeoutDigitsMax + 1
            || !long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
            return false;
        long ticks;
        switch (header[^1])
        {
            case 'H':
                ticks = TimeSpan.TicksPerHour;
                break;
            case 'M':
                ticks = TimeSpan.TicksPerMinute;
                break;
            case 'S':
                ticks = TimeSpan.TicksPerSecond;
                break;
            case 'm':
                ticks = TimeSpan.TicksPerMillisecond;
                break;
            case 'u':
                ticks = TimeSpan.TicksPerMicrosecond;
                break;
            case 'n':
                timeout = TimeSpan.FromTicks(count / TimeSpan.NanosecondsPerTick);
                return true;
            default:
                return false;
        }
        timeout = count > TimeSpan.MaxValue.Ticks / ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks(count * ticks);
        return true;
    }

    private static bool IsByte(ReadOnlySpan<char> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
