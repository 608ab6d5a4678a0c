using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Operations;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Crash;

/// <summary>What a request was answered, as far as a repeat must answer the same.</summary>
internal sealed record Answer(string? Code, string Body)
{
    internal bool IsOk => Code is null;
}

/// <summary>Something that was asked for under an id of its own.</summary>
/// <param name="Again">Sends the same request until it is answered for good.</param>
/// <param name="First">Null while it is only known that the request was taken.</param>
/// <param name="Legs">How money moves when it is accepted.</param>
/// <param name="Holds">What it reserves on the payer's account, or gives back.</param>
/// <param name="IsPosting">Its id is a posting's; otherwise a hold's, or nobody's.</param>
internal sealed record Deed(OperationId Id, Func<Task<Answer>> Again, Answer? First, IReadOnlyList<Leg> Legs, long Holds, bool IsPosting)
{
    internal bool IsRepeatable { get; init; } = true;
}

/// <summary>A person's program: it sends, converts and reserves at random, and asks again under the same id until it has an answer.</summary>
internal sealed class Customer(DengaProcess denga, CallsBetweenProcesses calls, Random random, CancellationToken cancel)
{
    internal const long Capital = 1000_00;
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(20);
    private string token = "";

    internal AccountId Rubles { get; private set; }

    internal AccountId Dollars { get; private set; }

    internal List<Deed> Deeds { get; } = [];

    internal async Task Begin()
    {
        using var response = await denga.Http.PostAsJsonAsync("/api/v1/chat", new { language = "en", timeZone = "UTC" }, cancel);
        token = (await response.Content.ReadFromJsonAsync<ChatOpened>(DengaJson.Options, cancel))!.Token;
        var capital = new Money(Capital, Currency.Rub);
        await Send(HttpMethod.Post, "sandbox/top-ups", new { id = OperationId.New(), amount = capital });
        await Send(HttpMethod.Post, "accounts", new { currency = Currency.Usd });
        var accounts = await Accounts();
        Rubles = accounts.Single(a => a.Currency == Currency.Rub).Id;
        Dollars = accounts.Single(a => a.Currency == Currency.Usd).Id;
    }

    internal async Task<IReadOnlyList<Account>> Accounts() =>
        JsonSerializer.Deserialize<List<Account>>((await Send(HttpMethod.Get, "accounts", body: null)).Body, DengaJson.Options)!;

    /// <summary>One thing or another, to or from another person.</summary>
    internal async Task Act(Customer other)
    {
        switch (random.Next(10))
        {
            case < 5:
                await Transfer(other);
                break;
            case < 7:
                await Convert();
                break;
            default:
                await Hold(other);
                break;
        }
    }

    /// <summary>The deeds of which it was only known that they were taken have ended.</summary>
    internal async Task AwaitEnds()
    {
        for (var i = 0; i < Deeds.Count; i++)
        {
            if (Deeds[i].First is null)
                Deeds[i] = Deeds[i] with { First = await Deeds[i].Again() };
        }
    }

    private async Task Transfer(Customer other)
    {
        // Most are good; some are more than there is, to oneself, or to nobody.
        var to = random.Next(20) switch
        {
            0 => Rubles,
            1 => AccountId.New(),
            _ => other.Rubles,
        };
        var amount = new Money(random.Next(1, random.Next(8) == 0 ? 3000_00 : 100_00), Currency.Rub);
        var wait = random.Next(2) == 0;
        var id = OperationId.New();
        object Request(bool waits) =>
            new
            {
                id,
                to,
                amount,
                note = "under fire",
                wait = waits,
            };
        Func<Task<Answer>> final = async () =>
        {
            while (true)
            {
                var answer = await Send(HttpMethod.Post, "transfers", Request(true));
                if (!answer.IsOk || answer.Body.Contains("\"Completed\"", StringComparison.Ordinal))
                    return answer;
            }
        };
        var first = wait ? await final() : await Send(HttpMethod.Post, "transfers", Request(false));
        var isFinal = wait || !first.IsOk;
        Deeds.Add(new Deed(id, final, isFinal ? first : null, [new(Rubles, -amount), new(to, amount)], Holds: 0, IsPosting: true));
    }

    private async Task Convert()
    {
        var sells = random.Next(3) > 0;
        var amount = sells ? new Money(random.Next(10_00, 90_00), Currency.Rub) : new Money(random.Next(10, 90), Currency.Usd);
        var promised = await Send(HttpMethod.Post, "quotes", new { to = sells ? Currency.Usd : Currency.Rub, amount });
        var quote = JsonSerializer.Deserialize<Quote>(promised.Body, DengaJson.Options)!;
        var id = OperationId.New();
        Func<Task<Answer>> convert = () => Send(HttpMethod.Post, "conversions", new { id, quote = quote.Id });
        var first = await convert();
        Deeds.Add(
            new Deed(
                id,
                convert,
                first,
                [new(sells ? Rubles : Dollars, -quote.Gives), new(sells ? Dollars : Rubles, quote.Gets)],
                Holds: 0,
                IsPosting: true
            )
            {
                // A refused one leaves its id free: by now it might be allowed.
                IsRepeatable = first.IsOk,
            }
        );
    }

    /// <summary>A purchase: reserve, then take a part, give it back, or leave it.</summary>
    private async Task Hold(Customer other)
    {
        var amount = new Money(random.Next(1, 150_00), Currency.Rub);
        var id = OperationId.New();
        var place = new PlaceHold(id, Rubles, amount, "purchase", TimeProvider.System.GetUtcNow().AddDays(1));
        // A repeat answers the hold as it is by then: what stays is what was reserved.
        Func<Task<Answer>> again = () =>
            calls.Insist(place, hold => $"{hold.Id} {hold.Account} {hold.Amount} {hold.PlacedAt:O} {hold.ExpiresAt:O}");
        var placed = await again();
        Deeds.Add(new Deed(id, again, placed, [], amount.Minor, IsPosting: false) { IsRepeatable = placed.IsOk });
        if (!placed.IsOk)
            return;
        var hold = HoldId.From(id.Value);
        var next = random.Next(3);
        if (next == 0)
        {
            var part = new Money(random.NextInt64(1, amount.Minor + 1), Currency.Rub);
            IReadOnlyList<Leg> legs = [new(Rubles, -part), new(other.Rubles, part)];
            var capture = new Capture(OperationId.New(), hold, "purchase", legs);
            Func<Task<Answer>> take = () => calls.Insist(capture, posting => Text(posting with { IsReplay = false }));
            Deeds.Add(new Deed(capture.Id, take, await take(), legs, -amount.Minor, IsPosting: true));
        }
        else if (next == 1)
        {
            Func<Task<Answer>> release = () => calls.Insist(new Release(hold), ended => Text(ended with { IsReplay = false }));
            Deeds.Add(new Deed(id, release, await release(), [], -amount.Minor, IsPosting: false));
        }
    }

    /// <summary>Until there is an answer: an unknown outcome is asked again.</summary>
    private async Task<Answer> Send(HttpMethod method, string path, object? body)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, "/api/v1/" + path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                request.Content = body is null ? null : JsonContent.Create(body, options: DengaJson.Options);
                using var response = await denga.Http.SendAsync(request, cancel);
                var text = await response.Content.ReadAsStringAsync(cancel);
                if (response.IsSuccessStatusCode)
                    return new Answer(Code: null, text);
                if ((int)response.StatusCode < 500)
                    return new Answer(JsonNode.Parse(text)!["code"]!.GetValue<string>(), Body: "");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // It is dead at the moment.
            }
            await Task.Delay(BackOff, TimeProvider.System, cancel);
        }
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, DengaJson.Options);
}

/// <summary>Asks as another process of the same system does, over HTTP.</summary>
internal sealed class CallsBetweenProcesses(DengaProcess denga, string secret, CancellationToken cancel) : IDisposable
{
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(20);
    private readonly RemoteModule module = new(
        denga.Http.BaseAddress!,
        new OperationSignature(secret, TimeProvider.System),
        TimeProvider.System
    );

    public void Dispose() => module.Dispose();

    internal async Task<Result<T>> Ask<T>(IOperation<T> operation)
    {
        var route = new RemoteRoute<T>(module, OperationDescription.All[operation.GetType()]);
        while (true)
        {
            var result = (Result<T>)await route.Ask(operation, cancel);
            if (result.Error?.Kind != ErrorKind.Unavailable)
                return result;
            await Task.Delay(BackOff, TimeProvider.System, cancel);
        }
    }

    internal async Task<Answer> Insist<T>(IOperation<T> operation, Func<T, string> body)
    {
        var result = await Ask(operation);
        return result.IsOk ? new Answer(Code: null, body(result.Value)) : new Answer(result.Error.Code, Body: "");
    }
}
