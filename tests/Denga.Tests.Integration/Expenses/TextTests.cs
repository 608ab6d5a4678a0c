using Denga.Contracts;
using Denga.Contracts.Expenses;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

[Collection(ExpensesCollection.Name)]
public sealed class TextTests(ExpensesServer server)
{
    private static readonly DateOnly Today = new(2026, 5, 20);
    private DateTimeOffset Now => server.Clock.GetUtcNow();

    private Task<TextOutcome> Write(PersonId person, string text) => server.Get(new RecordText(OperationId.New(), person, text, Now));

    [Fact]
    public async Task Lines_that_are_certain_are_recorded_and_the_others_asked()
    {
        var person = server.NewPerson();

        var outcome = await Write(person, "350 кофе\nкофе\nпривет");

        Assert.Equal([LineFate.Recorded, LineFate.Asked, LineFate.NotAnEntry], outcome.Lines.Select(l => l.Fate));
        Assert.Equal(350_00, Assert.Single(outcome.Recorded!.Entries).Amount.Minor);
        Assert.Equal("no_amount", outcome.Lines[1].Reason);
        Assert.Equal("text", Assert.Single(await server.Events<ExpenseRecorded>(person)).Source);
    }

    [Fact]
    public async Task A_thing_without_a_sum_offers_its_last_price()
    {
        var person = server.NewPerson();
        await Write(person, "вчера кофе 210");
        await Write(person, "кофе 240");

        var outcome = await Write(person, "Кофе");

        Assert.Null(outcome.Recorded);
        Assert.Equal(240_00, Assert.Single(outcome.Lines[0].Choices).Amount.Minor);
    }

    [Fact]
    public async Task A_last_price_is_offered_for_the_day_that_the_line_or_the_heading_names()
    {
        var person = server.NewPerson();
        await Write(person, "кофе 240");

        foreach (var text in (string[])["вчера кофе", "вчера:\nкофе"])
            Assert.Equal(Today.AddDays(-1), Assert.Single((await Write(person, text)).Lines[^1].Choices).Day);
    }

    [Fact]
    public async Task A_day_alone_over_lines_is_the_day_of_their_entries()
    {
        var person = server.NewPerson();

        var outcome = await Write(person, "вчера:\nкофе 350\nтакси 400\nитого 750");

        Assert.Equal([350_00L, 400_00], outcome.Recorded!.Entries.Select(e => e.Amount.Minor));
        Assert.All(outcome.Recorded.Entries, e => Assert.Equal(Today.AddDays(-1), e.Day));
    }

    [Fact]
    public async Task The_sign_of_yuan_and_yen_is_the_one_that_the_person_uses_and_is_asked_otherwise()
    {
        var person = server.NewPerson();
        Assert.Equal("ambiguous_currency", (await Write(person, "1600 ¥ чай")).Lines[0].Reason);

        await Write(person, "20 юаней чай");
        var original = OperationId.New();
        var sure = await server.Get(new RecordText(original, person, "1600 ¥ ужин", Now));
        Assert.Equal(new Money(1600_00, Currency.Cny), Assert.Single(sure.Recorded!.Entries).Amount);

        var edited = await server.Get(new CorrectText(OperationId.New(), person, original, "1700 ¥ ужин", Now));
        Assert.Equal(new Money(1700_00, Currency.Cny), Assert.Single(edited.Recorded!.Entries).Amount);

        await Write(person, "500 йен чай");
        Assert.Equal(LineFate.Asked, (await Write(person, "1600 ¥ ужин")).Lines[0].Fate);
        await server.Get(new CorrectText(OperationId.New(), person, original, "1800 ¥ ужин", Now));
        Assert.Single(
            (await server.Get(new FindExpenses(person))).Items,
            e => e.Note == "ужин" && e.Amount == new Money(1700_00, Currency.Cny)
        );
    }

    [Fact]
    public async Task A_currency_of_the_past_is_never_recorded_as_the_main_one()
    {
        var person = server.NewPerson();

        var outcome = await Write(person, "150 кун ужин");

        Assert.Null(outcome.Recorded);
        Assert.Equal(("gone_currency", new Money(19_91, Currency.Eur)), (outcome.Lines[0].Reason, outcome.Lines[0].Choices[0].Amount));
    }

    [Fact]
    public async Task The_same_text_under_the_same_id_gives_the_same_answer_with_its_questions()
    {
        var person = server.NewPerson();
        await Write(person, "чай 100");
        var operation = new RecordText(OperationId.New(), person, "кофе 200\nчай", Now);
        var first = await server.Get(operation);
        await Write(person, "чай 999");

        var second = await server.Get(operation);

        Assert.Equal(100_00, second.Lines[1].Choices[0].Amount.Minor);
        Assert.Equal(first.Recorded!.Entries[0].Id, second.Recorded!.Entries[0].Id);
        Assert.Equal(3, (await server.Get(new FindExpenses(person))).Items.Count);
    }

    [Theory]
    [InlineData("Europe/Moscow", "2026-05-19T20:59:59Z", 18)]
    [InlineData("Europe/Moscow", "2026-05-19T21:00:00Z", 19)]
    [InlineData("America/New_York", "2026-05-20T03:59:59Z", 18)]
    [InlineData("America/New_York", "2026-05-20T04:00:00Z", 19)]
    public async Task Yesterday_is_the_writers_yesterday(string zone, string at, int day)
    {
        var person = server.NewPerson(timeZone: zone);

        var outcome = await server.Get(
            new RecordText(
                OperationId.New(),
                person,
                "вчера кофе 200",
                DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)
            )
        );

        Assert.Equal(new DateOnly(2026, 5, day), outcome.Recorded!.Entries[0].Day);
    }

    [Fact]
    public async Task A_text_too_long_and_too_many_lines_are_refused()
    {
        var person = server.NewPerson();

        Assert.Equal(
            "expenses.text_too_long",
            (await server.Ask(new RecordText(OperationId.New(), person, new string('я', 10_001), Now))).Error?.Code
        );
        var lines = string.Join('\n', Enumerable.Repeat("кофе 1", 51));
        Assert.Equal("expenses.too_many", (await server.Ask(new RecordText(OperationId.New(), person, lines, Now))).Error?.Code);
    }

    [Fact]
    public async Task Editing_a_message_changes_adds_and_deletes_what_it_recorded()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        var first = await server.Get(new RecordText(original, person, "кофе 200\nтакси 300\nхлеб 50", Now));
        var correction = new CorrectText(OperationId.New(), person, original, "кофе 250\nхлеб 50\nкино 400", Now);

        var outcome = await server.Get(correction);
        var again = await server.Get(correction);

        Assert.Equal(
            [("кофе", 250_00L), ("кино", 400_00L), ("хлеб", 50_00L)],
            outcome
                .Recorded!.Entries.OrderBy(e =>
                    e.Note == "хлеб" ? 2
                    : e.Note == "кино" ? 1
                    : 0
                )
                .Select(e => (e.Note, e.Amount.Minor))
        );
        Assert.Contains(first.Recorded!.Entries[0].Id, outcome.Recorded.Entries.Select(e => e.Id));
        Assert.Equal(outcome.Recorded.Entries.Select(e => e.Version), again.Recorded!.Entries.Select(e => e.Version));
        Assert.Equal(700_00, (await server.Get(new Spending(person, Today, Today))).Spent.Minor);
        Assert.Equal(3, (await server.Get(new UndoRecording(person, original))).Count);
    }

    [Fact]
    public async Task A_bare_number_is_the_amount_of_the_only_entry()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        await server.Get(new RecordText(original, person, "вчера кофе 200", Now));

        var outcome = await server.Get(new CorrectText(OperationId.New(), person, original, "400", Now));

        var entry = Assert.Single(outcome.Recorded!.Entries);
        Assert.Equal((400_00, "кофе", Today.AddDays(-1)), (entry.Amount.Minor, entry.Note, entry.Day));
        Assert.Single(await server.Events<ExpenseChanged>(person));
    }

    [Fact]
    public async Task An_uncertain_line_leaves_its_entry_alone()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        await server.Get(new RecordText(original, person, "кофе 200", Now));

        var outcome = await server.Get(new CorrectText(OperationId.New(), person, original, "кофе", Now));

        Assert.Equal(LineFate.Asked, outcome.Lines[0].Fate);
        Assert.Equal(200_00, (await server.Get(new FindExpenses(person))).Items.Single().Amount.Minor);
        Assert.Empty(await server.Events<ExpenseChanged>(person));
    }

    [Fact]
    public async Task Correcting_what_was_never_recorded_is_not_found()
    {
        var answer = await server.Ask(new CorrectText(OperationId.New(), server.NewPerson(), OperationId.New(), "кофе 200", Now));

        Assert.Equal("expenses.not_found", answer.Error?.Code);
    }

    [Fact]
    public async Task A_category_corrected_twice_for_a_word_is_learned_and_only_by_this_person()
    {
        var person = server.NewPerson();
        for (var i = 1; i <= 2; i++)
        {
            var entry = (await Write(person, "шаверма 300")).Recorded!.Entries[0];
            var changed = await server.Get(new ChangeExpense(OperationId.New(), person, entry.Id, Category: "gifts"));
            Assert.Equal(i == 2 ? "шаверма" : null, changed.Learned);
        }

        var learned = (await Write(person, "Шаверма с сыром 350")).Recorded!.Entries[0];
        var other = (await Write(server.NewPerson(), "шаверма 300")).Recorded!.Entries[0];

        Assert.Equal("gifts", learned.Category);
        Assert.Equal(new CategoryReason("gifts", "learned", "шаверма"), await server.Get(new WhyCategory(person, learned.Id)));
        Assert.NotEqual("gifts", other.Category);
    }
}
