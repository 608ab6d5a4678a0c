using System.Net;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;

namespace Denga.Tests.Integration.Identity;

/// <summary>One person, several identities.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private Site site = null!;

    public async ValueTask InitializeAsync() => site = await Site.Start();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_code_of_the_cabinet_written_to_the_bot_makes_both_one_person()
    {
        var anna = await site.Register("anna@example.org");
        await using var chat = await site.Denga.OpenChat();
        var before = (await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>();
        await chat.Say("350 кофе");
        var code = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>();
        Assert.StartsWith("Готово", (await chat.Say("/link " + code.Code.ToLowerInvariant())).Text, StringComparison.Ordinal);

        Assert.Equal(anna.Person!.Id, (await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>().Id);
        Assert.Equal(anna.Person.Id, (await site.Denga.Ask(new Profile(before.Id))).Value.Id);
        Assert.Equal(["web"], (await site.Get("/api/v1/me/security", anna.Tokens.Access)).Read<SecuritySettings>().Channels);
        var entry = Assert.Single(await Entries(anna.Person.Id, 1));
        Assert.Equal("кофе", entry.Note);
        // What is said from now on is his as well, and the conversation goes on.
        await chat.Say("200 такси");
        Assert.Equal(2, (await Entries(anna.Person.Id, 2)).Count);
        Assert.Equal(HttpStatusCode.OK, (await site.Get($"/api/v1/chat/{chat.Opened.Conversation}/messages", chat.Opened.Token)).Status);
    }

    [Fact]
    public async Task An_open_chat_shows_what_is_spent_today_also_after_it_was_linked()
    {
        var anna = await site.Register("anna@example.org");
        await using var chat = await site.Denga.OpenChat();
        await chat.Say("350 кофе");
        await chat.Today("350\u00a0₽");
        var code = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>();
        Assert.StartsWith("Готово", (await chat.Say("/link " + code.Code)).Text, StringComparison.Ordinal);
        await chat.Say("200 такси");
        await chat.Today("550\u00a0₽");
    }

    [Fact]
    public async Task A_code_of_the_bot_typed_into_the_cabinet_keeps_the_account_with_the_address()
    {
        var anna = await site.Register("anna@example.org");
        await using var chat = await site.Denga.OpenChat();
        var shown = (await chat.Say("/link")).Text;
        var code = shown.Split('\n')[0].Split(' ')[^1];
        var linked = (await site.Post("/api/v1/me/links", new { code }, anna.Tokens!.Access)).Read<Linked>();
        Assert.Equal(anna.Person!.Id, linked.Person.Id);
        Assert.Equal(anna.Person.Id, (await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>().Id);
        // Asked again after a lost answer; for anybody else the code is used.
        Assert.Equal(anna.Person.Id, (await site.Post("/api/v1/me/links", new { code }, anna.Tokens.Access)).Read<Linked>().Person.Id);
        var boris = await site.Register("boris@example.org");
        (await site.Post("/api/v1/me/links", new { code }, boris.Tokens!.Access)).IsRefused(
            HttpStatusCode.BadRequest,
            "identity.code_used"
        );
    }

    [Fact]
    public async Task After_a_link_the_bot_says_which_settings_changed_and_gives_them_back()
    {
        var anna = await site.Register("anna@example.org", language: "en");
        await using var chat = await site.Denga.OpenChat();
        await site.Denga.Ask(new ChangeBook((await site.Get("/api/v1/me", chat.Opened.Token)).Read<Person>().Id, MonthStartDay: 10));
        await chat.Say("350 кофе");
        var code = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>().Code;
        Assert.StartsWith("Готово", (await chat.Say("/link " + code)).Text, StringComparison.Ordinal);
        var told = await chat.Next();
        foreach (
            var words in new[] { "Язык: English — здесь было: русский", "здесь было: Europe/Moscow", "доллары", "рубли", "здесь было: 10" }
        )
            Assert.Contains(words, told.Text, StringComparison.Ordinal);
        var back = await chat.Press("Вернуть, как было здесь", told);
        Assert.Contains("Язык: русский", back.Text, StringComparison.Ordinal);
        var person = (await site.Get("/api/v1/me", anna.Tokens.Access)).Read<Person>();
        Assert.Equal(("ru", "Europe/Moscow"), (person.Language, person.TimeZone));
        var book = (await site.Denga.Ask(new ExpenseBook(person.Id))).Value;
        Assert.Equal((Currency.Rub, 10), (book.Currency, book.MonthStartDay));
    }

    [Fact]
    public async Task The_messenger_finds_the_person_who_was_kept()
    {
        var anna = await site.Register("anna@example.org");
        var inBot = (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person;
        await Join(anna.Person!.Id, inBot.Id);
        Assert.Equal(anna.Person.Id, (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id);
        // A chain is one step long, whoever was joined first.
        var other = (await site.Denga.Ask(new Identify("web", "7", "ru"))).Value.Person;
        var second = (await site.Denga.Ask(new Identify("web", "8", "ru"))).Value.Person;
        await Join(other.Id, second.Id);
        await Join(anna.Person.Id, other.Id);
        Assert.Equal(anna.Person.Id, (await site.Denga.Ask(new Profile(second.Id))).Value.Id);
    }

    [Fact]
    public async Task Two_accounts_with_addresses_are_not_joined()
    {
        var anna = await site.Register("anna@example.org");
        var boris = await site.Register("boris@example.org");
        var code = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>().Code;
        (await site.Post("/api/v1/me/links", new { code }, boris.Tokens!.Access)).IsRefused(
            HttpStatusCode.Conflict,
            "identity.both_have_email"
        );
        Assert.Equal(boris.Person!.Id, (await site.Get("/api/v1/me", boris.Tokens.Access)).Read<Person>().Id);
    }

    [Fact]
    public async Task A_code_fits_once_is_voided_by_the_next_and_expires()
    {
        var anna = await site.Register("anna@example.org");
        var first = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>().Code;
        var second = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens.Access)).Read<LinkCode>().Code;
        var people = new List<PersonId>();
        foreach (var id in new[] { "1", "2" })
            people.Add((await site.Denga.Ask(new Identify("telegram", id, "ru"))).Value.Person.Id);
        Assert.Equal("identity.bad_code", (await site.Denga.Ask(new RedeemLinkCode(people[0], first))).Error?.Code);
        var both = await Task.WhenAll(people.Select(p => Task.Run(() => site.Denga.Ask(new RedeemLinkCode(p, second)))));
        Assert.Single(both, a => a.IsOk);
        Assert.Single(both, a => a.Error?.Code == "identity.code_used");
        var own = (await site.Denga.Ask(new CreateLinkCode(anna.Person!.Id))).Value.Code;
        Assert.Equal("identity.bad_code", (await site.Denga.Ask(new RedeemLinkCode(anna.Person.Id, own))).Error?.Code);
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        var late = (await site.Denga.Ask(new Identify("telegram", "3", "ru"))).Value.Person.Id;
        Assert.Equal("identity.bad_code", (await site.Denga.Ask(new RedeemLinkCode(late, own))).Error?.Code);
    }

    [Fact]
    public async Task Codes_cannot_be_tried_one_after_the_other()
    {
        var person = (await site.Denga.Ask(new Identify("telegram", "1", "ru"))).Value.Person.Id;
        for (var i = 0; i < 10; i++)
            Assert.Equal("identity.bad_code", (await site.Denga.Ask(new RedeemLinkCode(person, "AAAAAAA" + i))).Error?.Code);
        Assert.Equal("identity.too_many", (await site.Denga.Ask(new RedeemLinkCode(person, "AAAAAAAA"))).Error?.Code);
    }

    [Fact]
    public async Task Two_books_become_one_and_the_sums_agree()
    {
        var anna = await site.Register("anna@example.org");
        var inBot = (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person;
        var day = new DateOnly(2026, 11, 19);
        foreach (var person in new[] { anna.Person!.Id, inBot.Id })
        {
            await site.Denga.Ask(
                new RecordExpenses(
                    OperationId.New(),
                    person,
                    [new NewExpense(new Money(10_000, Currency.Rub), day, "кофе", ReceiptKey: "1/2/3")]
                )
            );
            await site.Denga.Ask(new SetLimit(person, null, new Money(5_000_000, Currency.Rub)));
        }
        await Join(anna.Person.Id, inBot.Id);
        Assert.Equal(2, (await Entries(anna.Person.Id, 2)).Count);
        var spending = (await site.Denga.Ask(new Spending(anna.Person.Id, day, day))).Value;
        Assert.Contains("200", System.Text.Json.JsonSerializer.Serialize(spending, Platform.DengaJson.Options), StringComparison.Ordinal);
        Assert.Empty(await global::Denga.Expenses.ExpensesModule.Verify(site.Denga.Services, CancellationToken.None));
        Assert.Equal(1, await site.Select<long>("select count(*) from expenses.book"));
        Assert.Equal(1, await site.Select<long>("select count(*) from expenses.budget_limit"));
    }

    [Fact]
    public async Task The_same_key_before_and_after_a_link_is_the_same_operation()
    {
        var anna = await site.Register("anna@example.org");
        await using var chat = await site.Denga.OpenChat();
        var request = new
        {
            entries = new[]
            {
                new
                {
                    amount = new { amount = "350.00", currency = "RUB" },
                    day = "2026-11-20",
                    note = "кофе",
                },
            },
        };
        Task<Answer> Record(string token) => site.Send(HttpMethod.Post, "/api/v1/expenses", request, token, ("Idempotency-Key", "key-1"));

        var first = (await Record(chat.Opened.Token)).Read<Recorded>();
        var code = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>();
        await chat.Say("/link " + code.Code);
        await Entries(anna.Person!.Id, 1);
        var again = (await Record(chat.Opened.Token)).Read<Recorded>();
        var fromTheCabinet = (await Record(anna.Tokens.Access)).Read<Recorded>();

        Assert.Equal(first.Entries[0].Id, again.Entries[0].Id);
        Assert.Equal(first.Entries[0].Id, fromTheCabinet.Entries[0].Id);
        Assert.Single(await Entries(anna.Person.Id, 1));
    }

    private async Task Join(PersonId maker, PersonId redeemer)
    {
        var code = (await site.Denga.Ask(new CreateLinkCode(maker))).Value.Code;
        Assert.True((await site.Denga.Ask(new RedeemLinkCode(redeemer, code))).IsOk);
    }

    /// <summary>The person's entries, once the book has followed the event.</summary>
    private async Task<IReadOnlyList<Expense>> Entries(PersonId person, int count)
    {
        await site.Until($"(select count(*) from expenses.expense where person_id = '{person.Value}') = {count}");
        return (await site.Denga.Ask(new FindExpenses(person))).Value.Items;
    }
}
