using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Bench.Measuring;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Host;
using Denga.Payments;
using Denga.Platform;
using Denga.Wallet;
using Npgsql;

namespace Denga.Bench.Servers;

/// <summary>Denga with its sandbox provider, whose webhooks are sent from here. Payers are people of the web chat, and their streams are those of its page.</summary>
internal sealed class DengaPayments : IPayments
{
    private static readonly TimeSpan MessageMax = TimeSpan.FromSeconds(30);
    private static readonly Money Amount = new(IPayments.Minor, Currency.Rub);
    private readonly RunningSubject running;
    private readonly HttpClient http;
    private readonly byte[] secret;
    private readonly List<Payer> payers = [];

    private DengaPayments(string database, RunningSubject running, byte[] secret) =>
        (Database, this.running, http, this.secret) = (database, running, new HttpClient { BaseAddress = running.Address }, secret);

    public string Name => "denga";
    public string Database { get; }
    public Uri Address => running.Address;
    public ProcessTree Processes => running.Processes;
    public Told Told { get; } = new();

    internal IReadOnlyList<string> Tokens => [.. payers.Select(p => p.Token)];

    internal static async Task<DengaPayments> Start(string database, string folder, string botApi, CancellationToken cancel)
    {
        // The limits of a person are no part of the figure.
        var running = await new DengaSubject(
            database,
            folder,
            botApi,
            "--Payments:Sandbox",
            "true",
            "--Payments:OpenMax",
            "1000",
            "--Stars:CapPerHour",
            "100000000",
            "--Stars:CapPerDay",
            "100000000",
            "--Stars:LookupsPerMinute",
            "10000",
            "--Wallet:Limits:PerMinute",
            "10000"
        ).Start(cancel);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select secret from payments.sandbox_secret limit 1", connection);
        return new DengaPayments(database, running, (byte[])(await command.ExecuteScalarAsync(cancel))!);
    }

    public async Task<IReadOnlyList<Due>[]> Prepare(int payers, int each, bool isShown, CancellationToken cancel)
    {
        while (this.payers.Count < payers)
            this.payers.Add(await OpenChat(cancel));
        var prepared = new IReadOnlyList<Due>[payers];
        await Parallel.ForAsync(
            0,
            payers,
            new ParallelOptions { MaxDegreeOfParallelism = payers, CancellationToken = cancel },
            async (n, stop) =>
            {
                var due = new List<Due>(each);
                while (due.Count < each)
                    due.Add(
                        isShown ? await Recharge(this.payers[n], stop) : new Due(await TopUp(this.payers[n].Token, Amount, stop), Told: "")
                    );
                prepared[n] = due;
            }
        );
        // The sandbox has taken them. Its questions about each come later, and are no part of the figure.
        await Postgres.Execute(
            Database,
            """
            update payments.sandbox_payment set state = 'Paid', paid = minor, paid_at = now() where state = 'Pending' and currency = 'RUB';
            update payments.work set next_at = now() + interval '1 day' where kind = 'payments.ask' and state = 'waiting' and lease is null
            """
        );
        await Settle(cancel);
        return prepared;
    }

    public byte[] Webhook(Due due, Guid delivery)
    {
        var payment = PaymentId.Parse(due.Id, provider: null);
        var now = TimeProvider.System.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                providerId = $"sandbox {payment.Value:N}",
                key = payment,
                state = "Paid",
                asked = Amount,
                charges = new[]
                {
                    new
                    {
                        id = $"charge {payment.Value:N}",
                        amount = Amount,
                        fee = new Money(IPayments.Minor / 50, Currency.Rub),
                        at = now,
                    },
                },
                isLive = false,
                at = now,
            },
            DengaJson.Options
        );
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes(time + "."), .. body]));
        return
        [
            .. Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"POST /hooks/sandbox HTTP/1.1\r\nHost: {Address.Authority}\r\nContent-Type: application/json\r\nSandbox-Signature: {signature}\r\nSandbox-Time: {time}\r\nSandbox-Delivery: {delivery}\r\nContent-Length: {body.Length}\r\n\r\n"
                )
            ),
            .. body,
        ];
    }

    public Task<long> Credited() => Postgres.Number(Database, "select count(*) from payments.charge where credited_at is not null");

    public Task<long> Money() =>
        Postgres.Number(
            Database,
            "select coalesce(sum(balance), 0)::bigint from wallet.account where person_id is not null and currency = 'RUB'"
        );

    /// <summary>In messages of the bot, however often each changed.</summary>
    public Task<long> TimesTold() => Postgres.Number(Database, "select count(*) from bot.message where from_bot and text like '%came in%'");

    /// <summary>A top-up without a message about it; answers the payment's id.</summary>
    internal async Task<string> TopUp(string token, Money amount, CancellationToken cancel)
    {
        var invoice = await Post(
            "/api/v1/top-ups",
            token,
            new
            {
                id = OperationId.New(),
                amount,
                provider = "sandbox",
            },
            cancel
        );
        return invoice.GetProperty("payment").GetProperty("id").GetString()!;
    }

    internal async Task<JsonElement> Post(string path, string? token, object body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, null, DengaJson.Options) };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, cancel);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        return answer.IsSuccessStatusCode ? json : throw new InvalidOperationException($"{path}: {json}");
    }

    /// <summary>Waits until no event is undelivered, no message unworked, and nothing due undone.</summary>
    internal async Task Settle(CancellationToken cancel)
    {
        var tables = new List<(string Schema, string Table)>();
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync(cancel);
        await using (
            var find = new NpgsqlCommand(
                "select schemaname, tablename from pg_tables where tablename in ('undelivered', 'unworked', 'work')",
                connection
            )
        )
        await using (var rows = await find.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                tables.Add((rows.GetString(0), rows.GetString(1)));
        var open = string.Join(
            " + ",
            tables.Select(t =>
                $"(select count(*) from {t.Schema}.{t.Table}{(t.Table == "work" ? " where state = 'waiting' and (next_at <= now() or lease is not null)" : "")})"
            )
        );
        await using var count = new NpgsqlCommand("select " + open, connection);
        while ((long)(await count.ExecuteScalarAsync(cancel))! > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
    }

    /// <summary>Compares payments with the ledger, and the ledger with itself.</summary>
    internal async Task Verify(CancellationToken cancel)
    {
        await using var denga = await DengaSubject.Open(Database, cancel);
        string[] faults = [.. await WalletModule.Verify(denga.Services, cancel), .. await PaymentsModule.Verify(denga.Services, cancel)];
        if (faults.Length > 0)
            throw new InvalidOperationException("verify: " + string.Join('\n', faults));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var payer in payers)
            await payer.Stream.DisposeAsync();
        http.Dispose();
        await running.DisposeAsync();
    }

    private async Task<Payer> OpenChat(CancellationToken cancel)
    {
        var opened = await Post("/api/v1/chat", token: null, new { language = "en" }, cancel);
        var conversation = opened.GetProperty("conversation").GetString()!;
        var token = opened.GetProperty("token").GetString()!;
        var asked = new ConcurrentQueue<TaskCompletionSource<Due>>();
        var stream = await EventLines.Open(http, $"/api/v1/chat/{conversation}/events", token, Heard, cancel);
        return new Payer(conversation, token, stream, asked);

        void Heard(string name, JsonElement data)
        {
            if (name != "message")
                return;
            var message = data.GetProperty("id").GetString()!;
            if (data.GetProperty("text").GetString()!.Contains("came in", StringComparison.Ordinal))
                Told.Heard(message);
            else if (!data.GetProperty("edited").GetBoolean() && Link(data) is { } link && asked.TryDequeue(out var waits))
                waits.SetResult(new Due(link[(link.LastIndexOf('/') + 1)..], message));
        }
    }

    private static string? Link(JsonElement message) =>
        message
            .GetProperty("buttons")
            .EnumerateArray()
            .SelectMany(row => row.EnumerateArray())
            .Select(button => button.TryGetProperty("link", out var link) ? link.GetString() : null)
            .FirstOrDefault(link => link?.Contains("/sandbox/pay/", StringComparison.Ordinal) == true);

    private async Task<Due> Recharge(Payer payer, CancellationToken cancel)
    {
        var shown = new TaskCompletionSource<Due>(TaskCreationOptions.RunContinuationsAsynchronously);
        payer.Asked.Enqueue(shown);
        await Post(
            $"/api/v1/chat/{payer.Conversation}/messages",
            payer.Token,
            new { id = OperationId.New(), text = "/recharge 100 RUB" },
            cancel
        );
        return await shown.Task.WaitAsync(MessageMax, cancel);
    }

    private sealed record Payer(string Conversation, string Token, EventLines Stream, ConcurrentQueue<TaskCompletionSource<Due>> Asked);
}
