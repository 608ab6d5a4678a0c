using System.Globalization;
using System.Text.RegularExpressions;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Tests.Unit.Booking;

/// <summary>The prices that were worked out by hand: each line, total, tax and payment of <c>prices.txt</c>.</summary>
public sealed partial class PriceTableTests
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    [Fact]
    public void Every_price_is_as_it_was_worked_out_by_hand()
    {
        var cases = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "corpus/prices.txt"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        Assert.True(cases.Count(c => c.Length == 10) >= 200, "There are 200 prices.");
        Assert.True(cases.Count(c => c.Length == 7) >= 20, "There are 20 refusals.");
        var wrong = cases
            .Select(c =>
                (Case: string.Join(" | ", c[..6]), Expected: string.Join(" | ", c[6..].Select(Numbers)), Got: string.Join(" | ", Priced(c)))
            )
            .Where(c => c.Expected != c.Got)
            .Select(c => $"{c.Case}\n  by hand: {c.Expected}\n  reckoned: {c.Got}");
        Assert.Empty(wrong);
    }

    private static string[] Priced(string[] row)
    {
        var rules = PriceSamples.Tariffs[row[0]];
        var zone = PriceSamples.ZoneOf(row[0]);
        var days = row[1].Split("..");
        var period =
            rules.SoldBy == TariffUnit.Hour
                ? StayPeriods.Hours(DateTime.Parse(days[0], Plain), DateTime.Parse(days[1], Plain), zone)
                : StayPeriods.Days(
                    DateOnly.Parse(days[0], Plain),
                    DateOnly.Parse(days[1], Plain),
                    new TimeOnly(15, 0),
                    new TimeOnly(11, 0),
                    zone
                );
        if (!period.IsOk)
            return [period.Error.Code];
        var bookedOn = DateOnly.Parse(row[3], Plain);
        var inputs = new PriceInputs(
            StayPricing.Rules,
            TariffId.New(),
            1,
            period.Value,
            int.Parse(row[2], Plain),
            [.. Words(row[4]).Select(AddOn)],
            row[5] == "-" ? null : new PricedPromo(row[5], PriceSamples.Promos[row[5]]),
            new DateTimeOffset(bookedOn.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero),
            bookedOn
        );
        var priced = StayPricing.Price(rules, inputs);
        if (!priced.IsOk)
            return [priced.Error.Code];
        var price = priced.Value;
        return
        [
            string.Join(", ", price.Lines.Select(Line)),
            Amount(price.Total),
            Joined(price.Taxes.Select(t => $"{t.Name} {Amount(t.Amount)}")),
            Joined(price.Schedule.Select(s => $"{s.Due?.ToString("yyyy-MM-dd", Plain) ?? "now"} {Amount(s.Amount)}")),
        ];
    }

    private static string Line(PriceLine line)
    {
        var of = line.Quantity is { } quantity ? $"{quantity.ToString(Plain)}*{Amount(line.Each!.Value)}" : "";
        var percent = line.Percent is { } p ? $" {p.ToString("0.####", Plain)}%" : "";
        return line.Kind switch
            {
                PriceLineKind.Time => line.Name is null ? of : $"{line.Name.En} {of}",
                PriceLineKind.Guests => $"guests {of}",
                PriceLineKind.LengthDiscount => $"length{percent}",
                PriceLineKind.EarlyDiscount => $"early{percent}",
                PriceLineKind.LateDiscount => $"late{percent}",
                PriceLineKind.PromoDiscount => $"promo{percent}",
                PriceLineKind.AddOn => $"+{line.Name!.En} {of}",
                _ => $"tax {line.Code}{percent}",
            } + $"={Amount(line.Amount)}{(line.Capped ? "!" : "")}";
    }

    private static readonly Dictionary<string, AddOnId> Ids = PriceSamples.AddOns.Keys.ToDictionary(name => name, _ => AddOnId.New());

    private static PricedAddOn AddOn(string written)
    {
        var parts = written.Split('*');
        return new PricedAddOn(
            Ids[parts[0]],
            1,
            new LocalText(parts[0], parts[0]),
            PriceSamples.AddOns[parts[0]],
            parts.Length > 1 ? int.Parse(parts[1], Plain) : 1
        );
    }

    private static string[] Words(string written) => written == "-" ? [] : written.Split(' ');

    private static string Joined(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } all ? all : "-";

    private static string Amount(Money money) => money.ToDecimal().ToString("0.#########", Plain);

    /// <summary>Without zeros at the end.</summary>
    private static string Numbers(string written) =>
        Decimals().Replace(written, m => decimal.Parse(m.Value, Plain).ToString("0.#########", Plain));

    [GeneratedRegex(@"\d+\.\d+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Decimals();
}
