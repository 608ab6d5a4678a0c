using System.Globalization;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Books;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.Parsing;
using Denga.Expenses.Recording;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Texts;

/// <summary>An edited message: its entries become what it says now. A bare number is the amount of its only entry.</summary>
internal sealed class CorrectTextHandler(
    Database<ExpensesModule> database,
    Profiles profiles,
    OpenBooks books,
    Recorder recorder,
    Understanding understanding,
    TimeProvider clock
) : IOperationHandler<CorrectText, TextOutcome>
{
    private const int AttemptsMax = 5;

    public async Task<Result<TextOutcome>> Handle(CorrectText operation, CancellationToken cancel)
    {
        if (Understanding.Check(operation.Text) is { } wrong)
            return wrong;
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        var owner = new Owner(operation.Person, profiles.TodayOf(person.Value));
        var hash = OperationRecord.Hash(operation);
        await books.MainCurrency(person.Value, cancel);
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var seen = await Seen(operation, cancel);
            if (seen is null)
                return await recorder.Known<TextOutcome>(operation.Person, operation.Id, hash, cancel) ?? ExpensesErrors.NotFound;
            var writer = new Writer(Profiles.DayOf(person.Value, operation.At), seen.Main, person.Value.Language);
            var lines = await Lines(operation, seen.Entries, writer, owner.Today, cancel);
            var plan = Correction.Plan(seen.Entries, lines);
            var prepared = await recorder.Prepare(
                operation.Person,
                [.. plan.Changed.Select(c => c.After), .. plan.Added],
                seen.Main,
                cancel
            );
            if (!prepared.IsOk)
                return await recorder.Known<TextOutcome>(operation.Person, operation.Id, hash, cancel) ?? prepared.Error;
            var answer = await database.Attempt(
                unit => Apply(unit, operation, hash, owner, seen, lines, plan, prepared.Value, cancel),
                cancel
            );
            if (answer.Error != Moved)
                return answer;
        }
        return ExpensesErrors.ChangedMeanwhile;
    }

    /// <summary>Stays inside: the entries are not what they were when the correction was planned.</summary>
    private static readonly Error Moved = ExpensesErrors.ChangedMeanwhile with { Code = "expenses.moved" };

    private sealed record SeenRecording(Currency Main, IReadOnlyList<Entry> Entries);

    private async Task<SeenRecording?> Seen(CorrectText operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            """
            select currency from book
            where person_id = $1 and exists (select from expense where person_id = $1 and recording_id = $2)
            """,
            connection
        );
        return await command.With(operation.Person.Value).With(operation.Original.Value).ExecuteScalarAsync(cancel) is string main
            ? new SeenRecording(Currency.Parse(main), await Entry.Under(connection, operation.Person, operation.Original, cancel))
            : null;
    }

    private async ValueTask<IReadOnlyList<UnderstoodLine>> Lines(
        CorrectText operation,
        IReadOnlyList<Entry> entries,
        Writer writer,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var lines = await understanding.Of(operation.Person, operation.Text, writer, today, cancel);
        var text = operation.Text.Trim();
        if (Number(text) is { } number)
        {
            if (entries.Count != 1)
                return [Refused(text, "several_entries")];
            return Money.TryFrom(number, entries[0].Expense.Amount.Currency, out var money)
                ? [OnlyAmount(text, entries[0], money, today)]
                : [Refused(text, "too_many_decimals")];
        }
        return entries.Count == 1 && lines is [{ Entry: { Note.Length: 0 } bare }]
            ? [OnlyAmount(text, entries[0], bare.Amount, today)]
            : lines;
    }

    private static UnderstoodLine OnlyAmount(string text, Entry entry, Money amount, DateOnly today)
    {
        var value = Correction.Value(entry) with { Amount = amount, Whole = null };
        return EntryRules.Check(value, today) is null
            ? new UnderstoodLine(new LineOutcome(LineFate.Recorded, text, null, []), value)
            : Refused(text, amount.Minor <= 0 ? "zero" : "too_large");
    }

    private static UnderstoodLine Refused(string text, string reason) => new(new LineOutcome(LineFate.Refused, text, reason, []), null);

    private static decimal? Number(string text) =>
        text.Length > 0
        && text.All(c => char.IsAsciiDigit(c) || c is ' ' or '\u00a0' or ',' or '.')
        && decimal.TryParse(
            text.Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal).Replace(',', '.'),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    private async Task<Result<TextOutcome>> Apply(
        UnitOfWork unit,
        CorrectText operation,
        byte[] hash,
        Owner owner,
        SeenRecording seen,
        IReadOnlyList<UnderstoodLine> lines,
        Correction plan,
        IReadOnlyList<Prepared> prepared,
        CancellationToken cancel
    )
    {
        var write = await BookWrite.Load(unit, [owner], [(owner.Person, operation.Id)], [], cancel);
        if (write.Answered(owner.Person, operation.Id) is { } known)
            return Recorder.Repeat<TextOutcome>(known.Hash, hash, known.Answer);
        var book = write[owner.Person];
        var there = await Entry.Under(unit.Connection, operation.Person, operation.Original, cancel);
        if (book.Currency != seen.Main || !there.Select(Stamp).SequenceEqual(seen.Entries.Select(Stamp)))
            return Moved;

        var now = clock.GetUtcNow();
        foreach (var entry in plan.Deleted)
            write.Delete(entry, now);
        var entries = new List<Entry>(plan.Kept);
        foreach (var ((entry, _), (value, conversion, _)) in plan.Changed.Zip(prepared))
        {
            var reason =
                Entry.Fold(value.Note) == Entry.Fold(entry.Expense.Note) && value.Kind == entry.Expense.Kind
                    ? entry.Reason
                    : CategoryChoice.Of(book, value);
            if (reason is null)
                return ExpensesErrors.UnknownCategory;
            entries.Add(write.Change(entry, Changed(entry.Expense, value, conversion, reason.Category), reason));
        }
        var added = RecordingGroup.Entries(book, operation.Person, operation.Original, [.. prepared.Skip(plan.Changed.Count)], now);
        if (!added.IsOk)
            return added.Error;
        foreach (var entry in added.Value)
            write.Add(entry, "text");
        entries.AddRange(added.Value);
        write.CheckLimits(owner.Person);

        var expenses = entries.OrderBy(e => e.Expense.Id.Value).Select(e => e.Expense).ToList();
        var answer = new TextOutcome(expenses.Count == 0 ? null : book.Recorded(operation.Id, expenses), [.. lines.Select(l => l.Outcome)]);
        write.Answer(owner.Person, operation.Id, hash, JsonSerializer.Serialize(answer, DengaJson.Options));
        write.Write();
        return answer;
    }

    private static (ExpenseId, int) Stamp(Entry entry) => (entry.Expense.Id, entry.Expense.Version);

    private static Expense Changed(Expense before, NewExpense value, Conversion conversion, string category)
    {
        var isSameRate = before.Amount == value.Amount && before.Day == value.Day;
        return before with
        {
            Kind = value.Kind,
            Amount = value.Amount,
            Converted = isSameRate ? before.Converted : conversion.Converted,
            Rate = isSameRate ? before.Rate : conversion.Rate,
            Day = value.Day,
            Category = category,
            Note = value.Note,
            Tags = value.Tags ?? [],
            Account = value.Account,
            Whole = value.Whole,
        };
    }
}
