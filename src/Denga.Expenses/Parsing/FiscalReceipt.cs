using System.Globalization;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>The text of the QR code on a Russian fiscal receipt: <c>t=20260507T1930&amp;s=1250.00&amp;fn=…&amp;i=…&amp;fp=…&amp;n=1</c>, as it is, in
/// an address, percent-encoded, with spaces; in any order and case. <c>n</c>: 1 purchase, 2 return of a purchase, 3 and 4 the same with the shop
/// paying. The sum is always in roubles, with two decimals: a whole number may be roubles or kopecks, and is asked.</summary>
internal static partial class FiscalReceipt
{
    /// <summary>Some programs encode what is encoded already.</summary>
    private const int EncodedTimesMax = 3;

    internal static bool TryRead(ReadOnlySpan<char> line, Writer writer, out Reading reading)
    {
        reading = null!;
        // Hardly any line passes, so that all others cost no more than this.
        if (!line.Contains("fn", StringComparison.OrdinalIgnoreCase) || !line.ContainsAny('=', '%'))
            return false;
        var text = line.ToString();
        for (var times = 0; times < EncodedTimesMax && text.Contains('%', StringComparison.Ordinal); times++)
            text = Uri.UnescapeDataString(text);
        string? t = null;
        string? s = null;
        string? fn = null;
        string? i = null;
        string? fp = null;
        string? n = null;
        foreach (Match pair in Pair.Matches(text))
        {
            var value = pair.Groups["value"].Value.TrimEnd('.', ',', ':', '!', ')', '"', '\'');
            _ = pair.Groups["key"].Value.ToLowerInvariant() switch
            {
                "t" => t ??= value,
                "s" => s ??= value,
                "fn" => fn ??= value,
                "i" or "fd" => i ??= value,
                "fp" or "fpd" => fp ??= value,
                _ => n ??= value,
            };
        }
        if (fn is null || s is null)
            return false;
        if (!IsNumber(fn) || !IsNumber(i) || !IsNumber(fp) || DayOf(t) is not { } written)
            reading = new Reading.NotAnEntry();
        else
            reading = Make(written, s, $"{fn}/{i}/{fp}", n ?? "", writer);
        return true;
    }

    private static Reading Make(string written, string s, string key, string n, Writer writer)
    {
        if (!DateOnly.TryParseExact(written, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new Reading.Refused("no_such_day");
        if (day.Year < 2000 || day > writer.Today.AddDays(1))
            return new Reading.Refused("day_out_of_range");
        var digits = string.Concat(s.Where(c => !char.IsWhiteSpace(c))).Replace(',', '.');
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var sum))
            return new Reading.NotAnEntry();
        if (sum == 0)
            return new Reading.Refused("zero");
        if (sum >= 1_000_000_000_000m)
            return new Reading.Refused("too_large");
        if (!Money.TryFrom(sum, Currency.Rub, out var money))
            return new Reading.Refused("too_many_decimals");
        var entry = new NewExpense(money, day, ReceiptKey: key);
        if (n is "2")
            entry = entry with { Kind = EntryKind.Refund };
        else if (n is not ("" or "1"))
            return new Reading.Unsure("sign", [entry with { Kind = EntryKind.Income }, entry]);
        return digits.Contains('.', StringComparison.Ordinal)
            ? new Reading.Entry(entry, "receipt")
            : new Reading.Unsure("ambiguous_amount", [entry, entry with { Amount = new Money((long)sum, Currency.Rub) }]);
    }

    /// <summary>Eight digits, with or without hyphens between them; what follows is the time. Null for anything else.</summary>
    private static string? DayOf(string? t) =>
        t is not null && Time.Match(t) is { Success: true } day ? day.Result("${year}${month}${day}") : null;

    private static bool IsNumber(string? text) => text is { Length: > 0 and <= 20 } && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>A sum may have blanks in it (<c>1 250,00</c>); any other value ends at the next blank.</summary>
    [GeneratedRegex(
        @"(?<![^\s&?;#:,""'(/])(?:(?<key>s)\s*=\s*(?<value>\d{1,3}(?:[ \u00A0\u202F]\d{3})+(?:[.,]\d+)?(?![^\s&;#])|[^\s&;#]*)|(?<key>t|fn|i|fd|fp|fpd|n)\s*=\s*(?<value>[^\s&;#]*))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pair { get; }

    [GeneratedRegex(
        @"^(?<year>\d{4})-?(?<month>\d\d)-?(?<day>\d\d)(T[\d:]*|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Time { get; }
}
