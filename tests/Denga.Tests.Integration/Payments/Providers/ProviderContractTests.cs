using System.Net;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Providers;
using Denga.Platform.Outside;
using Denga.TestKit.Providers;

namespace Denga.Tests.Integration.Payments.Providers;

/// <summary>What every provider does in the same way, whoever it is. A new one passes all of them.</summary>
public abstract class ProviderContractTests<TStand>(TStand stand) : IAsyncLifetime
    where TStand : ProviderStand
{
    private protected TStand Stand => stand;

    private protected IPaymentProvider Provider => stand.Provider;

    public async ValueTask InitializeAsync() => await stand.Recover();

    /// <summary>Whatever happened, it asked as the provider wants to be asked.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Assert.Empty(stand.Violations);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_says_who_it_is_and_which_amounts_it_takes()
    {
        Assert.Matches("^[a-z]+$", Provider.Name);
        Assert.True(Provider.IsConfigured);
        Assert.True(Provider.IsAvailable);
        var range = await Provider.Range(stand.Currency, default);
        Assert.NotNull(range);
        Assert.True(!(stand.Amount < (range.Least ?? stand.Amount)) && !(stand.Amount > (range.Most ?? stand.Amount)));
        Assert.Null(await Provider.Range(Currency.Parse("KPW"), default));
    }

    [Fact]
    public async Task A_payment_that_is_asked_for_has_a_place_to_pay_it_and_waits()
    {
        var order = stand.Order();
        var payment = await Provider.Start(order, default);
        Assert.Equal((ProviderPaymentState.Pending, order.Key, order.Amount), (payment.State, payment.Key, payment.Asked));
        Assert.True(Uri.TryCreate(payment.Link, UriKind.Absolute, out _));
        Assert.Empty(payment.Charges);
    }

    [Fact]
    public async Task Asked_for_again_under_the_same_key_it_is_the_same_payment()
    {
        var order = stand.Order();
        var first = await Provider.Start(order, default);
        stand.Advance(TimeSpan.FromMinutes(3));
        var again = await Provider.Start(order, default);
        Assert.NotNull(first.ProviderId);
        Assert.Equal(first.ProviderId, again.ProviderId);
    }

    [Theory]
    [InlineData(504)]
    [InlineData(500)]
    [InlineData(0)]
    public async Task Where_the_answer_is_lost_nobody_knows_and_asking_finds_what_was_made(int status)
    {
        var order = stand.Order();
        stand.FailNext(status == 0 && stand is TelegramStarsStand ? 502 : status, afterDoing: true);
        var lost = await Assert.ThrowsAsync<OutsideException>(() => Provider.Start(order, default));
        Assert.True(lost.MayHaveArrived);
        await stand.Recover();
        await OneIsThere(order);
    }

    [Fact]
    public async Task Where_it_hangs_nobody_knows_and_asking_finds_what_was_made()
    {
        var order = stand.Order();
        await stand.Silence(async () =>
            Assert.True((await Assert.ThrowsAsync<OutsideException>(() => Provider.Start(order, default))).MayHaveArrived)
        );
        await stand.Recover();
        await OneIsThere(order);
    }

    [Fact]
    public async Task What_never_arrived_is_unknown_there()
    {
        var order = stand.Order();
        stand.FailNext(503);
        await Assert.ThrowsAsync<OutsideException>(() => Provider.Start(order, default));
        await stand.Recover();
        Assert.Null(await Provider.Ask(ProviderStand.Reference(order), default));
    }

    [Fact]
    public async Task Money_that_came_is_told_with_its_fee_and_again_under_the_same_id()
    {
        var (order, paid) = await stand.Paid();
        Assert.Equal((ProviderPaymentState.Paid, order.Key), (paid.State, paid.Key));
        var charge = Assert.Single(paid.Charges);
        Assert.Equal(order.Amount, charge.Amount);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (charge.At.Offset, paid.At.Offset));
        if (charge.Fee is { } fee)
            Assert.True(fee < charge.Amount && fee.Minor > 0);
        Assert.Equal(charge.Id, Assert.Single((await stand.Ask(order)).Charges).Id);
        var byItsId = await Provider.Ask(ProviderStand.Reference(order, paid.ProviderId), default);
        Assert.Equal(charge.Id, Assert.Single(byItsId!.Charges).Id);
    }

    [Fact]
    public async Task A_declined_card_ends_nothing_or_all_of_it_and_another_card_pays()
    {
        var order = stand.Order();
        await Provider.Start(order, default);
        stand.Refuse(order.Key);
        if (await Provider.Ask(ProviderStand.Reference(order), default) is { State: ProviderPaymentState.Refused } refused)
        {
            Assert.NotEmpty(refused.Reason!);
            Assert.Empty(refused.Charges);
            order = stand.Order();
            await Provider.Start(order, default);
        }
        stand.Pay(order.Key);
        Assert.Equal(ProviderPaymentState.Paid, (await stand.Ask(order)).State);
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("1.7")]
    public async Task Another_amount_than_was_asked_for_is_told_as_it_came(string part)
    {
        var order = stand.Order();
        await Provider.Start(order, default);
        var share = decimal.Parse(part, System.Globalization.CultureInfo.InvariantCulture);
        stand.Pay(order.Key, share);
        var charge = Assert.Single((await stand.Ask(order)).Charges);
        Assert.Equal(order.Amount.Currency, charge.Amount.Currency);
        // Of what somebody else computes a remainder below the smallest unit stays with him.
        Assert.InRange(charge.Amount.Minor, (long)(order.Amount.Minor * share) - 1, (long)(order.Amount.Minor * share));
    }

    [Fact]
    public async Task Money_that_comes_after_the_end_is_told_all_the_same()
    {
        var order = stand.Order();
        await Provider.Start(order, default);
        stand.Expire(order.Key);
        var ended = await Provider.Ask(ProviderStand.Reference(order), default);
        Assert.True(ended is null or { State: ProviderPaymentState.Expired, Charges: [] });
        stand.Advance(TimeSpan.FromHours(2));
        stand.Pay(order.Key);
        Assert.Equal(order.Amount, Assert.Single((await stand.Ask(order)).Charges).Amount);
    }

    [Fact]
    public async Task What_is_refused_at_once_says_why_and_made_no_payment()
    {
        if (stand.TooLittle is not { } little)
            return;
        var order = stand.Order(little);
        var refused = await Provider.Start(order, default);
        Assert.Equal((ProviderPaymentState.Refused, null), (refused.State, refused.ProviderId));
        Assert.NotEmpty(refused.Reason!);
        Assert.Null(await Provider.Ask(ProviderStand.Reference(order), default));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task A_wrong_key_and_too_many_calls_are_no_refusal_of_the_payment(int status)
    {
        // Telegram says 403 of a chat, never of the bot.
        if (stand is TelegramStarsStand && status == 403)
            return;
        stand.FailNext(status, body: """{"error":{"message":"no"}}""");
        var failure = await Assert.ThrowsAsync<OutsideException>(() => Provider.Start(stand.Order(), default));
        Assert.Equal(stand is TelegramStarsStand ? OutsideFailure.Unclear : OutsideFailure.Refuses, failure.Why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<html>ok</html>")]
    [InlineData("""{"state":0,"status":"succeeded","id":null}""")]
    public async Task An_answer_that_says_nothing_is_neither_success_nor_refusal(string body)
    {
        if (stand is TelegramStarsStand)
            return;
        stand.FailNext(200, body: body);
        Assert.True((await Assert.ThrowsAsync<OutsideException>(() => Provider.Start(stand.Order(), default))).MayHaveArrived);
    }

    [Fact]
    public async Task A_refund_gives_everything_back_once_however_often_it_is_asked_for()
    {
        var (order, paid) = await stand.Paid();
        var refund = Refund(order, paid);
        await Provider.Refund(refund, default);
        await Provider.Refund(refund, default);
        stand.EndRefunds();
        Assert.Equal(ProviderRefundState.Done, (await Provider.Refund(refund, default)).State);
        Assert.Equal(order.Amount.ToDecimal(), stand.GivenBack(order.Key));
        Assert.Equal(ProviderRefundState.Done, (await AskRefund(order, paid, refund))!.State);
        Assert.Equal(order.Amount, (await stand.Ask(order)).Refunded);
    }

    [Theory]
    [InlineData(504, true)]
    [InlineData(503, false)]
    public async Task Where_the_answer_to_a_refund_is_lost_asking_finds_it_or_nothing(int status, bool wasDone)
    {
        var (order, paid) = await stand.Paid();
        var refund = Refund(order, paid);
        if (stand is HttpProviderStand<HeleketDouble>)
        {
            // There the state is looked at first; the failure is for the refund itself.
            stand.FailNext(status, times: 2, afterDoing: wasDone);
            await Assert.ThrowsAsync<OutsideException>(() => Provider.Refund(refund, default));
            Assert.Null(await AskAfterRecovery(order, paid, refund));
            return;
        }
        stand.FailNext(status, afterDoing: wasDone);
        await Assert.ThrowsAsync<OutsideException>(() => Provider.Refund(refund, default));
        Assert.Equal(wasDone, await AskAfterRecovery(order, paid, refund) is not null);
        Assert.Equal(ProviderRefundState.Done, (await Provider.Refund(refund, default)).State);
        Assert.Equal(order.Amount.ToDecimal(), stand.GivenBack(order.Key));
    }

    [Fact]
    public async Task What_somebody_else_gave_back_already_counts_as_given_back()
    {
        var (order, paid) = await stand.Paid();
        stand.RefundOutside(order.Key);
        Assert.Equal(ProviderRefundState.Done, (await Provider.Refund(Refund(order, paid), default)).State);
    }

    [Fact]
    public async Task Two_refunds_of_sixty_on_a_hundred_give_sixty_back()
    {
        var (order, paid) = await stand.Paid();
        if (!Provider.Abilities.RefundsInPart)
            return;
        var sixty = new Money(order.Amount.Minor * 6 / 10, order.Amount.Currency);
        Assert.Equal(ProviderRefundState.Done, (await Provider.Refund(Refund(order, paid, sixty), default)).State);
        var second = await Provider.Refund(Refund(order, paid, sixty), default);
        Assert.Equal(ProviderRefundState.Failed, second.State);
        Assert.NotEmpty(second.Reason!);
        var forty = new Money(order.Amount.Minor * 4 / 10, order.Amount.Currency);
        Assert.Equal(ProviderRefundState.Done, (await Provider.Refund(Refund(order, paid, forty), default)).State);
        Assert.Equal(order.Amount.ToDecimal(), stand.GivenBack(order.Key));
    }

    [Fact]
    public async Task Its_list_has_what_was_paid_within_the_time_and_nothing_else()
    {
        stand.Advance(TimeSpan.FromHours(30));
        var (before, _) = await stand.Paid();
        stand.Advance(TimeSpan.FromHours(1));
        var from = stand.Now - TimeSpan.FromSeconds(1);
        var (first, paid) = await stand.Paid();
        stand.Advance(TimeSpan.FromMinutes(1));
        var (second, _) = await stand.Paid();
        var to = stand.Now + TimeSpan.FromSeconds(1);
        var listed = await Provider.List(from, to, default).ToListAsync();
        Assert.Equal(
            [first.Key, second.Key],
            listed
                .Where(p => p.Charges.Count > 0)
                .Select(p => p.Key!.Value)
                .Order(Comparer<PaymentId>.Create((a, b) => a.Value.CompareTo(b.Value)))
        );
        Assert.DoesNotContain(listed, p => p.Key == before.Key);
        Assert.Equal(paid.Charges[0].Id, listed.Single(p => p.Key == first.Key).Charges[0].Id);
    }

    [Fact]
    public async Task After_five_failures_it_is_left_alone_and_after_a_minute_one_call_finds_out()
    {
        var order = stand.Order();
        stand.FailNext(500, times: 5);
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<OutsideException>(() => Provider.Start(order, default));
        var calls = stand.Calls;
        await Assert.ThrowsAsync<OutsideException>(() => Provider.Start(order, default));
        Assert.False(Provider.IsAvailable);
        Assert.Equal(calls, stand.Calls);
        stand.Advance(TimeSpan.FromSeconds(61));
        Assert.True(Provider.IsAvailable);
        Assert.Equal(ProviderPaymentState.Pending, (await Provider.Start(order, default)).State);
        Assert.True(Provider.IsAvailable);
    }

    [Fact]
    public async Task Calls_about_money_are_kept_without_secrets()
    {
        var order = stand.Order();
        await Provider.Start(order, default);
        var of = $"from {stand.Schema}.outside_call where operation_id = '{order.Key.Value}'";
        Assert.Equal(1, await stand.Select<int>($"select count(*) {of} and status = 200"));
        var kept = await stand.Select<string>($"select request || answer {of}");
        Assert.All(stand.Secrets, secret => Assert.DoesNotContain(secret, kept, StringComparison.Ordinal));
        Assert.DoesNotContain("anna@example.org", kept, StringComparison.Ordinal);
    }

    private async Task OneIsThere(PaymentOrder order)
    {
        var found = await Provider.Ask(ProviderStand.Reference(order), default);
        var again = await Provider.Start(order, default);
        Assert.Equal(ProviderPaymentState.Pending, again.State);
        if (found is not null)
            Assert.Equal(again.ProviderId, found.ProviderId);
        else
            Assert.IsType<TelegramStarsStand>(stand, exactMatch: false);
        stand.Pay(order.Key);
        Assert.Single((await stand.Ask(order)).Charges);
    }

    private RefundOrder Refund(PaymentOrder order, ProviderPayment paid, Money? amount = null) =>
        new(
            new RefundId(Guid.CreateVersion7()),
            ProviderStand.Reference(order, paid.ProviderId),
            paid.Charges[0].Id,
            amount ?? order.Amount,
            order.Person,
            "Передумал: \"<b>"
        );

    private Task<ProviderRefund?> AskRefund(PaymentOrder order, ProviderPayment paid, RefundOrder refund) =>
        Provider.AskRefund(
            new RefundReference(refund.Key, ProviderId: null, ProviderStand.Reference(order, paid.ProviderId), refund.Amount),
            default
        );

    private async Task<ProviderRefund?> AskAfterRecovery(PaymentOrder order, ProviderPayment paid, RefundOrder refund)
    {
        await stand.Recover();
        return await AskRefund(order, paid, refund);
    }
}

/// <summary>What those who send webhooks do in the same way.</summary>
public abstract class WebhookContractTests<TStand, TDouble>(TStand stand) : ProviderContractTests<TStand>(stand)
    where TStand : HttpProviderStand<TDouble>
    where TDouble : ProviderDouble
{
    [Fact]
    public async Task A_webhook_tells_what_the_provider_answers_when_it_is_asked()
    {
        var (order, paid) = await Stand.Paid();
        var webhook = Stand.Webhook(order);
        Assert.NotNull(Stand.Verify(webhook));
        var told = Assert.Single(await Stand.Read(webhook));
        Assert.Equal((ProviderPaymentState.Paid, order.Key, paid.Charges[0].Id), (told.State, told.Key, told.Charges[0].Id));
    }

    [Fact]
    public async Task One_about_another_payment_than_was_signed_is_refused_or_not_believed()
    {
        var (paid, known) = await Stand.Paid();
        var waiting = Stand.Order();
        var other = await Provider.Start(waiting, default);
        var forged = Stand.Webhook(paid).With(known.ProviderId!, other.ProviderId!);
        if (Stand.Verify(forged) is not null)
            Assert.All(await Stand.Read(forged), told => Assert.Empty(told.Charges));
        else
            Assert.NotEqual("yookassa", Provider.Name);
    }

    [Fact]
    public async Task One_without_a_signature_or_from_anywhere_is_refused()
    {
        var (order, _) = await Stand.Paid();
        var webhook = Stand.Webhook(order);
        var bare = webhook with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) };
        if (Provider.Name == "heleket")
            bare = webhook with
            {
                Body = Encoding.UTF8.GetBytes(webhook.Text[..webhook.Text.LastIndexOf(",\"sign\"", StringComparison.Ordinal)] + "}"),
            };
        Assert.Null(Stand.Verify(bare, Provider.Name == "yookassa" ? IPAddress.Parse("203.0.113.7") : webhook.From));
    }

    [Fact]
    public async Task A_repeat_is_the_same_delivery()
    {
        var (order, _) = await Stand.Paid();
        var webhook = Stand.Webhook(order);
        Assert.Equal(Stand.Verify(webhook), Stand.Verify(webhook));
        Assert.Equal(Assert.Single(await Stand.Read(webhook)).Charges, Assert.Single(await Stand.Read(webhook)).Charges);
    }

    [Fact]
    public async Task While_the_provider_hangs_a_webhook_waits()
    {
        var (order, _) = await Stand.Paid();
        var webhook = Stand.Webhook(order);
        await Stand.Silence(() => Assert.ThrowsAsync<OutsideException>(() => Stand.Read(webhook)));
        await Stand.Recover();
        Assert.Single(await Stand.Read(webhook));
    }

    [Fact]
    public async Task About_a_payment_that_the_provider_does_not_know_it_says_nothing()
    {
        var (order, paid) = await Stand.Paid();
        var unknown = Stand.Webhook(order).With(paid.ProviderId!, new string('0', paid.ProviderId!.Length));
        Assert.Empty(await Stand.Read(unknown));
    }

    [Fact]
    public async Task Garbage_is_refused_whatever_it_is()
    {
        var (order, _) = await Stand.Paid();
        var headers = Stand.Webhook(order).Headers;
        var noise = new byte[100 * 1024];
        new Random(7).NextBytes(noise);
        byte[][] bodies =
        [
            noise,
            [],
            Encoding.UTF8.GetBytes(new string('{', 100 * 1024)),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", 10_000))),
            Encoding.UTF8.GetBytes("\"" + new string('x', 100 * 1024) + "\""),
            "null"u8.ToArray(),
            "[]"u8.ToArray(),
            "{\"sign\":null,\"type\":7,\"event\":{},\"object\":[],\"id\":{}}"u8.ToArray(),
            "{\"sign\":\"\",\"sign\":\"\"}"u8.ToArray(),
            "{\"type\":\"notification\",\"event\":\"payment.succeeded\",\"object\":\"x\"} trailing"u8.ToArray(),
        ];
        Assert.All(bodies, body => Assert.Null(Stand.Verify(Stand.Webhook(order) with { Body = body, Headers = headers })));
    }
}

public sealed class HeleketContractTests(HeleketStand stand)
    : WebhookContractTests<HeleketStand, HeleketDouble>(stand),
        IClassFixture<HeleketStand>;

public sealed class YooKassaContractTests(YooKassaStand stand)
    : WebhookContractTests<YooKassaStand, YooKassaDouble>(stand),
        IClassFixture<YooKassaStand>;

public sealed class StripeContractTests(StripeStand stand)
    : WebhookContractTests<StripeStand, StripeDouble>(stand),
        IClassFixture<StripeStand>;

public sealed class TelegramStarsContractTests(TelegramStarsStand stand)
    : ProviderContractTests<TelegramStarsStand>(stand),
        IClassFixture<TelegramStarsStand>;
