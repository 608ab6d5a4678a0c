using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Web;

/// <summary>Money in, and Stars out, from the pages of the cabinet.</summary>
public sealed class PaymentPagesTests(PaymentPagesTests.Stage stage) : IClassFixture<PaymentPagesTests.Stage>
{
    [Fact]
    public async Task A_top_up_is_paid_on_the_providers_page_and_its_own_page_turns_by_itself()
    {
        using var anna = await Come();
        using var news = await anna.Listen();
        await anna.Open("/app/top-up");
        await anna.Send("/app/top-up", ("amount", "сто рублей"), ("currency", "RUB"));
        Assert.Contains("data-state=\"Pending\"", anna.Page, StringComparison.Ordinal);
        Assert.Contains("Оплатить 100,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        var (invoice, link) = (anna.Address, Browser.Link(anna.Page));
        while (await Browser.Line(news) != "event: money") { }
        await stage.Denga.Pay(link);
        // Told at once; the page then asks for itself.
        while (!(await Browser.Line(news)).Contains("100,00", StringComparison.Ordinal)) { }
        await anna.Until(invoice, "data-state=\"Paid\"");
        Assert.Contains("Деньги на вашем счёте", anna.Words, StringComparison.Ordinal);
        Assert.Contains("Зачислено 100,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/payments");
        Assert.Contains("Пополнение счёта", anna.Words, StringComparison.Ordinal);
        Assert.Contains("выполнено", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app");
        Assert.Contains("100,00\u00a0₽", anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_in_part_can_be_paid_up_and_a_refusal_tried_again()
    {
        using var anna = await Come();
        await anna.Open("/app/top-up");
        await anna.Send("/app/top-up", ("amount", "500"), ("currency", "RUB"));
        var invoice = anna.Address;
        await stage.Denga.Pay(Browser.Link(anna.Page), "refuse");
        await anna.Until(invoice, "отказали");
        await anna.Send(invoice + "/pay", ("provider", "sandbox"));
        Assert.Equal(invoice, anna.Address);
        await stage.Denga.Pay(Browser.Link(anna.Page), "pay-half");
        await anna.Until(invoice, "data-state=\"PartlyPaid\"");
        Assert.Contains("Не хватает 250,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Отменить счёт", anna.Words, StringComparison.Ordinal);
        await anna.Send(invoice + "/pay", ("provider", "sandbox"));
        await stage.Denga.Pay(Browser.Link(anna.Page));
        await anna.Until(invoice, "data-state=\"Paid\"");
    }

    [Fact]
    public async Task A_cancelled_invoice_says_so_and_money_that_comes_all_the_same_is_shown()
    {
        using var anna = await Come();
        await anna.Open("/app/top-up");
        await anna.Send("/app/top-up", ("amount", "70"), ("currency", "RUB"));
        var (invoice, link) = (anna.Address, Browser.Link(anna.Page));
        await anna.Send(invoice + "/cancel");
        Assert.Contains("Счёт отменён", anna.Words, StringComparison.Ordinal);
        await stage.Denga.Pay(link, "pay-late");
        await anna.Until(invoice, "data-state=\"Paid\"");
    }

    [Fact]
    public async Task A_refund_stands_on_the_receipt_and_in_the_history()
    {
        using var anna = await Come();
        await anna.TopUp("300", "RUB");
        var invoice = anna.Address;
        var id = InvoiceId.Parse(invoice.Split('/')[^1], null);
        Assert.True(
            (
                await stage.Denga.Ask(
                    new RefundInvoice(OperationId.New(), stage.Operator, id, "по просьбе", new Money(100_00, Currency.Rub))
                )
            ).IsOk
        );
        await anna.Until(invoice, "data-state=\"PartlyRefunded\"");
        Assert.Contains("Возвращено 100,00\u00a0₽ из 300,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/payments?type=Refund");
        Assert.Contains("−100,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/payments?type=Purchase");
        Assert.DoesNotContain("300,00", anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_persons_invoice_and_order_look_like_none()
    {
        using var anna = await Come();
        using var mallory = await Come();
        await anna.TopUp("100", "RUB");
        var invoice = anna.Address;
        await mallory.Open(invoice);
        Assert.Equal(HttpStatusCode.NotFound, mallory.Status);
        await mallory.Open("/app/stars/orders/ord_" + Guid.CreateVersion7().ToString("N"));
        Assert.Equal(HttpStatusCode.NotFound, mallory.Status);
        // Who comes back from a provider's page without a session is told nothing of the payment.
        using var nobody = new Browser(stage.Denga);
        await nobody.Open(invoice);
        Assert.Equal(HttpStatusCode.OK, nobody.Status);
        Assert.Contains("Вы вернулись со страницы оплаты", nobody.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("100", nobody.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "больше нуля")]
    [InlineData("-5", "больше нуля")]
    [InlineData("много", "Напишите сумму числом")]
    [InlineData("", "Заполните")]
    public async Task An_amount_that_cannot_be_is_refused_at_its_field(string amount, string words)
    {
        using var anna = await Come();
        await anna.Open("/app/top-up");
        await anna.Send("/app/top-up", ("amount", amount), ("currency", "RUB"));
        Assert.Equal(HttpStatusCode.BadRequest, anna.Status);
        Assert.Contains(words, anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stars_are_bought_from_the_balance_after_the_recipient_was_shown()
    {
        using var anna = await Come();
        await anna.TopUp("1000", "RUB");
        await anna.Open("/app/stars");
        await anna.Send("/app/stars", ("other", "100"), ("to", "t.me/Masha_Ivanova"));
        Assert.Contains("@Masha_Ivanova (Masha Ivanova)", anna.Words, StringComparison.Ordinal);
        Assert.Contains("data-until", anna.Page, StringComparison.Ordinal);
        Assert.Contains("Купить за", anna.Words, StringComparison.Ordinal);
        await anna.Send("/app/stars/orders");
        var order = anna.Address;
        await anna.Until(order, "data-state=\"Delivered\"");
        Assert.Contains("100 звёзд", anna.Words.Replace('\u00a0', ' '), StringComparison.Ordinal);
        await anna.Open("/app/stars/orders");
        Assert.Contains("доставлен", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/payments?type=Purchase");
        Assert.Contains("100 звёзд", anna.Words.Replace('\u00a0', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_paid_by_an_invoice_and_the_order_goes_on_by_itself()
    {
        using var anna = await Come();
        await anna.Open("/app/stars");
        await anna.Send("/app/stars", ("other", "50"), ("to", "@masha"));
        Assert.Contains("Не хватает", anna.Words, StringComparison.Ordinal);
        await anna.Send("/app/stars/orders", ("provider", "sandbox"));
        var order = anna.Address;
        Assert.StartsWith("/app/stars/orders/ord_", order, StringComparison.Ordinal);
        var link = Browser.Link(anna.Page);
        // One unpaid order a person: another leads to it.
        await anna.Open("/app/stars");
        await anna.Send("/app/stars", ("other", "60"), ("to", "@masha"));
        await anna.Send("/app/stars/orders", ("provider", "sandbox"));
        Assert.Equal(order + "?said=waits", anna.Address);
        await stage.Denga.Pay(link);
        await anna.Until(order, "data-state=\"Delivered\"");
    }

    [Fact]
    public async Task An_order_that_fails_frees_the_money_and_says_why()
    {
        using var anna = await Come();
        await anna.TopUp("1000", "RUB");
        await anna.Open("/app/stars");
        await anna.Send("/app/stars", ("other", "50"), ("to", "@failed_one"), ("way", nameof(StarsWay.Fragment)));
        Assert.Contains("Через Fragment", anna.Words, StringComparison.Ordinal);
        await anna.Send("/app/stars/orders");
        await anna.Until(anna.Address, "data-state=\"Failed\"");
        Assert.Contains("Продавец не смог доставить", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app");
        Assert.Contains("1\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("49", "@masha", "от 50 до 1 000 000")]
    [InlineData("много", "@masha", "сколько")]
    [InlineData("100", "@nobody_there", "нет")]
    [InlineData("100", "не имя", "не похоже на имя")]
    [InlineData("100", "", "имени в Telegram")]
    public async Task What_cannot_be_ordered_is_refused_before_money_moves(string quantity, string to, string words)
    {
        using var anna = await Come();
        await anna.Open("/app/stars");
        await anna.Send("/app/stars", ("other", quantity), ("to", to));
        Assert.NotEqual(HttpStatusCode.OK, anna.Status);
        Assert.Contains(words, anna.Words.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.Empty((await stage.Denga.Ask(new StarsOrders(await anna.Me()))).Value.Items);
    }

    private async Task<Browser> Come()
    {
        var browser = new Browser(stage.Denga);
        await browser.Register($"p{Guid.CreateVersion7():N}@example.org");
        return browser;
    }

    public sealed class Stage : IAsyncLifetime
    {
        public DengaServer Denga { get; private set; } = null!;

        public PersonId Operator { get; } = PersonId.New();

        public async ValueTask InitializeAsync() =>
            Denga = await DengaServer.Start(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Identity:Mailbox"] = "true",
                    ["Stars:LookupsPerMinute"] = "10000",
                    ["Stars:CapPerHour"] = "1000000",
                    ["Stars:CapPerDay"] = "1000000",
                }
            );

        public async ValueTask DisposeAsync() => await Denga.DisposeAsync();
    }
}
