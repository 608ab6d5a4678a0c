using Dapper;
using Denga.Contracts.Bot;
using Denga.Host;
using Denga.TestKit;
using Denga.TestKit.Kafka;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Reports;

/// <summary>The report service as a process of its own, killed while it builds a document for somebody who waits in the web chat.</summary>
public sealed class ReportKillTests : IAsyncLifetime
{
    private readonly Dictionary<string, string> settings = KafkaBroker.Shared.Settings();
    private readonly Uri address = Ports.FreeAddress();
    private DengaServer denga = null!;

    public async ValueTask InitializeAsync()
    {
        settings["Modules:Secret"] = "a secret of at least thirty-two characters";
        var here = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
        var others = DengaModules.AllBut("reports");
        foreach (var module in others.Split(','))
            settings["Modules:" + module] = here;
        settings["Modules:reports"] = address.ToString();
        settings["Grpc:Modules:bot"] = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
        denga = await DengaServer.Start(
            new Dictionary<string, string>(settings, StringComparer.Ordinal)
            {
                ["Modules:Only"] = others,
                ["Http:Address"] = here,
                ["Grpc:Address"] = settings["Grpc:Modules:bot"],
            }
        );
    }

    public ValueTask DisposeAsync() => denga.DisposeAsync();

    [Fact]
    public async Task What_a_killed_report_service_was_building_the_next_one_finishes_and_the_person_gets_it_once()
    {
        await using var anna = await denga.OpenChat();
        await using var books = new NpgsqlConnection(denga.Database);
        await books.OpenAsync();
        await using var first = await Start();
        await anna.Say("350 кофе");
        await anna.Say("/report");
        // Nobody reads the entries while this stands, so the document is in the middle of being built for as long as the test likes.
        await using var shut = await books.BeginTransactionAsync();
        await books.ExecuteAsync("lock table expenses.expense in access exclusive mode");
        await anna.Press("Excel");
        await denga.Until(
            "exists (select from pg_stat_activity where datname = current_database() and application_name = 'denga expenses' and wait_event_type = 'Lock')"
        );
        await first.Kill();
        await shut.RollbackAsync();
        Assert.Equal("building", await denga.Select<string>("select state from reports.document_request"));
        await using var second = await Start();
        ChatMessage said;
        do said = await anna.Next();
        while (said.Files is null);
        Assert.Equal("PK"u8.ToArray(), (await denga.Http.GetByteArrayAsync(said.Files[0]))[..2]);
        await denga.Until(
            "(select done_at is not null from reports.document_request) and (select attempts = 2 from reports.work where state = 'done')"
        );
        // The answer to what is said last comes after everything that was said before.
        await anna.Say("1 конец");
        Assert.Single(await anna.Messages(), m => m.Files is not null);
    }

    private Task<DengaProcess> Start() => DengaProcess.Serve("reports", address, settings, denga.Database);
}
