using System.Net;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Booking;
using Denga.Web.Frame;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Web;

/// <summary>Nothing runs on a page but what Denga serves: what an injected line of markup says is never a script and never a style.</summary>
public sealed partial class ContentPolicyTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    [Fact]
    public async Task Every_page_forbids_what_is_inline_and_has_nothing_of_it()
    {
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Identity:Mailbox"] = "true",
                ["Telegram:BotName"] = "denga_test_bot",
                ["Telegram:Token"] = "",
            }
        );
        using var anna = new Browser(denga);
        await anna.Register("anna@example.org");
        var she = (await denga.Ask(new Appoint("anna@example.org", Role.Operator))).Value.Person.Id;
        var known = await Seed(anna);
        var payer = (await denga.Ask(new Identify("test", "payer", "en"))).Value.Person.Id;
        var topUp = new TopUp(OperationId.New(), payer, new Money(100_00, Currency.Rub), "sandbox");
        known["{payment}"] = (await denga.Ask(topUp)).Value.Payment!.Id.ToString();
        var flat = await Business.Object(denga, payer, units: 1);
        known["{slug}"] = flat.Slug;
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(20);
        var quote = (await denga.Ask(new QuoteStay(she, flat.Id, new StayDates(day, day.AddDays(2)), 2, []))).Value;
        var booking = (await denga.Ask(new BookStay(OperationId.New(), she, quote.Id))).Value;
        known["{booking}"] = (await Business.Pay(denga, she, booking)).Id.ToString();
        await anna.Open("/app");
        await anna.Send("/app/sign-out");
        using var stranger = new Browser(denga);
        await anna.SignIn("anna@example.org");

        var seen = 0;
        foreach (var template in denga.Services.GetRequiredService<Site>().Addresses.Distinct(StringComparer.Ordinal))
        {
            var address = Parameter().Replace(template, name => known[name.Value]);
            foreach (var (browser, visitor) in new[] { (anna, "an operator"), (stranger, "a stranger") })
            {
                await browser.Open(address);
                if (browser.Type != "text/html")
                    continue;
                seen++;
                var where = $"{address} for {visitor}";
                Assert.True(browser.Status is HttpStatusCode.OK, $"{where}: {browser.Status}");
                Assert.Equal((where, PolicyOf(address, browser)), (where, browser.Policy));
                Assert.True(!Inline().IsMatch(browser.Page), $"{where}: {Inline().Match(browser.Page).Value}");
                Assert.Contains(
                    "&quot;allowEval&quot;:false",
                    browser.Page.Contains("htmx.js", StringComparison.Ordinal) ? browser.Page : "&quot;allowEval&quot;:false",
                    StringComparison.Ordinal
                );
            }
        }
        Assert.True(seen > 50, $"{seen}");

        // Errors are pages too.
        await anna.Open("/nothing");
        Assert.Equal((HttpStatusCode.NotFound, Policy), (anna.Status, anna.Policy));
        await anna.Open("/app/transfers/nothing");
        Assert.Equal((HttpStatusCode.NotFound, Policy), (anna.Status, anna.Policy));
    }

    /// <summary>Telegram's own button is a script of Telegram's, on the page that has it.</summary>
    private static string PolicyOf(string address, Browser browser) =>
        address == "/app/sign-in/telegram" && browser.Address == address
            ? Policy.Replace("script-src 'self'", "script-src 'self' https://telegram.org", StringComparison.Ordinal)
                + "; frame-src https://oauth.telegram.org"
            : Policy;

    /// <summary>Something behind every parameter of an address.</summary>
    private static async Task<Dictionary<string, string>> Seed(Browser anna)
    {
        await anna.TopUp("100", "RUB");
        var (account, invoice) = (anna.Account, anna.Address.Split('/')[^1]);
        await anna.Open("/app/stars");
        await anna.Send("/app/stars", ("quantity", "50"), ("to", "@masha"));
        await anna.Send("/app/stars/orders");
        var order = anna.Address.Split('/')[^1];
        await anna.Open("/app/accounts/" + account);
        var posting = Posting().Match(anna.Page).Value;
        await anna.Open("/app/accounts/open");
        await anna.Send("/app/accounts/open", ("currency", "RUB"), ("purpose", "Holidays"));
        var other = anna.Address.Split('/')[^1];
        await anna.Open("/app/send?own=1");
        await anna.Send("/app/send", ("from", account), ("to", other), ("amount", "1"), ("rhythm", "now"));
        await anna.Send("/app/send/confirm");
        var transfer = anna.Address.Split('/')[^1];
        await anna.Open("/app/requests");
        await anna.Send("/app/requests", ("amount", "5"), ("currency", "RUB"));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["{account}"] = account,
            ["{operation}"] = posting,
            ["{transfer}"] = transfer,
            ["{invoice}"] = invoice,
            ["{order}"] = order,
            ["{paper}"] = "contract",
            ["{request}"] = anna.Address.Split('/')[^1],
            ["{token}"] = Token().Match(anna.Page).Groups["token"].Value,
        };
    }

    [GeneratedRegex(
        "<script(?![^>]* src=\"(/assets/|https://telegram\\.org/))|<style|\\son[a-z]+=|\\sstyle=|=\"javascript:|hx-on|hx-vals=\"js|<base",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Inline();

    [GeneratedRegex(@"\{[a-z]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("op_[0-9a-f]{32}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Posting();

    [GeneratedRegex("/app/pay/(?<token>[^\"<]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
