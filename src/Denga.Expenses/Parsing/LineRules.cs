using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>The rules in their order: what is dropped, who shares, which day, which amount, and the verdict.</summary>
internal static class LineRules
{
    internal const int AmountsMax = 16;
    private const int ChoicesMax = 4;

    internal static Reading Read(Line line, Draft draft)
    {
        if (!line.HasContent())
            return new Reading.NotAnEntry();
        draft.Begin(line.Count);
        OpeningRules.Apply(line, draft);
        ShareRules.Apply(line, draft);
        DayRules.Apply(line, draft);
        var found = draft.Amounts.AsSpan(0, line.Count > 64 ? AmountsMax : AmountsMax / 2);
        found = found[..Amounts.Find(line, draft, found)];
        if (found.IsEmpty)
            return WithoutAmount(line, draft);
        if (TalkRules.IsTalk(line, draft))
            return new Reading.NotAnEntry();
        if (draft.Refused is not null)
            return new Reading.Refused(draft.Refused);
        if (IsChain(line, found))
            return Chain(line, draft, found);
        if ((line.English ? SpokenPrice(line, draft, found) : Spoken(line, draft, ref found)) is { } spoken)
            return spoken;
        return AmountChoice.Of(line, draft, found, out var remark) switch
        {
            AmountChoice.None => WithoutAmount(line, draft),
            AmountChoice.Asked => Several(line, draft, found),
            var chosen => Verdicts.Of(line, draft, found[chosen], remark),
        };
    }

    /// <summary>"кино 2*450 + попкорн 380": amounts with words between them, joined by a plus.</summary>
    private static bool IsChain(Line line, ReadOnlySpan<Amount> all)
    {
        for (var i = 0; i + 1 < all.Length; i++)
            if (!line.IsSymbol(all[i].Last + 1, '+') || all[i + 1].HasCurrency && all[i + 1].Currency != all[i].Currency || all[i].TooLarge)
                return false;
        return all.Length > 1;
    }

    /// <summary>The sum first, then each of the amounts.</summary>
    private static Reading.Unsure Chain(Line line, Draft draft, ReadOnlySpan<Amount> all)
    {
        var total = 0m;
        foreach (ref readonly var amount in all)
        {
            total += amount.Value;
            draft.Take(amount.First, amount.Last, Use.Amount);
        }
        var sum = Note.Make(line, draft, all[0], total, draft.Day ?? line.Today, SignRules.Of(line, draft, all[0], out _), out _);
        foreach (ref readonly var amount in all)
            draft.Take(amount.First, amount.Last, Use.Note);
        var parts = Several(line, draft, all);
        return sum is null ? parts : parts with { Choices = [sum, .. parts.Choices.Take(ChoicesMax - 1)] };
    }

    private static Reading.Unsure Several(Line line, Draft draft, ReadOnlySpan<Amount> all)
    {
        var choices = new List<NewExpense>(ChoicesMax);
        foreach (ref readonly var amount in all)
        {
            if (
                choices.Count == ChoicesMax
                || amount is { InWords: true, Value: <= 10 }
                || amount.TooLarge
                || amount.UnknownCurrency
                || amount.GoneCurrency is not null
            )
                continue;
            var kind = SignRules.Of(line, draft, amount, out _);
            if (Note.Make(line, draft, amount, amount.Value, draft.Day ?? line.Today, kind, out _) is { } choice)
                choices.Add(choice);
        }
        return new Reading.Unsure("several_amounts", choices);
    }

    /// <summary>"five fifty", "a buck fifty": five and a half or five hundred and fifty.</summary>
    private static Reading? SpokenPrice(Line line, Draft draft, ReadOnlySpan<Amount> all)
    {
        if (all[^1] is not { InWords: true, HasCurrency: false, Computed: false, Value: >= 10 and < 100, First: > 0 } last)
            return null;
        decimal ones;
        if (all is [{ InWords: true, HasCurrency: false, Value: >= 1 and <= 20 } first, _] && first.Last == last.First - 1)
            (ones, last.First) = (first.Value, first.First);
        else if (all.Length == 1 && line.Is(last.First - 1, Role.OneUnit))
            (ones, last.First) = (1, last.First - 1);
        else
            return null;
        var c = new Case(line, draft, last) { Kind = SignRules.Of(line, draft, last, out _) };
        return c.Either("ambiguous_amount", ones + last.Value / 100, ones * 100 + last.Value);
    }

    /// <summary>"сто тридцать девять девяносто": the coins come last. "шесть пятьсот": thousands, perhaps.</summary>
    private static Reading? Spoken(Line line, Draft draft, ref Span<Amount> all)
    {
        if (
            all
                is not [
                    { InWords: true, IsPlain: true, IsWhole: true, Value: var first },
                    { InWords: true, IsPlain: true, IsWhole: true, Value: var second },
                ]
            || all[0].Last + 1 != all[1].First
        )
            return null;
        if (first is > 10 and < 1_000 && first % 10 != 0 && second is >= 10 and < 100)
        {
            all[0].Last = all[1].Last;
            (all[0].Value, all[0].IsWhole) = (first + second / 100, false);
            all = all[..1];
            return null;
        }
        if (first >= 100 || second is < 100 or >= 1_000)
            return null;
        var c = new Case(line, draft, all[0] with { Last = all[1].Last });
        c.Kind = SignRules.Of(line, draft, c.Amount, out _);
        return c.Either("ambiguous_amount", first * 1_000 + second, second);
    }

    private static Reading WithoutAmount(Line line, Draft draft)
    {
        var words = NoteWords.Of(line, draft);
        if (
            words.First < 0
            || words.Count > 6
            || line.EndsWithQuestion()
            || line.HadPhone
            || draft.HadTime
            || words.HasPronoun && words.Count > 1
            || line.Is(words.First, Role.Chat, Role.Question)
            || line.Is(words.First, Role.Pronoun)
            || words.Count > 1 && line.Is(words.First, Role.Plan) && !line.Is(words.First, Role.ToBuy)
            || TalkRules.IsTalk(line, draft)
        )
            return new Reading.NotAnEntry();
        if (draft.AmountDoubt is not null && draft.Refused is null)
            return new Reading.Unsure(draft.AmountDoubt, []);
        if (draft.IsOnlyDay)
            return words.Count <= 1 ? new Reading.NotAnEntry() : new Reading.Unsure("ambiguous_date", []);
        if (Glued(line, draft) is { } glued)
            return glued;
        if (HasCodeMark(line) || CountLetters(line) < 2)
            return new Reading.NotAnEntry();
        var note = Note.Of(line, draft);
        if (note.Length > Note.LengthMax)
            return new Reading.Refused("note_too_long");
        return note.Length == 0 ? new Reading.NotAnEntry() : new Reading.NoAmount(note, draft.Day);
    }

    private static bool HasCodeMark(Line line)
    {
        for (var i = 0; i < line.Count; i++)
            if (line.Symbol(i) is '<' or '>' or '{' or '}' or '`' or '|' or '\\')
                return true;
        return false;
    }

    private static int CountLetters(Line line)
    {
        var letters = 0;
        foreach (var c in line.Text)
            if (char.IsLetter(c))
                letters++;
        return letters;
    }

    /// <summary>"35O": letters for zeros.</summary>
    private static decimal WithZeros(decimal value, int zeros)
    {
        for (; zeros > 0; zeros--)
            value *= 10;
        return value;
    }

    /// <summary>"кофе350", "350кофе": a word with digits stuck to it may hold the amount.</summary>
    private static Reading? Glued(Line line, Draft draft)
    {
        var day = draft.Day ?? line.Today;
        for (var i = 0; i < line.Count; i++)
        {
            if (!draft.IsFree(i))
                continue;
            ref readonly var token = ref line[i];
            if (
                token is { Kind: TokenKind.Number, Value: > 0, Other: 0, HasZero: false }
                && line.IsWord(i + 1)
                && !line[i + 1].Space
                && line.Length(i + 1) >= 3
                && !line[i + 1].Is(Role.Unit, Role.Multiplier, Role.OrdinalDay)
                && Note.Make(line, draft, new Amount { First = i, Last = i }, token.Value, day, EntryKind.Expense, out _) is { } before
            )
                return new Reading.Unsure("ambiguous_amount", [before]);
            if (
                token is { Kind: TokenKind.Number, IsWhole: true, Value: >= 20, Other: 0 }
                && line.IsStuckSymbol(i + 1, '-')
                && line.IsWord(i + 2)
                && line.Length(i + 2) >= 4
                && Note.Make(line, draft, new Amount { First = i, Last = i + 1 }, token.Value, day, EntryKind.Expense, out _) is { } priced
            )
                return new Reading.Unsure("ambiguous_amount", [priced]);
            if (
                token is { Kind: TokenKind.Number, IsWhole: true, Value: > 0 and < 100_000 }
                && line.IsWord(i + 1)
                && !line[i + 1].Space
                && !line.Low(i + 1).ContainsAnyExcept('o', 'о')
                && Note.Make(
                    line,
                    draft,
                    new Amount { First = i, Last = i + 1 },
                    WithZeros(token.Value, line.Length(i + 1)),
                    day,
                    EntryKind.Expense,
                    out _
                )
                    is { } zeros
            )
                return new Reading.Unsure("ambiguous_amount", [zeros]);
            if (token.Kind != TokenKind.Word)
                continue;
            var word = line.Written(i);
            var digits = 0;
            while (digits < word.Length && char.IsAsciiDigit(word[^(digits + 1)]))
                digits++;
            if (digits is < 2 or > 9 || word.Length - digits < 3)
                continue;
            var sum = decimal.Parse(word[^digits..], CultureInfo.InvariantCulture);
            if (Money.TryFrom(sum, line.Writer.Currency, out var money) && !money.IsZero)
                return new Reading.Unsure(
                    "ambiguous_amount",
                    [
                        new NewExpense(
                            money,
                            day,
                            word[..^digits].ToString(),
                            EntryKind.Expense,
                            null,
                            Note.Tags(line),
                            Note.Account(line, draft)
                        ),
                    ]
                );
        }
        return null;
    }
}
