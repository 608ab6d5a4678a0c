using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Wallet;
using Denga.Platform;

namespace Denga.Chaos;

/// <summary>What people noticed since the last look: answers, refusals that they met, and the longest they waited.</summary>
internal sealed class Noticed
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> refusals = new(StringComparer.Ordinal);
    private int answers;
    private TimeSpan longest;

    internal int Answers
    {
        get
        {
            lock (gate)
                return answers;
        }
    }

    internal void Answered(TimeSpan after)
    {
        lock (gate)
        {
            answers++;
            longest = after > longest ? after : longest;
        }
    }

    internal void Refused(string code)
    {
        lock (gate)
            refusals[code] = refusals.GetValueOrDefault(code) + 1;
    }

    /// <summary>What it is now; from here on it is counted anew.</summary>
    internal (int Answers, TimeSpan Longest, string Refusals) Take()
    {
        lock (gate)
        {
            var now = (answers, longest, string.Join(", ", refusals.OrderByDescending(r => r.Value).Select(r => $"{r.Value} {r.Key}")));
            (answers, longest) = (0, TimeSpan.Zero);
            refusals.Clear();
            return now;
        }
    }
}

/// <summary>A person's program: asks through nginx, and asks again under the same key until there is an answer.</summary>
internal abstract class Client(HttpClient http, Noticed noticed)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    protected ChatOpened Chat { get; private set; } = null!;

    /// <summary>How many answers this person has had.</summary>
    internal int Answers { get; private set; }

    /// <summary>Does things until it is over.</summary>
    internal abstract Task Live(CancellationToken over, CancellationToken limit);

    /// <summary>What is wrong with what came of it; nothing, when all is well.</summary>
    internal abstract IAsyncEnumerable<string> Wrongs(CancellationToken limit);

    protected async Task Open(CancellationToken limit)
    {
        using var opened = await http.PostAsJsonAsync("/api/v1/chat", new { language = "ru", timeZone = "Europe/Moscow" }, limit);
        opened.EnsureSuccessStatusCode();
        Chat = (await opened.Content.ReadFromJsonAsync<ChatOpened>(DengaJson.Options, limit))!;
    }

    /// <summary>Null when it was refused for good, by a rule; an unknown outcome is asked again.</summary>
    protected async Task<string?> Insist(HttpMethod method, string path, object? body, string? key, CancellationToken limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, "/api/v1/" + path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Chat.Token);
                if (key is not null)
                    request.Headers.Add("Idempotency-Key", key);
                request.Content = body is null ? null : JsonContent.Create(body, options: DengaJson.Options);
                using var response = await http.SendAsync(request, limit);
                var text = await response.Content.ReadAsStringAsync(limit);
                if (response.IsSuccessStatusCode || (int)response.StatusCode < 500)
                {
                    noticed.Answered(TimeProvider.System.GetElapsedTime(start));
                    Answers++;
                    return response.IsSuccessStatusCode ? text : null;
                }
                noticed.Refused(CodeOf(text) ?? ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                noticed.Refused("no connection");
            }
            await Task.Delay(Pause, TimeProvider.System, limit);
        }
    }

    protected async Task<T> Get<T>(string path, CancellationToken limit) =>
        JsonSerializer.Deserialize<T>((await Insist(HttpMethod.Get, path, body: null, key: null, limit))!, DengaJson.Options)!;

    private static string? CodeOf(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["code"]?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Talks to the bot: expenses of amounts that never repeat, and now and then a report.</summary>
internal sealed class Talker(HttpClient http, Noticed noticed) : Client(http, noticed)
{
    /// <summary>Smaller sums might be a number of coffees.</summary>
    private const int First = 100;
    private const int ReportEvery = 12;
    private const string Recorded = "Записал: ";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CountedMax = TimeSpan.FromSeconds(60);
    private int sent;
    private int reports;

    internal int Sent => sent;

    internal static async Task<Talker> Begin(HttpClient http, Noticed noticed, CancellationToken limit)
    {
        var talker = new Talker(http, noticed);
        await talker.Open(limit);
        return talker;
    }

    internal override async Task Live(CancellationToken over, CancellationToken limit)
    {
        while (!over.IsCancellationRequested)
        {
            sent++;
            var isReport = sent % ReportEvery == 0;
            reports += isReport ? 1 : 0;
            var text = isReport ? "/report" : string.Create(CultureInfo.InvariantCulture, $"{First + sent} кофе");
            var key = string.Create(CultureInfo.InvariantCulture, $"message {sent}");
            if (await Insist(HttpMethod.Post, $"chat/{Chat.Conversation}/messages", new { text }, key, limit) is null)
                throw new InvalidOperationException("The message was refused: " + text);
            // A person reads the answer before he goes on.
            await Task.Delay(Pause, TimeProvider.System, limit);
        }
    }

    /// <summary>Every message is answered once; what was said to be recorded is there once, and nothing else is.</summary>
    internal override async IAsyncEnumerable<string> Wrongs(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken limit
    )
    {
        var messages = await AllMessages(limit);
        var mine = messages.Count(m => m.From == "person");
        if (mine != sent)
            yield return $"{sent} messages were accepted and {mine} are there";
        // The first one is the greeting.
        var answers = messages.Count(m => m.From == "bot") - 1;
        if (answers != sent)
            yield return $"{sent} messages got {answers} answers";
        var said = messages
            .Where(m => m.From == "bot" && m.Text.StartsWith(Recorded, StringComparison.Ordinal))
            .Select(m =>
                int.Parse(
                    string.Concat(m.Text[Recorded.Length..].TakeWhile(c => char.IsDigit(c) || c == '\u00a0'))
                        .Replace("\u00a0", "", StringComparison.Ordinal),
                    CultureInfo.InvariantCulture
                )
            )
            .Order()
            .ToList();
        var there = new List<int>();
        string? cursor = null;
        do
        {
            var page = await Get<JsonElement>(
                "expenses?limit=100" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)),
                limit
            );
            there.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(e =>
                        (int)decimal.Parse(e.GetProperty("amount").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture)
                    )
            );
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        } while (cursor is not null);
        foreach (var amount in there.CountBy(a => a).Where(a => a.Value > 1))
            yield return $"{amount.Key} was recorded {amount.Value} times";
        foreach (var amount in said.Except(there))
            yield return $"{amount} was said to be recorded and is not there";
        foreach (var answer in said.CountBy(a => a).Where(a => a.Value > 1))
            yield return $"{answer.Key} was answered {answer.Value} times";
        if (await Counted(there.Count, limit) is var counted && counted != there.Count)
            yield return $"{there.Count} entries are there, and the statistics counted {counted}";
        AskedToRepeat = sent - reports - said.Count;
        Unknown = there.Except(said).Count();
    }

    /// <summary>Messages that were answered with a request to try again.</summary>
    internal int AskedToRepeat { get; private set; }

    /// <summary>Of those, the ones that were recorded all the same.</summary>
    internal int Unknown { get; private set; }

    /// <summary>How many entries the live statistics know; they come by events, which are waited for.</summary>
    private async Task<int> Counted(int expected, CancellationToken limit)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var period = string.Create(
            CultureInfo.InvariantCulture,
            $"stats?from={today.AddDays(-2):yyyy-MM-dd}&to={today.AddDays(2):yyyy-MM-dd}"
        );
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var counted = (await Get<JsonElement>(period, limit)).EnumerateArray().Sum(t => t.GetProperty("count").GetInt32());
            if (counted >= expected || TimeProvider.System.GetElapsedTime(start) > CountedMax)
                return counted;
            await Task.Delay(Pause, TimeProvider.System, limit);
        }
    }

    /// <summary>All of them, once the last is answered.</summary>
    private async Task<List<ChatMessage>> AllMessages(CancellationToken limit)
    {
        while (true)
        {
            var all = new List<ChatMessage>();
            IReadOnlyList<ChatMessage> page;
            do
            {
                page = (
                    await Get<ChatPage>($"chat/{Chat.Conversation}/messages?after={(all.Count == 0 ? "0" : all[^1].Id)}", limit)
                ).Messages;
                all.AddRange(page);
            } while (page.Count > 0);
            if (all.Count(m => m.From == "bot") > sent)
                return all;
            if (limit.IsCancellationRequested)
                return all;
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}

/// <summary>Sends money to another and changes it, and knows what each must have in the end.</summary>
internal sealed class Payer(HttpClient http, Noticed noticed, Random random) : Client(http, noticed)
{
    private const long Capital = 100_000_00;
    private readonly List<(AccountId Account, long Minor)> moves = [];
    private AccountId rubles;
    private AccountId dollars;

    internal int Done { get; private set; }

    internal Payer Other { get; set; } = null!;

    /// <summary>Of all payers, what moved where.</summary>
    internal IReadOnlyList<(AccountId Account, long Minor)> Moves => moves;

    internal IReadOnlyList<Payer> All { get; set; } = [];

    internal static async Task<Payer> Begin(HttpClient http, Noticed noticed, int seed, CancellationToken limit)
    {
        var payer = new Payer(http, noticed, new Random(seed));
        await payer.Open(limit);
        var amount = new Money(Capital, Currency.Rub);
        await payer.Insist(HttpMethod.Post, "sandbox/top-ups", new { amount }, "capital", limit);
        await payer.Insist(HttpMethod.Post, "accounts", new { currency = Currency.Usd }, key: null, limit);
        var accounts = await payer.Get<List<Account>>("accounts", limit);
        payer.rubles = accounts.Single(a => a.Currency == Currency.Rub).Id;
        payer.dollars = accounts.Single(a => a.Currency == Currency.Usd).Id;
        return payer;
    }

    internal override async Task Live(CancellationToken over, CancellationToken limit)
    {
        while (!over.IsCancellationRequested)
        {
            if (random.Next(3) == 0)
                await Convert(limit);
            else
                await Transfer(limit);
            Done++;
        }
    }

    internal override async IAsyncEnumerable<string> Wrongs(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken limit
    )
    {
        var all = All.SelectMany(p => p.moves).ToLookup(m => m.Account, m => m.Minor);
        foreach (var account in await Get<List<Account>>("accounts", limit))
        {
            var expected = (account.Id == rubles ? Capital : 0) + all[account.Id].Sum();
            if (account.Balance.Minor != expected)
                yield return $"{account.Id} holds {account.Balance}, and {expected} smallest units should be there";
        }
    }

    private async Task Transfer(CancellationToken limit)
    {
        var amount = new Money(random.Next(1, 50_00), Currency.Rub);
        var body = new
        {
            to = Other.rubles,
            amount,
            wait = true,
        };
        var key = OperationId.New().ToString();
        while (true)
        {
            var answer =
                await Insist(HttpMethod.Post, "transfers", body, key, limit)
                ?? throw new InvalidOperationException("A transfer was refused.");
            // It was taken and is still on its way.
            if (!answer.Contains("\"Completed\"", StringComparison.Ordinal))
                continue;
            moves.Add((rubles, -amount.Minor));
            moves.Add((Other.rubles, amount.Minor));
            return;
        }
    }

    private async Task Convert(CancellationToken limit)
    {
        var amount = new Money(random.Next(10_00, 90_00), Currency.Rub);
        var promised = await Insist(HttpMethod.Post, "quotes", new { to = Currency.Usd, amount }, key: null, limit);
        var quote = JsonSerializer.Deserialize<Quote>(
            promised ?? throw new InvalidOperationException("A quote was refused."),
            DengaJson.Options
        )!;
        if (await Insist(HttpMethod.Post, "conversions", new { quote = quote.Id }, OperationId.New().ToString(), limit) is null)
            throw new InvalidOperationException("A conversion was refused.");
        moves.Add((rubles, -quote.Gives.Minor));
        moves.Add((dollars, quote.Gets.Minor));
    }
}
