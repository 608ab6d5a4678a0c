using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Books;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Npgsql;

namespace Denga.Expenses.Repeating;

/// <summary>Records what has come due, a day at a time, also the days of a downtime. A day is recorded under an id made of the entry and the day:
/// however many processes run this, each day comes once.</summary>
internal sealed class RecurringJob(
    Database<ExpensesModule> database,
    Profiles profiles,
    OpenBooks books,
    Recorder recorder,
    TimeProvider clock
) : IJob
{
    private const int PageRows = 500;

    public string Name => "expenses.recurring";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken cancel)
    {
        var after = Guid.Empty;
        while (true)
        {
            var due = await Due(after, cancel);
            foreach (var row in due)
                await Record(row, cancel);
            if (due.Count < PageRows)
                return;
            after = due[^1].Id.Value;
        }
    }

    /// <summary>It may already be tomorrow where the person lives; his own day decides in <see cref="Record(RecurringRow, CancellationToken)"/>.</summary>
    private async Task<List<RecurringRow>> Due(Guid after, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            $"select {RecurringRow.Columns} from recurring where next_day <= $1 and id > $2 order by id limit {PageRows}"
        );
        var latest = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        return await RecurringRow.Read(command.With(latest).With(after), cancel);
    }

    private async Task Record(RecurringRow row, CancellationToken cancel)
    {
        var person = await profiles.Of(row.Person, cancel);
        if (!person.IsOk)
            return;
        var today = profiles.TodayOf(person.Value);
        for (var due = row; due is { Next: { } day } && day <= today; )
        {
            var main = await books.MainCurrency(person.Value, cancel);
            var value = due.Template with { Day = day, ReceiptKey = null };
            var prepared = await recorder.Prepare(row.Person, [value], main, cancel);
            // Without a rate the day stays due, and the next turn asks again.
            if (!prepared.IsOk)
                return;
            var next = await database.Transaction(unit => Record(unit, due, day, today, main, prepared.Value, cancel), cancel);
            if (next is null)
                books.Forget(row.Person);
            due = next;
        }
    }

    /// <summary>Null when another process has it, or the main currency changed: the next turn looks again.</summary>
    private async Task<RecurringRow?> Record(
        UnitOfWork unit,
        RecurringRow seen,
        DateOnly day,
        DateOnly today,
        Currency main,
        IReadOnlyList<Prepared> prepared,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"select {RecurringRow.Columns} from recurring where id = $1 and next_day = $2 for update skip locked",
            unit.Connection
        );
        if (
            await RecurringRow.Read(command.With(seen.Id.Value).With(day), cancel) is not [var row]
            || row.Template != seen.Template with { Tags = row.Template.Tags }
        )
            return null;
        var id = IdOf(row.Id, day);
        var write = await BookWrite.Load(unit, [new Owner(row.Person, today)], [(row.Person, id)], [], cancel);
        if (write[row.Person].Currency != main)
            return null;
        if (write.Answered(row.Person, id) is null)
        {
            var made = RecordingGroup.Entries(write[row.Person], row.Person, id, prepared, clock.GetUtcNow());
            if (made.IsOk)
            {
                var entry = made.Value[0];
                write.Add(entry, "recurring");
                write.CheckLimits(row.Person);
                write.Answer(row.Person, id, [], "{}");
                unit.Publish(new RecurringRecorded(row.Person, row.Id, entry.Expense));
            }
        }
        write.Write();
        var past = row.Past(day);
        await past.Update(unit.Connection, cancel);
        return past;
    }

    private static OperationId IdOf(RecurringId recurring, DateOnly day) =>
        new(
            new Guid(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{recurring} {day:O}"))).AsSpan(0, 16),
                bigEndian: true
            )
        );
}
