using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Bench.Measuring;

namespace Denga.Bench.Servers;

/// <summary>The same work as it is often written first, with Express and pg: bench/peers/naive-payments.</summary>
internal sealed class NaivePayments : IPayments
{
    private const string Secret = "bench-secret";
    private readonly RunningSubject running;
    private readonly HttpClient http;
    private readonly List<EventLines> streams = [];

    private NaivePayments(string database, RunningSubject running) =>
        (Database, this.running, http) = (database, running, new HttpClient { BaseAddress = running.Address });

    public string Name => "naive";
    public string Database { get; }
    public Uri Address => running.Address;
    public ProcessTree Processes => running.Processes;
    public Told Told { get; } = new();

    internal static async Task<NaivePayments> Start(string database, string folder, CancellationToken cancel) =>
        new(database, await NodePeer.Start("naive-payments", database, folder, ["--secret", Secret], cancel));

    public async Task<IReadOnlyList<Due>[]> Prepare(int payers, int each, bool isShown, CancellationToken cancel)
    {
        for (var user = streams.Count; user < payers; user++)
            streams.Add(
                await EventLines.Open(
                    http,
                    string.Create(CultureInfo.InvariantCulture, $"/events/{user}"),
                    token: null,
                    (name, data) =>
                    {
                        if (name == "message")
                            Told.Heard(data.GetProperty("id").GetString()!);
                    },
                    cancel
                )
            );
        var prepared = new IReadOnlyList<Due>[payers];
        await Parallel.ForAsync(
            0,
            payers,
            new ParallelOptions { MaxDegreeOfParallelism = payers, CancellationToken = cancel },
            async (user, stop) =>
            {
                var due = new List<Due>(each);
                while (due.Count < each)
                {
                    using var answer = await http.PostAsJsonAsync("/recharge", new { user, amount = IPayments.Minor }, stop);
                    var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString()!;
                    due.Add(new Due(id, id));
                }
                prepared[user] = due;
            }
        );
        return prepared;
    }

    public byte[] Webhook(Due due, Guid delivery)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"payment":"{{due.Id}}","amount":{{IPayments.Minor}}}""");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)));
        return Encoding.UTF8.GetBytes(
            $"POST /hooks/payment HTTP/1.1\r\nHost: {Address.Authority}\r\nContent-Type: application/json\r\nSignature: {signature}\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );
    }

    public Task<long> Credited() => Postgres.Number(Database, "select count(*) from peer.payment where status = 'completed'");

    public Task<long> Money() => Postgres.Number(Database, "select coalesce(sum(balance), 0)::bigint from peer.account");

    public Task<long> TimesTold() => Task.FromResult(Told.Times);

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in streams)
            await stream.DisposeAsync();
        http.Dispose();
        await running.DisposeAsync();
    }
}
