using System.Buffers;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Categories;

namespace Denga.Expenses.Parsing;

/// <summary>What becomes of a line whose amount is chosen: refused, asked or recorded.</summary>
internal static class Verdicts
{
    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("<{}`|\\");

    private delegate Reading? Verdict(ref Case c);

    private readonly record struct Row(string Name, Verdict Of);

    /// <summary>Where prices have two digits and more, so little is how many, wherever it stands.</summary>
    private const int FewerThanAnyPrice = 4;

    /// <summary>Before there is an entry to offer.</summary>
    private static readonly Row[] Unreadable =
    [
        new("more digits than money has", (ref c) => c.Amount.TooLarge ? new Reading.Refused("too_large") : null),
        new("0.5 btc", (ref c) => c.Amount.UnknownCurrency ? new Reading.Refused("unknown_currency") : null),
        new("5$ + 300р", (ref c) => c.Amount.Mixed ? new Reading.Unsure("ambiguous_currency", []) : null),
        new("20 левов", CurrencyVerdicts.Gone),
        new("3 пива по 200", Multiplied),
        new("0 кофе", (ref c) => c.Value == 0 && !c.Amount.IsRange ? new Reading.Refused("zero") : null),
        new("100-300", (ref c) => c.Value < 0 ? new Reading.Refused("negative") : null),
        new(
            "a trillion",
            (ref c) => c.Value >= Note.AmountMax || c.Amount.Other >= Note.AmountMax ? new Reading.Refused("too_large") : null
        ),
        new("чек 234-50", Kopecks),
        new("300-400", (ref c) => c.Amount.IsRange ? c.Either("ambiguous_amount", c.Value, c.Amount.Other) : null),
        new("1,250", OtherReading),
        new("the entry itself", Exact),
    ];

    /// <summary>Doubts about an entry, the weightiest first; a line that passes them all is recorded.</summary>
    private static readonly Row[] Doubts =
    [
        new("100 крон", (ref c) => c.Amount.Currencies is { } codes ? c.Currencies(codes) : null),
        new("100 белорусских", CurrencyVerdicts.Unnamed),
        new("5000 обменял на доллары", CurrencyVerdicts.Lonely),
        new("100 марок", CurrencyVerdicts.Marks),
        new("купил биток на 5000", CurrencyVerdicts.Unknown),
        new("BA 249 320", Joined),
        new(
            "5м",
            (ref c) =>
                c.Amount.IsDoubtful
                    ? c.Either("ambiguous_amount", c.Value, c.Value / (c.Amount.Value >= 1_000_000 ? 1_000_000 : 1_000))
                    : null
        ),
        new(
            "couple hundred",
            (ref c) =>
                c.Amount is { InWords: true, IsMultiplied: true } && DayRules.Several(c.Line, c.Amount.First - 1) >= 0
                    ? c.Either("ambiguous_amount", c.Value * 2, c.Value * 3)
                    : null
        ),
        new("12.05 кофе", (ref c) => c.Draft.AmountDoubt is { } doubt ? c.Either(doubt, c.Value, 0) : null),
        new("перекус тыс 300", StrayMultiplier),
        new(
            "30 к ремонт",
            (ref c) =>
                c.IsBare && c.Line.Is(c.Amount.Last + 1, Role.StandsApartAtEnd)
                    ? c.Either("ambiguous_amount", c.Value * 1_000, c.Value)
                    : null
        ),
        new("масло 3,8", FewDecimals),
        new(
            "-350",
            (ref c) =>
                c.Amount.Minus && (c.Words.First < 0 || c.Kind != EntryKind.Expense || c.SignDoubt)
                    ? c.Unsure("sign", c.Exact with { Kind = EntryKind.Refund })
                    : null
        ),
        new("получил 500", Direction),
        new(
            "12 may 3000",
            (ref c) => c.Draft is { DayDoubt: true, IsOnlyDay: true } && c.Words.Count <= 1 ? new Reading.NotAnEntry() : null
        ),
        new("wed gift 100", DayOrWords),
        new(
            "в среду кофе 350",
            (ref c) =>
                !c.Draft.DayDoubt ? null
                : c.Draft.OtherDay is { } other && other != c.Day ? c.Unsure("ambiguous_date", c.Exact with { Day = other })
                : c.Unsure("ambiguous_date")
        ),
        new("0,01 пополам", Indivisible),
        new("dinner 120 for three", Share),
        new("у меня 3 кошки", SmallTalk),
        new("положил на карту 5000", (ref c) => c.Words.First >= 0 && IsOwnMoney(ref c) ? c.Unsure("talk") : null),
        new(
            "i am 35",
            (ref c) =>
                c.Line.Is(c.Words.First, Role.Pronoun) && !c.IsNamed && c.Line.Is(c.Words.First + 1, Role.Auxiliary)
                    ? c.Unsure("talk")
                    : null
        ),
        new("доступно 3 450 ₽", (ref c) => c.Kind == EntryKind.Expense && IsBalance(ref c) ? c.Unsure("talk") : null),
        new(
            "your code is 483920",
            (ref c) => c.Line.Has(Role.Secret) && (c.IsBare || Numbers.HasOther(c.Line, c.Amount.First)) ? c.Unsure("talk") : null
        ),
        new(
            "ping me at 5",
            (ref c) =>
                c.IsBare && c.Value <= 24 && c.Line.Is(c.Amount.First - 1, Role.At) && c.Line.Has(Role.Called) ? c.Unsure("talk") : null
        ),
        new("из них маска 100", (ref c) => c.Line.Is(c.Words.First, Role.Including) ? c.Unsure("talk") : null),
        new("обед 1000 скидка 20%", Discounted),
        new("купил акции 15000", IsKept),
        new("120 баллов", (ref c) => !c.IsNamed && c.Line.Is(c.Amount.Last + 1, Role.Points) ? c.Unsure("talk") : null),
        new("на карте 5400", IsHeld),
        new(
            "room 12",
            (ref c) => c.IsBare && c.Words.Count == 1 && c.Value <= 999 && c.Line.Is(c.Words.First, Role.Place) ? c.Unsure("talk") : null
        ),
        new("ул. Ленина 15", (ref c) => !c.IsNamed && c.Line.Is(c.Words.First, Role.Address) ? c.Unsure("talk") : null),
        new("хлеб подорожал до 70", (ref c) => c.Line.Has(Role.PriceNews) ? c.Unsure("talk") : null),
        new(
            "ремонт до 50 тысяч",
            (ref c) => c.Line.Is(c.Amount.First - 1, Role.UpTo) && c.Draft.IsFree(c.Amount.First - 1) ? c.Unsure("ambiguous_amount") : null
        ),
        new("кофе 12345678", LongNumber),
        new("заказ 556677, дом 15 кв 8", NumberOfSomething),
        new("аптека 1 43О", LetterZeros),
        new("кофе 350?", (ref c) => c.Words.First >= 0 && c.Line.EndsWithQuestion() ? c.Unsure("question") : null),
        new("хочу купить кофе 350", (ref c) => IsPlan(c.Line, c.Draft, c.Words.First) ? c.Unsure("plan") : null),
        new("tomorrow pay rent 1500", (ref c) => c.Day > c.Line.Today && c.Line.Is(c.Words.First, Role.Pay) ? c.Unsure("plan") : null),
        new("rent is due friday 1400", (ref c) => c.Line.Has(Role.Due) && !c.Line.Has(Role.Total) ? c.Unsure("plan") : null),
        new("coffee 4.50 x2", HowMany),
        new("declined: 350", (ref c) => c.Line.Has(Role.Declined) ? c.Unsure("talk") : null),
        new("{350}", (ref c) => c.Words.First >= 0 && c.Line.Text.ContainsAny(CodeMarks) ? c.Unsure("markup") : null),
        new("a long text", (ref c) => c.Words.Count > 14 ? c.Unsure("long_text") : null),
        new("2 кофе", CountOrAmount),
        new("3 coffees", Plural),
        new("взял 10 пирожков", Many),
        new("кино в 7", IsHour),
    ];

    internal static Reading Of(Line line, Draft draft, in Amount amount, string? remark)
    {
        var c = new Case(line, draft, amount);
        c.Kind = SignRules.Of(line, draft, amount, out c.SignDoubt);
        c.SignDoubt |= amount.GluedPlus && c.Kind == EntryKind.Expense;
        if (First(Unreadable, ref c) is { } unreadable)
            return unreadable;
        c.Words = NoteWords.Of(line, draft);
        if (First(Doubts, ref c) is { } doubt)
            return doubt;
        if (c.Times > 0)
            remark = "multiplied";
        if (amount.Computed && decimal.Round(c.Value, c.Currency.Scale) != c.Value)
            remark = "rounded";
        if (draft.Shares > 1)
            remark = "shared";
        if (draft.MovedToLastYear)
            remark = "date_moved_to_last_year";
        return new Reading.Entry(c.Exact, remark, draft.Day is not null);
    }

    private static Reading? First(Row[] table, ref Case c)
    {
        foreach (ref readonly var row in table.AsSpan())
            if (row.Of(ref c) is { } reading)
                return reading;
        return null;
    }

    private static Reading? Multiplied(ref Case c)
    {
        c.Currency = c.Amount.Currency ?? CurrencyVerdicts.Named(c.Line, c.Draft) ?? c.Line.Writer.Currency;
        c.Amount.Currency = c.Currency;
        c.Times = AmountChoice.Count(c.Line, c.Draft, c.Amount);
        if (c.Times == 0)
            return null;
        c.Value *= c.Times;
        for (var i = Math.Max(c.Amount.First - 1, 0); i < c.Line.Count; i++)
            if (c.Draft.IsFree(i) && (c.Line.IsSymbol(i, '@') || AmountChoice.IsTimes(c.Line, i)))
                c.Draft[i] = Use.Dropped;
        return null;
    }

    /// <summary>Roubles and kopecks as a till prints them, or a difference.</summary>
    private static Reading? Kopecks(ref Case c)
    {
        var (first, last) = (c.Amount.First, c.Amount.Last);
        return
            !c.Line.English
            && c.Amount is { Computed: true, Currency: var currency }
            && last == first + 2
            && c.Line.IsStuckSymbol(first + 1, '-')
            && c.Line[last] is { Digits: 2, Space: false, Value: > 0 and var coins }
            && c.Line[first] is { Value: >= 100 and var notes, IsWhole: true }
            && currency == c.Line.Writer.Currency
            ? c.Either("ambiguous_amount", notes + coins / 100, notes - coins)
            : null;
    }

    private static Reading? OtherReading(ref Case c)
    {
        if (c.Amount.Other == 0 || c.Currency.Scale == 0)
            return null;
        if (c.Currency.Scale > 3 && c.Amount.Value % 1_000 != 0)
            return c.Either("ambiguous_amount", c.Amount.Other, c.Value);
        return c.Either("ambiguous_amount", decimal.Round(c.Amount.Other, c.Currency.Scale, MidpointRounding.AwayFromZero), c.Value);
    }

    private static Reading? Exact(ref Case c)
    {
        if (Note.Make(c.Line, c.Draft, c.Amount, c.Value, c.Day, c.Kind, out var why) is not { } exact)
            return new Reading.Refused(why!);
        c.Exact = exact;
        return null;
    }

    /// <summary>"BA 249 320": a number of something and a price, or one number.</summary>
    private static Reading? Joined(ref Case c)
    {
        var i = c.Amount.First - 1;
        if (
            c.Amount is not { Computed: false, IsWhole: true, Digits: 3 }
            || c.Amount.First != c.Amount.Last
            || !c.Draft.IsFree(i)
            || c.Line[i] is not { Kind: TokenKind.Number, IsWhole: true, Digits: <= 3, Currency: null } number
            || number.End != c.Line[i + 1].Start - 1
            || !char.IsAsciiDigit(c.Line.Text[c.Line[i + 1].Start])
            || i == 0
            || !Lexer.IsNumbered(c.Line.Text, c.Line[i - 1], number.Digits, c.Line.English)
        )
            return null;
        c.Draft[i] = Use.Amount;
        return c.Unsure("several_amounts", c.Make(number.Value * 1_000 + c.Amount.Value));
    }

    /// <summary>A plus alone is income; before something that is bought it is asked.</summary>
    private static Reading? Direction(ref Case c) =>
        c.SignDoubt && (!c.Amount.Plus || IsBought(c.Exact.Note))
            ? new Reading.Unsure("sign", [c.Exact with { Kind = EntryKind.Income }, c.Exact with { Kind = EntryKind.Expense }])
            : null;

    private static bool IsBought(string note) =>
        Keywords.Find(note, EntryKind.Income) is null && Keywords.Find(note, EntryKind.Expense) is not null;

    /// <summary>"тыс 300": a thousand that nothing has read.</summary>
    private static Reading? StrayMultiplier(ref Case c)
    {
        var i = c.Amount.First - 1;
        return c.IsBare && c.Draft.IsFree(i) && c.Line.Is(i, Role.SpacedMultiplier) && c.Line.Length(i) > 2
            ? c.Either("ambiguous_amount", c.Value, c.Value + c.Line[i].Sense!.Number)
            : null;
    }

    /// <summary>Where prices have two digits and more, a small one with a single decimal may be thousands, or litres.</summary>
    private static Reading? FewDecimals(ref Case c) =>
        c is { IsBare: true, Amount: { IsWhole: false, InWords: false, Value: < 10 } }
        && c.Line.HasSmallUnits
        && c.Value * 10 % 1 == 0
        && c.Line.Written(c.Amount.Last)[^1] != '0'
            ? c.Either("ambiguous_amount", c.Value * 1_000, c.Value)
            : null;

    private static Reading? DayOrWords(ref Case c)
    {
        if (!c.Draft.DayDoubt || c.Draft.DayWords.First < 0)
            return null;
        c.Draft.Take(c.Draft.DayWords.First, c.Draft.DayWords.Last, Use.Note);
        return c.Unsure("ambiguous_date", Note.Make(c.Line, c.Draft, c.Amount, c.Value, c.Line.Today, c.Kind, out _));
    }

    private static Reading? Indivisible(ref Case c) =>
        c.Exact.Whole is { } whole && whole.Minor < c.Draft.Shares
            ? new Reading.Unsure("shared", [c.Exact with { Amount = whole, Whole = null }])
            : null;

    private static Reading? Share(ref Case c)
    {
        var (draft, shares) = (c.Draft, c.Draft.Shares);
        if (!draft.ShareDoubt && (shares > 1 ? !IsPaidByWriter(c.Line) : !draft.IsShareOpen))
            return null;
        return c.Unsure("shared", c.Exact.Whole is { } bill ? c.Exact with { Amount = bill, Whole = null } : null);
    }

    /// <summary>"на двоих, платил я": his share, or all that he paid.</summary>
    private static bool IsPaidByWriter(Line line)
    {
        for (var i = 0; i + 1 < line.Count; i++)
            if (line.Is(i, Role.Spending) && line.Is(i + 1, Role.I) || line.Is(i, Role.I) && line.Is(i + 1, Role.PaidByMe))
                return true;
        return false;
    }

    private static Reading? SmallTalk(ref Case c)
    {
        var words = c.Words;
        var isSmall = words.HasPronoun && !c.IsNamed && c.Amount.Value <= 100 && c.Line.HasSmallUnits;
        return isSmall || words.Count == 1 && c.Line.Is(words.First, Role.Chat) ? c.Unsure("talk") : null;
    }

    /// <summary>"положил на карту 5000", "moved 500 to savings": money that stays his.</summary>
    private static bool IsOwnMoney(ref Case c)
    {
        if (c.Kind != EntryKind.Expense || c.Line.Has(Role.Receiver))
            return false;
        var (moves, own, isSaved) = (false, false, false);
        for (var i = 0; i < c.Line.Count; i++)
            if (c.Draft.IsFree(i))
            {
                moves |= c.Line.Is(i, Role.Moves);
                own |= c.Line.Is(i, Role.OwnPlace);
                isSaved |= c.Line.Is(i, Role.SetAside);
            }
        // "пополнил карту тройка": for something that is known by its name.
        return moves && own && Keywords.Find(c.Exact.Note, EntryKind.Expense) is null
            || isSaved && (c.Words.Count <= 2 || c.Line.Is(c.Words.First, Role.SetAside));
    }

    /// <summary>What is left on an account: the line begins with it, or the amount is said to be it.</summary>
    private static bool IsBalance(ref Case c)
    {
        for (var i = 0; i < c.Line.Count; i++)
            if (
                c.Line.Is(i, Role.Balance)
                && c.Draft.IsFree(i)
                && !c.Line.Is(i - 1, Role.NotBalance)
                && (i == c.Words.First || i < c.Amount.First && i >= c.Amount.First - 3)
            )
                return true;
        return false;
    }

    /// <summary>Seven digits and more in one piece may be anything.</summary>
    private static Reading? LongNumber(ref Case c)
    {
        if (!c.IsBare || c.Amount.Digits < 7)
            return null;
        if (c.Words.First < 0 && c.Amount.Digits >= 8 && !c.Line.Text.Contains(' '))
            return c.Unsure("ambiguous_amount");
        if (!c.Amount.IsWhole || HasSeparator(c.Line, c.Amount))
            return null;
        return c.Amount.Digits >= 10 || c.Words.First >= 0 && c.Amount.Value % 1_000 != 0 ? c.Unsure("ambiguous_amount") : null;
    }

    /// <summary>A small number after "в" or "at" is rather the hour.</summary>
    private static Reading? IsHour(ref Case c) =>
        c is { IsBare: true, Times: 0, Amount: { IsWhole: true, Value: <= 24 } }
        && (
            c.Line.HasSmallUnits && c.Line.Is(c.Amount.First - 1, Role.HourPreposition)
            || c.Value <= 12 && c.Line.Is(c.Amount.First - 1, Role.At)
        )
            ? c.Unsure("talk")
            : null;

    /// <summary>A price and, after it, what is taken off.</summary>
    private static Reading? Discounted(ref Case c)
    {
        for (var i = c.Amount.Last + 1; i + 2 < c.Line.Count; i++)
            if (
                (c.Line.Is(i, Role.Rebate, Role.MinusWord) || c.Line.IsSymbol(i, '-'))
                && c.Line.IsNumber(i + 1)
                && c.Line.IsSymbol(i + 2, '%')
                && c.Line[i + 1].Value < 100
            )
                return c.Either("ambiguous_amount", c.Value * (100 - c.Line[i + 1].Value) / 100, c.Value);
        return null;
    }

    /// <summary>What is put into something that keeps it; not "хлеб по акции".</summary>
    private static Reading? IsKept(ref Case c)
    {
        if (c.Line.Has(Role.Kept))
            for (var i = 0; i < c.Line.Count; i++)
                if (c.Line.Is(i, Role.Kept) && c.Draft.IsFree(i) && !c.Line.Is(i - 1, Role.PriceOfOne))
                    return c.Unsure("talk");
        return null;
    }

    /// <summary>What somebody has and did not spend.</summary>
    private static Reading? IsHeld(ref Case c) =>
        c.Words.Count == 2
        && c.Line.Is(c.Words.First + 1, Role.Holding)
        && (c.Line.Is(c.Words.First, Role.DayPreposition, Role.Among) || c.Line.Is(c.Words.First, Role.HourPreposition))
            ? c.Unsure("talk")
            : null;

    /// <summary>The number of an order or a flight; the last of several numbers that each stand behind what they number.</summary>
    private static Reading? NumberOfSomething(ref Case c)
    {
        var before = c.Amount.First - 1;
        if (!c.IsBare || !c.Amount.IsWhole || before < 0)
            return null;
        if (c.Line.Is(before, Role.Numbered) && c.Amount.Digits >= 5 && c.Value % 100 != 0)
            return c.Unsure("talk");
        if (
            c.Line.Is(before - 1, Role.Flight)
            && c.Line.IsWord(before)
            && c.Line.Length(before) == 2
            && char.IsUpper(c.Line.Written(before)[1])
        )
            return c.Unsure("talk");
        return c.Line.Is(before, Role.Model) && c.Line.IsNumber(before - 1) && c.Line.Is(before - 2, Role.Model) ? c.Unsure("talk") : null;
    }

    /// <summary>"43О": a letter for a zero, beside another number.</summary>
    private static Reading? LetterZeros(ref Case c)
    {
        for (var i = 0; i + 1 < c.Line.Count; i++)
            if (c.Line.IsNumber(i) && c.Line.IsWord(i + 1) && !c.Line[i + 1].Space && !c.Line.Low(i + 1).ContainsAnyExcept('o', 'о'))
                return c.Unsure("ambiguous_amount");
        return null;
    }

    private static bool HasSeparator(Line line, in Amount amount) =>
        line.Text[line[amount.First].Start..line[amount.Last].End].ContainsAnyExceptInRange('0', '9');

    private static bool IsPlan(Line line, Draft draft, int first)
    {
        if (first < 0)
            return false;
        for (var i = first; i < line.Count && i <= first + 2; i++)
            if (line.Is(i, Role.Plan) && draft.IsFree(i) && !IsThing(line, first, i))
                return true;
        return line.Is(first, Role.NotDone) || line.Is(first + 1, Role.NotEnglish);
    }

    /// <summary>"family plan"; not "i plan to".</summary>
    private static bool IsThing(Line line, int first, int i) => line.Is(i, Role.PlanNoun) && i > first && !line.Is(i - 1, Role.Pronoun);

    /// <summary>The price of all or of one; or the number is only how many.</summary>
    private static Reading? HowMany(ref Case c)
    {
        if (
            c.Times == 0
            && c.Line.Is(c.Amount.First - 1, Role.At)
            && c.Line[0] is { InWords: true, Value: > 1 and var many }
            && c.Draft.IsFree(0)
        )
            return c.Either("count_or_amount", c.Value * many, c.Value);
        if (c.Times == 0 && PerPeriods(c.Line, c.Amount) is > 1 and var periods)
            return c.Either("count_or_amount", c.Value * periods, c.Value);
        if (c.Times == 0 && AmountChoice.IsTimes(c.Line, c.Amount.First - 1) && c.Line.Is(c.Amount.First - 2, Role.Unit))
            return c.Unsure("count_or_amount");
        for (var i = 0; i + 1 < c.Amount.First && c.Line.Has(Role.Times); i++)
            if (c.Line.IsNumber(i) && c.Line.Is(i + 1, Role.Times) && !c.Line[i + 1].Space && c.Line[i].Value > 1)
                return c.Either("count_or_amount", c.Value, c.Value * c.Line[i].Value);
        if (!c.Line.Has(TokenKind.Times))
            return null;
        for (var i = 0; i < c.Line.Count; i++)
            if (c.Line[i] is { Kind: TokenKind.Times, Value: > 1 } times)
                return c.Either("count_or_amount", c.Value, c.Value * times.Value);
        return null;
    }

    /// <summary>"20/hr 3 hrs", "210 per night 2 nights": for how many; or 0.</summary>
    private static decimal PerPeriods(Line line, in Amount amount)
    {
        var per = amount.Last + 1;
        if (!(line.IsSymbol(per, '/') || line.Is(per, Role.Per)) || !line.Is(per + 1, Role.Duration, Role.PerPeriod))
            return 0;
        for (var i = 0; i + 1 < line.Count; i++)
            if ((i < amount.First || i > per) && line.IsNumber(i) && line.Is(i + 1, Role.Duration))
                return line[i].Value;
        return 0;
    }

    /// <summary>A small bare number before a plural: as many, rather than so much.</summary>
    private static Reading? Plural(ref Case c)
    {
        var next = c.Amount.Last + 1;
        return
            !c.IsNamed
            && c.Line.English
            && c.Amount is { Computed: false, IsWhole: true, IsMultiplied: false, First: 0, Value: > 1 and <= 12 }
            && c.Line.IsWord(next)
            && c.Line.Length(next) > 3
            && c.Line.Low(next)[^1] == 's'
            && c.Line.Low(next)[^2] != 's'
            && c.Words.Count == 1
            ? c.Unsure("count_or_amount")
            : null;
    }

    /// <summary>A bare number before a word in the genitive plural: as many, or of a currency that is not known.</summary>
    private static Reading? Many(ref Case c)
    {
        var next = c.Amount.Last + 1;
        if (
            c.Line.English
            || c is not { IsBare: true, Times: 0, Amount: { IsWhole: true, Plus: false, Minus: false } }
            || !c.Line.IsWord(next)
            || !c.Draft.IsFree(next)
            || c.Line.Is(next, Role.NotMany)
        )
            return null;
        if (c.Line.Is(next, Role.ManyOf))
            return c.Unsure("count_or_amount");
        if (c.Line.Length(next) < 5)
            return null;
        return c.Line.Low(next)[^2..] is "ов" or "ев" or "ей" || c.Line.Low(next)[^4..] is "аний" or "ений"
            ? c.Unsure("count_or_amount")
            : null;
    }

    private static Reading? CountOrAmount(ref Case c)
    {
        if (
            c.IsNamed
            || c.Words.First < 0
            || c.Amount is not { IsWhole: true, Computed: false, IsMultiplied: false, Plus: false, Value: <= 9 } few
            || few.First >= c.Words.First && few.Value > FewerThanAnyPrice
            || !c.Line.HasSmallUnits
            || c.Kind != EntryKind.Expense
            || c.Times != 0
            || c.Line[few.Last].Digits != 1
        )
            return null;
        return c.Unsure("count_or_amount");
    }
}
