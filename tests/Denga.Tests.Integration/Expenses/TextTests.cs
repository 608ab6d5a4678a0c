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
    public async Task Whose_money_it_was_is_asked_until_the_same_words_have_been_answered_alike_twice()
    {
        var person = server.NewPerson();
        for (var answered = 0; answered < 2; answered++)
        {
            var asked = (await Write(person, "репетиторство 1800")).Lines[0];
            Assert.Equal((LineFate.Asked, "sign"), (asked.Fate, asked.Reason));
            await server.Get(new RecordExpenses(OperationId.New(), person, [asked.Choices.Single(c => c.Kind == EntryKind.Income)]));
        }

        var sure = Assert.Single((await Write(person, "вчера Репетиторство 2000")).Recorded!.Entries);
        Assert.Equal((EntryKind.Income, 2000_00L, Today.AddDays(-1)), (sure.Kind, sure.Amount.Minor, sure.Day));

        Assert.Equal(LineFate.Asked, (await Write(person, "репетиторство Соня 1800")).Lines[0].Fate);
        Assert.Equal(LineFate.Asked, (await Write(server.NewPerson(), "репетиторство 1800")).Lines[0].Fate);

        await server.Get(new RecordExpenses(OperationId.New(), person, [new NewExpense(sure.Amount, Today, "репетиторство")]));
        Assert.Equal(LineFate.Asked, (await Write(person, "репетиторство 1800")).Lines[0].Fate);
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

    private Task<TextOutcome> Edit(PersonId person, OperationId original, string text, DateTimeOffset? at = null) =>
        server.Get(new CorrectText(OperationId.New(), person, original, text, at ?? Now));

    private async Task<IReadOnlyList<(string, long, DateOnly)>> Entries(PersonId person) =>
        [.. (await server.Get(new FindExpenses(person, Limit: 100))).Items.Select(e => (e.Note, e.Amount.Minor / 100, e.Day)).Order()];

    [Fact]
    public async Task An_edit_that_says_the_same_changes_nothing_whatever_was_done_by_hand()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        var recorded = (await server.Get(new RecordText(original, person, "кофе 200\nтакси 300\nхлеб 50", Now))).Recorded!.Entries;
        await server.Get(new ChangeExpense(OperationId.New(), person, recorded[0].Id, Amount: new Money(250_00, Currency.Rub)));
        await server.Get(new ChangeExpense(OperationId.New(), person, recorded[1].Id, Day: Today.AddDays(-3)));
        await server.Get(new DeleteExpense(person, recorded[2].Id));

        var outcome = await Edit(person, original, " кофе 200\r\nтакси 300\r\nхлеб 50 ", Now.AddDays(2));

        Assert.Equal((null, 0), (outcome.Recorded, outcome.Lines.Count));
        Assert.Equal([("кофе", 250, Today), ("такси", 300, Today.AddDays(-3))], await Entries(person));
    }

    [Fact]
    public async Task An_edit_changes_what_differs_and_keeps_what_was_corrected_by_hand()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        var recorded = (await server.Get(new RecordText(original, person, "кофе 200\nтакси 300\nхлеб 50", Now))).Recorded!.Entries;
        await server.Get(new ChangeExpense(OperationId.New(), person, recorded[0].Id, Amount: new Money(250_00, Currency.Rub)));
        await server.Get(new ChangeExpense(OperationId.New(), person, recorded[1].Id, Category: "gifts", Day: Today.AddDays(-3)));
        await server.Get(new DeleteExpense(person, recorded[2].Id));

        var outcome = await Edit(person, original, "кофе 200 #утро\nтакси домой 320\nхлеб 60\nкино 400", Now.AddDays(2));

        Assert.Equal("undone", outcome.Lines[2].Reason);
        Assert.Equal([("кино", 400, Today), ("кофе", 250, Today), ("такси домой", 320, Today.AddDays(-3))], await Entries(person));
        var taxi = await server.Get(new ExpenseById(person, recorded[1].Id));
        Assert.Equal("gifts", taxi.Category);
        Assert.Equal(["утро"], (await server.Get(new ExpenseById(person, recorded[0].Id))).Tags);

        // The text that it said last is the one that counts from now on.
        Assert.Empty((await Edit(person, original, "кофе 200 #утро\nтакси домой 320\nхлеб 60\nкино 400")).Lines);
        await Edit(person, original, "кофе 210 #утро\nтакси домой 320\nхлеб 60");
        Assert.Equal([("кофе", 210, Today), ("такси домой", 320, Today.AddDays(-3))], await Entries(person));
        Assert.Empty(await server.Verify());
    }

    [Fact]
    public async Task An_edit_of_a_later_day_keeps_the_day_of_the_message()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        await server.Get(new RecordText(original, person, "кофе 200\nвчера такси 300", Now));

        await Edit(person, original, "кофе с молоком 220\nвчера такси 310", Now.AddDays(5));

        Assert.Equal([("кофе с молоком", 220, Today), ("такси", 310, Today.AddDays(-1))], await Entries(person));
        await Edit(person, original, "вчера кофе с молоком 220\nвчера такси 310", Now.AddDays(6));
        Assert.Equal([("кофе с молоком", 220, Today.AddDays(-1)), ("такси", 310, Today.AddDays(-1))], await Entries(person));
    }

    [Fact]
    public async Task An_edit_of_what_was_no_entry_makes_none_and_one_of_what_was_asked_about_does()
    {
        var person = server.NewPerson();
        var (greeting, asked) = (OperationId.New(), OperationId.New());
        await server.Get(new RecordText(greeting, person, "привет", Now));
        await server.Get(new RecordText(asked, person, "кофе", Now));

        var refused = await server.Ask(new CorrectText(OperationId.New(), person, greeting, "кофе 350", Now));
        Assert.Equal("expenses.not_found", refused.Error?.Code);
        Assert.Empty((await Edit(person, asked, "кофе")).Lines);
        await Edit(person, asked, "кофе 350", Now.AddDays(1));

        Assert.Equal([("кофе", 350, Today)], await Entries(person));
    }

    [Fact]
    public async Task An_answer_to_a_question_belongs_to_its_message()
    {
        var person = server.NewPerson();
        var (original, answer) = (OperationId.New(), OperationId.New());
        await server.Get(new RecordText(original, person, "такси 300\nкофе", Now));
        await server.Get(new RecordExpenses(answer, person, [new NewExpense(new Money(200_00, Currency.Rub), Today, "кофе")]));

        await server.Get(new CorrectText(OperationId.New(), person, original, "такси 320\nкофе", Now.AddDays(1), Answers: [answer]));
        Assert.Equal([("кофе", 200, Today), ("такси", 320, Today)], await Entries(person));
        await server.Get(new CorrectText(OperationId.New(), person, original, "такси 320\nкофе 220", Now.AddDays(1), Answers: [answer]));
        Assert.Equal([("кофе", 220, Today), ("такси", 320, Today)], await Entries(person));
    }

    [Fact]
    public async Task A_reply_changes_the_entry_and_not_what_its_message_said()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        await server.Get(new RecordText(original, person, "вчера кофе 200", Now));

        await server.Get(new CorrectText(OperationId.New(), person, original, "кофе 300", Now.AddDays(3), IsReply: true));

        Assert.Equal([("кофе", 300, Today.AddDays(-1))], await Entries(person));
        Assert.Empty((await Edit(person, original, "вчера кофе 200")).Lines);
        Assert.Equal([("кофе", 300, Today.AddDays(-1))], await Entries(person));
    }

    [Fact]
    public async Task A_message_that_an_earlier_release_read_is_known_by_its_lines()
    {
        var person = server.NewPerson();
        var original = OperationId.New();
        var recorded = (await server.Get(new RecordText(original, person, "кофе 200\nтакси 300", Now))).Recorded!.Entries;
        await server.Execute(
            "update expenses.operation set message_text = null, written_at = null where id = @id",
            new { id = original.Value }
        );
        await server.Get(new ChangeExpense(OperationId.New(), person, recorded[0].Id, Amount: new Money(250_00, Currency.Rub)));

        Assert.Empty((await Edit(person, original, "кофе 200\nтакси 300")).Lines);
        await Edit(person, original, "кофе 200\nтакси 310");

        Assert.Equal([("кофе", 250, Today), ("такси", 310, Today)], await Entries(person));
    }

    [Theory]
    [InlineData("рыбалка 900")]
    [InlineData("на рыбалку 900")]
    [InlineData("900 снасти для рыбалки")]
    [InlineData("Рыбалкой увлёкся 900")]
    public async Task The_name_of_an_own_category_is_known_in_any_case(string text)
    {
        var person = server.NewPerson();
        var own = await server.Get(new AddCategory(person, "Рыбалка"));
        Assert.Equal(own.Key, (await Write(person, text)).Recorded!.Entries[0].Category);
    }

    [Theory]
    [InlineData("Кофе дома", "кофе дома 100", true)]
    [InlineData("Кофе дома", "кофе 100", false)]
    [InlineData("Подарки маме", "подарок маме 1500", true)]
    [InlineData("Еда на работе", "еду на работу 300", true)]
    [InlineData("Books", "book 12", true)]
    [InlineData("Дача", "на дачу 500", true)]
    [InlineData("Кот", "котлеты 500", false)]
    public async Task Names_of_several_words_need_all_of_them(string name, string text, bool isOwn)
    {
        var person = server.NewPerson();
        var own = await server.Get(new AddCategory(person, name));
        Assert.Equal(isOwn, own.IsOwn && (await Write(person, text)).Recorded!.Entries[0].Category == own.Key);
    }

    [Fact]
    public async Task The_same_words_of_another_keyboard_are_the_same()
    {
        var person = server.NewPerson();
        // й and ё as two characters each.
        var (composed, decomposed) = ("Йога с ёлкой", "И\u0306ога с е\u0308лкои\u0306");
        var own = await server.Get(new AddCategory(person, composed));
        Assert.Equal(own, await server.Get(new AddCategory(person, decomposed)));

        var entry = (
            await server.Record(person, new NewExpense(new Money(1_00, Currency.Rub), Today, decomposed, Tags: ["и\u0306од"]))
        ).Entries[0];
        await Write(person, "чаи\u0306 зелёный 200");

        Assert.Equal((composed, "йод"), (entry.Note, entry.Tags[0]));
        Assert.Equal(own.Key, entry.Category);
        foreach (var query in (string[])["йога", "и\u0306ога", "#йод", "#и\u0306од"])
            Assert.Equal(entry.Id, Assert.Single((await server.Get(new FindExpenses(person, query))).Items).Id);
        Assert.Single((await server.Get(new FindExpenses(person, "чай"))).Items);
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
