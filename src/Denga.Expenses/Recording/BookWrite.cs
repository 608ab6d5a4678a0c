using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.People;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.Recording;

/// <summary>Whom a transaction writes for; <paramref name="Today"/> is his day.</summary>
internal readonly record struct Owner(PersonId Person, DateOnly Today);

/// <summary>What a person wrote, and when.</summary>
internal sealed record Message(string Text, DateTimeOffset WrittenAt);

/// <summary>The only way to change entries. It locks the books, keeps sums, limits and alerts right in memory, and writes everything with the
/// commit: two or three round trips, however many entries and people take part.</summary>
internal sealed class BookWrite
{
    private readonly UnitOfWork unit;
    private readonly Dictionary<PersonId, BookState> books = [];
    private readonly Dictionary<(PersonId, OperationId), (byte[] Hash, string Answer)> operations = [];
    private readonly List<(PersonId Person, OperationId Id, byte[] Hash, string? Key, string Answer, Message? Message)> answered = [];
    private readonly List<Entry> added = [];
    private readonly Dictionary<ExpenseId, Entry> changed = [];
    private readonly List<ExpenseId> reconverted = [];
    private readonly SortedDictionary<(Guid Person, DateOnly Day, string Category, short Kind), (long Minor, int Count)> totals = new(
        Comparer<(Guid Person, DateOnly Day, string Category, short Kind)>.Create(ByKey)
    );
    private readonly List<(PersonId Person, string Category, DateOnly From, int Threshold)> alerts = [];
    private readonly HashSet<PersonId> touched = [];

    private BookWrite(UnitOfWork unit) => this.unit = unit;

    internal BookState this[PersonId person] => books[person];

    /// <summary>Locks the books and reads what the rules need. Books must be open; one that is not there any more is a <see cref="BookGoneException"/>.</summary>
    /// <param name="known">Copies that spare the reading.</param>
    internal static async Task<BookWrite> Load(
        UnitOfWork unit,
        IReadOnlyList<Owner> owners,
        IReadOnlyList<(PersonId Person, OperationId Id)> ids,
        IReadOnlyList<(PersonId Person, string Key)> receipts,
        CancellationToken cancel,
        KnownBooks? known = null
    )
    {
        var write = new BookWrite(unit);
        // Two of one person in a batch around his midnight: the later day counts.
        var todays = new SortedDictionary<Guid, DateOnly>();
        foreach (var owner in owners)
            todays[owner.Person.Value] = todays.TryGetValue(owner.Person.Value, out var day) && day > owner.Today ? day : owner.Today;
        Guid[] people = [.. todays.Keys];
        DateOnly[] days = [.. todays.Values];

        await using var batch = new NpgsqlBatch(unit.Connection);
        batch
            .Command(
                "select person_id, currency, month_start_day, version from book where person_id = any($1) order by person_id for update"
            )
            .With(people);
        batch
            .Command(
                """
                select o.person_id, o.id, o.request_hash, o.answer::text
                from operation o join unnest($1, $2) as asked (person_id, id) on o.person_id = asked.person_id and o.id = asked.id
                """
            )
            .With(ids.Select(i => i.Person.Value).ToArray())
            .With(ids.Select(i => i.Id.Value).ToArray());
        if (receipts.Count > 0)
            batch
                .Command(
                    """
                    select e.person_id, e.receipt_key from expense e
                    join unnest($1, $2) as asked (person_id, receipt_key) on e.person_id = asked.person_id and e.receipt_key = asked.receipt_key
                    where e.deleted_at is null
                    """
                )
                .With(receipts.Select(r => r.Person.Value).ToArray())
                .With(receipts.Select(r => r.Key).ToArray());
        var unknown = new List<Owner>();
        await using (var rows = await batch.ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
            {
                var person = new PersonId(rows.GetGuid(0));
                var (today, version) = (todays[person.Value], rows.GetInt64(3));
                if (known?.Take(person, version, today) is { } book)
                {
                    write.books[person] = book;
                    continue;
                }
                write.books[person] = new BookState(person, Currency.Parse(rows.GetString(1)), rows.GetInt16(2), version, today);
                unknown.Add(new Owner(person, today));
            }
            await rows.NextResultAsync(cancel);
            while (await rows.ReadAsync(cancel))
                write.operations[(new PersonId(rows.GetGuid(0)), new OperationId(rows.GetGuid(1)))] = (
                    rows.GetFieldValue<byte[]>(2),
                    rows.GetString(3)
                );
            // Without receipts there is no such result.
            await rows.NextResultAsync(cancel);
            while (await rows.ReadAsync(cancel))
                if (write.books.TryGetValue(new PersonId(rows.GetGuid(0)), out var book))
                    book.Receipts.Add(rows.GetString(1));
        }
        if (write.books.Count < people.Length)
            throw new BookGoneException();
        if (unknown.Count > 0)
            await write.Read(unknown, cancel);
        return write;
    }

    /// <summary>Reads what a book's version stands for.</summary>
    private async Task Read(List<Owner> owners, CancellationToken cancel)
    {
        Guid[] people = [.. owners.Select(o => o.Person.Value)];
        DateOnly[] days = [.. owners.Select(o => o.Today)];
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch
            .Command(
                $"""
                select p.person_id, t.category, t.minor, t.day = p.today
                from unnest($1, $2) as p (person_id, today),
                    -- "offset 0" keeps the calendar from being worked out again for every row.
                    lateral (
                        select month_from(p.today, month_start_day) as day from book where person_id = p.person_id offset 0
                    ) first,
                    lateral (select (first.day + interval '1 month')::date as day offset 0) next,
                    day_total t
                where t.person_id = p.person_id and t.kind = {EntryKind.Expense:D} and t.day >= first.day and t.day < next.day
                """
            )
            .With(people)
            .With(days);
        batch.Command("select person_id, category, minor from budget_limit where person_id = any($1)").With(people);
        batch
            .Command(
                """
                select a.person_id, a.category, a.threshold
                from unnest($1, $2) as p (person_id, today)
                join book b on b.person_id = p.person_id
                join limit_alert a on a.person_id = p.person_id and a.period_from = month_from(p.today, b.month_start_day)
                """
            )
            .With(people)
            .With(days);
        batch.Command("select person_id, word, category from learned_word where person_id = any($1) and corrections >= 2").With(people);
        batch.Command("select person_id, key, name, kind from category where person_id = any($1)").With(people);

        await using var rows = await batch.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var book = books[new PersonId(rows.GetGuid(0))];
            book.Spent[rows.GetString(1)] = checked(book.Spent.GetValueOrDefault(rows.GetString(1)) + rows.GetInt64(2));
            if (rows.GetBoolean(3))
                book.SpentToday = checked(book.SpentToday + rows.GetInt64(2));
        }
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
            books[new PersonId(rows.GetGuid(0))].Limits[rows.GetString(1)] = rows.GetInt64(2);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
            books[new PersonId(rows.GetGuid(0))].Alerts.Add((rows.GetString(1), rows.GetInt16(2)));
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
            books[new PersonId(rows.GetGuid(0))].Learned[rows.GetString(1)] = rows.GetString(2);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
            books[new PersonId(rows.GetGuid(0))].Own[rows.GetString(1)] = new OwnCategory(
                rows.GetString(1),
                rows.GetString(2),
                (EntryKind)rows.GetInt16(3)
            );
    }

    /// <summary>What was answered under an id, also by an earlier one of this transaction.</summary>
    internal (byte[] Hash, string Answer)? Answered(PersonId person, OperationId id) =>
        operations.TryGetValue((person, id), out var known) ? known : null;

    /// <param name="message">What the answer was made of, when it was a person's words.</param>
    internal void Answer(PersonId person, Request request, string answer, Message? message = null)
    {
        operations[(person, request.Id)] = (request.Hash, answer);
        answered.Add((person, request.Id, request.Hash, request.Key, answer, message));
    }

    /// <summary>What Denga did by itself, under an id of its own.</summary>
    internal void Done(PersonId person, OperationId id)
    {
        operations[(person, id)] = ([], "{}");
        answered.Add((person, id, [], null, "{}", null));
    }

    internal void Add(Entry entry, string source)
    {
        added.Add(entry);
        Count(entry, 1);
        if (entry.ReceiptKey is not null)
            books[entry.Person].Receipts.Add(entry.ReceiptKey);
        unit.Publish(new ExpenseRecorded(entry.Person, entry.Expense, source));
    }

    /// <summary>Answers the entry as it is after the change.</summary>
    internal Entry Change(Entry before, Expense after, CategoryReason? reason = null)
    {
        var entry = before with { Expense = after with { Version = before.Expense.Version + 1 }, Reason = reason ?? before.Reason };
        changed[after.Id] = entry;
        if (before.Expense.Amount != after.Amount || before.Expense.Day != after.Day)
            reconverted.Add(after.Id);
        Count(before, -1);
        Count(entry, 1);
        unit.Publish(new ExpenseChanged(entry.Person, before.Expense, entry.Expense));
        return entry;
    }

    internal Entry Delete(Entry entry, DateTimeOffset at)
    {
        var deleted = entry with { Expense = entry.Expense with { Version = entry.Expense.Version + 1 }, DeletedAt = at };
        changed[entry.Expense.Id] = deleted;
        Count(entry, -1);
        unit.Publish(new ExpenseDeleted(entry.Person, deleted.Expense));
        return deleted;
    }

    internal Entry Restore(Entry entry)
    {
        var restored = entry with { Expense = entry.Expense with { Version = entry.Expense.Version + 1 }, DeletedAt = null };
        changed[entry.Expense.Id] = restored;
        Count(entry, 1);
        unit.Publish(new ExpenseRecorded(entry.Person, restored.Expense, "restore"));
        return restored;
    }

    /// <summary>Alerts that are due now. A jump over both thresholds gives the higher one only; each is given once a period.</summary>
    internal void CheckLimits(PersonId person)
    {
        var book = books[person];
        foreach (var category in book.Limits.Keys)
        {
            var state = book.Limit(category);
            var threshold = state.Percent >= 100 ? 100 : 80;
            if (state.Percent < 80 || book.Alerts.Contains((category, threshold)))
                continue;
            unit.Publish(new LimitReached(person, threshold, state));
            foreach (var passed in new[] { 80, 100 }.Where(t => t <= threshold && book.Alerts.Add((category, t))))
                alerts.Add((person, category, book.Period.From, passed));
        }
    }

    /// <summary>Gives everything to the commit.</summary>
    internal void Write()
    {
        if (answered.Count > 0)
            unit.AtCommit(
                    """
                    insert into operation (person_id, id, request_hash, answer, message_text, written_at, caller_key)
                    select person_id, id, request_hash, answer::json, message_text, written_at, caller_key
                    from unnest($1, $2, $3, $4, $5, $6, $7) as o (person_id, id, request_hash, answer, message_text, written_at, caller_key)
                    """
                )
                .With(answered.Select(a => a.Person.Value).ToArray())
                .With(answered.Select(a => a.Id.Value).ToArray())
                .With(answered.Select(a => a.Hash).ToArray())
                .With(answered.Select(a => a.Answer).ToArray())
                .With(answered.Select(a => a.Message?.Text).ToArray())
                .With(answered.Select(a => a.Message?.WrittenAt.ToUniversalTime()).ToArray())
                .With(answered.Select(a => a.Key).ToArray());
        if (added.Count > 0)
            EntryRows.Insert(unit, added);
        if (changed.Count > 0)
            EntryRows.Update(unit, [.. changed.Values.OrderBy(e => e.Expense.Id.Value)]);
        if (reconverted.Count > 0)
            unit.AtCommit("delete from conversion where expense_id = any($1)").With(reconverted.Select(e => e.Value).ToArray());
        if (totals.Count > 0)
            unit.AtCommit(
                    """
                    insert into day_total (person_id, day, category, kind, minor, count)
                    select * from unnest($1, $2, $3, $4, $5, $6)
                    on conflict (person_id, day, category, kind)
                        do update set minor = day_total.minor + excluded.minor, count = day_total.count + excluded.count
                    """
                )
                .With(totals.Keys.Select(t => t.Person).ToArray())
                .With(totals.Keys.Select(t => t.Day).ToArray())
                .With(totals.Keys.Select(t => t.Category).ToArray())
                .With(totals.Keys.Select(t => t.Kind).ToArray())
                .With(totals.Values.Select(t => t.Minor).ToArray())
                .With(totals.Values.Select(t => t.Count).ToArray());
        if (alerts.Count > 0)
            unit.AtCommit("insert into limit_alert (person_id, category, period_from, threshold) select * from unnest($1, $2, $3, $4)")
                .With(alerts.Select(a => a.Person.Value).ToArray())
                .With(alerts.Select(a => a.Category).ToArray())
                .With(alerts.Select(a => a.From).ToArray())
                .With(alerts.Select(a => (short)a.Threshold).ToArray());
        if (touched.Count > 0)
            unit.AtCommit("update book set version = version + 1 where person_id = any($1)").With(touched.Select(p => p.Value).ToArray());
    }

    /// <summary>The books as they are when the transaction is committed, for <see cref="KnownBooks"/>.</summary>
    internal IReadOnlyList<BookState> Settled()
    {
        var settled = new List<BookState>(books.Count);
        // An alert raises the version by more than its recording.
        foreach (var book in books.Values.Where(b => !alerts.Exists(a => a.Person == b.Person)))
        {
            if (touched.Contains(book.Person))
                book.Version++;
            book.Receipts.Clear();
            settled.Add(book);
        }
        return settled;
    }

    private void Count(Entry entry, int sign)
    {
        var expense = entry.Expense;
        var book = books[entry.Person];
        touched.Add(entry.Person);
        var income = expense.Kind == EntryKind.Income;
        var minor = sign * (expense.Kind == EntryKind.Refund ? -expense.Converted.Minor : expense.Converted.Minor);
        var key = (entry.Person.Value, expense.Day, expense.Category, (short)(income ? EntryKind.Income : EntryKind.Expense));
        var total = totals.GetValueOrDefault(key);
        totals[key] = (checked(total.Minor + minor), total.Count + sign);
        if (income || !book.Period.Contains(expense.Day))
            return;
        book.Spent[expense.Category] = checked(book.Spent.GetValueOrDefault(expense.Category) + minor);
        if (expense.Day == book.Today)
            book.SpentToday = checked(book.SpentToday + minor);
    }

    private static int ByKey(
        (Guid Person, DateOnly Day, string Category, short Kind) a,
        (Guid Person, DateOnly Day, string Category, short Kind) b
    )
    {
        var order = a.Person.CompareTo(b.Person);
        if (order == 0)
            order = a.Day.CompareTo(b.Day);
        if (order == 0)
            order = string.CompareOrdinal(a.Category, b.Category);
        return order == 0 ? a.Kind.CompareTo(b.Kind) : order;
    }
}
