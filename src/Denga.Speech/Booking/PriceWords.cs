using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Speech;

/// <summary>How the price of a stay reads: its lines, its rules, and what a cancellation brings.</summary>
public static partial class Words
{
    private static readonly Plural Nights = new("{0} ночь", "{0} ночи", "{0} ночей", "{0} night", "{0} nights");
    private static readonly Plural RentalDays = new("{0} день", "{0} дня", "{0} дней", "{0} day", "{0} days");
    private static readonly Plural RentalHours = new("{0} час", "{0} часа", "{0} часов", "{0} hour", "{0} hours");
    private static readonly Plural OfNights = new("от {0} ночи", "от {0} ночей", "от {0} ночей", "{0} night or more", "{0} nights or more");
    private static readonly Plural OfDays = new("от {0} дня", "от {0} дней", "от {0} дней", "{0} day or more", "{0} days or more");
    private static readonly Plural OfHours = new("от {0} часа", "от {0} часов", "от {0} часов", "{0} hour or more", "{0} hours or more");
    private static readonly Plural DaysAhead = new("за {0} день", "за {0} дня", "за {0} дней", "{0} day before", "{0} days before");
    private static readonly Plural HoursAhead = new("за {0} час", "за {0} часа", "за {0} часов", "{0} hour before", "{0} hours before");
    private static readonly Plural WithinHours = new(
        "В течение {0} часа после бронирования отмена бесплатная",
        "В течение {0} часов после бронирования отмена бесплатная",
        "В течение {0} часов после бронирования отмена бесплатная",
        "Free cancellation within {0} hour of booking",
        "Free cancellation within {0} hours of booking"
    );

    private static readonly Text PerNight = new("{0} за ночь", "{0} a night");
    private static readonly Text PerDay = new("{0} в день", "{0} a day");
    private static readonly Text PerHour = new("{0} в час", "{0} an hour");
    private static readonly Text PerStay = new("{0} за бронь", "{0} a booking");
    private static readonly Text PerPiece = new("{0} за штуку", "{0} each");
    private static readonly Text PerGuest = new("{0} за гостя", "{0} a guest");
    private static readonly Text PerPieceAndDay = new("{0} в день", "{0} a day");
    private static readonly Text NoMoreThan = new("{0}, не больше {1}", "{0}, {1} at most");
    private static readonly Text ExtraGuests = new("Дополнительные гости", "Extra guests");
    private static readonly Text ForLength = new("Скидка за длительность", "Discount for a long stay");
    private static readonly Text ForEarly = new("Скидка за раннее бронирование", "Early booking discount");
    private static readonly Text ForLate = new("Скидка на ближайшие даты", "Last-minute discount");
    private static readonly Text ByPromo = new("Промокод {0}", "Promo code {0}");
    private static readonly Text GuestsAbove = new("Гость сверх {0}: {1}", "Each guest above {0}: {1}");
    private static readonly Text BookedEarly = new("Бронь {0} и раньше: {1}", "Booked {0} or earlier: {1}");
    private static readonly Text BookedLate = new("Бронь {0} и позже: {1}", "Booked {0} or later: {1}");
    private static readonly Text BookedOnTheDay = new("Бронь в день заезда: {0}", "Booked on the day: {0}");
    private static readonly Text TaxInPrice = new("{0} {1}, в цене", "{0} {1}, included");
    private static readonly Text TaxOnTop = new("{0} {1}, сверх цены", "{0} {1}, on top");
    private static readonly Text DepositOf = new("Залог {0}, возвращается", "Deposit of {0}, given back");
    private static readonly Text PrepaymentOf = new("Предоплата {0}", "Prepayment of {0}");
    private static readonly Text RestOf = new("{0} остатка {1} до начала", "{0} of the rest {1} the start");
    private static readonly Text RestBefore = new("Остаток {0} до начала", "The rest {0} the start");
    private static readonly Text RestOnTheDay = new("Остаток в день начала", "The rest on the first day");
    private static readonly Text PartOnTheDay = new("{0} остатка в день начала", "{0} of the rest on the first day");
    private static readonly Text NothingBack = new("Отмена без возврата", "Non-refundable");
    private static readonly Text FreeUntil = new("{0} до начала и раньше отмена бесплатная", "Free cancellation {0} the start or earlier");
    private static readonly Text FreeUntilStart = new("До начала отмена бесплатная", "Free cancellation before the start");
    private static readonly Text KeptUntil = new(
        "{0} до начала и раньше удержим {1} стоимости",
        "{0} the start or earlier, {1} of the price is kept"
    );
    private static readonly Text KeptUntilStart = new("До начала удержим {0} стоимости", "Before the start, {0} of the price is kept");
    private static readonly Text LaterNothing = new("Позже — без возврата", "Later, nothing comes back");
    private static readonly Text StartedNothing = new("После начала — без возврата", "After the start, nothing comes back");

    /// <summary>How long a stay is: <c>3 ночи</c>, <c>5 hours</c>.</summary>
    public static string Units(TariffUnit mode, long count, string language) =>
        (
            mode switch
            {
                TariffUnit.Night => Nights,
                TariffUnit.Day => RentalDays,
                _ => RentalHours,
            }
        ).In(language, count);

    /// <summary><c>3 000 ₽ за ночь</c>, <c>$30 an hour</c>.</summary>
    public static string Per(TariffUnit mode, Money price, string language) =>
        (
            mode switch
            {
                TariffUnit.Night => PerNight,
                TariffUnit.Day => PerDay,
                _ => PerHour,
            }
        ).In(language, Of(price, language));

    /// <summary>What an add-on costs: <c>200 ₽ в день, не больше 1 000 ₽</c>.</summary>
    public static string Of(AddOnTerms terms, string language)
    {
        var price = (
            terms.Per switch
            {
                AddOnPer.Stay => PerStay,
                AddOnPer.Day => PerPieceAndDay,
                AddOnPer.Unit => PerPiece,
                _ => PerGuest,
            }
        ).In(language, Of(terms.Price, language));
        return terms.AmountMax is { } max ? NoMoreThan.In(language, price, Of(max, language)) : price;
    }

    public static string Of(LocalText text, string language) => IsRussian(language) ? text.Ru : text.En;

    /// <summary>What a line of a price is for, without its amount: <c>12–14 мая: 3 ночи × 3 000 ₽</c>, <c>Скидка за длительность, 10 %</c>.</summary>
    /// <param name="today">By which the year of days is left out; null: it never is.</param>
    public static string Of(PriceLine line, TariffUnit mode, string language, DateOnly? today = null) =>
        line.Kind switch
        {
            PriceLineKind.Time => TimeOf(line, mode, language, today),
            PriceLineKind.Guests => $"{ExtraGuests.In(language)}: {Counted(line, language)}",
            PriceLineKind.LengthDiscount => OfPercent(ForLength.In(language), line, language),
            PriceLineKind.EarlyDiscount => OfPercent(ForEarly.In(language), line, language),
            PriceLineKind.LateDiscount => OfPercent(ForLate.In(language), line, language),
            PriceLineKind.PromoDiscount => OfPercent(ByPromo.In(language, line.Code!.ToUpperInvariant()), line, language),
            PriceLineKind.AddOn => AddOnOf(line, language),
            _ => $"{line.Code} {Percent(line.Percent!.Value, language)}",
        };

    /// <summary>When a cancellation costs what, a sentence each, the earliest first.</summary>
    public static IReadOnlyList<string> Of(CancellationPolicy policy, string language)
    {
        var said = new List<string>();
        if (policy.GraceHours > 0)
            said.Add(WithinHours.In(language, policy.GraceHours));
        var steps = policy.Steps.Where(s => s.RefundPercent > 0).OrderByDescending(s => s.HoursBefore).ToList();
        foreach (var step in steps)
        {
            var kept = Percent(100 - step.RefundPercent, language);
            said.Add(
                (step.HoursBefore, step.RefundPercent) switch
                {
                    (0, 100) => FreeUntilStart.In(language),
                    (_, 100) => Capital(FreeUntil.In(language, Ahead(step.HoursBefore, language))),
                    (0, _) => KeptUntilStart.In(language, kept),
                    _ => Capital(KeptUntil.In(language, Ahead(step.HoursBefore, language), kept)),
                }
            );
        }
        said.Add(
            (
                said.Count == 0 ? NothingBack
                : steps.Count > 0 && steps[^1].HoursBefore == 0 ? StartedNothing
                : LaterNothing
            ).In(language)
        );
        return said;
    }

    /// <summary>The rules of a tariff, a line each, as guests and operators read them.</summary>
    public static IReadOnlyList<string> Of(TariffRules rules, string language)
    {
        var said = new List<string> { Per(rules.SoldBy, rules.Base, language) };
        said.AddRange(OfWeekdays(rules.Weekdays, language));
        foreach (var season in rules.Seasons)
        {
            said.Add($"{Of(season.Name, language)}, {DaysOf(season, language)}: {Of(season.Price, language)}");
            said.AddRange(OfWeekdays(season.Weekdays, language).Select(w => $"{Of(season.Name, language)}, {w}"));
        }
        if (!rules.Guests.Extra.IsZero)
            said.Add(GuestsAbove.In(language, Number(rules.Guests.Included, 0, language), Per(rules.SoldBy, rules.Guests.Extra, language)));
        var least = rules.SoldBy switch
        {
            TariffUnit.Night => OfNights,
            TariffUnit.Day => OfDays,
            _ => OfHours,
        };
        said.AddRange(rules.Length.Select(l => $"{Capital(least.In(language, l.UnitsMin))}: {Off(l.Percent, language)}"));
        said.AddRange(rules.Early.Select(e => BookedEarly.In(language, DaysAhead.In(language, e.Days), Off(e.Percent, language))));
        said.AddRange(
            rules.Late.Select(l =>
                l.Days == 0
                    ? BookedOnTheDay.In(language, Off(l.Percent, language))
                    : BookedLate.In(language, DaysAhead.In(language, l.Days), Off(l.Percent, language))
            )
        );
        said.AddRange(rules.Taxes.Select(t => (t.Included ? TaxInPrice : TaxOnTop).In(language, t.Name, Percent(t.Percent, language))));
        if (!rules.Deposit.IsZero)
            said.Add(DepositOf.In(language, Of(rules.Deposit, language)));
        if (rules.PrepaymentPercent > 0)
            said.Add(PrepaymentOf.In(language, Percent(rules.PrepaymentPercent, language)));
        if (rules.PrepaymentPercent < 100)
            said.AddRange(OfBalance(rules.Balance, language));
        return said;
    }

    private static string TimeOf(PriceLine line, TariffUnit mode, string language, DateOnly? today)
    {
        var days = Period(line.From!.Value, line.To!.Value, language, today, named: false);
        var season = line.Name is { } name ? ", " + Of(name, language) : "";
        return $"{days}{season}: {Units(mode, line.Quantity!.Value, language)} × {Of(line.Each!.Value, language)}";
    }

    private static string AddOnOf(PriceLine line, string language)
    {
        var name = Of(line.Name!, language);
        if (line.Quantity == 1 && !line.Capped)
            return name;
        var counted = $"{name}: {Counted(line, language)}";
        return line.Capped ? NoMoreThan.In(language, counted, Of(line.Amount, language)) : counted;
    }

    private static string Counted(PriceLine line, string language) =>
        $"{Number(line.Quantity!.Value, 0, language)} × {Of(line.Each!.Value, language)}";

    private static string OfPercent(string words, PriceLine line, string language) =>
        line.Percent is { } percent ? $"{words}, {Percent(percent, language)}" : words;

    private static string Off(decimal percent, string language) => Minus + Percent(percent, language);

    private static string Ahead(int hours, string language) =>
        hours % 24 == 0 ? DaysAhead.In(language, hours / 24) : HoursAhead.In(language, hours);

    private static string DaysOf(Season season, string language) =>
        season.Yearly
            ? $"{DayOfMonth(season.From, language)} – {DayOfMonth(season.To, language)}"
            : Period(season.From, season.To, language, named: false);

    /// <summary>Days of one price together, from Monday on: <c>пт, сб: 4 000 ₽</c>.</summary>
    private static IEnumerable<string> OfWeekdays(IReadOnlyList<WeekdayPrice> weekdays, string language) =>
        weekdays
            .GroupBy(w => w.Price)
            .Select(same => (Days: same.Select(w => ((int)w.Day + 6) % 7).Order().ToList(), Price: same.Key))
            .OrderBy(same => same.Days[0])
            .Select(same => $"{string.Join(", ", same.Days.Select(d => NameOf(d, language)))}: {Of(same.Price, language)}");

    /// <param name="day">0: Monday.</param>
    private static string NameOf(int day, string language) => (IsRussian(language) ? WeekdaysRu : WeekdaysEn)[(day + 1) % 7];

    private static IEnumerable<string> OfBalance(IReadOnlyList<BalanceShare> balance, string language)
    {
        if (balance.Count == 0)
            return [RestOnTheDay.In(language)];
        return balance
            .OrderByDescending(b => b.DaysBefore)
            .Select(b =>
                (b.DaysBefore, b.Percent) switch
                {
                    (0, 100) => RestOnTheDay.In(language),
                    (_, 100) => RestBefore.In(language, DaysAhead.In(language, b.DaysBefore)),
                    (0, _) => PartOnTheDay.In(language, Percent(b.Percent, language)),
                    _ => RestOf.In(language, Percent(b.Percent, language), DaysAhead.In(language, b.DaysBefore)),
                }
            );
    }
}
