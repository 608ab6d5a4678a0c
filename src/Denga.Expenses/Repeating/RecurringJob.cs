using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Npgsql;

namespace Denga.Expenses.Repeating;

/// <summary>Records what has come due, also the days of a downtime, all of a person's in one transaction. A day is recorded under an id made of the entry
/// and the day: however many processes run this, each day comes once. The day of today is told by itself; what was missed is told together.</summary>
internal sealed class RecurringJob(
    Database<ExpensesModule> database,
    Owners owners,
    Profiles profiles,
    OpenBooks books,
    Recorder recorder,
    TimeProvider clock
) : IJob
{
    private const int PageRows = 500;

    /// <summary>A month of days, half a year of weeks: who was away for longer has other things to count.</summary>
    private const int MissedMax = 31;

    public string Name => "expenses.recurring";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken cancel)
    {
        var after = Guid.Empty;
        while (true)
        {
            var people = await Due(after, cancel);
            foreach (var person in people)
                await owners.Write(new PersonId(person), known => Record(known, cancel), cancel);
            if (people.Count < PageRows)
                return;
            after = people[^1];
        }
    }

    /// <summary>Whose entries may be due: it may already be tomorrow where a person lives; his own day decides in
    /// <see cref="Record(Person, CancellationToken)"/>.</summary>
    private async Task<List<Guid>> Due(Guid after, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            $"select distinct person_id from recurring where next_day <= $1 and person_id > $2 order by person_id limit {PageRows}"
        );
        var latest = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        var people = new List<Guid>();
        await using var rows = await command.With(latest).With(after).ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            people.Add(rows.GetGuid(0));
        return people;
    }

    /// <summary>An entry and those of its days that are recorded now.</summary>
    private sealed record DueEntry(
        RecurringRow Row,
        IReadOnlyList<DateOnly> Days,
        int Missed,
        IReadOnlyList<Prepared> Prepared,
        Error? Error
    );

    private async Task<Result<Done>> Record(Person person, CancellationToken cancel)
    {
        var owner = new Owner(person.Id, profiles.TodayOf(person));
        var main = await books.MainCurrency(person, cancel);
        var due = new List<DueEntry>();
        foreach (var row in await Rows(owner, cancel))
            if (await Prepare(row, owner, main, cancel) is { } entry)
                due.Add(entry);
        if (due.Count == 0)
            return Done.It;
        var recorded = await database.Transaction(unit => Record(unit, owner, main, due, cancel), cancel);
        // Another main currency meanwhile: the next turn looks again.
        if (!recorded)
            books.Forget(person.Id);
        return Done.It;
    }

    private async Task<List<RecurringRow>> Rows(Owner owner, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            $"select {RecurringRow.Columns} from recurring where person_id = $1 and next_day <= $2 order by id"
        );
        return await RecurringRow.Read(command.With(owner.Person.Value).With(owner.Today), cancel);
    }

    /// <summary>Rates are asked before the book is locked. Null while they do not answer: the days stay due.</summary>
    private async Task<DueEntry?> Prepare(RecurringRow row, Owner owner, Currency main, CancellationToken cancel)
    {
        var all = new List<DateOnly>();
        for (var to = row; to.Next is { } day && day <= owner.Today; to = to.Past(day))
            all.Add(day);
        var days = all.TakeLast(MissedMax).ToList();
        var values = days.ConvertAll(day => row.Template with { Day = day, ReceiptKey = null });
        var prepared = await recorder.Prepare(owner.Person, values, main, cancel);
        if (prepared.IsOk)
            return new DueEntry(row, days, all.Count - days.Count, prepared.Value, null);
        return prepared.Error.Kind == ErrorKind.Unavailable || row.HasFailed ? null : new DueEntry(row, days, 0, [], prepared.Error);
    }

    private async Task<bool> Record(UnitOfWork unit, Owner owner, Currency main, IReadOnlyList<DueEntry> due, CancellationToken cancel)
    {
        var ids = due.SelectMany(d => d.Days.Select(day => (owner.Person, IdOf(d.Row.Id, day)))).ToList();
        var write = await BookWrite.Load(unit, [owner], ids, [], cancel);
        if (write[owner.Person].Currency != main)
            return false;
        await using var command = new NpgsqlCommand(
            $"select {RecurringRow.Columns} from recurring where id = any($1) and person_id = $2 order by id for update",
            unit.Connection
        );
        var rows = (
            await RecurringRow.Read(command.With(due.Select(d => d.Row.Id.Value).ToArray()).With(owner.Person.Value), cancel)
        ).ToDictionary(r => r.Id);
        var caughtUp = new List<CaughtUp>();
        foreach (var entry in due)
            // Another process has it, or the person changed it meanwhile.
            if (rows.TryGetValue(entry.Row.Id, out var row) && row.Next == entry.Row.Next && IsSame(row.Template, entry.Row.Template))
                await Record(unit, write, owner, entry, caughtUp, cancel);
        write.CheckLimits(owner.Person);
        if (caughtUp is [{ Count: 1, Missed: 0 } one])
            unit.Publish(new RecurringRecorded(owner.Person, one.Recurring, one.Last));
        else if (caughtUp.Count > 0)
            unit.Publish(new RecurringCaughtUp(owner.Person, caughtUp));
        write.Write();
        return true;
    }

    private async Task Record(
        UnitOfWork unit,
        BookWrite write,
        Owner owner,
        DueEntry due,
        List<CaughtUp> caughtUp,
        CancellationToken cancel
    )
    {
        var row = due.Row;
        if (due.Error is { } error)
        {
            unit.Publish(new RecurringFailed(owner.Person, row.Id, row.Template, due.Days[0], error.Code));
            await (row with { HasFailed = true }).Update(unit.Connection, cancel);
            return;
        }
        var now = clock.GetUtcNow();
        var missed = new List<Expense>();
        foreach (var (day, prepared) in due.Days.Zip(due.Prepared))
        {
            var id = IdOf(row.Id, day);
            if (write.Answered(owner.Person, id) is not null)
                continue;
            var made = RecordingGroup.Entries(write[owner.Person], owner.Person, id, [prepared], now);
            if (!made.IsOk)
            {
                unit.Publish(new RecurringFailed(owner.Person, row.Id, row.Template, day, made.Error.Code));
                break;
            }
            var entry = made.Value[0];
            write.Add(entry, "recurring");
            write.Done(owner.Person, id);
            if (day == owner.Today)
                unit.Publish(new RecurringRecorded(owner.Person, row.Id, entry.Expense));
            else
                missed.Add(entry.Expense);
        }
        if (missed.Count > 0)
            caughtUp.Add(new CaughtUp(row.Id, missed[^1], missed[0].Day, missed.Count, due.Missed));
        await (row.Past(due.Days[^1]) with { HasFailed = false }).Update(unit.Connection, cancel);
    }

    private static bool IsSame(NewExpense one, NewExpense other) =>
        one with { Tags = null } == other with { Tags = null } && (one.Tags ?? []).SequenceEqual(other.Tags ?? [], StringComparer.Ordinal);

    private static OperationId IdOf(RecurringId recurring, DateOnly day) =>
        new(
            new Guid(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{recurring} {day:O}"))).AsSpan(0, 16),
                bigEndian: true
            )
        );
}
