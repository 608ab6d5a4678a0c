using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;
using Denga.Payments.Providers.TelegramStars;
using Denga.TestKit.Telegram;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Bot;

/// <summary>Stars that are paid in Telegram, from the question at the till to the money on the account.</summary>
public sealed class StarsTests : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private static readonly Currency Stars = Currency.Parse("XTR");
    private TelegramStand stand = null!;
    private TelegramUser anna = null!;

    public async ValueTask InitializeAsync()
    {
        stand = await TelegramStand.Start(more: ("Payments:Providers:telegramstars:On", "true"));
        anna = stand.Telegram.User(71, "ru");
        await anna.Asks("/start");
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(stand.Telegram.Violations);
        await stand.DisposeAsync();
    }

    [Fact]
    public async Task Stars_are_asked_about_taken_and_credited_once_also_when_they_are_told_twice()
    {
        var (person, invoice) = await TopUp(100);
        var question = await stand.Telegram.WaitForAnswer(stand.Telegram.OpenStars(anna, invoice.Payment!.Link!));
        Assert.Null(question.Refusal);
        stand.Telegram.TakeStars(anna, invoice.Payment.Link!);
        stand.Telegram.TellStarsAgain(anna);
        await Until(person, invoice.Id, i => i.Paid == new Money(100, Stars));
        await stand.Telegram.WaitUntilConfirmed();
        await stand.Until("not exists (select from payments.work where kind = 'payments.stars' and state = 'waiting')");
        Assert.Equal(new Money(100, Stars), await Balance(person));
        Assert.Equal(1L, await stand.Select<long>("select count(*) from bot.star_payment"));
    }

    [Fact]
    public async Task An_old_invoice_that_is_paid_again_is_credited_again()
    {
        var (person, invoice) = await TopUp(100);
        stand.Telegram.TakeStars(anna, invoice.Payment!.Link!);
        await Until(person, invoice.Id, i => i.State == InvoiceState.Paid);
        var question = await stand.Telegram.WaitForAnswer(stand.Telegram.OpenStars(anna, invoice.Payment.Link!));
        Assert.Null(question.Refusal);
        stand.Telegram.TakeStars(anna, invoice.Payment.Link!);
        await Until(person, invoice.Id, i => i is { State: InvoiceState.Overpaid, Paid.Minor: 200 });
        Assert.Equal(new Money(200, Stars), await Balance(person));
    }

    [Fact]
    public async Task Stars_of_which_the_update_was_lost_are_found_in_Telegrams_list()
    {
        var (person, invoice) = await TopUp(100);
        stand.Telegram.TakeStars(anna, invoice.Payment!.Link!, isTold: false);
        var provider = stand.Denga.ServicesOf("payments").GetRequiredService<TelegramStarsProvider>();
        await provider.Ask(
            new PaymentReference(invoice.Payment.Id, ProviderId: null, invoice.Amount, invoice.Payment.StartedAt),
            CancellationToken.None
        );
        await Until(person, invoice.Id, i => i.State == InvoiceState.Paid);
    }

    [Fact]
    public async Task Another_amount_and_an_unknown_invoice_are_refused_in_the_payers_language()
    {
        var (_, invoice) = await TopUp(100);
        var cheaper = await stand.Telegram.WaitForAnswer(stand.Telegram.OpenStars(anna, invoice.Payment!.Link!, stars: 1));
        Assert.Contains("звёзды не списаны", cheaper.Refusal, StringComparison.Ordinal);
        stand.Telegram.Deliver("pre_checkout_query", Foreign("pay_00000000000000000000000000000001"));
        var foreign = await stand.Telegram.WaitForCall("answerPreCheckoutQuery", c => c["pre_checkout_query_id"] == "foreign");
        Assert.Contains("no Stars were charged", foreign["error_message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_database_down_the_payer_is_politely_asked_to_wait()
    {
        var (_, invoice) = await TopUp(100);
        await using (var away = new NpgsqlConnection(stand.Denga.Database))
        {
            await away.OpenAsync(TestContext.Current.CancellationToken);
            // Whoever reads a payment waits for this, as for a server that hangs.
            await using var hanging = await away.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var locked = new NpgsqlCommand("lock table payments.payment in access exclusive mode", away, hanging);
            await locked.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var question = await stand.Telegram.WaitForAnswer(stand.Telegram.OpenStars(anna, invoice.Payment!.Link!));
            Assert.Contains("Попробуйте через минуту", question.Refusal, StringComparison.Ordinal);
        }
        var again = await stand.Telegram.WaitForAnswer(stand.Telegram.OpenStars(anna, invoice.Payment!.Link!));
        Assert.Null(again.Refusal);
    }

    [Fact]
    public async Task Stars_go_back_to_who_paid_them()
    {
        var (person, invoice) = await TopUp(100);
        var friend = stand.Telegram.User(72, "en");
        await friend.Asks("/start");
        stand.Telegram.TakeStars(friend, invoice.Payment!.Link!);
        await Until(person, invoice.Id, i => i.State == InvoiceState.Paid);
        var refund = await stand.Denga.Ask(new RefundInvoice(OperationId.New(), person, invoice.Id, "because"));
        Assert.True(refund.IsOk, refund.Error?.Code);
        await Until(person, invoice.Id, i => i.State == InvoiceState.Refunded);
        Assert.Equal(100, stand.Telegram.StarsGivenBack(invoice.Payment.Id.ToString()));
    }

    [Fact]
    public async Task A_top_up_in_a_currency_that_nobody_takes_is_told_which_are_taken_and_changes_nothing()
    {
        foreach (
            var line in (string[])
                [
                    "пополнить 5 тугриков",
                    "пополни на 5 тенге",
                    "пополни счёт на пять крон",
                    "recharge 5 XYZ",
                    "top up 10 zloty",
                    "положи 500 рублей на баланс",
                    "/recharge 7 манатов",
                    "/recharge 20 $",
                ]
        )
        {
            var answer = await anna.Asks(line);
            Assert.Contains("Принимают: звёзды Telegram.", answer.Text, StringComparison.Ordinal);
        }
        Assert.Contains("самое большее", (await anna.Asks("/recharge 1000000 XTR")).Text, StringComparison.Ordinal);
        Assert.Empty(await stand.Entries(anna));
        Assert.Equal(0L, await stand.Select<long>("select count(*) from payments.invoice"));
    }

    [Fact]
    public async Task Who_paid_is_in_his_export_and_is_forgotten_when_he_is_erased_and_the_payment_stays()
    {
        const long number = 7_100_000_071;
        var boris = stand.Telegram.User(number, "ru");
        await boris.Asks("/start");
        var person = await stand.PersonOf(boris);
        var invoice = (await stand.Denga.Ask(new TopUp(OperationId.New(), person, new Money(100, Stars), "telegramstars"))).Value;
        var charge = stand.Telegram.TakeStars(boris, invoice.Payment!.Link!);
        await Until(person, invoice.Id, i => i.State == InvoiceState.Paid);
        var export = (await stand.Denga.Ask(new ExportPersonalRecords(person))).Value.Modules["bot"];
        var paid = Assert.Single(export.GetProperty("stars").EnumerateArray());
        Assert.Equal((charge, number), (paid.GetProperty("charge").GetString(), paid.GetProperty("payer").GetInt64()));

        // Nobody with money is erased.
        Assert.True((await stand.Denga.Ask(new RefundInvoice(OperationId.New(), person, invoice.Id, "because"))).IsOk);
        await Until(person, invoice.Id, i => i.State == InvoiceState.Refunded);
        var erased = await stand.Denga.Ask(new ErasePerson(person));
        Assert.True(erased.IsOk, erased.Error?.Code);
        await stand.Until($"(select payer is null from bot.star_payment where charge = '{charge}')");
        Assert.Equal(100L, await stand.Select<long>("select sum(stars)::bigint from bot.star_payment"));
        Assert.Equal(0L, await stand.Select<long>($"select count(*) from bot.outside_call where request like '%{number}%'"));
    }

    private static System.Text.Json.Nodes.JsonObject Foreign(string payload) =>
        new()
        {
            ["id"] = "foreign",
            ["from"] = new System.Text.Json.Nodes.JsonObject
            {
                ["id"] = 73,
                ["is_bot"] = false,
                ["first_name"] = "Bob",
                ["language_code"] = "en",
            },
            ["currency"] = "XTR",
            ["total_amount"] = 1,
            ["invoice_payload"] = payload,
        };

    private async Task<(PersonId Person, Invoice Invoice)> TopUp(long stars)
    {
        var person = await stand.PersonOf(anna);
        var invoice = await stand.Denga.Ask(new TopUp(OperationId.New(), person, new Money(stars, Stars), "telegramstars"));
        Assert.True(invoice.IsOk, invoice.Error?.Code);
        return (person, invoice.Value);
    }

    private async Task<Money> Balance(PersonId person) =>
        Assert.Single((await stand.Denga.Ask(new Balances(person))).Value, a => ReferenceEquals(a.Balance.Currency, Stars)).Balance;

    private async Task Until(PersonId person, InvoiceId id, Func<Invoice, bool> isSo)
    {
        using var limit = new CancellationTokenSource(HangMax);
        Invoice invoice;
        while (!isSo(invoice = (await stand.Denga.Ask(new InvoiceById(person, id))).Value))
            Assert.False(limit.IsCancellationRequested, $"The invoice stays {invoice.State} with {invoice.Paid}.");
    }
}
