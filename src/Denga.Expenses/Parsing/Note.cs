using System.Buffers;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>Makes the entry of an amount and of what the rules have left: the note, tags, account.</summary>
internal static class Note
{
    internal const int LengthMax = 500;
    internal const decimal AmountMax = 1_000_000_000_000m;
    private const int TagsMax = 10;
    private const int TagLengthMax = 50;

    /// <summary>Latin and Cyrillic letters that are whole; a text of nothing else needs no normalization.</summary>
    private static readonly SearchValues<char> Composed = SearchValues.Create([
        .. Enumerable.Range(' ', 'ʰ' - ' ').Concat(Enumerable.Range('Ѐ', 'Ҁ' - 'Ѐ' + 1)).Select(c => (char)c),
        '–',
        '—',
        '«',
        '»',
        '№',
        '₽',
        '€',
    ]);

    /// <summary>Null where it cannot be kept: <paramref name="why"/> is the reason of <see cref="Reading.Refused"/>.</summary>
    internal static NewExpense? Make(Line line, Draft draft, in Amount amount, decimal value, DateOnly day, EntryKind kind, out string? why)
    {
        var currency = amount.Currency ?? line.Writer.Currency;
        Money money = default;
        var rounded = decimal.Round(value, currency.Scale, MidpointRounding.AwayFromZero);
        why =
            value == 0 ? "zero"
            : value < 0 ? "negative"
            : value >= AmountMax ? "too_large"
            : rounded != value && !amount.Computed && !amount.IsRange ? "too_many_decimals"
            : !Money.TryFrom(rounded, currency, out money) ? "too_large"
            : money.IsZero ? "zero"
            : null;
        if (why is not null)
            return null;
        Money? whole = null;
        if (draft.Shares > 1)
        {
            whole = money;
            money = new Money((2 * money.Minor + draft.Shares) / (2 * draft.Shares), currency);
            if (money.IsZero)
            {
                why = "zero";
                return null;
            }
        }
        if (amount.Computed && line.IsSymbol(amount.Last + 1, '=') && amount.Last + 2 < line.Count)
            draft.Take(amount.Last + 1, amount.Last + 2, Use.Amount);
        if (draft.IsFree(amount.First - 1) && line.Is(amount.First - 1, Role.PricePreposition))
            draft[amount.First - 1] = Use.Dropped;
        var note = Of(line, draft, amount.First, amount.Last);
        var tags = Tags(line);
        if (note.Length > LengthMax || tags is not null && (tags.Count > TagsMax || tags.Exists(tag => tag.Length > TagLengthMax)))
        {
            why = "note_too_long";
            return null;
        }
        return new NewExpense(money, day, note, kind, null, tags, Account(line, draft), whole);
    }

    internal static List<string>? Tags(Line line)
    {
        List<string>? tags = null;
        for (var i = 0; i < line.Count; i++)
            if (line[i].Kind == TokenKind.Tag)
            {
                var tag = line.Written(i)[1..].ToString();
                if (!(tags ??= []).Contains(tag, StringComparer.OrdinalIgnoreCase))
                    tags.Add(tag);
            }
        return tags;
    }

    internal static string? Account(Line line, Draft draft)
    {
        for (var i = 0; i < line.Count; i++)
            if (line[i].Kind == TokenKind.Account && draft[i] == Use.Label)
                return line.Written(i)[1..].ToString();
        return null;
    }

    /// <summary>What is left besides the amount between two tokens, in the writer's words, without the punctuation that stood around what was taken.</summary>
    internal static string Of(Line line, Draft draft, int first = int.MaxValue, int last = -1)
    {
        var text = line.Text;
        var buffer = text.Length <= 512 ? stackalloc char[512] : new char[text.Length];
        var length = 0;
        var removed = false;
        var lastMark = true;
        for (var i = 0; i < line.Count; i++)
        {
            if (draft[i] is not (Use.Note or Use.Aside) || i >= first && i <= last)
            {
                removed = true;
                continue;
            }
            ref readonly var token = ref line[i];
            var piece = line.Written(i);
            var isSymbol = token.Kind == TokenKind.Symbol && draft[i] == Use.Note;
            var mark =
                isSymbol && piece[0] is ',' or '.' or ';' or ':' or '!' or '=' or '-' or '–' or '—' or '+' or '/' or '*' or '•' or '·';
            if (mark && (lastMark || removed && piece[0] is not ('-' or '–' or '—' or ',')))
                continue;
            if (isSymbol && piece[0] == ')' && length > 0 && buffer[length - 1] == '(')
            {
                length--;
                while (length > 0 && buffer[length - 1] == ' ')
                    length--;
                continue;
            }
            if (length > 0 && (token.Space || removed && !mark && buffer[length - 1] is not ('(' or '"' or '«')) && !(mark && !token.Space))
                if (!(isSymbol && piece[0] is ')' or '»' && !token.Space))
                    buffer[length++] = ' ';
            piece.CopyTo(buffer[length..]);
            length += piece.Length;
            removed = false;
            lastMark = mark;
        }
        var note = buffer[..length];
        while (note.Length > 0 && (" ,;:=-–—+/~|*\u00A0".Contains(note[^1], StringComparison.Ordinal) || note[^1] == '.' && removed))
            note = note[..^1];
        note = note.TrimStart(" ,;:=-–—+.>|\u00A0");
        var kept = note.ToString();
        return note.ContainsAnyExcept(Composed) ? kept.Normalize(NormalizationForm.FormC) : kept;
    }
}
