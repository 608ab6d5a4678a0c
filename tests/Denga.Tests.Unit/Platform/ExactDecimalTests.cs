using System.Globalization;
using System.Net;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Limits;

namespace Denga.Tests.Unit.Platform;

public sealed class ExactDecimalTests
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    [Theory]
    [InlineData("12.34", true)]
    [InlineData("-0.5", true)]
    [InlineData("0", true)]
    [InlineData("1e-7", true)]
    [InlineData("12e2", true)]
    [InlineData("1.2345678901234567890123456789", true)]
    [InlineData("79228162514264337593543950335", true)]
    [InlineData("9.9900000000000000000000000000000000000000", true)]
    [InlineData("000000000000000000000000000000000000000012", true)]
    [InlineData("9.99999999999999999999999999999999", false)]
    [InlineData("9.9999999999999999999999999999", false)]
    [InlineData("0.00000000000000000000000000001", false)]
    [InlineData("1e-30", false)]
    [InlineData("79228162514264337593543950336", false)]
    [InlineData("1,5", false)]
    [InlineData("15\0", false)]
    [InlineData("", false)]
    public void A_number_is_read_as_it_is_written_or_not_at_all(string text, bool read)
    {
        Assert.Equal(read, ExactDecimal.TryParse(text, Style, out _));
        if (text.Length == 0 || text.AsSpan().ContainsAny(',', '\0') || text.StartsWith("00", StringComparison.Ordinal))
            return;
        // The same as a number and as a text in JSON.
        foreach (var json in new[] { text, $"\"{text}\"" })
            if (read)
                Assert.Equal(
                    decimal.Parse(text, Style, CultureInfo.InvariantCulture),
                    JsonSerializer.Deserialize<decimal>(json, DengaJson.Options)
                );
            else
                Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<decimal>(json, DengaJson.Options));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.8.9.1", null)]
    [InlineData("::ffff:127.8.9.1", null)]
    [InlineData("::1", null)]
    public void Limits_count_a_network_of_version_6_as_one_and_this_machine_not_at_all(string address, string? network) =>
        Assert.Equal(network, Network.Of(IPAddress.Parse(address)));
}
