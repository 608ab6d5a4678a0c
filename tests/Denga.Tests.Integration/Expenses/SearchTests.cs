using Denga.Contracts;
using Denga.Contracts.Expenses;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

[Collection(ExpensesCollection.Name)]
public sealed class SearchTests(ExpensesServer server)
{
    private static readonly DateOnly Today = new(2026, 5, 20);

    private static NewExpense Of(long rubles, string note, DateOnly? day = null) =>
        new(new Money(rubles * 100, Currency.Rub), day ?? Today, note);

    private async Task<PersonId> PersonWithEntries()
    {
        var person = server.NewPerson();
        await server.Record(
            person,
            Of(350, "Кофе с собой"),
            Of(250, "кофе", new DateOnly(2026, 5, 3)),
            Of(400, "кофе", new DateOnly(2026, 4, 3)),
            Of(900, "обед в столовой") with
            {
                Tags = ["Работа"],
                Account = "Карта",
            },
            Of(100, "Ёлка 100%_настоящая", new DateOnly(2025, 12, 28)),
            Of(1_000, "такси")
        );
        return person;
    }

    [Theory]
    [InlineData("кофе", "350 250 400")]
    [InlineData("КОФЕ", "350 250 400")]
    [InlineData("кофе май >300", "350")]
    [InlineData("кофе мае", "350 250")]
    [InlineData("coffee may", "")]
    [InlineData("кофе апреля", "400")]
    [InlineData("april", "400")]
    [InlineData("декабрь", "100")]
    [InlineData("2025", "100")]
    [InlineData("декабрь 2024", "")]
    [InlineData(">=900", "1000 900")]
    [InlineData(">900", "1000")]
    [InlineData("<250", "100")]
    [InlineData("<=250 >100", "250")]
    [InlineData("#работа", "900")]
    [InlineData("@карта", "900")]
    [InlineData("@наличные", "")]
    [InlineData("елка", "100")]
    [InlineData("100%", "100")]
    [InlineData("%", "100")]
    [InlineData("a_b", "")]
    [InlineData("кафе", "350 900 250 400")]
    [InlineData("нет такого", "")]
    [InlineData("  ", "350 900 1000 250 400 100")]
    public async Task Entries_are_found_by_what_a_person_types(string query, string rubles)
    {
        var person = await PersonWithEntries();

        var found = (await server.Get(new FindExpenses(person, query))).Items;

        var expected = rubles
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(r => long.Parse(r, System.Globalization.CultureInfo.InvariantCulture) * 100);
        Assert.Equal(expected.Order(), found.Select(e => e.Amount.Minor).Order());
        Assert.Equal(found.Select(e => e.Day).OrderDescending(), found.Select(e => e.Day));
    }

    [Fact]
    public async Task Pages_hold_every_entry_once_also_when_new_ones_come_between()
    {
        var person = server.NewPerson();
        // One by one: the lines of one message have ids a millisecond apart, which a quick machine overtakes.
        for (var n = 0; n < 75; n++)
            await server.Record(person, Of(n + 1, "хлеб", Today.AddDays(-n % 4)));
        var seen = new List<ExpenseId>();
        string? cursor = null;
        do
        {
            var page = await server.Get(new FindExpenses(person, Cursor: cursor, Limit: 20, From: Today.AddDays(-10), To: Today));
            seen.AddRange(page.Items.Select(e => e.Id));
            cursor = page.Next;
            await server.Record(person, Of(1, "новое"));
        } while (cursor is not null);

        Assert.Equal(75, seen.Count);
        Assert.Equal(75, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_file_gets_every_entry_of_its_period_once_and_none_that_was_deleted()
    {
        var person = server.NewPerson();
        await server.Record(person, [.. Enumerable.Range(0, 30).Select(n => Of(n + 1, "хлеб", Today.AddDays(-n % 3)))]);
        await server.Record(person, Of(1, "раньше", Today.AddDays(-3)), Of(1, "позже", Today.AddDays(1)));
        var wrong = (await server.Get(new AllExpenses(person, Today, Today))).Items[0];
        Assert.True((await server.Ask(new DeleteExpense(person, wrong.Id))).IsOk);
        var seen = new List<Expense>();
        string? cursor = null;
        do
        {
            var page = await server.Get(new AllExpenses(person, Today.AddDays(-2), Today, cursor, Limit: 7));
            seen.AddRange(page.Items);
            cursor = page.Next;
        } while (cursor is not null);

        Assert.Equal(29, seen.Select(e => e.Id).Distinct().Count());
        Assert.All(seen, e => Assert.Equal("хлеб", e.Note));
        Assert.Equal(seen.OrderByDescending(e => e.Day).ThenByDescending(e => e.Id.ToString(), StringComparer.Ordinal), seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("AAAA")]
    [InlineData("_____wAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cursor_of_ones_own_making_is_refused(string cursor)
    {
        var answer = await server.Ask(new FindExpenses(server.NewPerson(), Cursor: cursor));
        var ofAll = await server.Ask(new AllExpenses(server.NewPerson(), Today, Today, cursor));

        Assert.Equal("expenses.bad_cursor", answer.Error?.Code);
        Assert.Equal("expenses.bad_cursor", ofAll.Error?.Code);
    }

    [Fact]
    public async Task Only_a_persons_own_entries_are_found()
    {
        await PersonWithEntries();

        Assert.Empty((await server.Get(new FindExpenses(server.NewPerson(), "кофе"))).Items);
    }

    [Fact]
    public async Task A_demo_year_has_sums_that_agree_and_is_not_poured_over_somebodys_own_entries()
    {
        var (russian, english, busy) = (server.NewPerson(), server.NewPerson("en", "Europe/Berlin"), server.NewPerson());
        await server.Record(busy, Of(1, "хлеб"));

        await Denga.Expenses.ExpensesModule.LoadDemo(
            server.Services,
            [russian, english, busy],
            400,
            seed: 7,
            progress: null,
            TestContext.Current.CancellationToken
        );

        Assert.Empty(await server.Verify());
        Assert.Single((await server.Get(new FindExpenses(busy))).Items);
        foreach (var (person, currency) in new[] { (russian, Currency.Rub), (english, Currency.Usd) })
        {
            var spending = await server.Get(new Spending(person, Today.AddYears(-1), Today));
            Assert.Equal((400, currency), (spending.Count, spending.Currency));
            Assert.True(spending.Income.Minor > 0);
            var restated = await server.Events<MonthRestated>(person);
            Assert.Equal(400, restated.SelectMany(m => m.Totals).Sum(t => t.Count));
        }
        Assert.NotEmpty((await server.Get(new FindExpenses(english, "coffee"))).Items);
    }
}
