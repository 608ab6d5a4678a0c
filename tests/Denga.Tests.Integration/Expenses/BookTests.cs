using Denga.Contracts;
using Denga.Contracts.Expenses;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

[Collection(ExpensesCollection.Name)]
public sealed class BookTests(ExpensesServer server)
{
    private static readonly DateOnly Today = new(2026, 5, 20);

    [Theory]
    [InlineData("ru", "RUB")]
    [InlineData("en", "USD")]
    public async Task A_new_book_has_the_currency_of_the_language(string language, string currency)
    {
        var book = await server.Get(new ExpenseBook(server.NewPerson(language)));

        Assert.Equal(new Book(Currency.Parse(currency), 1, CurrencyChosen: false, Version: 0), book);
    }

    [Fact]
    public async Task Another_main_currency_and_back_gives_the_same_figures()
    {
        var person = server.NewPerson();
        await server.Get(new SetLimit(person, null, new Money(77_777, Currency.Rub)));
        var recorded = await server.Record(
            person,
            new NewExpense(new Money(333_33, Currency.Rub), Today, "кофе"),
            new NewExpense(new Money(10_01, Currency.Usd), Today.AddDays(-40), "книга"),
            new NewExpense(new Money(5_55, Currency.Eur), Today.AddDays(-3), "музей"),
            new NewExpense(new Money(1_00, Currency.Eur), Today.AddDays(-4), "возврат музей", EntryKind.Refund)
        );
        await server.Get(new DeleteExpense(person, recorded.Entries[2].Id));
        var before = await Figures(person);

        var changed = await server.Get(new ChangeBook(person, Currency.Usd));
        var between = await Figures(person);
        server.World.Rubles[("USD", Today.AddDays(-40))] = 1m;
        await server.Get(new ChangeBook(person, Currency.Rub));
        server.World.Rubles.Clear();

        Assert.Equal(Currency.Usd, changed.Currency);
        Assert.All(between.Entries, e => Assert.Equal(Currency.Usd, e.Converted.Currency));
        Assert.Equal(10_01, between.Entries.Single(e => e.Note == "книга").Converted.Minor);
        // 333.33 at 80.20 rubles for a dollar
        Assert.Equal(4_16, between.Entries.Single(e => e.Note == "кофе").Converted.Minor);
        Assert.NotEqual(before.Spent, between.Spent);
        var after = await Figures(person);
        Assert.Equal(before.Spent, after.Spent);
        Assert.Equal(before.Limit, after.Limit);
        Assert.Equal(
            before.Entries.Select(e => (e.Id, e.Amount, e.Converted, e.Rate)),
            after.Entries.Select(e => (e.Id, e.Amount, e.Converted, e.Rate))
        );
        var restored = await server.Get(new RestoreExpense(person, recorded.Entries[2].Id));
        Assert.Equal(recorded.Entries[2].Converted, restored.Converted);
        Assert.Empty(await server.Verify());
    }

    private async Task<(Money Spent, Money Limit, IReadOnlyList<Expense> Entries)> Figures(PersonId person) =>
        (
            (await server.Get(new Spending(person, Today.AddYears(-1), Today))).Spent,
            (await server.Get(new Limits(person))).Single().Amount,
            (await server.Get(new FindExpenses(person))).Items
        );

    [Fact]
    public async Task A_change_of_currency_restates_every_month_whole()
    {
        var person = server.NewPerson();
        await server.Record(
            person,
            new NewExpense(new Money(100_00, Currency.Rub), new DateOnly(2026, 4, 30), "кофе"),
            new NewExpense(new Money(200_00, Currency.Rub), new DateOnly(2026, 5, 1), "кофе"),
            new NewExpense(new Money(300_00, Currency.Rub), new DateOnly(2026, 5, 2), "кофе")
        );

        await server.Get(new ChangeBook(person, Currency.Eur));

        var restated = await server.Events<MonthRestated>(person);
        Assert.Equal([new DateOnly(2026, 4, 1), new DateOnly(2026, 5, 1)], restated.Select(m => m.Month));
        Assert.Equal([1, 2], restated.Select(m => m.Totals.Count));
        Assert.All(restated.SelectMany(m => m.Totals), t => Assert.Equal(Currency.Eur, t.Sum.Currency));
    }

    [Fact]
    public async Task A_currency_without_rates_is_refused_and_nothing_changes()
    {
        var person = server.NewPerson();
        await server.Record(person, new NewExpense(new Money(100_00, Currency.Rub), Today, "кофе"));

        var answer = await server.Ask(new ChangeBook(person, Currency.Parse("TRY")));

        Assert.Equal("expenses.no_rate", answer.Error?.Code);
        Assert.Equal(Currency.Rub, (await server.Get(new ExpenseBook(person))).Currency);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(29)]
    public async Task A_month_starts_between_the_1st_and_the_28th(int day) =>
        Assert.Equal(
            "expenses.month_start_out_of_range",
            (await server.Ask(new ChangeBook(server.NewPerson(), MonthStartDay: day))).Error?.Code
        );

    [Fact]
    public async Task Recording_while_the_currency_changes_leaves_everything_in_one_currency()
    {
        var person = server.NewPerson();
        await server.Record(person, new NewExpense(new Money(100_00, Currency.Rub), Today, "кофе"));

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i => Task.Run(() => server.Record(person, new NewExpense(new Money(10_00 + i, Currency.Eur), Today, "музей"))))
                .Append<Task>(Task.Run(() => server.Get(new ChangeBook(person, Currency.Usd))))
        );

        var entries = (await server.Get(new FindExpenses(person, Limit: 100))).Items;
        Assert.Equal(21, entries.Count);
        Assert.All(entries, e => Assert.Equal(Currency.Usd, e.Converted.Currency));
        Assert.Empty(await server.Verify());
    }

    [Property(MaxTest = 15, EndSize = 40)]
    public Property Sums_kept_equal_sums_counted_after_any_edits_at_once()
    {
        var edit = Gen.Choose(0, 1_000_000);
        return Prop.ForAll(
            Arb.From(Gen.ListOf(edit).Where(l => l.Count > 5)),
            async edits =>
            {
                var person = server.NewPerson();
                await Task.WhenAll(edits.Chunk(5).Select(some => Task.Run(() => Edit(person, some))));
                Assert.Empty(await server.Verify());
            }
        );
    }

    private async Task Edit(PersonId person, IReadOnlyList<int> choices)
    {
        foreach (var choice in choices)
        {
            var entries = (await server.Get(new FindExpenses(person, Limit: 100))).Items;
            var day = Today.AddDays(-choice % 50);
            var money = new Money(1 + choice % 10_007, choice % 3 == 0 ? Currency.Eur : Currency.Rub);
            // A race may refuse an edit; it must never bend the sums.
            if (entries.Count == 0 || choice % 5 < 2)
                await server.Record(
                    person,
                    new NewExpense(money, day, "кофе", (EntryKind)(choice % 3)),
                    new NewExpense(money, Today, "такси")
                );
            else
            {
                var entry = entries[choice % entries.Count];
                if (choice % 5 == 2)
                    await server.Ask(new DeleteExpense(person, entry.Id));
                else if (choice % 5 == 3)
                    await server.Ask(new ChangeExpense(OperationId.New(), person, entry.Id, money, day, Category: "gifts"));
                else if (choice % 7 == 0)
                    await server.Ask(new ChangeBook(person, choice % 2 == 0 ? Currency.Usd : Currency.Rub));
                else
                {
                    await server.Ask(new DeleteExpense(person, entry.Id));
                    await server.Ask(new RestoreExpense(person, entry.Id));
                }
            }
        }
    }

    [Fact]
    public async Task Own_categories_are_added_once_and_can_be_chosen()
    {
        var person = server.NewPerson();
        var added = await server.Get(new AddCategory(person, "Рыбалка"));
        var again = await server.Get(new AddCategory(person, " рыбалка "));

        Assert.Equal(added, again);
        Assert.True(added.IsOwn);
        Assert.Equal("cafe", (await server.Get(new AddCategory(person, "Кафе"))).Key);
        await server.Record(person, new NewExpense(new Money(100_00, Currency.Rub), Today, "крючки", Category: added.Key));
        Assert.Equal("Рыбалка", (await server.Get(new Spending(person, Today, Today))).Categories.Single().Name);
        Assert.Equal(added.Key, (await server.Get(new Categories(person)))[0].Key);
        Assert.Equal("expenses.category_name", (await server.Ask(new AddCategory(person, new string('я', 41)))).Error?.Code);
        Assert.Equal(
            "expenses.unknown_category",
            (
                await server.Ask(
                    new RecordExpenses(
                        OperationId.New(),
                        server.NewPerson(),
                        [new NewExpense(new Money(1, Currency.Rub), Today, "", Category: added.Key)]
                    )
                )
            )
                .Error
                ?.Code
        );
    }

    [Fact]
    public async Task An_old_version_of_an_entry_cannot_be_changed()
    {
        var person = server.NewPerson();
        var entry = (await server.Record(person, new NewExpense(new Money(100, Currency.Rub), Today, "кофе"))).Entries[0];
        var change = new ChangeExpense(OperationId.New(), person, entry.Id, Note: "чай", Version: 1);

        var changed = await server.Get(change);

        Assert.Equal(2, changed.Expense.Version);
        Assert.Equal(2, (await server.Get(change)).Expense.Version);
        Assert.Equal(
            "expenses.changed_meanwhile",
            (await server.Ask(new ChangeExpense(OperationId.New(), person, entry.Id, Note: "сок", Version: 1))).Error?.Code
        );
    }

    [Fact]
    public async Task A_period_backwards_or_of_more_than_ten_years_is_refused()
    {
        var person = server.NewPerson();

        Assert.Equal("expenses.period", (await server.Ask(new Spending(person, Today, Today.AddDays(-1)))).Error?.Code);
        Assert.Equal("expenses.period", (await server.Ask(new Spending(person, Today.AddYears(-11), Today))).Error?.Code);
        Assert.Equal(0, (await server.Get(new Spending(person, Today, Today))).Count);
    }

    [Fact]
    public async Task A_wrong_sum_is_found()
    {
        var person = server.NewPerson();
        await server.Record(person, new NewExpense(new Money(100, Currency.Rub), Today, "кофе"));
        await server.Execute("update expenses.day_total set minor = minor + 1 where person_id = @Id", new { Id = person.Value });
        try
        {
            Assert.Contains("100", Assert.Single(await server.Verify()), StringComparison.Ordinal);
        }
        finally
        {
            await server.Execute("update expenses.day_total set minor = minor - 1 where person_id = @Id", new { Id = person.Value });
        }
    }
}
