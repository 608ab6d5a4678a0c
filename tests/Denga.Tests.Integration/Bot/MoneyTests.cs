using Dapper;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Speech;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Bot;

/// <summary>Money moved from a conversation: once, by whom it belongs to, and both sides see it.</summary>
public sealed class MoneyTests(MoneyTests.Stage stage) : IClassFixture<MoneyTests.Stage>
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ten_taps_at_once_make_one_transfer_and_the_receiver_is_told()
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("en");
        await using var told = boris;
        var confirm = await anna.Say($"/send 500 {to} обед");
        Assert.Contains("Останется на счёте: 500 ₽", Plain(confirm), StringComparison.Ordinal);
        var button = new { button = confirm.Buttons[0][0].Id };
        var taps = Enumerable.Range(0, 10).Select(_ => anna.Post(button));
        // A messenger repeats what it is not sure of: the same update once more.
        var repeated = Enumerable.Range(0, 3).Select(_ => anna.Post(button, "one-and-the-same-tap"));
        await Task.WhenAll(taps.Concat(repeated));
        var sent = await Until(anna, m => m.Text.StartsWith('✅'));
        Assert.Equal(confirm.Id, sent.Id);
        Assert.Contains("Деньги переведены", sent.Text, StringComparison.Ordinal);
        Assert.Contains("На счёте осталось 500 ₽", Plain(sent), StringComparison.Ordinal);
        var news = await told.Next();
        Assert.Contains("500", news.Text, StringComparison.Ordinal);
        Assert.Contains("обед", news.Text, StringComparison.Ordinal);
        await anna.Say("баланс");
        Assert.Single((await stage.Denga.Ask(new Transfers(await PersonOf(anna)))).Value.Items);
        Assert.Equal((500_00L, 500_00L), (await Balance(anna), await Balance(boris)));
    }

    [Fact]
    public async Task Ten_taps_on_a_quote_and_on_a_top_up_do_it_once()
    {
        await using var anna = await stage.Denga.OpenChat("ru");
        await anna.Say("/balance");
        await anna.Press("Пополнить");
        var offer = anna.Last!.Buttons[0][0].Id;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => anna.Post(new { button = offer })));
        var asked = await Until(anna, m => m.Text.StartsWith("Пополнение счёта", StringComparison.Ordinal));
        Assert.Single((await stage.Denga.Ask(new Invoices(await PersonOf(anna)))).Value.Items);
        await stage.Denga.Pay(asked.Buttons[0][0].Link!);
        await Until(anna, m => m.Text.StartsWith("✅ Пришло", StringComparison.Ordinal));
        var quote = await anna.Say("/convert 400 рублей в доллары");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => anna.Post(new { button = quote.Buttons[0][0].Id })));
        await Until(anna, m => m.Text.StartsWith('✅'));
        await Until(anna, m => m.Text.StartsWith("На счетах", StringComparison.Ordinal), say: "баланс");
        Assert.Equal(600_00, await Balance(anna));
    }

    [Fact]
    public async Task An_expired_quote_moves_nothing_and_a_new_one_is_offered()
    {
        await using var anna = await Rich("ru", 1_000);
        var old = await anna.Say("1000 рублей в доллары");
        stage.Advance(TimeSpan.FromSeconds(31));
        var fresh = await anna.Press("Обменять", old);
        Assert.StartsWith("Время вышло, ничего не обменял", fresh.Text, StringComparison.Ordinal);
        Assert.NotEqual(old.Buttons[0][0].Id, fresh.Buttons[0][0].Id);
        Assert.Equal(1000_00, await Balance(anna));
        Assert.StartsWith("✅", (await anna.Press("Обменять", fresh)).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Balance(anna));
    }

    [Fact]
    public async Task Another_persons_buttons_do_nothing()
    {
        await using var anna = await Rich("ru", 1_000);
        await using var mallory = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var confirm = await anna.Say($"/send 500 {to}");
        var quote = await anna.Say("/convert 100 рублей в доллары");
        foreach (var button in (string[])[confirm.Buttons[0][0].Id, quote.Buttons[0][0].Id, confirm.Buttons[1][1].Id])
        {
            await mallory.Post(new { button });
            await mallory.Next();
        }
        await mallory.Say("/cancel");
        Assert.Equal((1000_00L, 1000_00L, 0L), (await Balance(anna), await Balance(mallory), await Balance(boris)));
        Assert.Empty((await stage.Denga.Ask(new Transfers(await PersonOf(mallory)))).Value.Items);
    }

    [Fact]
    public async Task What_was_cancelled_is_not_sent_by_its_old_button()
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var confirm = await anna.Say($"/send 500 {to}");
        await anna.Say("/cancel");
        Assert.Contains("ничего не ушло", (await anna.Press(confirm.Buttons[0][0].Label, confirm)).Text, StringComparison.Ordinal);
        Assert.Equal(1000_00, await Balance(anna));
    }

    [Fact]
    public async Task A_cancel_button_that_comes_too_late_shows_that_the_money_is_gone()
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var confirm = await anna.Say($"/send 500 {to}");
        await anna.Post(new { button = confirm.Buttons[0][0].Id });
        await Until(anna, m => m.Text.StartsWith('✅'));
        await anna.Post(new { button = confirm.Buttons[1][1].Id });
        await anna.Say("баланс");
        Assert.StartsWith("✅", (await anna.Messages()).Single(m => m.Id == confirm.Id).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_comes_late_does_not_take_the_message_from_what_it_shows_by_then()
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var confirm = await anna.Say($"/send 500 {to}");
        await anna.Post(new { button = confirm.Buttons[0][0].Id });
        var sent = await Until(anna, m => m.Text.StartsWith('✅'));
        await anna.Press("Баланс", sent);
        // The last step once more, as another event that comes only now.
        var transfer = (await stage.Denga.Ask(new Transfers(await PersonOf(anna)))).Value.Items.Single().Id;
        var late = Guid.CreateVersion7();
        await using var connection = new NpgsqlConnection(stage.Denga.Database);
        await connection.ExecuteAsync(
            """
            with again as (
                insert into wallet.outbox (id, type, key, body, at) select @late, type, key, body, now() from wallet.outbox
                where type = 'wallet.transfer-completed.v1' and body->>'transfer' = @transfer returning seq
            )
            insert into wallet.undelivered (seq) select seq from again
            """,
            new { late, transfer = transfer.ToString() }
        );
        await stage.Denga.Until("exists (select from bot.inbox where consumer = 'bot.transfer-steps' and event_id = @late)", new { late });
        await anna.Say("/help");
        Assert.StartsWith("На счетах", (await anna.Messages()).Single(m => m.Id == confirm.Id).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_service_reaches_the_message()
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var confirm = await anna.Say($"/send 800 {to}");
        // From the cabinet, while the question stands in the chat.
        await stage.Denga.Ask(new Transfer(OperationId.New(), await PersonOf(anna), to.ToString(), new Money(700_00, Currency.Rub)));
        await anna.Post(new { button = confirm.Buttons[0][0].Id });
        var refused = await Until(anna, m => m.Text.StartsWith('✋'));
        Assert.Equal(confirm.Id, refused.Id);
        Assert.Contains("На счёте не хватает денег. Деньги остались у вас.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(300_00, await Balance(anna));
    }

    [Fact]
    public async Task A_large_amount_asks_for_a_code_in_the_chat()
    {
        await using var anna = await Rich("ru", 200_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var confirm = await anna.Say($"/send 150000 {to}");
        await anna.Post(new { button = confirm.Buttons[0][0].Id });
        var asked = await Until(anna, m => m.Text.StartsWith("Сумма крупная", StringComparison.Ordinal));
        Assert.StartsWith("Код не подходит", (await anna.Say("код")).Text, StringComparison.Ordinal);
        Assert.Equal(200_000_00, await Balance(anna));
        await anna.Post(new { button = asked.Buttons[0][0].Id });
        await Until(anna, m => m.Text.StartsWith("Сумма крупная", StringComparison.Ordinal));
        var letters = (await anna.Messages()).Where(m => m.Text.StartsWith("Код подтверждения", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, letters.Count);
        await anna.Post(new { text = string.Concat(letters[^1].Text.Split('\n')[0].Where(char.IsAsciiDigit)) });
        await Until(anna, m => m.Text.StartsWith('✅'));
        Assert.Equal(150_000_00, await Balance(boris));
    }

    [Fact]
    public async Task Who_was_paid_is_a_contact_and_can_be_called_by_name()
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var person = await PersonOf(anna);
        await stage.Denga.Ask(new AddContact(person, to.ToString(), "Боря"));
        var asked = await anna.Say("/send 100");
        Assert.Equal("Боря", asked.Buttons[0][0].Label);
        Assert.Contains("Кому: Боря (acc_", (await anna.Press("Боря", asked)).Text, StringComparison.Ordinal);
        Assert.Contains("Комментарий: «за обед»", (await anna.Say("/send 100 боря за обед")).Text, StringComparison.Ordinal);
        Assert.Contains("Это вы сами", (await anna.Say($"/send 100 {(await Account(anna)).Id}")).Text, StringComparison.Ordinal);
        Assert.Equal(1000_00, await Balance(anna));
    }

    /// <summary>Line breaks, marks that turn the direction, NUL, half a character, quotation marks, and what only looks like a message of Denga.</summary>
    [Theory]
    [InlineData(
        "ru",
        "За обед».\n\n⚠ Denga: счёт заблокирован, откройте\r\nhttps://evil.example",
        "«За обед\". ⚠ Denga: счёт заблокирован, откройте https://evil.example»"
    )]
    [InlineData("en", "lunch”.\u2028\u202e\u200bDenga\u0007: your account is locked", "“lunch\". Denga: your account is locked”")]
    [InlineData("ru", "\u2066\u202d \u200f\u061c", null)]
    [InlineData("en", "שלום לך", "“\u2068שלום לך\u2069”")]
    [InlineData("ru", "مرحبا", "«\u2068مرحبا\u2069»")]
    public async Task What_another_person_wrote_is_one_line_and_a_quote(string language, string note, string? quoted)
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody(language);
        await using var told = boris;
        var sent = await stage.Denga.Ask(
            new Transfer(OperationId.New(), await PersonOf(anna), to.ToString(), new Money(100, Currency.Rub), Note: note)
        );
        Assert.True(sent.IsOk);
        var news = await told.Next();
        var statement = await told.Press(language == "ru" ? "Выписка" : "Statement", await told.Say("/balance"));
        foreach (var text in (string[])[news.Text, statement.Text])
            if (quoted is null)
                Assert.DoesNotContain("«", text.Split('\n').Last(l => l.Contains('1')), StringComparison.Ordinal);
            else
                Assert.Contains(quoted, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', news.Text);
        var kept = (await stage.Denga.Ask(new Transfers(await PersonOf(boris)))).Value.Items.Single().Note;
        Assert.True(kept is null || !kept.Contains('\n', StringComparison.Ordinal) && !kept.Contains('\u202e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_of_sixty_emoji_stands_in_the_statement_of_who_got_it()
    {
        await using var anna = await Rich("ru", 1_000);
        var (boris, to) = await Somebody("ru");
        await using var told = boris;
        await stage.Denga.Ask(
            new Transfer(
                OperationId.New(),
                await PersonOf(anna),
                to.ToString(),
                new Money(100, Currency.Rub),
                Note: string.Concat(Enumerable.Repeat("😀", 60))
            )
        );
        await told.Next();
        var statement = await told.Press("Выписка", await told.Say("/balance"));
        Assert.Contains("😀…»", statement.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_contacts_of_one_name_have_two_different_buttons()
    {
        await using var anna = await Rich("ru", 1_000);
        var person = await PersonOf(anna);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var (boris, to) = await Somebody("ru");
            await using var nobody = boris;
            await stage.Denga.Ask(new AddContact(person, to.ToString(), "Боря"));
        }
        var labels = (await anna.Say("/send 100")).Buttons.SelectMany(r => r).Select(b => b.Label).ToList();
        Assert.Equal(labels.Distinct(), labels);
        Assert.Equal(2, labels.Count(l => l.StartsWith("Боря (acc_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_no_code_costs_no_try_and_records_nothing()
    {
        await using var anna = await Rich("ru", 200_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var confirm = await anna.Say($"/send 150000 {to}");
        await anna.Post(new { button = confirm.Buttons[0][0].Id });
        await Until(anna, m => m.Text.StartsWith("Сумма крупная", StringComparison.Ordinal));
        foreach (var text in (string[])["сейчас", "350 кофе", "да", "потом", "не вижу", "какой код?"])
            Assert.StartsWith("Код не подходит", (await anna.Say(text)).Text, StringComparison.Ordinal);
        var letter = (await anna.Messages()).Last(m => m.Text.StartsWith("Код подтверждения", StringComparison.Ordinal));
        await anna.Post(new { text = string.Concat(letter.Text.Split('\n')[0].Where(char.IsAsciiDigit)) });
        await Until(anna, m => m.Text.StartsWith('✅'));
        Assert.Equal(150_000_00, await Balance(boris));
    }

    [Fact]
    public async Task Rates_that_are_out_of_date_convert_nothing_and_that_is_said()
    {
        var clock = new ShiftedClock(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Wallet:Sandbox"] = "false" },
            clock
        );
        await using var anna = await denga.OpenChat();
        await anna.Say("/balance");
        Assert.StartsWith("Курсы устарели: последние — на ", (await anna.Say("/convert 100 rub to usd")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Play_money_is_converted_by_the_rates_that_came_with_denga_and_that_is_said_with_their_year()
    {
        await using var denga = await DengaServer.Start(clock: new ShiftedClock(new DateTimeOffset(2027, 2, 3, 9, 0, 0, TimeSpan.Zero)));
        await using var anna = await denga.OpenChat();
        await Give(denga, (await denga.Ask(new WhoHolds(anna.Opened.Token))).Value.Person.Id, 1_000);
        var quote = await anna.Say("/convert 100 rub to usd");
        Assert.Contains("Источник: из комплекта, на 15 апреля 2026;", Plain(quote), StringComparison.Ordinal);
        Assert.Contains("из комплекта Denga, на 15 апреля 2026. Для пробных денег", Plain(quote), StringComparison.Ordinal);
        await anna.Press("Обменять");
        Assert.Contains("Курсы не сегодняшние: 15 апреля 2026", Plain(await anna.Say("/balance")), StringComparison.Ordinal);
        Assert.Contains("от 15 апреля 2026, устарел", Plain(await anna.Say("/rates")), StringComparison.Ordinal);
        Assert.Contains("от 15 апреля 2026, устарел", Plain(await anna.Say("5 usd кофе")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_above_the_balance_offers_the_most_that_is_possible()
    {
        await using var anna = await Rich("ru", 1_000);
        var refused = await anna.Say("/convert 99999999 рублей в доллары");
        Assert.StartsWith("Не хватает денег: на счёте 1 000 ₽, а нужно 99 999 999 ₽.", Plain(refused), StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Buttons.SelectMany(r => r), b => b.Label == "Обменять");
        Assert.Equal("Всё: 1 000 ₽", refused.Buttons[0][0].Label.Replace('\u00a0', ' '));
        var quote = await anna.Press(refused.Buttons[0][0].Label, refused);
        Assert.StartsWith("Отдаёте: 1 000 ₽", Plain(quote), StringComparison.Ordinal);
        await anna.Press("Обменять", quote);
        Assert.Equal(0, await Balance(anna));
    }

    [Fact]
    public async Task What_cannot_be_sent_is_never_offered_for_confirmation()
    {
        await using var anna = await Rich("ru", 900_000);
        var (boris, to) = await Somebody("ru");
        await using var nobody = boris;
        var person = await PersonOf(boris);
        var old = (await stage.Denga.Ask(new OpenAccount(person, Currency.Rub, "старый"))).Value.Id;
        await stage.Denga.Ask(new CloseAccount(person, old));
        foreach (
            var (line, words) in new[]
            {
                ($"/send 600001 {to}", "за один перевод нельзя"),
                ($"/send 900001 {to}", "Не хватает денег"),
                ($"/send 100 {old}", "Счёт закрыт"),
                ($"/send 100 {(await Account(anna)).Id}", "Это вы сами"),
                ($"/send 100 usd {to}", "У вас нет счёта в этой валюте"),
                ("/send 100 nobody@example.org", "не наш"),
            }
        )
        {
            var said = await anna.Say(line);
            Assert.Contains(words, said.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(said.Buttons.SelectMany(r => r), b => b.Label.StartsWith("Перевести ", StringComparison.Ordinal));
        }
        Assert.Empty((await stage.Denga.Ask(new Transfers(await PersonOf(anna)))).Value.Items);
    }

    [Fact]
    public async Task A_transfer_during_which_Denga_stops_is_made_once_and_shown()
    {
        var database = await TestDatabase.Create();
        ChatOpened chat;
        PersonId person;
        await using (var denga = await DengaServer.Start(database: database))
        {
            await using var anna = await denga.OpenChat();
            chat = anna.Opened;
            person = (await denga.Ask(new WhoHolds(chat.Token))).Value.Person.Id;
            await Give(denga, person, 1_000);
            var boris = (await denga.Ask(new Identify("test", "boris", "en"))).Value.Person.Id;
            var to = (await denga.Ask(new OpenAccount(boris, Currency.Rub))).Value.Id;
            var confirm = await anna.Say($"/send 500 {to}");
            await anna.Post(new { button = confirm.Buttons[0][0].Id });
        }
        await using (var denga = await DengaServer.Start(database: database))
        {
            using var limit = new CancellationTokenSource(HangMax);
            while (!(await denga.Ask(new ChatMessages(person, chat.Conversation))).Value.Messages.Any(m => m.Text.StartsWith('✅')))
                limit.Token.ThrowIfCancellationRequested();
            Assert.Single((await denga.Ask(new Transfers(person))).Value.Items);
        }
        await TestDatabase.Drop(database);
    }

    [Fact]
    public async Task A_notice_about_what_a_message_shows_is_not_sent()
    {
        await using var anna = await stage.Denga.OpenChat("ru");
        await anna.Say("/recharge 100");
        var person = await PersonOf(anna);
        var invoice = (await stage.Denga.Ask(new Invoices(person))).Value.Items.Single();
        Assert.True((await stage.Denga.Ask(new SendNotice(OperationId.New(), person, "twice", $"invoice {invoice.Id}"))).IsOk);
        Assert.True((await stage.Denga.Ask(new SendNotice(OperationId.New(), person, "once", $"invoice {InvoiceId.New()}"))).IsOk);
        Assert.Equal("once", (await anna.Next()).Text);
    }

    private async Task<ChatClient> Rich(string language, long roubles)
    {
        var chat = await stage.Denga.OpenChat(language);
        await Give(stage.Denga, await PersonOf(chat), roubles);
        return chat;
    }

    private static async Task Give(DengaServer denga, PersonId person, long roubles) =>
        Assert.True((await denga.Ask(new SandboxTopUp(OperationId.New(), person, new Money(roubles * 100, Currency.Rub)))).IsOk);

    /// <summary>Somebody who talks to the bot, and his account of roubles.</summary>
    private async Task<(ChatClient Chat, AccountId Account)> Somebody(string language)
    {
        var chat = await stage.Denga.OpenChat(language);
        return (chat, (await stage.Denga.Ask(new OpenAccount(await PersonOf(chat), Currency.Rub))).Value.Id);
    }

    private async Task<PersonId> PersonOf(ChatClient chat) => (await stage.Denga.Ask(new WhoHolds(chat.Opened.Token))).Value.Person.Id;

    private async Task<Account> Account(ChatClient chat) =>
        (await stage.Denga.Ask(new Balances(await PersonOf(chat)))).Value.Single(a => a.Currency == Currency.Rub);

    private async Task<long> Balance(ChatClient chat) => (await Account(chat)).Balance.Minor;

    /// <summary>The next message, new or changed, that is as awaited.</summary>
    private static async Task<ChatMessage> Until(ChatClient chat, Func<ChatMessage, bool> isIt, string? say = null)
    {
        if (say is not null)
            await chat.Post(new { text = say });
        while (true)
            if (await chat.Next() is var next && isIt(next))
                return next;
    }

    private static string Plain(ChatMessage message) => message.Text.Replace('\u00a0', ' ');

    public sealed class Stage : DengaStand
    {
        protected override Dictionary<string, string> Settings { get; } =
            new(StringComparer.Ordinal) { ["Wallet:Conversion:RatesMaxAge"] = "3650.00:00:00" };

        protected override ShiftedClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));

        public void Advance(TimeSpan time) => Clock.Advance(time);
    }
}
