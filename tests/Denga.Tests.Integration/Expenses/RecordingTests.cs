using Denga.Contracts;
using Denga.Contracts.Expenses;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

[Collection(ExpensesCollection.Name)]
public sealed class RecordingTests(ExpensesServer server)
{
    private static readonly DateOnly Today = new(2026, 5, 20);

    private static NewExpense Coffee(long kopecks = 350_00, DateOnly? day = null) =>
        new(new Money(kopecks, Currency.Rub), day ?? Today, "кофе");

    [Fact]
    public async Task An_entry_is_kept_with_its_category_and_counts_at_once()
    {
        var person = server.NewPerson();

        var recorded = await server.Record(person, Coffee(), Coffee(100_00, Today.AddDays(-1)));

        Assert.Equal(["cafe", "cafe"], recorded.Entries.Select(e => e.Category));
        Assert.Equal(new Money(350_00, Currency.Rub), recorded.Today);
        Assert.Equal(new Money(450_00, Currency.Rub), recorded.Month);
        var kept = await server.Get(new ExpenseById(person, recorded.Entries[0].Id));
        Assert.Equal(recorded.Entries[0] with { Tags = kept.Tags }, kept);
        Assert.Equal(new CategoryReason("cafe", "keyword", "кофе"), await server.Get(new WhyCategory(person, kept.Id)));
        var events = await server.Events<ExpenseRecorded>(person);
        Assert.Equal(recorded.Entries.Select(e => e.Id), events.Select(e => e.Expense.Id));
    }

    [Fact]
    public async Task The_same_id_again_gives_the_first_answer_and_records_nothing()
    {
        var person = server.NewPerson();
        var operation = new RecordExpenses(OperationId.New(), person, [Coffee()]);

        var first = await server.Get(operation);
        await server.Record(person, Coffee());
        var second = await server.Get(operation);

        Assert.Equal(first.Entries[0].Id, second.Entries[0].Id);
        Assert.Equal(first.Month, second.Month);
        Assert.Equal(2, (await server.Get(new FindExpenses(person))).Items.Count);
    }

    [Fact]
    public async Task Twenty_repeats_at_once_record_one_entry()
    {
        var person = server.NewPerson();
        var operation = new RecordExpenses(OperationId.New(), person, [Coffee()]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Get(operation)));

        Assert.Single(answers.Select(a => a.Entries[0].Id).Distinct());
        Assert.Single((await server.Get(new FindExpenses(person))).Items);
    }

    [Fact]
    public async Task An_id_used_for_another_request_is_refused()
    {
        var person = server.NewPerson();
        var id = OperationId.New();
        await server.Get(new RecordExpenses(id, person, [Coffee()]));

        var answer = await server.Ask(new RecordExpenses(id, person, [Coffee(360_00)]));

        Assert.Equal("operation.id_reused", answer.Error?.Code);
    }

    [Fact]
    public async Task Two_people_may_use_the_same_id()
    {
        var id = OperationId.New();
        var (one, other) = (server.NewPerson(), server.NewPerson());

        var answers = await Task.WhenAll(new[] { one, other }.Select(p => server.Get(new RecordExpenses(id, p, [Coffee()]))));

        Assert.NotEqual(answers[0].Entries[0].Id, answers[1].Entries[0].Id);
    }

    public static TheoryData<string, NewExpense> Wrong =>
        new()
        {
            { "expenses.amount_not_positive", Coffee(0) },
            { "expenses.amount_not_positive", Coffee(-1) },
            { "expenses.amount_too_large", Coffee(1_000_000_000_000_001) },
            { "expenses.day_out_of_range", Coffee(day: new DateOnly(1999, 12, 31)) },
            { "expenses.day_out_of_range", Coffee(day: Today.AddDays(367)) },
            { "expenses.unknown_category", Coffee() with { Category = "no-such" } },
            { "expenses.unknown_category", Coffee() with { Category = "salary" } },
            { "expenses.text_too_long", Coffee() with { Note = new string('а', 501) } },
            { "expenses.text_too_long", Coffee() with { Note = "a\0b" } },
            { "expenses.text_too_long", Coffee() with { Tags = [.. Enumerable.Range(0, 11).Select(n => "t" + n)] } },
            { "expenses.text_too_long", Coffee() with { Tags = [new string('t', 51)] } },
            { "expenses.text_too_long", Coffee() with { Account = new string('a', 51) } },
            { "expenses.no_rate", new NewExpense(new Money(100, Currency.Parse("TRY")), Today, "чай") },
            { "expenses.whole_does_not_fit", Coffee() with { Whole = new Money(1, Currency.Rub) } },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_entry_is_refused_with_all_that_came_with_it(string code, NewExpense wrong)
    {
        var person = server.NewPerson();

        var answer = await server.Ask(new RecordExpenses(OperationId.New(), person, [Coffee(), wrong]));

        Assert.Equal(code, answer.Error?.Code);
        Assert.Empty((await server.Get(new FindExpenses(person))).Items);
        Assert.Empty(await server.Events(person));
    }

    [Fact]
    public async Task None_and_more_than_fifty_entries_are_refused()
    {
        var person = server.NewPerson();
        NewExpense[] many = [.. Enumerable.Repeat(Coffee(), 51)];

        Assert.Equal("expenses.too_many", (await server.Ask(new RecordExpenses(OperationId.New(), person, []))).Error?.Code);
        Assert.Equal("expenses.too_many", (await server.Ask(new RecordExpenses(OperationId.New(), person, many))).Error?.Code);
        Assert.Equal(50, (await server.Record(person, many[..50])).Entries.Count);
    }

    [Fact]
    public async Task The_largest_amount_fits()
    {
        var person = server.NewPerson();

        var recorded = await server.Record(person, Coffee(1_000_000_000_000_000));

        Assert.Equal(1_000_000_000_000_000, recorded.Month.Minor);
    }

    [Fact]
    public async Task A_receipt_is_recorded_once_also_when_two_send_it_at_the_same_time()
    {
        var person = server.NewPerson();
        var receipt = Coffee() with { ReceiptKey = "9999078900001234/12345/1234567890" };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => server.Ask(new RecordExpenses(OperationId.New(), person, [receipt])))
        );

        Assert.Single(answers, a => a.IsOk);
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("expenses.receipt_known", a.Error?.Code));
    }

    [Fact]
    public async Task A_deleted_receipt_may_come_again_and_then_the_first_cannot_be_restored()
    {
        var person = server.NewPerson();
        var receipt = Coffee() with { ReceiptKey = "1/2/3" };
        var first = (await server.Record(person, receipt)).Entries[0];
        await server.Get(new DeleteExpense(person, first.Id));
        await server.Record(person, receipt);

        var restored = await server.Ask(new RestoreExpense(person, first.Id));

        Assert.Equal("expenses.receipt_known", restored.Error?.Code);
    }

    [Fact]
    public async Task A_refund_lessens_the_category_of_its_purchase_and_points_at_it()
    {
        var person = server.NewPerson();
        var shoes = new NewExpense(new Money(5_000_00, Currency.Rub), Today.AddDays(-3), "кроссовки синие", Category: "sport");
        var bought = (await server.Record(person, shoes)).Entries[0];

        var back = await server.Record(
            person,
            new NewExpense(new Money(2_000_00, Currency.Rub), Today, "возврат кроссовки", EntryKind.Refund)
        );

        Assert.Equal(bought.Id, back.Entries[0].RefundOf);
        Assert.Equal("sport", back.Entries[0].Category);
        var spending = await server.Get(new Spending(person, Today.AddDays(-10), Today));
        Assert.Equal(3_000_00, spending.Spent.Minor);
        Assert.Equal(3_000_00, Assert.Single(spending.Categories).Sum.Minor);
    }

    [Fact]
    public async Task The_rate_of_the_entrys_day_is_kept_and_a_later_change_of_rates_changes_no_figure()
    {
        var person = server.NewPerson();
        var day = new DateOnly(2026, 4, 2);
        server.World.Rubles[("USD", day)] = 75.5m;

        var recorded = await server.Record(person, new NewExpense(new Money(10_00, Currency.Usd), day, "книга"));
        server.World.Rubles[("USD", day)] = 99m;

        var kept = await server.Get(new ExpenseById(person, recorded.Entries[0].Id));
        Assert.Equal(new Money(755_00, Currency.Rub), kept.Converted);
        Assert.Equal(new LockedRate(75.5m, "test", day, false), kept.Rate);
        Assert.Equal(755_00, (await server.Get(new Spending(person, day, day))).Spent.Minor);
    }

    [Fact]
    public async Task A_repeat_is_answered_also_when_rates_are_gone()
    {
        var person = server.NewPerson();
        var operation = new RecordExpenses(
            OperationId.New(),
            person,
            [new NewExpense(new Money(10_00, Currency.Usd), new DateOnly(2026, 3, 3), "книга")]
        );
        var first = await server.Get(operation);
        server.World.HasRates = false;
        try
        {
            Assert.Equal(first.Entries[0].Id, (await server.Get(operation)).Entries[0].Id);
        }
        finally
        {
            server.World.HasRates = true;
        }
    }

    [Fact]
    public async Task Somebody_elses_entries_are_not_found()
    {
        var entry = (await server.Record(server.NewPerson(), Coffee())).Entries[0].Id;
        var other = server.NewPerson();

        Assert.Equal("expenses.not_found", (await server.Ask(new ExpenseById(other, entry))).Error?.Code);
        Assert.Equal("expenses.not_found", (await server.Ask(new WhyCategory(other, entry))).Error?.Code);
        Assert.Equal("expenses.not_found", (await server.Ask(new DeleteExpense(other, entry))).Error?.Code);
        Assert.Equal("expenses.not_found", (await server.Ask(new RestoreExpense(other, entry))).Error?.Code);
        Assert.Equal("expenses.not_found", (await server.Ask(new ChangeExpense(OperationId.New(), other, entry, Note: "моё"))).Error?.Code);
    }

    [Fact]
    public async Task Deleting_restoring_and_undoing_move_the_sums_and_repeat_without_harm()
    {
        var person = server.NewPerson();
        var recorded = await server.Record(person, Coffee(100_00), Coffee(200_00));
        async Task<long> Spent() => (await server.Get(new Spending(person, Today, Today))).Spent.Minor;

        await server.Get(new DeleteExpense(person, recorded.Entries[0].Id));
        await server.Get(new DeleteExpense(person, recorded.Entries[0].Id));
        Assert.Equal(200_00, await Spent());
        await server.Get(new RestoreExpense(person, recorded.Entries[0].Id));
        await server.Get(new RestoreExpense(person, recorded.Entries[0].Id));
        Assert.Equal(300_00, await Spent());
        Assert.Equal(2, (await server.Get(new UndoRecording(person, recorded.Id))).Count);
        Assert.Empty(await server.Get(new UndoRecording(person, recorded.Id)));
        Assert.Equal(0, await Spent());
        Assert.Equal(["api", "api", "restore"], (await server.Events<ExpenseRecorded>(person)).Select(e => e.Source));
        Assert.Equal(3, (await server.Events<ExpenseDeleted>(person)).Count);
    }

    [Fact]
    public async Task A_person_whom_nobody_knows_gets_no_book()
    {
        var answer = await server.Ask(new RecordExpenses(OperationId.New(), PersonId.New(), [Coffee()]));

        Assert.Equal(ErrorKind.NotFound, answer.Error?.Kind);
    }
}
