using Denga.Bench.Measuring;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Expenses;
using Denga.Host;
using Denga.Platform;
using Denga.Platform.Operations;
using Denga.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bench.Servers;

/// <summary>Denga as it is delivered: its host, told where things are.</summary>
internal sealed class DengaSubject(string database, string folder, string botApi, params string[] more) : ISubject
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private readonly int port = Ports.Free();

    public string Name => "denga";
    public string Database => database;
    public string CountSql => "select count(*) from expenses.expense";

    public async Task<RunningSubject> Start(CancellationToken cancel)
    {
        var host = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Denga.Host/release/Denga.Host.dll"));
        var address = new Uri($"http://127.0.0.1:{port}");
        string[] settings =
        [
            "--Http:Address",
            address.ToString(),
            "--Http:RequestsPerSecond",
            "1000000",
            "--Limits:PersonPerMinute",
            "1000000000",
            "--Limits:CommandPerMinute",
            "1000000000",
            "--Database:ConnectionString",
            database,
            "--Rates:Fetch",
            "false",
            "--Logging:LogLevel:Default",
            "Warning",
            "--Telegram:Token",
            RunningSubject.Token,
            "--Telegram:ApiAddress",
            botApi,
            "--Telegram:WebhookAddress",
            "https://bench.example",
            "--Telegram:WebhookSecret",
            RunningSubject.Secret,
            "--Telegram:MessagesPerSecond",
            "100000",
            "--Telegram:MessagesPerSecondAndChat",
            "10000",
            "--Telegram:BurstPerChat",
            "10000",
            .. more,
        ];
        var process = RunningSubject.Launch(
            "dotnet",
            [host, "serve", .. settings],
            Path.Combine(folder, "denga"),
            Path.Combine(folder, "denga.log")
        );
        var running = new RunningSubject(process, address);
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartMax);
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException(
                    "Denga did not start:\n" + await File.ReadAllTextAsync(Path.Combine(folder, "denga.log"), cancel)
                );
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "/health/ready"), limit.Token);
                if (answer.IsSuccessStatusCode)
                    return running;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    /// <summary>Makes people with a year of entries each, without a server; answers them.</summary>
    internal static async Task<IReadOnlyList<PersonId>> Load(
        string database,
        int people,
        long firstChat,
        int entriesEach,
        CancellationToken cancel
    )
    {
        await using var denga = await Open(database, cancel);
        await DengaPlatform.Migrate(denga.Services, cancel);
        var operations = denga.Services.GetRequiredService<IOperations>();
        var ids = new PersonId[people];
        await Parallel.ForAsync(
            0,
            people,
            cancel,
            async (i, stop) =>
            {
                var chat = (firstChat + i).ToString(System.Globalization.CultureInfo.InvariantCulture);
                ids[i] = (await operations.Ask(new Identify("telegram", chat, "ru"), stop)).Value.Person.Id;
            }
        );
        await ExpensesModule.LoadDemo(denga.Services, ids, entriesEach, seed: 1, progress: null, cancel);
        return ids;
    }

    internal static async Task<string> TokenOf(string database, PersonId person, CancellationToken cancel)
    {
        await using var denga = await Open(database, cancel);
        return (await denga.Services.GetRequiredService<IOperations>().Ask(new IssueToken(person), cancel)).Value.Token;
    }

    /// <summary>Waits until nothing is left to deliver: what the loading published is not to be worked during a measurement.</summary>
    internal static async Task Settle(string database, CancellationToken cancel)
    {
        while (
            await Postgres.Number(
                database,
                "select (select count(*) from expenses.undelivered) + (select count(*) from identity.undelivered) + (select count(*) from wallet.undelivered)"
            ) > 0
        )
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
    }

    /// <summary>In this process.</summary>
    internal static Task<DengaApplication> Open(
        string database,
        CancellationToken cancel,
        IReadOnlyDictionary<string, string>? settings = null
    ) =>
        DengaApplication.Build(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Database:ConnectionString"] = database,
                        ["Http:Address"] = "http://127.0.0.1:0",
                        ["Rates:Fetch"] = "false",
                        ["Logging:LogLevel:Default"] = "Error",
                    }
                )
                .AddInMemoryCollection(settings?.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)) ?? [])
                .Build(),
            configure: null,
            cancel
        );
}
