using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.TestKit.Sellers;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Stars;

/// <summary>The whole of Denga, with MyStars for the usual seller and the sandbox for Fragment's way. The rates that came with the program are taken for
/// fresh ones.</summary>
public sealed class RealShop : IAsyncLifetime
{
    private DengaServer? denga;

    public DengaServer Denga => denga!;

    public MyStarsDouble MyStars { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        MyStars = await MyStarsDouble.Start();
        var settings = MyStarsContractTests.Settings(MyStars);
        settings["Stars:Fragment"] = "sandbox";
        settings["Stars:RatesMaxAge"] = "3650.00:00:00";
        settings["Stars:LookupsPerMinute"] = "10000";
        // A seller that breaks in one test is not left alone for a minute of the next.
        settings["Outside:mystars:BreakFor"] = "00:00:00.5";
        denga = await DengaServer.Start(settings, new ShiftedClock(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)));
    }

    public async ValueTask DisposeAsync()
    {
        await denga!.DisposeAsync();
        await MyStars.DisposeAsync();
    }

    public async Task<T> Get<T>(IOperation<T> operation) => (await Denga.Ask(operation)).Value;

    /// <summary>A new person with money, and his token.</summary>
    public async Task<(PersonId Person, string Token)> Somebody(long minor = 10_000_00)
    {
        using var response = await Denga.Http.PostAsJsonAsync("/api/v1/chat", new { language = "en", timeZone = "UTC" });
        var token = (await response.Content.ReadFromJsonAsync<ChatOpened>(DengaJson.Options))!.Token;
        var person = (await Get(new WhoHolds(token))).Person.Id;
        if (minor > 0)
            await Get(new SandboxTopUp(OperationId.New(), person, new Money(minor, Currency.Rub)));
        return (person, token);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> Send(HttpMethod method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: DengaJson.Options);
        using var response = await Denga.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }

    public async Task<HttpStatusCode> Hook(string body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/mystars");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (signature is not null)
            request.Headers.Add("X-Faas-Signature", signature);
        using var response = await Denga.Http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>An order that is paid for by its person and waits with MyStars.</summary>
    public async Task<StarsOrder> Placed(PersonId person)
    {
        var quote = await Get(new QuoteStars(person, StarsProduct.Stars, 100, Currency.Rub, "durov"));
        var order = await Get(new OrderStars(OperationId.New(), person, quote.Id));
        await Until("exists (select from stars.star_order where id = @Value and seller_order is not null)", new { order.Id.Value });
        return await Get(new StarsOrderById(person, order.Id));
    }

    public async Task<StarsOrder> Ended(PersonId person, StarsOrderId order)
    {
        await Until("exists (select from stars.star_order where id = @Value and ended_at is not null)", new { order.Value });
        return await Get(new StarsOrderById(person, order));
    }

    public Task<T> Select<T>(string sql, object? values = null) => Denga.Select<T>(sql, values);

    public Task Until(string condition, object? values = null) => Denga.Until(condition, values);
}
