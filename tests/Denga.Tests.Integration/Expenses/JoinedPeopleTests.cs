using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

/// <summary>People are joined and erased while their messages are worked, by two processes, one of which has not heard of it.</summary>
[Collection(ExpensesCollection.Name)]
public sealed class JoinedPeopleTests(ExpensesServer server)
{
    private const int Rounds = 10;
    private const int Messages = 30;
    private static readonly DateOnly Today = new(2026, 5, 20);

    private Task Merge(PersonId kept, PersonId absorbed) =>
        server.Deliver<OnPeopleMerged>(new PeopleMerged(kept, absorbed, server.Clock.GetUtcNow()));

    /// <summary>From now on who knows people answers the kept one.</summary>
    private void Answers(PersonId kept, PersonId absorbed) => server.World.People[absorbed] = server.World.People[kept];

    private RecordText Text(PersonId person, int number, OperationId? id = null) =>
        new(id ?? OperationId.New(), person, $"{100 + number} кофе", server.Clock.GetUtcNow());

    private async Task<IReadOnlyList<Expense>> Entries(PersonId person) => (await server.Get(new FindExpenses(person, Limit: 100))).Items;

    [Fact]
    public async Task Every_message_of_a_storm_is_recorded_once_in_the_kept_book_while_two_people_are_joined()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (kept, absorbed) = (server.NewPerson(), server.NewPerson());
            // Some rounds find books, some do not.
            if (round % 2 == 0)
                await server.Record(kept, new NewExpense(new Money(1_00, Currency.Rub), Today, "чай"));
            if (round % 3 == 0)
                await server.Record(absorbed, new NewExpense(new Money(2_00, Currency.Rub), Today, "сок"));
            var before = (await Entries(kept)).Count + (await Entries(absorbed)).Count;
            var texts = Enumerable.Range(0, Messages).Select(n => Text(absorbed, n)).ToList();

            var storm = texts.Select((t, n) => Task.Run(() => n % 2 == 0 ? server.Ask(t) : server.AskOther(t))).ToList();
            var merge = Task.Run(() => Merge(kept, absorbed));
            var answers = await Task.WhenAll(storm);
            await merge;
            // What comes later, from where nobody has heard of it.
            var late = await server.AskOther(Text(absorbed, Messages));
            Answers(kept, absorbed);

            Assert.All(answers, a => Assert.True(a.IsOk, a.Error?.Code));
            Assert.True(late.IsOk, late.Error?.Code);
            Assert.Equal(before + Messages + 1, (await Entries(kept)).Count);
            Assert.Empty(await Entries(absorbed));
            foreach (var (text, answer) in texts.Zip(answers))
            {
                var again = await server.Get(text with { Person = round % 2 == 0 ? kept : absorbed });
                Assert.Equal(answer.Value.Recorded!.Entries.Select(e => e.Id), again.Recorded!.Entries.Select(e => e.Id));
            }
            Assert.Equal(before + Messages + 1, (await Entries(kept)).Count);
        }
        Assert.Empty(await server.Verify());
    }

    [Fact]
    public async Task Other_writes_of_a_person_who_was_joined_go_to_the_kept_book()
    {
        var (kept, absorbed) = (server.NewPerson(), server.NewPerson());
        var id = OperationId.New();
        var entry = (await server.AskOther(Text(absorbed, 1, id))).Value.Recorded!.Entries[0];
        await Merge(kept, absorbed);

        Assert.True((await server.AskOther(new SetLimit(absorbed, null, new Money(1_000_00, Currency.Rub)))).IsOk);
        Assert.True(
            (await server.AskOther(new ChangeExpense(OperationId.New(), absorbed, entry.Id, Amount: new Money(5_00, Currency.Rub)))).IsOk
        );
        Assert.True((await server.AskOther(new AddCategory(absorbed, "Рыбалка"))).IsOk);
        Assert.True((await server.AskOther(new ChangeBook(absorbed, MonthStartDay: 5))).IsOk);
        Assert.True((await server.AskOther(new Spending(absorbed, Today, Today))).IsOk);
        Assert.True((await server.AskOther(new DeleteExpense(absorbed, entry.Id))).IsOk);
        Assert.True((await server.AskOther(new CorrectText(OperationId.New(), absorbed, id, "300 чай", server.Clock.GetUtcNow()))).IsOk);

        Assert.Equal(5, (await server.Get(new ExpenseBook(kept))).MonthStartDay);
        Assert.Single(await server.Get(new Limits(kept)));
    }

    [Fact]
    public async Task A_request_that_came_under_both_ids_before_the_book_heard_of_the_link_counts_once()
    {
        var (kept, absorbed) = (server.NewPerson(), server.NewPerson());
        var id = OperationId.New();
        await server.Get(Text(absorbed, 1, id));
        var second = await server.Get(Text(kept, 1, id));
        // Another one under an id that both happened to use is not the same.
        var chance = OperationId.New();
        await server.Get(Text(absorbed, 2, chance));
        await server.Get(Text(kept, 3, chance));

        await Merge(kept, absorbed);

        Assert.Equal(3, (await Entries(kept)).Count);
        Assert.Contains(second.Recorded!.Entries[0].Id, (await Entries(kept)).Select(e => e.Id));
        Assert.Empty(await server.Verify());
    }

    [Fact]
    public async Task Nothing_is_written_for_somebody_who_is_erased_in_a_storm_of_his_messages()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var person = server.NewPerson();
            if (round % 2 == 0)
                await server.Get(Text(person, 0));
            var storm = Enumerable
                .Range(0, Messages)
                .Select(n => Task.Run(() => n % 2 == 0 ? server.Ask(Text(person, n)) : server.AskOther(Text(person, n))))
                .ToList();
            var erasure = Task.Run(() => server.Deliver<OnPersonErased>(new PersonErased(person, server.Clock.GetUtcNow())));
            var answers = await Task.WhenAll(storm);
            await erasure;

            Assert.All(answers, a => Assert.True(a.IsOk || a.Error!.Code == "identity.unknown_person", a.Error?.Code));
            Assert.Equal("identity.unknown_person", (await server.AskOther(Text(person, 99))).Error?.Code);
            Assert.Equal(
                "identity.unknown_person",
                (await server.Ask(new SetLimit(person, null, new Money(1_00, Currency.Rub)))).Error?.Code
            );
            Assert.Empty(await Entries(person));
            Assert.Equal(
                0,
                await server.Count("select count(*) from expenses.book where person_id = @id", person)
                    + await server.Count("select count(*) from expenses.operation where person_id = @id", person)
            );
        }
    }

    [Fact]
    public async Task Joined_people_are_joined_again_and_erased_in_whatever_order_the_events_come()
    {
        var (first, second, third) = (server.NewPerson(), server.NewPerson(), server.NewPerson());
        await server.Get(Text(first, 1));
        await server.Get(Text(second, 2));
        await Merge(third, second);
        await Merge(second, first);

        Assert.Equal(2, (await Entries(third)).Count);
        Assert.True((await server.AskOther(Text(first, 3))).IsOk);
        Assert.Equal(3, (await Entries(third)).Count);

        var (kept, late) = (server.NewPerson(), server.NewPerson());
        await server.Get(Text(late, 1));
        await server.Deliver<OnPersonErased>(new PersonErased(kept, server.Clock.GetUtcNow()));
        await Merge(kept, late);

        Assert.Empty(await Entries(late));
        Assert.Equal("identity.unknown_person", (await server.AskOther(Text(late, 2))).Error?.Code);
    }

    [Fact]
    public async Task Own_categories_of_two_people_stay_apart_and_those_of_one_name_become_one()
    {
        var (kept, absorbed) = (server.NewPerson(), server.NewPerson());
        var fishing = await server.Get(new AddCategory(kept, "Рыбалка"));
        var cottage = await server.Get(new AddCategory(absorbed, "Дача"));
        var sameAsHis = await server.Get(new AddCategory(absorbed, "рыбалка"));
        Assert.Equal(fishing.Key, cottage.Key);
        await server.Record(kept, Of(10, fishing.Key));
        await server.Record(absorbed, Of(20, cottage.Key), Of(30, sameAsHis.Key));

        await Merge(kept, absorbed);

        var names = (await server.Get(new Contracts.Expenses.Categories(kept))).Where(c => c.IsOwn).ToDictionary(c => c.Key, c => c.Name);
        Assert.Equal(["Дача", "Рыбалка"], names.Values.Order());
        Assert.Equal(
            [("Рыбалка", 10_00L), ("Дача", 20_00L), ("Рыбалка", 30_00L)],
            (await Entries(kept)).OrderBy(e => e.Amount.Minor).Select(e => (names[e.Category], e.Amount.Minor))
        );
        Assert.Empty(await server.Verify());

        static NewExpense Of(long rubles, string category) => new(new Money(rubles * 100, Currency.Rub), Today, "", Category: category);
    }

    [Fact]
    public async Task Two_categories_that_an_earlier_release_told_apart_by_their_spelling_become_one()
    {
        var person = server.NewPerson();
        var composed = await server.Get(new AddCategory(person, "Чай"));
        var entry = new NewExpense(new Money(10_00, Currency.Rub), Today, "", Category: composed.Key);
        await server.Record(person, entry);
        // The short i as two characters.
        await server.Execute(
            "insert into expenses.category (person_id, key, name, kind) values (@id, 'own-7', @name, 0)",
            new { id = person.Value, name = "Чаи\u0306" }
        );
        await server.Record(person, entry with { Category = "own-7" });
        await server.Get(new SetLimit(person, "own-7", new Money(100_00, Currency.Rub)));

        await server.Services.GetRequiredService<JoinEqualCategories>().Run(TestContext.Current.CancellationToken);

        Assert.Equal([composed.Key], (await server.Get(new Contracts.Expenses.Categories(person))).Where(c => c.IsOwn).Select(c => c.Key));
        Assert.All(await Entries(person), e => Assert.Equal(composed.Key, e.Category));
        Assert.Equal(20, Assert.Single(await server.Get(new Limits(person))).Percent);
        Assert.Equal("own-2", (await server.Get(new AddCategory(person, "Кофейня у дома"))).Key);
        Assert.Empty(await server.Verify());
    }
}
