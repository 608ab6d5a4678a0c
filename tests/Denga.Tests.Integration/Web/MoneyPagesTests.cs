using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Web;

/// <summary>Money moved from the pages of the cabinet.</summary>
public sealed class MoneyPagesTests(DengaStand stand) : IClassFixture<DengaStand>, IAsyncLifetime
{
    private readonly DengaServer denga = stand.Denga;
    private readonly Browser anna = new(stand.Denga);
    private readonly Browser boris = new(stand.Denga);
    private readonly string annas = DengaStand.Mail("anna");
    private readonly string boriss = DengaStand.Mail("boris");
    private string account = "";

    public async ValueTask InitializeAsync()
    {
        await boris.Register(boriss);
        await anna.Register(annas);
        await anna.TopUp("5 000", "RUB");
        account = anna.Account;
        await anna.Open("/app/accounts/" + account);
        Assert.Contains("5\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        anna.Dispose();
        boris.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_transfer_shows_whom_and_what_remains_before_money_moves()
    {
        await Fill(boriss, "500");
        Assert.DoesNotContain(boriss, anna.Words, StringComparison.Ordinal);
        Assert.Contains("bor…@example.org", anna.Words, StringComparison.Ordinal);
        Assert.Contains("4\u00a0500,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        Assert.Equal(5000_00, await Balance());
    }

    [Fact]
    public async Task A_form_sent_twice_makes_one_transfer()
    {
        await Fill(boriss, "500");
        var fields = anna.FieldsOf("/app/send/confirm");
        var here = denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Again(fields, here)));
        await anna.Post("/app/send/confirm", fields, here);
        Assert.StartsWith("/app/transfers/op_", anna.Address, StringComparison.Ordinal);
        await Completed();
        Assert.Equal(4500_00, await Balance());
    }

    [Theory]
    [InlineData("nobody@example.org", "500", "to")]
    [InlineData("anna", "500", "to")]
    [InlineData("boris", "5000.01", "amount")]
    [InlineData("boris", "0", "amount")]
    [InlineData("boris", "-5", "amount")]
    [InlineData("boris", "1.234", "amount")]
    [InlineData("boris", "сколько-то", "amount")]
    [InlineData("boris", "", "amount")]
    public async Task What_cannot_be_sent_is_told_at_its_field(string to, string amount, string field)
    {
        await Fill(
            to switch
            {
                "anna" => annas,
                "boris" => boriss,
                _ => to,
            },
            amount
        );
        Assert.Contains($"id=\"f-{field}-error\"", anna.Page, StringComparison.Ordinal);
        Assert.InRange((int)anna.Status, 400, 499);
        Assert.Equal(5000_00, await Balance());
    }

    [Theory]
    [InlineData("1999-01-01", "", "first")]
    [InlineData("2090-01-10", "2090-01-09", "until")]
    public async Task A_schedule_of_the_past_or_with_its_end_first_is_told_at_its_field(string first, string until, string field)
    {
        await anna.Open("/app/send");
        await anna.Send(
            "/app/send",
            ("from", account),
            ("to", boriss),
            ("amount", "1"),
            ("rhythm", "Monthly"),
            ("first", first),
            ("until", until)
        );
        Assert.Contains($"id=\"f-{field}-error\"", anna.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_above_the_balance_says_so_and_offers_the_most_that_is_possible()
    {
        await anna.Open("/app/convert");
        await anna.Send("/app/convert/quote", ("from", account), ("currency", "USD"), ("amount", "99999999"), ("side", "give"));
        Assert.Contains("Столько на счёте нет: доступно 5\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("−", anna.Words, StringComparison.Ordinal);
        Assert.Contains("disabled>Обменять", anna.Page, StringComparison.Ordinal);
        Assert.Contains(
            "value=\"5000.00\">Обменять всё, что есть: 5\u00a0000,00\u00a0₽",
            WebUtility.HtmlDecode(anna.Page),
            StringComparison.Ordinal
        );
        await anna.Send("/app/convert/quote", ("from", account), ("currency", "USD"), ("amount", "5000.00"), ("side", "give"));
        Assert.DoesNotContain("disabled>", anna.Page, StringComparison.Ordinal);
        // Offline: the built-in set will do for play money, and its year is there.
        Assert.Contains("этот из комплекта Denga, на 15 апреля", anna.Words, StringComparison.Ordinal);
        await anna.Send("/app/convert");
        Assert.StartsWith("/app/operations/op_", anna.Address, StringComparison.Ordinal);
        Assert.Equal(0, await Balance());
    }

    [Fact]
    public async Task Who_has_too_little_is_not_offered_to_pay_and_nobody_pays_himself()
    {
        await boris.Open("/app/requests");
        await boris.Send("/app/requests", ("amount", "5000,01"), ("currency", "RUB"));
        var link = boris.Words.Split(' ').First(w => w.Contains("/app/pay/", StringComparison.Ordinal));
        var path = new Uri(link).AbsolutePath;
        await anna.Open(path);
        Assert.Contains("На счёте не хватает денег", anna.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("−", anna.Words, StringComparison.Ordinal);
        Assert.Contains("disabled>", anna.Page, StringComparison.Ordinal);
        await boris.Open(path);
        Assert.StartsWith("/app/requests/req_", boris.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_top_up_that_opens_an_account_says_so_and_one_with_a_name_is_found()
    {
        await anna.Open("/app/accounts/open");
        await anna.Send("/app/accounts/open", ("currency", "EUR"), ("purpose", "Отпуск в горах"));
        Assert.Contains("Отпуск в горах · EUR", anna.Words, StringComparison.Ordinal);
        await anna.TopUp("10", "USD");
        await anna.Open("/app/accounts/" + anna.Account);
        Assert.Contains("10,00\u00a0$", anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_a_part_is_a_part_or_words_in_the_persons_language()
    {
        await anna.Open("/app/convert");
        var fields = anna.FieldsOf("/app/convert/quote");
        var csrf = fields.First(f => f.Name == "csrf");
        using var wrong = await anna.Part(
            HttpMethod.Post,
            "/app/convert/quote",
            csrf,
            ("from", account),
            ("currency", "RUB"),
            ("amount", "1"),
            ("side", "give")
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.True(wrong.Headers.Contains("Denga-Part"));
        Assert.Contains("Валюта одна и та же", WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        using var forged = await anna.Part(HttpMethod.Post, "/app/convert/quote", ("from", account));
        using var gone = await anna.Part(HttpMethod.Get, "/app/transfers/" + OperationId.New());
        foreach (var (answer, status, words) in new[] { (forged, 403, "Форма устарела"), (gone, 404, "Такого перевода нет") })
        {
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.False(answer.Headers.Contains("Denga-Part"));
            Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
            Assert.StartsWith(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_statement_is_downloaded_as_the_page_shows_it_and_the_settings_list_the_file()
    {
        await anna.Open($"/app/accounts/{account}?kind=transfer");
        Assert.Contains("statement.csv?", anna.Page, StringComparison.Ordinal);
        var day = denga.Clock.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await anna.Open($"/app/accounts/{account}/statement.csv?from={day}&kind=transfer");
        Assert.Equal(HttpStatusCode.OK, anna.Status);
        Assert.DoesNotContain("5000,00;RUB;5000,00", anna.Page, StringComparison.Ordinal);
        await anna.Open($"/app/accounts/{account}/statement.csv?from={day}&kind=top-up");
        Assert.Contains("Пополнение;5000,00;RUB;5000,00", anna.Page, StringComparison.Ordinal);
        var name = anna.Address.Split('/')[^1][33..];
        Assert.StartsWith("denga-statement-RUB-", name, StringComparison.Ordinal);
        await anna.Open("/app/settings");
        Assert.Contains(name, anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_persons_transfer_is_unknown()
    {
        await Fill(boriss, "500");
        await anna.Send("/app/send/confirm");
        var transfer = anna.Address;
        using var carla = new Browser(denga);
        await carla.Register(DengaStand.Mail("carla"));
        await carla.Open(transfer);
        Assert.Equal(HttpStatusCode.NotFound, carla.Status);
        await carla.Open(transfer.Replace("transfers", "operations", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, carla.Status);
    }

    [Fact]
    public async Task A_request_is_read_by_anybody_and_paid_by_who_is_signed_in()
    {
        await boris.Open("/app/requests");
        await boris.Send("/app/requests", ("amount", "150,50"), ("currency", "RUB"), ("note", "<b>pizza</b>"));
        Assert.Contains("<svg", boris.Page, StringComparison.Ordinal);
        var link = boris.Words.Split(' ').First(w => w.Contains("/app/pay/", StringComparison.Ordinal));
        var path = new Uri(link).AbsolutePath;
        using var stranger = new Browser(denga);
        await stranger.Open(path);
        Assert.Contains("150,50", stranger.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>pizza</b>", stranger.Page, StringComparison.Ordinal);
        await anna.Open(path);
        await anna.Send(path, ("from", account));
        Assert.StartsWith("/app/transfers/op_", anna.Address, StringComparison.Ordinal);
        await Completed();
        Assert.Equal(4849_50, await Balance());
    }

    private async Task Fill(string to, string amount)
    {
        await anna.Open("/app/send");
        await anna.Send("/app/send", ("from", account), ("to", to), ("amount", amount), ("rhythm", "now"), ("first", "2026-11-20"));
    }

    private async Task Again((string, string)[] fields, string here)
    {
        using var tab = new Browser(denga);
        await tab.SignIn(annas);
        await tab.Open("/app");
        var csrf = tab.FieldsOf("/app/sign-out").First(f => f.Name == "csrf");
        await tab.Post("/app/send/confirm", [.. fields.Where(f => f.Item1 != "csrf"), csrf], here);
    }

    private async Task Completed()
    {
        var address = anna.Address;
        await Wait.Until(async () => (await anna.Open(address)).Page.Contains("data-status=\"Completed\"", StringComparison.Ordinal));
    }

    private async Task<long> Balance() =>
        (await denga.Ask(new LedgerAccounts([AccountId.Parse(account, provider: null)]))).Value[0].Balance.Minor;
}
