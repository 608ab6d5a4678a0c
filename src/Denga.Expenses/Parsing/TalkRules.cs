namespace Denga.Expenses.Parsing;

/// <summary>What is no entry although there is a number in it: a question, a measurement, an appointment, a command.</summary>
internal static class TalkRules
{
    private const int DocumentDigitsMin = 6;

    private delegate bool? Says(Line line, Draft draft, in NoteWords words);

    private readonly record struct Row(string Name, Says Says);

    /// <summary>The first row that says something counts.</summary>
    private static readonly Row[] Table =
    [
        new("удали кофе 350", (line, _, in w) => line.Is(w.First, Role.Command) ? true : null),
        new(
            "мой вес 72",
            (line, _, in w) =>
                line.Is(w.First, Role.Possessive) && line.Is(w.First + 1, Role.Measure) && w.Count == 2 && !line.HasCurrency() ? true : null
        ),
        new("температура 38", (line, _, in w) => line.Is(w.First, Role.Measure) && !line.HasCurrency() ? true : null),
        new(
            "номер 123456789",
            (line, _, in w) => line.Is(w.First, Role.NumberOf) && w.Count <= 2 && line.Text.Length > 9 && !line.HasCurrency() ? true : null
        ),
        new(
            "паспорт 4510 123456",
            (line, _, in w) =>
                line.Is(w.First, Role.Document) && CountDigits(line) >= DocumentDigitsMin && !line.HasCurrency() ? true : null
        ),
        new(
            "курс доллара 95",
            (line, _, in w) =>
                line.Is(w.First, Role.Rate)
                && (line.Is(w.First + 1, Role.Currency) || w.Count == 1 && line.IsNumber(w.First + 1) && line[w.First + 1].HasCurrency)
                    ? true
                    : null
        ),
        new("сколько стоит кофе 350", IsQuestion),
        new(
            "буду через 15 минут",
            (line, draft, in w) =>
                w.Count > 1 && line.Has(Role.InTime) && !line.HasCurrency() && (draft.HadTime || line.Has(Role.Duration)) ? true : null
        ),
        new("встретимся в 7", (line, draft, in w) => IsAppointment(line, draft, w) ? true : null),
        new("select * from t where id = 1", (line, _, in _) => IsCode(line) ? true : null),
    ];

    internal static bool IsTalk(Line line, Draft draft)
    {
        var words = NoteWords.Of(line, draft);
        if (words.First < 0)
            return false;
        foreach (ref readonly var row in Table.AsSpan())
            if (row.Says(line, draft, words) is { } says)
                return says;
        return false;
    }

    private static int CountDigits(Line line)
    {
        var digits = 0;
        foreach (var c in line.Text)
            if (char.IsAsciiDigit(c))
                digits++;
        return digits;
    }

    private static bool? IsQuestion(Line line, Draft draft, in NoteWords words)
    {
        if (!line.Is(words.First, Role.Question) || line.Is(words.First, Role.How) && line.Is(words.First + 1, Role.Usually))
            return null;
        return line.EndsWithQuestion() || !line.Is(words.First, Role.SoftQuestion);
    }

    private static bool IsAppointment(Line line, Draft draft, in NoteWords words)
    {
        if (!line.Is(words.First, Role.Appointment) || line.HasCurrency())
            return false;
        if (draft.HadTime || line.Is(words.First, Role.Meeting))
            return true;
        for (var i = 0; i + 1 < line.Count; i++)
            if (line.Is(i, Role.Call) && line.Is(i + 1, Role.Called))
                return true;
        return false;
    }

    /// <summary>Written for a machine: marks that stand where no expense has them, or one of them before words that shout.</summary>
    private static bool IsCode(Line line)
    {
        if (line.HasCurrency())
            return false;
        var marks = 0;
        var shouts = 0;
        for (var i = 0; i < line.Count; i++)
        {
            if (line.IsWord(i) && line.Length(i) > 1 && IsUpper(line.Written(i)))
                shouts++;
            marks += line.Symbol(i) switch
            {
                ';' => i + 1 < line.Count ? 1 : 0,
                '\'' => 1,
                '>' => line.Text.Contains('<') ? 0 : 1,
                '*' or '=' => line.IsNumber(i - 1) || line.IsNumber(i + 1) ? 0 : 1,
                // "alert(1)", "count(*)", "javascript:alert".
                '(' or ':' => IsLatinWord(line, i - 1) && !line[i].Space && i + 1 < line.Count && !line[i + 1].Space ? 1 : 0,
                _ => 0,
            };
            if (IsLatinWord(line, i) && line.Low(i).Contains('.') && line.Length(i) > 8)
                marks++;
        }
        return marks > 1 || marks > 0 && shouts > 1;
    }

    private static bool IsLatinWord(Line line, int i) => line.IsWord(i) && line.IsLatin(i);

    private static bool IsUpper(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
            if (!char.IsUpper(c))
                return false;
        return true;
    }
}
