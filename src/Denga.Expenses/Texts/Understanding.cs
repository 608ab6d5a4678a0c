using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Parsing;
using Denga.Expenses.Recording;

namespace Denga.Expenses.Texts;

/// <summary>A line and what follows from it: the entry to record, when there is no doubt.</summary>
internal sealed record UnderstoodLine(LineOutcome Outcome, NewExpense? Entry);

/// <summary>What a person wrote, line by line.</summary>
internal sealed class Understanding(Purchases purchases)
{
    internal static Error? Check(string text) =>
        text.Length > EntryRules.TextCharactersMax || text.Contains('\0', StringComparison.Ordinal) ? ExpensesErrors.TextTooLong
        : text.AsSpan().Trim().Count('\n') >= EntryRules.EntriesMax ? ExpensesErrors.TooMany
        : null;

    internal async ValueTask<IReadOnlyList<UnderstoodLine>> Of(
        PersonId person,
        string text,
        Writer writer,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var lines = new List<UnderstoodLine>();
        foreach (var (line, read) in TextParser.Parse(text, writer))
        {
            var reading = await ByEarlierKind(person, await ByUsedCurrency(person, read, writer, cancel), cancel);
            lines.Add(
                reading switch
                {
                    Reading.Entry when lines.Count(l => l.Entry is not null) == EntryRules.EntriesMax => Without(
                        LineFate.Refused,
                        line,
                        "too_many"
                    ),
                    Reading.Entry entry => EntryRules.Check(entry.Value, today) is { } wrong
                        ? Without(LineFate.Refused, line, Reason(wrong))
                        : new UnderstoodLine(new LineOutcome(LineFate.Recorded, line, null, [], entry.Remark), entry.Value),
                    Reading.Unsure unsure => Without(LineFate.Asked, line, unsure.Reason, unsure.Choices),
                    Reading.NoAmount thing => Without(
                        LineFate.Asked,
                        line,
                        "no_amount",
                        await purchases.Last(person, thing.Note, cancel) is { } last
                            ? [new NewExpense(last.Amount, thing.Day ?? writer.Today, thing.Note)]
                            : []
                    ),
                    Reading.Refused refused => Without(LineFate.Refused, line, refused.Reason),
                    _ => Without(LineFate.NotAnEntry, line, null),
                }
            );
        }
        return lines;
    }

    /// <summary>"1600 ¥" is in the one of yuan and yen that the person has recorded in; where he has used both or none he is asked.</summary>
    private async ValueTask<Reading> ByUsedCurrency(PersonId person, Reading reading, Writer writer, CancellationToken cancel) =>
        reading is Reading.Unsure { Reason: "ambiguous_currency", Choices: { Count: > 1 } choices }
        && choices.All(c => c.Amount.Currency != writer.Currency)
        && await purchases.OnlyUsed(person, choices.Select(c => c.Amount.Currency), cancel) is { } used
            ? new Reading.Entry(choices.First(c => c.Amount.Currency == used))
            : reading;

    /// <summary>"репетиторство 1800" came in for one person and went out for another: once somebody has answered twice for the same words, and both
    /// times the same, he is not asked again.</summary>
    private async ValueTask<Reading> ByEarlierKind(PersonId person, Reading reading, CancellationToken cancel) =>
        reading is Reading.Unsure { Reason: "sign", Choices: [{ Note: { Length: > 0 } note }, ..] choices }
        && await purchases.OnlyKind(person, note, cancel) is { } kind
        && choices.FirstOrDefault(c => c.Kind == kind) is { } said
            ? new Reading.Entry(said)
            : reading;

    private static UnderstoodLine Without(LineFate fate, string line, string? reason, IReadOnlyList<NewExpense>? choices = null) =>
        new(new LineOutcome(fate, line, reason, choices ?? []), null);

    private static string Reason(Error error) => error.Code[(error.Code.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
