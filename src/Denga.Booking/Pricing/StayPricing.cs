using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Booking.Pricing;

/// <summary>What a stay costs. Pure: nothing but a version of a tariff and the inputs decides, so that a price can be reckoned again at any time and is the
/// same (decision 0084).
/// <para>In this order: time, day by day; guests more than are included; the discount of the length; that of booking early or late; the promo code. Each
/// discount is of what those before it left of time and guests. Then add-ons, which nothing is taken off, and taxes: an included one is a part of all that,
/// an added one comes on top of all that.</para>
/// <para>Whatever is reckoned in percents is rounded to the smallest unit, halves away from zero, once a line. What is divided, such as included taxes and
/// the balance, is rounded where one part ends and the next begins, so that the parts make the whole.</para></summary>
internal static class StayPricing
{
    /// <summary>The version of this way of reckoning. What would change a price that was promised gets a new one, and the old one stays beside it.</summary>
    internal const int Rules = 1;

    internal const int UnitsMax = 10_000;
    internal const int GuestsMax = 1_000;

    /// <summary>No account could hold more.</summary>
    internal const long MinorMax = 1L << 60;

    /// <summary>Errors: <c>booking.too_long</c>, <c>booking.bad_guests</c>, <c>booking.add_on_quantity</c>, <c>booking.add_on_not_found</c> (in another
    /// currency), <c>booking.promo_refused</c>, <c>booking.price_too_large</c>.</summary>
    internal static Result<PricedStay> Price(TariffRules rules, PriceInputs inputs)
    {
        var days = DaysOf(inputs.Stay);
        var units = days.Sum(d => (long)d.Units);
        if (units is < 1 or > UnitsMax)
            return PriceErrors.TooLong;
        if (inputs.Guests < 1 || inputs.Guests > GuestsMax)
            return PriceErrors.BadGuests(GuestsMax);
        if (Refuses(inputs.AddOns, rules.Base.Currency) is { } refused)
            return refused;
        if (inputs.Promo is { } promo && !Holds(promo.Terms, rules.Base.Currency, inputs, units))
            return PriceErrors.PromoRefused;
        try
        {
            var priced = Reckon(rules, inputs, days, (int)units);
            return priced.Total.Minor <= MinorMax && priced.Lines.All(l => l.Amount.Minor <= MinorMax) ? priced : PriceErrors.PriceTooLarge;
        }
        catch (OverflowException)
        {
            return PriceErrors.PriceTooLarge;
        }
    }

    /// <summary>What add-ons cost that are charged for a stay after it was priced, in its currency. Errors: <c>booking.add_on_quantity</c>,
    /// <c>booking.add_on_not_found</c> (in another currency), <c>booking.price_too_large</c>.</summary>
    internal static Result<Money> Charges(PricedStay price, IReadOnlyList<PricedAddOn> addOns)
    {
        if (Refuses(addOns, price.Total.Currency) is { } refused)
            return refused;
        try
        {
            var sum = Sum(addOns.Select(a => AddOnLine(a, price.Inputs, price.Units)), price.Total.Currency);
            return sum.Minor <= MinorMax ? sum : PriceErrors.PriceTooLarge;
        }
        catch (OverflowException)
        {
            return PriceErrors.PriceTooLarge;
        }
    }

    /// <summary>The price of the unit that begins on a day, and the season that it is of.</summary>
    internal static (Money Price, Season? Season) PriceOn(TariffRules rules, DateOnly day)
    {
        Season? season = null;
        foreach (var one in rules.Seasons)
            if (Holds(one, day) && (season is null || LengthOf(one) <= LengthOf(season)))
                season = one;
        var weekday = (season?.Weekdays ?? rules.Weekdays).FirstOrDefault(w => w.Day == day.DayOfWeek);
        return (weekday?.Price ?? season?.Price ?? rules.Base, season);
    }

    private static PricedStay Reckon(TariffRules rules, PriceInputs inputs, IReadOnlyList<(DateOnly Day, int Units)> days, int units)
    {
        var currency = rules.Base.Currency;
        var lines = TimeLines(rules, days);
        if (inputs.Guests > rules.Guests.Included && !rules.Guests.Extra.IsZero)
        {
            var extra = (long)(inputs.Guests - rules.Guests.Included) * units;
            lines.Add(new PriceLine(PriceLineKind.Guests, Times(rules.Guests.Extra, extra), extra, rules.Guests.Extra));
        }
        var stay = Sum(lines, currency);
        if (rules.Length.Where(l => l.UnitsMin <= units).MaxBy(l => l.UnitsMin) is { } length)
            Discount(PriceLineKind.LengthDiscount, length.Percent);
        if (ByTime(rules, inputs) is var (kind, percent))
            Discount(kind, percent);
        if (inputs.Promo is { } promo)
        {
            if (promo.Terms.Percent is { } off)
                Discount(PriceLineKind.PromoDiscount, off, promo.Code);
            else
                Take(
                    PriceLineKind.PromoDiscount,
                    new Money(Math.Min(promo.Terms.Amount!.Value.Minor, stay.Minor), currency),
                    null,
                    promo.Code
                );
        }
        foreach (var addOn in inputs.AddOns)
            lines.Add(AddOnLine(addOn, inputs, units));
        var total = Sum(lines, currency);
        var included = Included(rules, total);
        var taxes = rules
            .Taxes.Where(t => t.Included)
            .Zip(included, (t, part) => new PriceTax(t.Name, t.Percent, t.Included, part))
            .ToList();
        var net = total - new Money(included.Sum(t => t.Minor), currency);
        foreach (var added in rules.Taxes.Where(t => !t.Included))
        {
            var tax = new PriceTax(added.Name, added.Percent, added.Included, Percent(total, added.Percent));
            taxes.Add(tax);
            lines.Add(new PriceLine(PriceLineKind.Tax, tax.Amount, Percent: tax.Percent, Code: tax.Name));
        }
        total = Sum(lines, currency);
        var schedule = Schedule(rules, inputs, total);
        var prepayment = schedule.Count > 0 && schedule[0].Due is null ? schedule[0].Amount : Money.Zero(currency);
        return new PricedStay(
            inputs,
            rules.SoldBy,
            units,
            lines,
            total,
            net,
            taxes,
            rules.Deposit,
            prepayment,
            total - prepayment,
            schedule,
            rules.Cancellation
        );

        void Discount(PriceLineKind kind, decimal percent, string? code = null) => Take(kind, Percent(stay, percent), percent, code);

        void Take(PriceLineKind kind, Money off, decimal? percent, string? code)
        {
            if (off.IsZero)
                return;
            stay -= off;
            lines.Add(new PriceLine(kind, -off, Percent: percent, Code: code));
        }
    }

    private static List<(DateOnly Day, int Units)> DaysOf(PricedPeriod stay)
    {
        if (stay.Hours is { } hours)
            return [.. hours.Select(h => (h.Day, h.Hours))];
        var nights = stay.Out.DayNumber - stay.In.DayNumber;
        return nights is < 1 or > UnitsMax ? [] : [.. Enumerable.Range(0, nights).Select(n => (stay.In.AddDays(n), 1))];
    }

    private static List<PriceLine> TimeLines(TariffRules rules, IReadOnlyList<(DateOnly Day, int Units)> days)
    {
        var lines = new List<PriceLine>();
        Season? before = null;
        foreach (var (day, units) in days)
        {
            var (price, season) = PriceOn(rules, day);
            if (lines.Count > 0 && lines[^1] is var last && last.Each == price && ReferenceEquals(season, before))
                lines[^1] = last with { Quantity = last.Quantity + units, Amount = last.Amount + Times(price, units), To = day };
            else
                lines.Add(new PriceLine(PriceLineKind.Time, Times(price, units), units, price, From: day, To: day, Name: season?.Name));
            before = season;
        }
        return lines;
    }

    private static PriceLine AddOnLine(PricedAddOn addOn, PriceInputs inputs, int units)
    {
        var days = inputs.Stay.Hours is null ? units : (units + 23) / 24;
        var quantity = addOn.Terms.Per switch
        {
            AddOnPer.Stay => 1L,
            AddOnPer.Day => (long)addOn.Quantity * days,
            AddOnPer.Unit => addOn.Quantity,
            _ => inputs.Guests,
        };
        var amount = Times(addOn.Terms.Price, quantity);
        var isCapped = addOn.Terms.AmountMax is { } max && amount > max;
        return new PriceLine(
            PriceLineKind.AddOn,
            isCapped ? addOn.Terms.AmountMax!.Value : amount,
            quantity,
            addOn.Terms.Price,
            Name: addOn.Name,
            AddOn: addOn.AddOn,
            Capped: isCapped
        );
    }

    private static (PriceLineKind Kind, decimal Percent)? ByTime(TariffRules rules, PriceInputs inputs)
    {
        var ahead = inputs.Stay.In.DayNumber - inputs.BookedOn.DayNumber;
        (PriceLineKind Kind, decimal Percent)? best = null;
        var all = rules
            .Early.Where(e => ahead >= e.Days)
            .Select(e => (PriceLineKind.EarlyDiscount, e.Percent))
            .Concat(rules.Late.Where(l => ahead <= l.Days).Select(l => (PriceLineKind.LateDiscount, l.Percent)));
        foreach (var (kind, percent) in all)
            if (best is null || percent > best.Value.Percent)
                best = (kind, percent);
        return best;
    }

    /// <summary>The parts of a sum that its included taxes are, in their order.</summary>
    private static List<Money> Included(TariffRules rules, Money gross)
    {
        var percents = rules.Taxes.Where(t => t.Included).Select(t => t.Percent).ToList();
        return Parts(gross, percents, 100 + percents.Sum());
    }

    private static List<PaymentDue> Schedule(TariffRules rules, PriceInputs inputs, Money total)
    {
        var now = Percent(total, rules.PrepaymentPercent);
        var shares = (rules.Balance.Count > 0 ? rules.Balance : [new BalanceShare(0, 100)]).OrderByDescending(s => s.DaysBefore).ToList();
        var later = new List<PaymentDue>();
        foreach (var (share, amount) in shares.Zip(Parts(total - now, [.. shares.Select(s => s.Percent)], 100)))
        {
            var due = inputs.Stay.In.DayNumber - share.DaysBefore;
            if (due <= inputs.BookedOn.DayNumber)
                now += amount;
            else if (!amount.IsZero)
                later.Add(new PaymentDue(DateOnly.FromDayNumber(due), amount));
        }
        return now.IsZero ? later : [new PaymentDue(Due: null, now), .. later];
    }

    /// <summary>A sum divided by percents of a whole; rounded where a part ends, so that parts that are the whole make the sum.</summary>
    private static List<Money> Parts(Money sum, IReadOnlyList<decimal> percents, decimal whole)
    {
        var parts = new List<Money>();
        decimal until = 0;
        var given = Money.Zero(sum.Currency);
        foreach (var percent in percents)
        {
            until += percent;
            var end = new Money(Rounded(sum.Minor * until / whole), sum.Currency);
            parts.Add(end - given);
            given = end;
        }
        return parts;
    }

    internal static Money Percent(Money sum, decimal percent) => new(Rounded(sum.Minor * percent / 100), sum.Currency);

    private static long Rounded(decimal minor) => decimal.ToInt64(decimal.Round(minor, 0, MidpointRounding.AwayFromZero));

    private static Money Times(Money each, long count) => new(checked(each.Minor * count), each.Currency);

    private static Money Sum(IEnumerable<PriceLine> lines, Currency currency) =>
        lines.Aggregate(Money.Zero(currency), (sum, line) => sum + line.Amount);

    private static Error? Refuses(IReadOnlyList<PricedAddOn> addOns, Currency currency) =>
        addOns.Any(a => !IsQuantity(a)) || addOns.DistinctBy(a => a.AddOn).Count() < addOns.Count ? PriceErrors.AddOnQuantity
        : addOns.Any(a => !ReferenceEquals(a.Terms.Price.Currency, currency)) ? PriceErrors.AddOnNotFound
        : null;

    private static bool IsQuantity(PricedAddOn addOn) =>
        addOn.Terms.Per is AddOnPer.Stay or AddOnPer.Guest
            ? addOn.Quantity == 1
            : addOn.Quantity >= 1 && addOn.Quantity <= addOn.Terms.QuantityMax;

    private static bool Holds(PromoTerms terms, Currency currency, PriceInputs inputs, long units) =>
        inputs.BookedAt >= terms.From
        && inputs.BookedAt < terms.Until
        && (terms.StayFrom is not { } from || inputs.Stay.In >= from)
        && (terms.StayUntil is not { } until || inputs.Stay.In <= until)
        && units >= terms.UnitsMin
        && (terms.Amount is not { } amount || ReferenceEquals(amount.Currency, currency));

    private static bool Holds(Season season, DateOnly day)
    {
        if (!season.Yearly)
            return season.From <= day && day <= season.To;
        var (from, to, at) = (OfYear(season.From), OfYear(season.To), OfYear(day));
        return from <= to ? from <= at && at <= to : at >= from || at <= to;
    }

    /// <summary>Days, both ends included; of yearly ones in a year with 29 February.</summary>
    private static int LengthOf(Season season)
    {
        const int leapYear = 2024;
        if (!season.Yearly)
            return season.To.DayNumber - season.From.DayNumber + 1;
        var from = new DateOnly(leapYear, season.From.Month, season.From.Day).DayOfYear;
        var to = new DateOnly(leapYear, season.To.Month, season.To.Day).DayOfYear;
        return to >= from ? to - from + 1 : to - from + 1 + 366;
    }

    private static int OfYear(DateOnly day) => day.Month * 100 + day.Day;
}
