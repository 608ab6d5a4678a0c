using System.Net;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Reports;
using Denga.Contracts.Wallet;
using Denga.Host;
using Denga.TestKit;
using Denga.TestKit.Kafka;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Kafka;

/// <summary>Denga in two halves that know each other's address, and the report service by itself, with Kafka between and gRPC from the report service to
/// the bot: what people do crosses from one to the other and back.</summary>
public sealed class SplitTests : IAsyncLifetime
{
    private const string Back = "identity,rates,wallet,analytics,notifications";
    private static readonly string Front = DengaModules.AllBut(Back + ",reports");
    private DengaServer back = null!;
    private DengaServer front = null!;
    private DengaServer reports = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = KafkaBroker.Shared.Settings();
        settings["Modules:Secret"] = "a secret of at least thirty-two characters";
        var (backAddress, frontAddress) = (
            Ports.FreeAddress().GetLeftPart(UriPartial.Authority),
            Ports.FreeAddress().GetLeftPart(UriPartial.Authority)
        );
        foreach (var module in Back.Split(','))
            settings["Modules:" + module] = backAddress;
        foreach (var module in Front.Split(','))
            settings["Modules:" + module] = frontAddress;
        var (reportsAddress, grpcAddress) = (
            Ports.FreeAddress().GetLeftPart(UriPartial.Authority),
            Ports.FreeAddress().GetLeftPart(UriPartial.Authority)
        );
        settings["Modules:reports"] = reportsAddress;
        settings["Grpc:Modules:bot"] = grpcAddress;
        back = await DengaServer.Start(With(settings, Back, backAddress));
        var withGrpc = With(settings, Front, frontAddress);
        withGrpc["Grpc:Address"] = grpcAddress;
        front = await DengaServer.Start(withGrpc, database: back.Database);
        reports = await DengaServer.Start(With(settings, "reports", reportsAddress), database: back.Database);
        await Task.WhenAll(back.UntilOk("kafka"), front.UntilOk("kafka"), reports.UntilOk("kafka"));
    }

    public async ValueTask DisposeAsync()
    {
        await reports.DisposeAsync();
        await front.DisposeAsync();
        await back.DisposeAsync();
    }

    [Fact]
    public async Task What_is_said_to_the_bot_of_one_is_counted_in_the_other_and_the_open_page_is_told()
    {
        await using var anna = await front.OpenChat();
        var answer = await anna.Say("350 кофе");
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        // Over there the entry is counted (an event), and a signal from there moves the page here.
        await anna.Today("350\u00a0₽");
    }

    [Fact]
    public async Task A_notice_that_is_decided_in_one_is_said_by_the_bot_of_the_other()
    {
        await using var anna = await front.OpenChat();
        var person = (await front.Ask(new WhoHolds(anna.Opened.Token))).Value.Person.Id;
        Assert.True((await back.Ask(new SetLimit(person, Category: null, new Money(1_000_00, Currency.Rub)))).IsOk);
        await anna.Say("900 кофе");
        // Expenses here, notifications there, the bot here.
        Assert.Contains("90", (await anna.Next()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_moves_in_one_at_the_word_of_the_other()
    {
        var person = (await front.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "ru"))).Value.Person.Id;
        var account = (await front.Ask(new OpenAccount(person, Currency.Rub))).Value.Id;
        var world = (await front.Ask(new OpenSystemAccount("external:test", Currency.Rub))).Value.Id;
        var id = OperationId.New();
        var amount = new Money(123_45, Currency.Rub);
        var posting = new Post(id, "test", [new Leg(world, -amount), new Leg(account, amount)]);
        Assert.True((await front.Ask(posting)).IsOk);
        Assert.True((await front.Ask(posting)).IsOk);
        var balances = await front.Ask(new Balances(person));
        Assert.Equal(amount, balances.Value.Single(b => b.Id == account).Balance);
    }

    [Fact]
    public async Task A_workbook_is_asked_for_by_an_event_built_by_the_report_service_and_handed_to_the_bot_over_gRPC()
    {
        await using var anna = await front.OpenChat();
        await anna.Say("350 кофе");
        await anna.Say("/report");
        var said = await anna.Press("Excel");
        Assert.StartsWith("⏳", said.Text, StringComparison.Ordinal);
        while (said.Files is null)
            said = await anna.Next();
        Assert.Equal("1 запись в файле.", said.Text);
        // Its first two letters are those of every zip file.
        Assert.Equal("PK"u8.ToArray(), (await front.Http.GetByteArrayAsync(said.Files[0]))[..2]);
        Assert.Contains(
            "denga_grpc_server_duration_seconds_count{method=\"/denga.bot.v1.Documents/Tell\",status=\"OK\"}",
            await front.Http.GetStringAsync("/metrics"),
            StringComparison.Ordinal
        );
        Assert.Equal("finished", await StateOfTheOnly(anna));
    }

    private async Task<string> StateOfTheOnly(ChatClient chat)
    {
        await using var connection = new NpgsqlConnection(back.Database);
        var person = (await front.Ask(new WhoHolds(chat.Opened.Token))).Value.Person.Id;
        var id = await connection.QuerySingleAsync<Guid>(
            "select id from reports.document_request where person_id = @Value",
            new { person.Value }
        );
        // The question goes over HTTP: where reports are, gRPC is not answered.
        return (await front.Ask(new DocumentById(person, new OperationId(id)))).Value.State;
    }

    [Fact]
    public async Task Each_says_how_the_other_is()
    {
        Assert.Equal("ok", await HealthOf("module wallet"));
        await back.Stop();
        Assert.Equal("degraded", await HealthOf("module wallet"));
        // A group takes seconds to share its partitions out.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await HealthOf("kafka") != "ok")
            limit.Token.ThrowIfCancellationRequested();
    }

    private async Task<string?> HealthOf(string dependency)
    {
        using var response = await front.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var health = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return health.RootElement.GetProperty("dependencies").GetProperty(dependency).GetProperty("status").GetString();
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> all, string modules, string address) =>
        new(all, StringComparer.Ordinal) { ["Modules:Only"] = modules, ["Http:Address"] = address };
}
