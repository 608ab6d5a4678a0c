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
        Assert.Equal(recorded.Select(e => e.Expense.Id), (await server.Events<RecurringRecorded>(person)).Select(e => e.Expense.Id));
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

    [Theory]
    [InlineData(Rhythm.Monthly, "2026-01-31", "2026-01-31", "2026-02-28")]
    [InlineData(Rhythm.Monthly, "2026-01-31", "2026-02-28", "2026-03-31")]
    [InlineData(Rhythm.Yearly, "2024-02-29", "2024-02-29", "2025-02-28")]
    [InlineData(Rhythm.Yearly, "2024-02-29", "2027-02-28", "2028-02-29")]
    [InlineData(Rhythm.Weekly, "2026-01-31", "2026-02-06", "2026-02-07")]
    [InlineData(Rhythm.Daily, "2026-01-31", "2026-01-31", "2026-02-01")]
    [InlineData(Rhythm.Daily, "2026-01-31", "2025-01-31", "2026-01-31")]
    public void A_month_without_the_day_takes_its_last_one(Rhythm rhythm, string first, string after, string next)
    {
        static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(Day(next), Occurrences.Next(Day(first), rhythm, Day(after), until: null));
        Assert.Null(Occurrences.Next(Day(first), rhythm, Day(after), until: Day(next).AddDays(-1)));
    }
}
