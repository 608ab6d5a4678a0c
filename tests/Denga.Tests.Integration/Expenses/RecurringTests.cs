using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Repeating;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

/// <summary>A server of its own: these tests move the clock.</summary>
public sealed class RecurringTests(ExpensesServer server) : IClassFixture<ExpensesServer>
{
    private DateOnly Today => DateOnly.FromDateTime(server.Clock.GetUtcNow().AddHours(3).DateTime);

    private Task Turn() => server.Services.GetRequiredService<RecurringJob>().Run(TestContext.Current.CancellationToken);

    private Task<Recurring> Add(PersonId person, DateOnly from, Rhythm rhythm, DateOnly? until = null) =>
        server.Get(
            new AddRecurring(OperationId.New(), person, new NewExpense(new Money(30_000_00, Currency.Rub), from, "аренда"), rhythm, until)
        );

    private async Task<IReadOnlyList<DateOnly>> Days(PersonId person) =>
        [.. (await server.Get(new FindExpenses(person, Limit: 100))).Items.Select(e => e.Day).Order()];

    [Fact]
    public async Task Days_of_a_downtime_are_caught_up_and_no_day_comes_twice()
    {
        var person = server.NewPerson();
        var first = Today;
        await Add(person, first, Rhythm.Daily);
        await Turn();

        server.Clock.Advance(TimeSpan.FromDays(3));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(Turn)));
        await Turn();

        Assert.Equal([first, first.AddDays(1), first.AddDays(2), first.AddDays(3)], await Days(person));
        var recorded = await server.Events<ExpenseRecorded>(person);
        Assert.All(recorded, e => Assert.Equal("recurring", e.Source));
        // The first and the last day came when they were due; those between are told together.
        Assert.Equal([first, first.AddDays(3)], (await server.Events<RecurringRecorded>(person)).Select(e => e.Expense.Day));
        var missed = Assert.Single(Assert.Single(await server.Events<RecurringCaughtUp>(person)).Entries);
        Assert.Equal((2, 0, first.AddDays(1), first.AddDays(2)), (missed.Count, missed.Missed, missed.From, missed.Last.Day));
        Assert.Empty(await server.Verify());
    }

    [Fact]
    public async Task A_day_comes_at_the_persons_own_midnight()
    {
        var (tokyo, newYork) = (server.NewPerson(timeZone: "Asia/Tokyo"), server.NewPerson(timeZone: "America/New_York"));
        var tomorrow = DateOnly.FromDateTime(server.Clock.GetUtcNow().UtcDateTime).AddDays(1);
        await Add(tokyo, tomorrow, Rhythm.Weekly);
        await Add(newYork, tomorrow, Rhythm.Weekly);

        // 16:00 UTC is one in the morning in Tokyo.
        server.Clock.Advance(tomorrow.ToDateTime(new TimeOnly(16, 0)).AddDays(-1) - server.Clock.GetUtcNow().UtcDateTime);
        await Turn();

        Assert.Equal([tomorrow], await Days(tokyo));
        Assert.Empty(await Days(newYork));
    }

    [Fact]
    public async Task A_deleted_recording_does_not_come_back()
    {
        var person = server.NewPerson();
        await Add(person, Today, Rhythm.Monthly);
        await Turn();
        var entry = (await server.Get(new FindExpenses(person))).Items.Single();
        await server.Get(new DeleteExpense(person, entry.Id));

        await Turn();

        Assert.Empty(await Days(person));
    }

    [Fact]
    public async Task A_skipped_day_is_passed_over_once()
    {
        var person = server.NewPerson();
        var added = await Add(person, Today, Rhythm.Daily);

        await server.Get(new SkipRecurring(person, added.Id, Today));
        var again = await server.Get(new SkipRecurring(person, added.Id, Today));
        await Turn();

        Assert.Equal(Today.AddDays(1), again.Next);
        Assert.Empty(await Days(person));
    }

    [Fact]
    public async Task An_end_a_change_and_the_last_day_are_kept()
    {
        var person = server.NewPerson();
        var operation = new AddRecurring(
            OperationId.New(),
            person,
            new NewExpense(new Money(100_00, Currency.Rub), Today, "музыка"),
            Rhythm.Weekly,
            Today.AddDays(6)
        );
        var added = await server.Get(operation);
        Assert.Equal(added.Id, (await server.Get(operation)).Id);
        await server.Get(new ChangeRecurring(person, added.Id, Amount: new Money(150_00, Currency.Rub)));
        await Turn();
        Assert.Equal(150_00, (await server.Get(new FindExpenses(person))).Items.Single().Amount.Minor);
        Assert.Null((await server.Get(new RecurringEntries(person))).Single().Next);
        Assert.Equal(Today.AddDays(7), (await server.Get(new ChangeRecurring(person, added.Id, Until: Today.AddDays(60)))).Next);

        await server.Get(new EndRecurring(person, added.Id));
        await server.Get(new EndRecurring(person, added.Id));

        Assert.Empty(await server.Get(new RecurringEntries(person)));
        Assert.Single(await Days(person));
        Assert.Equal("expenses.not_found", (await server.Ask(new EndRecurring(server.NewPerson(), added.Id))).Error?.Code);
        Assert.Equal("expenses.not_found", (await server.Ask(new SkipRecurring(server.NewPerson(), added.Id, Today))).Error?.Code);
    }

    [Fact]
    public async Task It_begins_today_and_makes_nothing_of_the_past()
    {
        var person = server.NewPerson();
        var added = await Add(person, new DateOnly(2000, 1, 31), Rhythm.Daily);
        Assert.Equal(Today, added.Next);

        await Turn();

        Assert.Equal([Today], await Days(person));
    }

    [Fact]
    public async Task What_was_missed_in_a_pause_is_bounded_and_told_in_one_message()
    {
        var person = server.NewPerson();
        var first = Today;
        var daily = await Add(person, first, Rhythm.Daily);
        var monthly = await Add(person, first, Rhythm.Monthly);
        await Turn();

        server.Clock.Advance(TimeSpan.FromDays(100));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Turn)));
        await Turn();

        // Today's is told by itself, as on any day.
        Assert.Equal(3, (await server.Events<RecurringRecorded>(person)).Count);
        var told = Assert.Single(await server.Events<RecurringCaughtUp>(person)).Entries;
        var days = Assert.Single(told, e => e.Recurring == daily.Id);
        Assert.Equal((30, 69, Today.AddDays(-1)), (days.Count, days.Missed, days.Last.Day));
        Assert.Equal((3, 0), (told.Single(e => e.Recurring == monthly.Id).Count, told.Single(e => e.Recurring == monthly.Id).Missed));
        Assert.Equal(2 + 31 + 3, (await Days(person)).Count);
        Assert.Empty(await server.Verify());
    }

    [Fact]
    public async Task A_currency_without_a_rate_is_refused_and_a_rate_that_goes_away_is_told_once()
    {
        var person = server.NewPerson();
        var coins = new NewExpense(Money.TryFrom(5, Currency.Parse("TON"), out var ton) ? ton : default, Today, "хостинг");
        Assert.Equal("expenses.no_rate", (await server.Ask(new AddRecurring(OperationId.New(), person, coins, Rhythm.Daily))).Error?.Code);
        Assert.Empty(await server.Get(new RecurringEntries(person)));
        var added = await server.Get(
            new AddRecurring(OperationId.New(), person, coins with { Amount = new Money(10_00, Currency.Usd) }, Rhythm.Daily)
        );
        Assert.Equal("expenses.no_rate", (await server.Ask(new ChangeRecurring(person, added.Id, Amount: ton))).Error?.Code);

        server.World.HasRates = false;
        await Turn();
        await Turn();
        server.Clock.Advance(TimeSpan.FromDays(1));
        await Turn();
        Assert.Equal(
            (added.Id, "expenses.no_rate"),
            Assert.Single(await server.Events<RecurringFailed>(person)) is var f ? (f.Recurring, f.Reason) : default
        );
        Assert.Empty(await Days(person));

        server.World.HasRates = true;
        await Turn();
        Assert.Equal([Today.AddDays(-1), Today], await Days(person));
    }

    [Fact]
    public async Task The_31st_told_in_November_comes_back_in_December()
    {
        var person = server.NewPerson();
        var template = new NewExpense(new Money(100_00, Currency.Rub), Today, "связь");
        Task<Recurring> Add(Frequency frequency) =>
            server.Get(new AddRecurring(OperationId.New(), person, template, frequency.Rhythm, Frequency: frequency));

        var added = await Add(Frequency.Monthly(31));
        Assert.Equal(Frequency.Monthly(31), Assert.Single(await server.Get(new RecurringEntries(person))).Frequency);
        var days = new List<DateOnly>();
        var next = added;
        for (var i = 0; i < 12; i++)
        {
            days.Add(next.Next!.Value);
            next = await server.Get(new SkipRecurring(person, added.Id, next.Next.Value));
        }
        Assert.All(days, d => Assert.Equal(DateTime.DaysInMonth(d.Year, d.Month), d.Day));
        Assert.Equal(12, days.Select(d => d.Month).Distinct().Count());

        Assert.Equal("expenses.frequency", (await server.Ask(Wrong(new Frequency(Rhythm.Weekly, Day: 5)))).Error?.Code);
        Assert.Equal("expenses.frequency", (await server.Ask(Wrong(Frequency.Yearly(2, 30)))).Error?.Code);
        Assert.Equal("expenses.frequency", (await server.Ask(Wrong(Frequency.Monthly(32)))).Error?.Code);
        Assert.Equal("expenses.frequency", (await server.Ask(Wrong(Frequency.Daily()) with { Rhythm = Rhythm.Weekly })).Error?.Code);

        AddRecurring Wrong(Frequency frequency) => new(OperationId.New(), person, template, frequency.Rhythm, Frequency: frequency);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Pacific/Apia")]
    [InlineData("Asia/Kathmandu")]
    public async Task Each_day_comes_once_over_both_changes_of_the_clock(string zone)
    {
        var person = server.NewPerson(timeZone: zone);
        DateOnly Local() =>
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(server.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
        foreach (var month in (int[])[3, 10])
        {
            var start = new DateTimeOffset(server.Clock.GetUtcNow().Year + 1, month, 1, 12, 0, 0, TimeSpan.Zero);
            server.Clock.Advance(start - server.Clock.GetUtcNow());
            var first = Local();
            var added = await Add(person, first, Rhythm.Daily);
            for (var hours = 0; hours < 24 * 35; hours += 12)
            {
                server.Clock.Advance(TimeSpan.FromHours(12));
                await Turn();
            }
            await server.Get(new EndRecurring(person, added.Id));
            var days = (await server.Get(new FindExpenses(person, From: first, Limit: 100))).Items.Select(e => e.Day).Order().ToList();
            Assert.Equal(Enumerable.Range(0, Local().DayNumber - first.DayNumber + 1).Select(n => first.AddDays(n)), days);
        }
    }

    [Fact]
    public void A_month_without_the_day_takes_its_last_one()
    {
        static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        (Frequency Frequency, string After, string Next)[] calendar =
        [
            (Frequency.Monthly(31), "2026-01-31", "2026-02-28"),
            (Frequency.Monthly(31), "2026-02-28", "2026-03-31"),
            (Frequency.Monthly(31), "2026-11-21", "2026-11-30"),
            (Frequency.Monthly(31), "2026-11-30", "2026-12-31"),
            (Frequency.Monthly(30), "2028-01-30", "2028-02-29"),
            (Frequency.LastDayOfMonth(), "2027-02-27", "2027-02-28"),
            (Frequency.LastDayOfMonth(), "2027-02-28", "2027-03-31"),
            (Frequency.Yearly(2, 29), "2024-02-29", "2025-02-28"),
            (Frequency.Yearly(2, 29), "2027-02-28", "2028-02-29"),
            (Frequency.Yearly(5, 5), "2026-05-05", "2027-05-05"),
            (Frequency.Yearly(12, 31), "2026-12-30", "2026-12-31"),
            (Frequency.Weekly(DayOfWeek.Saturday), "2026-02-06", "2026-02-07"),
            (Frequency.Weekly(DayOfWeek.Monday), "2026-11-23", "2026-11-30"),
            (Frequency.Weekly(DayOfWeek.Sunday), "2026-11-23", "2026-11-29"),
            (Frequency.Daily(), "2026-01-31", "2026-02-01"),
        ];
        Assert.All(calendar, c => Assert.Equal(Day(c.Next), c.Frequency.Next(Day(c.After))));
    }
}
