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
    public async Task Another_first_day_of_the_month_repeats_no_alert()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, Rubles(1_000)));
        await server.Get(new SetLimit(person, "cafe", Rubles(1_000)));
        await server.Record(person, Of(850));
        Assert.Equal(2, (await server.Events<LimitReached>(person)).Count);

        foreach (var day in (int[])[10, 1, 15, 10])
        {
            await server.Get(new ChangeBook(person, MonthStartDay: day));
            await server.Record(person, Of(5));
        }
        Assert.Equal(2, (await server.Events<LimitReached>(person)).Count);

        await server.Record(person, Of(200));
        Assert.Equal(
            [("", 80), ("", 100), ("cafe", 80), ("cafe", 100)],
            (await server.Events<LimitReached>(person)).Select(e => (e.Limit.Category ?? "", e.Threshold)).Order()
        );
    }

    [Fact]
    public async Task A_month_that_begins_on_another_day_may_be_passed_anew()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, Rubles(1_000)));
        await server.Record(person, Of(900, day: Today.AddDays(-10)));
        await server.Get(new ChangeBook(person, MonthStartDay: 15));

        await server.Record(person, Of(850));

        Assert.Equal([80, 80], (await server.Events<LimitReached>(person)).Select(e => e.Threshold));
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

    /// <summary>A process keeps what the rules need of a book from one recording to the next; nothing that anybody changes may escape it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_a_process_remembers_of_a_book_is_never_behind(int seed)
    {
        var random = new Random(seed);
        var person = server.NewPerson();
        var entries = new List<ExpenseId>();
        Task<Result<T>> Either<T>(IOperation<T> operation) => random.Next(2) == 0 ? server.Ask(operation) : server.AskOther(operation);
        for (var step = 0; step < 80; step++)
        {
            switch (random.Next(12))
            {
                case 0:
                    await Either(new SetLimit(person, random.Next(2) == 0 ? null : "cafe", Rubles(random.Next(100, 20_000))));
                    break;
                case 1:
                    await Either(new RemoveLimit(person, random.Next(2) == 0 ? null : "cafe"));
                    break;
                case 2 when entries.Count > 0:
                    await Either(new DeleteExpense(person, entries[random.Next(entries.Count)]));
                    break;
                case 3 when entries.Count > 0:
                    var entry = entries[random.Next(entries.Count)];
                    await Either(
                        new ChangeExpense(OperationId.New(), person, entry, Amount: Rubles(random.Next(1, 500)), Category: "gifts")
                    );
                    break;
                case 4:
                    await Either(new ChangeBook(person, MonthStartDay: random.Next(1, 29)));
                    break;
                case 5:
                    var added = (await Either(new AddCategory(person, $"Своя {step}"))).Value;
                    var own = Of(10) with { Category = added.Key };
                    Assert.Equal(added.Key, (await Either(new RecordExpenses(OperationId.New(), person, [own]))).Value.Entries[0].Category);
                    break;
            }
            var day = Today.AddDays(-random.Next(2));
            var recorded = (
                await Either(
                    new RecordExpenses(OperationId.New(), person, [Of(random.Next(1, 500), random.Next(2) == 0 ? "кофе" : "такси", day)])
                )
            ).Value;
            entries.Add(recorded.Entries[0].Id);
            var limits = await server.Get(new Limits(person));
            var month = await server.Get(new ExpenseBook(person));
            Assert.All(recorded.Limits, l => Assert.Contains(l, limits));
            Assert.Equal(await Spent(person, Today, Today), recorded.Today.Minor);
            var from =
                Today.Day >= month.MonthStartDay
                    ? new DateOnly(Today.Year, Today.Month, month.MonthStartDay)
                    : new DateOnly(Today.Year, Today.Month, month.MonthStartDay).AddMonths(-1);
            Assert.Equal(day >= from && limits.Any(l => l.Category is null), recorded.Limits.Any(l => l.Category is null));
            Assert.Equal(await Spent(person, from, from.AddMonths(1).AddDays(-1)), recorded.Month.Minor);
        }
        Assert.Empty(await server.Verify());
    }

    private async Task<long> Spent(PersonId person, DateOnly from, DateOnly to) =>
        (await server.Get(new FindExpenses(person, From: from, To: to, Limit: 100))).Items.Sum(e => e.Converted.Minor);
}
