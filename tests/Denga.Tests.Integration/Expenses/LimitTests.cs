using Denga.Contracts;
using Denga.Contracts.Expenses;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

[Collection(ExpensesCollection.Name)]
public sealed class LimitTests(ExpensesServer server)
{
    private static readonly DateOnly Today = new(2026, 5, 20);

    private static Money Rubles(long rubles) => new(rubles * 100, Currency.Rub);

    private static NewExpense Of(long rubles, string note = "кофе", DateOnly? day = null) => new(Rubles(rubles), day ?? Today, note);

    [Fact]
    public async Task Fifty_entries_at_once_from_two_devices_give_one_alert_for_each_threshold()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, Rubles(1_000)));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => server.Record(person, Of(25)))));

        Assert.Equal([80, 100], (await server.Events<LimitReached>(person)).Select(e => e.Threshold));
        Assert.Equal(125, Assert.Single(await server.Get(new Limits(person))).Percent);
    }

    [Fact]
    public async Task A_jump_over_both_thresholds_gives_the_higher_alert_only()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, "cafe", Rubles(1_000)));

        await server.Record(person, Of(1_500));
        await server.Record(person, Of(10));

        var alert = Assert.Single(await server.Events<LimitReached>(person));
        Assert.Equal(100, alert.Threshold);
        Assert.Equal("cafe", alert.Limit.Category);
        Assert.Equal(Rubles(1_500), alert.Limit.Spent);
    }

    [Fact]
    public async Task Falling_below_and_passing_again_does_not_alert_again()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, Rubles(100)));
        var first = (await server.Record(person, Of(90))).Entries[0];
        await server.Get(new DeleteExpense(person, first.Id));

        await server.Record(person, Of(90));

        Assert.Single(await server.Events<LimitReached>(person));
    }

    [Fact]
    public async Task Another_category_another_month_and_income_do_not_count()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, "cafe", Rubles(100)));

        await server.Record(
            person,
            Of(1_000, "такси"),
            Of(1_000, day: new DateOnly(2026, 4, 30)),
            new NewExpense(Rubles(1_000), Today, "зарплата", EntryKind.Income)
        );

        Assert.Empty(await server.Events<LimitReached>(person));
        Assert.Equal(0, Assert.Single(await server.Get(new Limits(person))).Percent);
    }

    [Fact]
    public async Task A_month_that_starts_on_the_15th_ends_on_the_14th()
    {
        var person = server.NewPerson();
        await server.Get(new ChangeBook(person, MonthStartDay: 15));
        await server.Get(new SetLimit(person, null, Rubles(310)));

        await server.Record(person, Of(50, day: new DateOnly(2026, 5, 14)), Of(60, day: new DateOnly(2026, 5, 15)));

        var limit = Assert.Single(await server.Get(new Limits(person)));
        Assert.Equal((new DateOnly(2026, 5, 15), new DateOnly(2026, 6, 14)), (limit.PeriodFrom, limit.PeriodTo));
        Assert.Equal(Rubles(60), limit.Spent);
        // 60 in 6 days: 250 more last 25 days, to the period's end.
        Assert.Equal(19, limit.Percent);
        Assert.Null(limit.LastsUntil);
        Assert.Equal(new Money(250_00 / 26, Currency.Rub), limit.PerDay);
    }

    [Fact]
    public async Task A_limit_that_will_not_last_says_until_when()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, Rubles(300)));

        var recorded = await server.Record(person, Of(200));

        var limit = Assert.Single(recorded.Limits);
        // 10 a day so far: what is left lasts 10 days, to the 30th; May has one more.
        Assert.Equal(new DateOnly(2026, 5, 30), limit.LastsUntil);
        Assert.Equal(66, limit.Percent);
        Assert.Equal(new Money(100_00 / 12, Currency.Rub), limit.PerDay);
    }

    [Fact]
    public async Task Limits_of_other_currencies_unknown_categories_and_nothing_are_refused()
    {
        var person = server.NewPerson();

        Assert.Equal("expenses.limit_currency", (await server.Ask(new SetLimit(person, null, new Money(1, Currency.Usd)))).Error?.Code);
        Assert.Equal("expenses.unknown_category", (await server.Ask(new SetLimit(person, "salary", Rubles(1)))).Error?.Code);
        Assert.Equal("expenses.amount_not_positive", (await server.Ask(new SetLimit(person, null, Rubles(0)))).Error?.Code);
    }

    [Fact]
    public async Task A_removed_limit_is_gone_and_removing_it_again_is_fine()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, Rubles(100)));

        await server.Get(new RemoveLimit(person));
        await server.Get(new RemoveLimit(person));
        await server.Record(person, Of(1_000));

        Assert.Empty(await server.Get(new Limits(person)));
        Assert.Empty(await server.Events<LimitReached>(person));
    }

    [Fact]
    public async Task A_change_that_raises_the_sum_alerts_too()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, Rubles(100)));
        var entry = (await server.Record(person, Of(10))).Entries[0];

        await server.Get(new ChangeExpense(OperationId.New(), person, entry.Id, Amount: Rubles(85)));

        Assert.Equal(80, Assert.Single(await server.Events<LimitReached>(person)).Threshold);
    }
}
