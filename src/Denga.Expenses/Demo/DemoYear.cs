using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.Recording;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Expenses.Demo;

/// <summary>Writes a year of entries with COPY: the entries, their sums by day, and the months for those who listen. Operations would do the same
/// a thousand times slower.</summary>
internal sealed class DemoYear(Database<ExpensesModule> database, Profiles profiles, OpenBooks books, EntryRates rates, TimeProvider clock)
{
    private const int PeopleAtOnce = 25;
    private const int Writers = 2;
    private const int DaysOfYear = 365;
    private const int AbroadPercent = 3;
    private static readonly Currency[] Abroad = [Currency.Eur, Currency.Cny, Currency.Usd];

    private sealed record Traveller(PersonId Id, bool IsRussian, Currency Main, DateOnly Today, int Number);

    internal async Task Load(IReadOnlyList<PersonId> people, int entriesEach, int seed, IProgress<int>? progress, CancellationToken cancel)
    {
        var travellers = new List<Traveller>(people.Count);
        foreach (var (number, id) in people.Index())
        {
            var person = await profiles.Of(id, cancel);
            if (!person.IsOk)
                throw new InvalidOperationException($"The demo has no profile of {id}: {person.Error.Detail}");
            travellers.Add(await Meet(person.Value, number, cancel));
        }
        var known = await Rates([.. travellers.Select(t => t.Main).Distinct()], cancel);
        var written = 0;
        await Parallel.ForEachAsync(
            travellers.Chunk(PeopleAtOnce),
            new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancel },
            async (some, stop) =>
            {
                var entries = some.SelectMany(t => Entries(t, entriesEach, seed, known)).ToList();
                await database.Transaction(unit => Write(unit.Connection, some, entries, stop), stop);
                progress?.Report(Interlocked.Add(ref written, entries.Count));
            }
        );
    }

    private async Task<Traveller> Meet(Person person, int number, CancellationToken cancel) =>
        new(
            person.Id,
            string.Equals(person.Language, "ru", StringComparison.Ordinal),
            await books.MainCurrency(person, cancel),
            profiles.TodayOf(person),
            number
        );

    private async Task<Dictionary<(Currency, Currency, DateOnly), LockedRate>> Rates(
        IReadOnlyList<Currency> mains,
        CancellationToken cancel
    )
    {
        var last = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        var known = new Dictionary<(Currency, Currency, DateOnly), LockedRate>();
        foreach (var main in mains)
        {
            var asked =
                from currency in Abroad
                where currency != main
                from day in Enumerable.Range(0, DaysOfYear + 3).Select(n => last.AddDays(-n))
                select (currency, day);
            var answer = await rates.Of([.. asked], main, cancel);
            if (!answer.IsOk)
                continue;
            foreach (var ((currency, day), rate) in answer.Value)
                known[(main, currency, day)] = rate;
        }
        return known;
    }

    // Repeatable is the point; nobody must be unable to guess it.
#pragma warning disable CA5394
    private static List<Entry> Entries(
        Traveller person,
        int count,
        int seed,
        IReadOnlyDictionary<(Currency, Currency, DateOnly), LockedRate> rates
    )
    {
        var random = new Random(unchecked(seed * 100_003 + person.Number));
        var wealth = random.Next(60, 200);
        var values = new List<(NewExpense Value, CategoryReason Reason)>(count);
        var first = person.Today.AddDays(1 - DaysOfYear);
        foreach (var regular in DemoPrices.Regular)
        {
            var price = random.Next(regular.RublesFrom, regular.RublesTo + 1) / 100 * 100 * wealth / 100;
            for (var day = first; day <= person.Today && values.Count < count; day = day.AddDays(1))
                if (day.Day == regular.Day)
                    values.Add(
                        Made(
                            person,
                            random,
                            day,
                            regular.Kind,
                            regular.Category,
                            person.IsRussian ? regular.Russian : regular.English,
                            price
                        )
                    );
        }
        while (values.Count < count)
        {
            var day = first.AddDays(random.Next(DaysOfYear));
            // Days of a busier month are kept more often.
            if (random.Next(140) >= DemoPrices.Season[day.Month - 1])
                continue;
            var thing = Thing(random, day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
            var notes = person.IsRussian ? thing.Russian : thing.English;
            var spread = random.Next(thing.RublesTo - thing.RublesFrom + 1) * (long)random.Next(1, 101) / 100;
            var price = (int)(thing.RublesFrom + spread) / 10 * 10 * Math.Max(80, wealth) / 100;
            values.Add(Made(person, random, day, EntryKind.Expense, thing.Category, notes[random.Next(notes.Length)], price));
        }
        values.Sort((a, b) => a.Value.Day.CompareTo(b.Value.Day));
        var entries = new List<Entry>(count);
        foreach (var (value, reason) in values)
        {
            var rate = rates.GetValueOrDefault((person.Main, value.Amount.Currency, value.Day));
            // Without a rate the journey was at home.
            var amount =
                value.Amount.Currency == person.Main || rate is not null ? value.Amount : new Money(value.Amount.Minor, person.Main);
            var at = new DateTimeOffset(value.Day, new TimeOnly(random.Next(5, 20), random.Next(60), random.Next(60)), TimeSpan.Zero);
            entries.Add(
                new Entry(
                    person.Id,
                    new Expense(
                        new ExpenseId(Guid.CreateVersion7(at)),
                        value.Kind,
                        amount,
                        amount.Currency == person.Main ? amount : amount.Convert(rate!.Value, person.Main, MidpointRounding.AwayFromZero),
                        amount.Currency == person.Main ? null : rate,
                        value.Day,
                        reason.Category,
                        value.Note,
                        [],
                        null,
                        null,
                        null,
                        at,
                        1
                    ),
                    new OperationId(Guid.CreateVersion7(at)),
                    reason,
                    null
                )
            );
        }
        return entries;
    }

    private static (NewExpense, CategoryReason) Made(
        Traveller person,
        Random random,
        DateOnly day,
        EntryKind kind,
        string category,
        string note,
        int rubles
    )
    {
        var currency =
            kind == EntryKind.Expense && day.Month is 7 or 8 && random.Next(100) < AbroadPercent * 4
                ? Abroad[random.Next(Abroad.Length)]
                : person.Main;
        var units = currency == Currency.Rub ? Math.Max(1, rubles) : Math.Max(1, rubles / DemoPrices.RublesPerDollar);
        var minor = units * currency.UnitsPerOne;
        if (currency != Currency.Rub && currency.Scale == 2)
            minor += random.Next(20) * 5;
        return (
            new NewExpense(new Money(minor, currency), day, note, kind),
            new CategoryReason(category, CategoryChoice.Keyword, note.Split(' ')[0])
        );
    }

    private static DemoThing Thing(Random random, bool isWeekend)
    {
        var pick = random.Next(DemoPrices.Things.Sum(t => isWeekend ? t.Weekend : t.Workday));
        foreach (var thing in DemoPrices.Things)
        {
            pick -= isWeekend ? thing.Weekend : thing.Workday;
            if (pick < 0)
                return thing;
        }
        return DemoPrices.Things[^1];
    }
#pragma warning restore CA5394

    private async Task<int> Write(
        NpgsqlConnection connection,
        IReadOnlyList<Traveller> people,
        IReadOnlyList<Entry> entries,
        CancellationToken cancel
    )
    {
        var fresh = await Fresh(connection, [.. people.Select(p => p.Id.Value)], cancel);
        entries = [.. entries.Where(e => fresh.Contains(e.Person.Value))];
        await CopyEntries(connection, entries, cancel);
        var totals = entries
            .GroupBy(e => (e.Person, e.Expense.Day, e.Expense.Category, e.Expense.Kind))
            .Select(g => (g.Key.Person, Total: new DayTotal(g.Key.Day, g.Key.Category, g.Key.Kind, Sum(g), g.Count())))
            .ToList();
        await CopyTotals(connection, totals, cancel);
        var months = totals
            .GroupBy(t => (t.Person, Month: new DateOnly(t.Total.Day.Year, t.Total.Day.Month, 1)))
            .Select(g => new MonthRestated(g.Key.Person, g.Key.Month, g.First().Total.Sum.Currency, [.. g.Select(t => t.Total)]))
            .ToList();
        await CopyEvents(connection, months, cancel);
        return entries.Count;
    }

    private static Money Sum(IEnumerable<Entry> entries) =>
        entries.Select(e => e.Expense.Converted).Aggregate((sum, converted) => sum + converted);

    /// <summary>Locks the books, and answers those who have no entries yet: nobody's own figures are mixed with invented ones.</summary>
    private static async Task<HashSet<Guid>> Fresh(NpgsqlConnection connection, Guid[] people, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            with fresh as (
                select person_id from book b
                where person_id = any($1) and not exists (select from expense e where e.person_id = b.person_id)
                order by person_id for update
            )
            update book b set version = version + 1 from fresh where fresh.person_id = b.person_id returning b.person_id
            """,
            connection
        );
        await using var rows = await command.With(people).ExecuteReaderAsync(cancel);
        var fresh = new HashSet<Guid>();
        while (await rows.ReadAsync(cancel))
            fresh.Add(rows.GetGuid(0));
        return fresh;
    }

    private static async Task CopyEntries(NpgsqlConnection connection, IReadOnlyList<Entry> entries, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy expense (id, person_id, recording_id, kind, minor, currency, main_minor, main_currency, rate, rate_source, rate_date, rate_stale, day,
                category, category_rule, category_word, note, note_search, tags, recorded_at, version) from stdin (format binary)
            """,
            cancel
        );
        foreach (var (person, expense, recording, reason, _, _) in entries)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(expense.Id.Value, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(person.Value, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(recording.Value, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync((short)expense.Kind, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync(expense.Amount.Minor, NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(expense.Amount.Currency.Code, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(expense.Converted.Minor, NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(expense.Converted.Currency.Code, NpgsqlDbType.Text, cancel);
            if (expense.Rate is { } rate)
            {
                await copy.WriteAsync(rate.Value, NpgsqlDbType.Numeric, cancel);
                await copy.WriteAsync(rate.Source, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(rate.Date, NpgsqlDbType.Date, cancel);
                await copy.WriteAsync(rate.IsStale, NpgsqlDbType.Boolean, cancel);
            }
            else
                for (var column = 0; column < 4; column++)
                    await copy.WriteNullAsync(cancel);
            await copy.WriteAsync(expense.Day, NpgsqlDbType.Date, cancel);
            await copy.WriteAsync(expense.Category, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(reason.Rule, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(reason.Word, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(expense.Note, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(Entry.Fold(expense.Note), NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(expense.RecordedAt, NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(expense.Version, NpgsqlDbType.Integer, cancel);
        }
        await copy.CompleteAsync(cancel);
    }

    private static async Task CopyTotals(
        NpgsqlConnection connection,
        IReadOnlyList<(PersonId Person, DayTotal Total)> totals,
        CancellationToken cancel
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy day_total (person_id, day, category, kind, minor, count) from stdin (format binary)",
            cancel
        );
        foreach (var (person, total) in totals)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(person.Value, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(total.Day, NpgsqlDbType.Date, cancel);
            await copy.WriteAsync(total.Category, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync((short)total.Kind, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync(total.Sum.Minor, NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(total.Count, NpgsqlDbType.Integer, cancel);
        }
        await copy.CompleteAsync(cancel);
    }

    private async Task CopyEvents(NpgsqlConnection connection, IReadOnlyList<MonthRestated> months, CancellationToken cancel)
    {
        var type = EventTypes.NameOf(typeof(MonthRestated));
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy outbox (id, type, key, body, at) from stdin (format binary)",
            cancel
        );
        foreach (var month in months)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(type, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(month.Key, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(JsonSerializer.Serialize(month, DengaJson.Options), NpgsqlDbType.Json, cancel);
            await copy.WriteAsync(clock.GetUtcNow(), NpgsqlDbType.TimestampTz, cancel);
        }
        await copy.CompleteAsync(cancel);
    }
}
