using System.Diagnostics;
using System.Globalization;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Expenses;
using Denga.Host;
using Denga.Platform;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Kafka;
using Denga.TestKit.Server;
using Denga.TestKit.Split;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bench;

/// <summary>A year of a person with many entries as a document, from the press in the web chat until the chat shows the file (features.md R01: 5 s).
/// In one process; and with the report service in one of its own, asked through Kafka, answering over gRPC, reading entries over HTTP.</summary>
internal static class Documents
{
    private const int Entries = 100_000;
    private const int Calls = 6;
    private const string Reports = "reports";
    private static readonly string Others = DengaModules.AllBut(Reports);
    private static readonly string[] Labels = ["Excel", "PDF"];

    internal static async Task Run(BenchOptions options, Results results, CancellationToken cancel)
    {
        await using var postgres = await Postgres.Start(cancel);
        var database = await postgres.CreateDatabase("denga_bench");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Database:ConnectionString"] = database,
            ["Files:Folder"] = Path.Combine(postgres.Folder, "files"),
            ["Identity:KeyFile"] = Path.Combine(postgres.Folder, "identity.key"),
            ["Wallet:CheckpointKeyFile"] = Path.Combine(postgres.Folder, "checkpoint.pem"),
            ["Limits:PersonPerMinute"] = "1000000",
            ["Limits:CommandPerMinute"] = "1000000",
            ["Rates:Fetch"] = "false",
            ["Logging:LogLevel:Default"] = "Error",
        };
        Results.Say($"documents: one person with {Entries:N0} expenses…");
        var opened = await Load(database, settings, cancel);
        using var exclusive = await options.Exclusive(cancel);
        var alone = await Alone(settings, opened, database, cancel);
        var split = await Split(settings, opened, database, cancel);
        foreach (var label in Labels)
        {
            var (here, there) = (alone[label], split[label]);
            foreach (var percent in (int[])[50, 95])
            {
                results.Figure($"a year as {label} ({Entries:N0} entries), in one process, p{percent}", here.Milliseconds(percent), "ms");
                results.Figure(
                    "  through Kafka and gRPC; peer: in one process",
                    there.Milliseconds(percent),
                    "ms",
                    here.Milliseconds(percent)
                );
            }
            results.Sample(
                new
                {
                    Entries,
                    name = label,
                    inOneProcessMs = here.Summary,
                    throughKafkaAndGrpcMs = there.Summary,
                }
            );
        }
    }

    private static async Task<ChatOpened> Load(string database, Dictionary<string, string> settings, CancellationToken cancel)
    {
        await using var denga = await DengaSubject.Open(database, cancel, settings);
        await DengaPlatform.Migrate(denga.Services, cancel);
        var operations = denga.Services.GetRequiredService<IOperations>();
        var opened = (await operations.Ask(new OpenChat("en", "Europe/Moscow"), cancel)).Value;
        var person = (await operations.Ask(new WhoHolds(opened.Token), cancel)).Value.Person.Id;
        await ExpensesModule.LoadDemo(denga.Services, [person], Entries, seed: 1, progress: null, cancel);
        await Postgres.Execute(database, "vacuum analyze");
        return opened;
    }

    private static async Task<Dictionary<string, Durations>> Alone(
        Dictionary<string, string> settings,
        ChatOpened opened,
        string database,
        CancellationToken cancel
    )
    {
        await using var denga = await DengaProcess.Serve($"{Others},{Reports}", Ports.FreeAddress(), settings);
        return await Measure(denga.Address, opened, database, cancel);
    }

    private static async Task<Dictionary<string, Durations>> Split(
        Dictionary<string, string> settings,
        ChatOpened opened,
        string database,
        CancellationToken cancel
    )
    {
        using var broker = KafkaBroker.Start(brokers: 1);
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        foreach (var (name, value) in broker.Settings())
            all[name] = value;
        // The mock cluster answers a question for more only when its time is over, where a broker answers as soon as there is something.
        if (broker.IsMock)
            all["Kafka:Client:fetch.wait.max.ms"] = "5";
        var (here, there, grpc) = (Ports.FreeAddress(), Ports.FreeAddress(), Ports.FreeAddress());
        foreach (var module in Others.Split(','))
            all["Modules:" + module] = here.ToString();
        all["Modules:" + Reports] = there.ToString();
        all["Modules:Secret"] = "a secret that the parts of this system share";
        all["Grpc:Modules:bot"] = grpc.ToString();
        var answering = new Dictionary<string, string>(all, StringComparer.Ordinal) { ["Grpc:Address"] = grpc.ToString() };
        await using var front = await DengaProcess.Serve(Others, here, answering);
        await using var reports = await DengaProcess.Serve(Reports, there, all);
        return await Measure(here, opened, database, cancel);
    }

    private static async Task<Dictionary<string, Durations>> Measure(
        Uri address,
        ChatOpened opened,
        string database,
        CancellationToken cancel
    )
    {
        await DengaSubject.Settle(database, cancel);
        using var http = new HttpClient { BaseAddress = address };
        await using var chat = await ChatClient.GoOn(http, opened);
        var today = TimeProvider.System.GetUtcNow();
        var asking = await chat.Say(
            string.Create(CultureInfo.InvariantCulture, $"/report from {today.AddDays(-370):dd.MM.yyyy} to {today.AddDays(2):dd.MM.yyyy}")
        );
        var took = Labels.ToDictionary(l => l, _ => new List<long>(), StringComparer.Ordinal);
        foreach (var label in Labels)
            // The first is a warm-up.
            for (var call = -1; call < Calls; call++)
            {
                // Another version is another document.
                await Postgres.Execute(database, "update expenses.book set version = version + 1");
                var start = Stopwatch.GetTimestamp();
                var said = await chat.Press(label, asking);
                while (said.Files is null)
                {
                    if (!said.Text.StartsWith('⏳') && !said.Text.StartsWith("Done", StringComparison.Ordinal))
                        throw new InvalidOperationException(said.Text);
                    said = await chat.Next();
                }
                if (call >= 0)
                    took[label].Add(Stopwatch.GetTimestamp() - start);
            }
        return took.ToDictionary(t => t.Key, t => new Durations(t.Value), StringComparer.Ordinal);
    }
}
