using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>The text of the QR code on a Russian fiscal receipt: <c>t=20260507T1930&amp;s=1250.00&amp;fn=…&amp;i=…&amp;fp=…&amp;n=1</c>.
/// <c>n</c>: 1 purchase, 2 return of a purchase, 3 and 4 the same with the shop paying. The sum is always in roubles.</summary>
internal static class FiscalReceipt
{
    internal static bool TryRead(ReadOnlySpan<char> line, Writer writer, out Reading reading)
    {
        reading = null!;
        if (!line.Contains("fn=", StringComparison.OrdinalIgnoreCase) || !line.Contains("s=", StringComparison.OrdinalIgnoreCase))
            return false;
        ReadOnlySpan<char> t = default;
        ReadOnlySpan<char> s = default;
        ReadOnlySpan<char> fn = default;
        ReadOnlySpan<char> i = default;
        ReadOnlySpan<char> fp = default;
        ReadOnlySpan<char> n = default;
        var rest = line[(line.IndexOf('?') + 1)..];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny('&', ' ');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var at = pair.IndexOf('=');
            if (at < 0)
                continue;
            var value = pair[(at + 1)..];
            if (pair.StartsWith("fn=", StringComparison.OrdinalIgnoreCase))
                fn = value;
            else if (
                pair.StartsWith("fp=", StringComparison.OrdinalIgnoreCase) || pair.StartsWith("fpd=", StringComparison.OrdinalIgnoreCase)
            )
                fp = value;
            else if (pair.StartsWith("t=", StringComparison.OrdinalIgnoreCase))
                t = value;
            else if (pair.StartsWith("s=", StringComparison.OrdinalIgnoreCase))
                s = value;
            else if (
                pair.StartsWith("i=", StringComparison.OrdinalIgnoreCase) || pair.StartsWith("fd=", StringComparison.OrdinalIgnoreCase)
            )
                i = value;
            else if (pair.StartsWith("n=", StringComparison.OrdinalIgnoreCase))
                n = value;
        }
        if (!IsNumber(fn) || !IsNumber(i) || !IsNumber(fp) || s.IsEmpty || t.Length < 8)
        {
            reading = new Reading.NotAnEntry();
            return true;
        }
        reading = Make(t, s, $"{fn}/{i}/{fp}", n, writer);
        return true;
    }

    private static Reading Make(ReadOnlySpan<char> t, ReadOnlySpan<char> s, string key, ReadOnlySpan<char> n, Writer writer)
    {
        const NumberStyles plain = NumberStyles.AllowDecimalPoint;
        if (!DateOnly.TryParseExact(t[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new Reading.Refused("no_such_day");
        if (day.Year < 2000 || day > writer.Today.AddDays(1))
            return new Reading.Refused("day_out_of_range");
        if (!decimal.TryParse(s, plain, CultureInfo.InvariantCulture, out var sum))
            return new Reading.NotAnEntry();
        if (sum == 0)
            return new Reading.Refused("zero");
        if (sum >= 1_000_000_000_000m)
            return new Reading.Refused("too_large");
        if (!Money.TryFrom(sum, Currency.Rub, out var money))
            return new Reading.Refused("too_many_decimals");
        var entry = new NewExpense(money, day, ReceiptKey: key);
        return n is "" or "1" ? new Reading.Entry(entry, "receipt")
            : n is "2" ? new Reading.Entry(entry with { Kind = EntryKind.Refund }, "receipt")
            : new Reading.Unsure("sign", [entry with { Kind = EntryKind.Income }, entry]);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length is > 0 and <= 20 && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
