using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.Parsing;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Texts;

/// <summary>An edited message, or a reply that corrects: the entries become what it says now. A bare number is the amount of the only entry.</summary>
internal sealed class CorrectTextHandler(
    Database<ExpensesModule> database,
    Owners owners,
    Profiles profiles,
    Recorder recorder,
    Understanding understanding,
    TimeProvider clock
) : IOperationHandler<CorrectText, TextOutcome>
{
    private const int AttemptsMax = 5;

    /// <summary>Without lines: the text says what it said.</summary>
    private static readonly TextOutcome Unchanged = new(null, []);

    public async Task<Result<TextOutcome>> Handle(CorrectText operation, CancellationToken cancel)
    {
        if (Understanding.Check(operation.Text) is { } wrong)
            return wrong;
        var request = new Request(operation.Id, operation.Person, (p, id) => OperationRecord.Hash(operation with { Person = p, Id = id }));
        var composed = operation with { Text = Entry.Composed(operation.Text) };
        return await owners.Write(
            operation.Person,
            person => Correct(composed with { Person = person.Id }, request, person, cancel),
            cancel
        );
    }

    private async Task<Result<TextOutcome>> Correct(CorrectText operation, Request request, Person person, CancellationToken cancel)
    {
        var owner = new Owner(person.Id, profiles.TodayOf(person));
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var seen = await Seen(operation, cancel);
            if (!operation.IsReply && seen.Message is { } message && IsSame(message.Text, operation.Text))
                return await recorder.Known<TextOutcome>(person.Id, request, cancel) ?? Unchanged;
            if (seen.Entries.Count == 0 && !await WasAskedAbout(operation, seen, person, owner.Today, cancel))
                return await recorder.Known<TextOutcome>(person.Id, request, cancel) ?? ExpensesErrors.NotFound;
            var plan = await Plan(operation, seen, person, owner.Today, cancel);
            var prepared = await recorder.Prepare(person.Id, [.. plan.Changed.Select(c => c.After), .. plan.Added], seen.Main, cancel);
            if (!prepared.IsOk)
                return await recorder.Known<TextOutcome>(person.Id, request, cancel) ?? prepared.Error;
            var answer = await database.Attempt(unit => Apply(unit, operation, request, owner, seen, plan, prepared.Value, cancel), cancel);
            if (answer.Error != Moved)
                return answer;
        }
        return ExpensesErrors.ChangedMeanwhile;
    }

    /// <summary>Stays inside: the entries are not what they were when the correction was planned.</summary>
    private static readonly Error Moved = ExpensesErrors.ChangedMeanwhile with { Code = "expenses.moved" };

    /// <param name="Message">As it was before; null where only answers to questions are known.</param>
    /// <param name="Entries">Deleted ones too.</param>
    private sealed record SeenRecording(Currency Main, Message? Message, IReadOnlyList<Entry> Entries);

    private static IEnumerable<OperationId> Recordings(CorrectText operation) => [operation.Original, .. operation.Answers ?? []];

    private async Task<SeenRecording> Seen(CorrectText operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        Currency main;
        Message? message = null;
        await using (
            var command = new NpgsqlCommand(
                """
                select b.currency, o.message_text, coalesce(o.written_at, o.recorded_at), o.answer::text from book b
                left join operation o on o.person_id = b.person_id and o.id = $2
                where b.person_id = $1
                """,
                connection
            )
        )
        await using (var rows = await command.With(operation.Person.Value).With(operation.Original.Value).ExecuteReaderAsync(cancel))
        {
            if (!await rows.ReadAsync(cancel))
                throw new BookGoneException();
            main = Currency.Parse(rows.GetString(0));
            if ((rows.Text(1) ?? LinesOf(rows.Text(3))) is { } text)
                message = new Message(text, rows.GetFieldValue<DateTimeOffset>(2));
        }
        var entries = await Entry.Under(connection, operation.Person, Recordings(operation), cancel, withDeleted: true);
        return new SeenRecording(main, message, entries);
    }

    /// <summary>Messages that were read by an earlier release are known by the lines of the answer.</summary>
    private static string? LinesOf(string? answer) =>
        answer is not null && JsonNode.Parse(answer) is JsonObject fields && fields["lines"] is JsonArray lines
            ? string.Join('\n', lines.Select(l => l?["line"]?.GetValue<string>()))
            : null;

    private static bool IsSame(string before, string after) => Plain(before) == Plain(after);

    private static string Plain(string text) => text.ReplaceLineEndings("\n").Trim();

    /// <summary>A message that waits for an answer is half an entry: an edit may be the answer.</summary>
    private async Task<bool> WasAskedAbout(
        CorrectText operation,
        SeenRecording seen,
        Person person,
        DateOnly today,
        CancellationToken cancel
    )
    {
        if (operation.IsReply || seen.Message is not { } message)
            return false;
        var writer = new Writer(Profiles.DayOf(person, message.WrittenAt), seen.Main, person.Language);
        var lines = await understanding.Of(operation.Person, message.Text, writer, today, cancel);
        return lines.Any(l => l.Outcome.Fate == LineFate.Asked);
    }

    private async Task<Correction> Plan(CorrectText operation, SeenRecording seen, Person person, DateOnly today, CancellationToken cancel)
    {
        // An edit speaks of the day on which its message was written, whenever it comes.
        var writtenAt = operation.IsReply ? operation.At : seen.Message?.WrittenAt ?? seen.Entries.Min(e => e.Expense.RecordedAt);
        var writer = new Writer(Profiles.DayOf(person, writtenAt), seen.Main, person.Language);
        var lines = await understanding.Of(operation.Person, operation.Text, writer, today, cancel);
        var text = operation.Text.Trim();
        var alive = seen.Entries.Where(e => e.DeletedAt is null).ToList();
        if (seen.Entries.Count > 0 && Number(text) is { } number)
        {
            if (alive is not [var only])
                return Unread(alive, text, alive.Count == 0 ? "undone" : "several_entries");
            return Money.TryFrom(number, only.Expense.Amount.Currency, out var money)
                ? OnlyAmount(text, only, money, today)
                : Unread(alive, text, "too_many_decimals");
        }
        if (alive is [var one] && lines is [{ Entry: { Note.Length: 0 } bare }] && seen.Entries.Count == 1)
            return OnlyAmount(text, one, bare.Amount, today);
        return operation.IsReply || seen.Message is null
            ? Correction.Said(seen.Entries, lines, writer.Today)
            : Correction.Edited(seen.Entries, await understanding.Of(operation.Person, seen.Message.Text, writer, today, cancel), lines);
    }

    private static Correction OnlyAmount(string text, Entry entry, Money amount, DateOnly today)
    {
        var value = Correction.Value(entry) with { Amount = amount, Whole = null };
        return EntryRules.Check(value, today) is null
            ? Correction.Only(entry, value, new LineOutcome(LineFate.Recorded, text, null, []))
            : Unread([entry], text, amount.Minor <= 0 ? "zero" : "too_large");
    }

    private static Correction Unread(IReadOnlyList<Entry> entries, string text, string reason) =>
        new(entries, [], [], [], [new LineOutcome(LineFate.Refused, text, reason, [])]);

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
        Request request,
        Owner owner,
        SeenRecording seen,
        Correction plan,
        IReadOnlyList<Prepared> prepared,
        CancellationToken cancel
    )
    {
        var write = await BookWrite.Load(unit, [owner], [(owner.Person, operation.Id)], [], cancel);
        if (write.Answered(owner.Person, operation.Id) is { } known)
            return await recorder.Repeat<TextOutcome>(owner.Person, known, request, cancel);
        var book = write[owner.Person];
        var there = await Entry.Under(unit.Connection, operation.Person, Recordings(operation), cancel, withDeleted: true);
        if (book.Currency != seen.Main || !there.Select(Stamp).SequenceEqual(seen.Entries.Select(Stamp)))
            return Moved;

        var now = clock.GetUtcNow();
        foreach (var entry in plan.Deleted)
            write.Delete(entry, now);
        var entries = new List<Entry>(plan.Kept);
        foreach (var ((entry, _), (value, conversion, _)) in plan.Changed.Zip(prepared))
        {
            var reason =
                value.Kind == entry.Expense.Kind
                && (entry.Reason.Rule == CategoryChoice.Chosen || Entry.Fold(value.Note) == Entry.Fold(entry.Expense.Note))
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
        var answer = new TextOutcome(expenses.Count == 0 ? null : book.Recorded(operation.Id, expenses), plan.Lines);
        write.Answer(owner.Person, request, JsonSerializer.Serialize(answer, DengaJson.Options));
        write.Write();
        // A reply says what is to be changed; the message goes on saying what it said.
        if (!operation.IsReply)
            unit.AtCommit(
                    "update operation set message_text = $3, written_at = coalesce(written_at, recorded_at) where person_id = $1 and id = $2"
                )
                .With(owner.Person.Value)
                .With(operation.Original.Value)
                .With(operation.Text);
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
