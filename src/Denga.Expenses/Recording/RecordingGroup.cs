using System.Diagnostics;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.OwnCategories;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Expenses.Recording;

/// <summary>An entry with its amount converted, ready to be recorded without asking anybody.</summary>
internal sealed record Prepared(NewExpense Value, Conversion Conversion, Entry? Purchase);

/// <summary>One recording that waits for its transaction.</summary>
/// <param name="Main">The main currency that the conversions assume.</param>
/// <param name="Answer">Makes the operation's answer, which is stored; given null when there is nothing to record.</param>
internal sealed record Waiting(
    Owner Owner,
    Request Request,
    Currency Main,
    IReadOnlyList<Prepared> Entries,
    string Source,
    Message? Message,
    Func<Recorded?, object> Answer
)
{
    /// <summary>Where the caller's trace is: the transaction has many callers.</summary>
    internal string? Trace { get; } = Activity.Current?.Id;
}

internal abstract record Outcome
{
    private Outcome() { }

    internal sealed record Recorded(object Answer) : Outcome;

    /// <summary>The id was answered before, for this hash.</summary>
    internal sealed record Known(byte[] Hash, string Answer) : Outcome;

    internal sealed record Refused(Error Error) : Outcome;

    /// <summary>The main currency is another one by now: prepare again.</summary>
    internal sealed record OtherCurrency(Currency Main) : Outcome;
}

/// <summary>Records what concurrent callers bring in one transaction: as many round trips for one as for all of them.</summary>
internal sealed class RecordingGroup(Database<ExpensesModule> database, KnownBooks known, TimeProvider clock) : IAsyncDisposable
{
    private const int Workers = 2;
    private readonly Lazy<GroupCommit<Waiting, Outcome>> group = new(() =>
        new GroupCommit<Waiting, Outcome>(
            "expenses",
            async (waiting, cancel) =>
            {
                var (outcomes, books) = await database.Transaction(unit => Commit(unit, known, waiting, clock.GetUtcNow(), cancel), cancel);
                foreach (var book in books)
                    known.Keep(book);
                return outcomes;
            },
            workers: Workers
        )
    );

    internal Task<Outcome> Run(Waiting waiting, CancellationToken cancel) => group.Value.Run(waiting, cancel);

    public ValueTask DisposeAsync() => group.IsValueCreated ? group.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task<(IReadOnlyList<Outcome> Outcomes, IReadOnlyList<BookState> Books)> Commit(
        UnitOfWork unit,
        KnownBooks known,
        IReadOnlyList<Waiting> batch,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var write = await BookWrite.Load(
            unit,
            [.. batch.Select(w => w.Owner)],
            [.. batch.Select(w => (w.Owner.Person, w.Request.Id))],
            [.. from w in batch from e in w.Entries where e.Value.ReceiptKey is not null select (w.Owner.Person, e.Value.ReceiptKey)],
            cancel,
            known
        );
        var outcomes = new List<Outcome>(batch.Count);
        foreach (var waiting in batch)
        {
            unit.Cause = waiting.Trace;
            outcomes.Add(Record(write, waiting, now));
        }
        write.Write();
        return (outcomes, write.Settled());
    }

    /// <summary>One recording, in memory: each sees what those before it did.</summary>
    private static Outcome Record(BookWrite write, Waiting waiting, DateTimeOffset now)
    {
        var person = waiting.Owner.Person;
        if (write.Answered(person, waiting.Request.Id) is { } known)
            return new Outcome.Known(known.Hash, known.Answer);
        var book = write[person];
        if (book.Currency != waiting.Main)
            return new Outcome.OtherCurrency(book.Currency);
        var made = Entries(book, person, waiting.Request.Id, waiting.Entries, now);
        if (!made.IsOk)
            return new Outcome.Refused(made.Error);
        foreach (var entry in made.Value)
            write.Add(entry, waiting.Source);
        write.CheckLimits(person);
        var recorded = made.Value.Count == 0 ? null : book.Recorded(waiting.Request.Id, [.. made.Value.Select(e => e.Expense)]);
        var answer = waiting.Answer(recorded);
        write.Answer(person, waiting.Request, JsonSerializer.Serialize(answer, answer.GetType(), DengaJson.Options), waiting.Message);
        return new Outcome.Recorded(answer);
    }

    /// <summary>Entries with id, category and the moment; or the first thing that is wrong with any of them.</summary>
    internal static Result<IReadOnlyList<Entry>> Entries(
        BookState book,
        PersonId person,
        OperationId recording,
        IReadOnlyList<Prepared> prepared,
        DateTimeOffset now
    )
    {
        var entries = new List<Entry>(prepared.Count);
        var receipts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (value, conversion, purchase) in prepared)
        {
            var reason = purchase is not null && value.Category is null ? purchase.Reason : CategoryChoice.Of(book, value);
            if (reason is null)
                return ExpensesErrors.UnknownCategory;
            if (value.ReceiptKey is { } receipt && (book.Receipts.Contains(receipt) || !receipts.Add(receipt)))
                return ExpensesErrors.ReceiptKnown;
            entries.Add(
                new Entry(
                    person,
                    new Expense(
                        // A millisecond apart, so that the ids keep the order of the lines.
                        new ExpenseId(Guid.CreateVersion7(now.AddMilliseconds(entries.Count))),
                        value.Kind,
                        value.Amount,
                        conversion.Converted,
                        conversion.Rate,
                        value.Day,
                        reason.Category,
                        value.Note,
                        value.Tags ?? [],
                        value.Account,
                        value.Whole,
                        purchase?.Expense.Id,
                        Microseconds(now),
                        1
                    ),
                    recording,
                    reason,
                    value.ReceiptKey
                )
            );
        }
        return entries;
    }

    /// <summary>PostgreSQL keeps microseconds; what is answered now must equal what is read later.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
