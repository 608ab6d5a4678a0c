using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Web;

/// <summary>What an open page of the cabinet is told.</summary>
public sealed class LiveTests(DengaStand stand) : IClassFixture<DengaStand>, IDisposable
{
    private readonly DengaServer denga = stand.Denga;
    private readonly Browser anna = new(stand.Denga);
    private readonly string annas = DengaStand.Mail("anna");

    public void Dispose() => anna.Dispose();

    [Fact]
    public async Task Money_that_comes_in_is_told_at_once_and_only_to_whose_it_is()
    {
        using var boris = new Browser(denga);
        await boris.Register(DengaStand.Mail("boris"));
        using var others = await boris.Listen();
        Assert.Equal("event: money", await Line(others));
        var mine = await AccountOf(await anna.Register(annas), "RUB");
        var his = await AccountOf(boris, "RUB");
        using var news = await anna.Listen();
        Assert.Equal("event: money", await Line(news));
        await Give(mine, 123_45);
        Assert.Contains("123,45", await Notice(news), StringComparison.Ordinal);
        // Boris hears of his own ruble and of nothing before it.
        await Give(his, 1_00);
        Assert.Contains("Пришло 1,00", await Notice(others), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_hears_without_signing_in()
    {
        using var response = await denga.Http.GetAsync("/app/events");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task<AccountId> AccountOf(Browser person, string currency)
    {
        await person.Open("/app/accounts/open");
        await person.Send("/app/accounts/open", ("currency", currency));
        return AccountId.Parse(person.Address.Split('/')[^1], provider: null);
    }

    private async Task Give(AccountId account, long minor)
    {
        var world = (await denga.Ask(new OpenSystemAccount("external:test", Currency.Rub))).Value.Id;
        var amount = new Money(minor, Currency.Rub);
        Assert.True((await denga.Ask(new Post(OperationId.New(), "test", [new Leg(world, -amount), new Leg(account, amount)]))).IsOk);
    }

    private static async Task<string> Notice(StreamReader news)
    {
        while (await Line(news) != "event: notice") { }
        return WebUtility.HtmlDecode(await Line(news));
    }

    private static async Task<string> Line(StreamReader news)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await news.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
    }
}
