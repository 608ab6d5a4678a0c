using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.OutgoingWebhooks;
using Denga.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Payments;

/// <summary>Other systems are told what happened: signed, again until they take it, and nobody inside is reached by it.</summary>
public sealed class OutgoingWebhookTests(PaymentsServer server) : IClassFixture<PaymentsServer>, IAsyncLifetime
{
    private const string Paid = "payments.invoice-paid.v1";
    private readonly ConcurrentQueue<(string Delivery, string Signature, byte[] Body)> received = new();
    private WebApplication receiver = null!;
    private HttpStatusCode answer = HttpStatusCode.OK;
    private string? location;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        receiver = builder.Build();
        receiver.MapPost(
            "/{**path}",
            async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                received.Enqueue((context.Request.Headers["Denga-Delivery"]!, context.Request.Headers["Denga-Signature"]!, body.ToArray()));
                context.Response.StatusCode = (int)answer;
                if (location is not null)
                    context.Response.Headers.Location = location;
            }
        );
        await receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.Execute("delete from payments.outgoing_endpoint");
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task What_happened_is_told_signed_and_again_until_it_is_taken()
    {
        var (anna, admin) = (await server.Somebody(), await server.Somebody());
        answer = HttpStatusCode.InternalServerError;
        var added = await Add(admin);
        var invoice = await Pay(anna);
        var failed = await Until(added, d => d.Attempts == 1);
        Assert.Equal((500, DeliveryState.Waiting, "payments.endpoint_refused"), (failed.Status!.Value, failed.State, failed.Error));
        // A redirect is no acceptance, and is not followed.
        (answer, location) = (HttpStatusCode.TemporaryRedirect, "http://127.0.0.1:1/");
        await server.Pass(TimeSpan.FromSeconds(11));
        await Until(added, d => d.Attempts == 2);
        (answer, location) = (HttpStatusCode.NoContent, null);
        await server.Pass(TimeSpan.FromMinutes(1));
        var taken = await Until(added, d => d.State == DeliveryState.Delivered);
        Assert.Equal((3, Paid, (string?)null), (taken.Attempts, taken.Event, taken.Error));
        await server.Get(new SendDeliveryAgain(admin, taken.Id));
        await Until(added, d => d.Attempts == 4);

        Assert.Equal(4, received.Count);
        foreach (var (delivery, signature, body) in received)
        {
            Assert.Equal(taken.Id.ToString(), delivery);
            Assert.Equal(received.First().Body, body);
            var parts = signature.Split(',').ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1]);
            var signed = Encoding.UTF8.GetBytes(parts["t"] + "." + Encoding.UTF8.GetString(body));
            Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(added.Secret), signed)), parts["v1"]);
            var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts["t"], CultureInfo.InvariantCulture));
            Assert.InRange(server.Clock.GetUtcNow() - time, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        }
        var told = JsonDocument.Parse(received.First().Body).RootElement;
        Assert.Equal(Paid, told.GetProperty("type").GetString());
        Assert.Equal(invoice.Id.ToString(), told.GetProperty("data").GetProperty("invoice").GetProperty("id").GetString());
        // The secret is in the database under seal alone.
        Assert.False(
            await server.Select<bool>(
                "select position(@secret::bytea in secret) > 0 from payments.outgoing_endpoint",
                new { secret = Encoding.UTF8.GetBytes(added.Secret) }
            )
        );
    }

    [Fact]
    public async Task An_endpoint_that_fails_again_and_again_is_left_alone_for_a_minute_and_misses_nothing()
    {
        var (anna, admin) = (await server.Somebody(), await server.Somebody());
        answer = HttpStatusCode.BadGateway;
        var added = await Add(admin);
        for (var i = 0; i < 5; i++)
            await Pay(anna);
        await server.Until(
            "(select count(*) from payments.outgoing_delivery where endpoint_id = @id and attempts = 1) = 5",
            new { id = added.Endpoint.Id.Value }
        );
        await Pay(anna);
        await server.Until(
            "exists (select from payments.work w join payments.outgoing_delivery d on w.kind = 'payments.outgoing' and w.key = 'dlv_' || replace(d.id::text, '-', '') where d.endpoint_id = @id and d.attempts = 0 and w.error = 'payments.endpoint_away')",
            new { id = added.Endpoint.Id.Value }
        );
        Assert.Equal(5, received.Count);
        answer = HttpStatusCode.OK;
        // One call finds out; the others wait their turn.
        await Wait.Until(async () =>
        {
            await server.Pass(TimeSpan.FromMinutes(1));
            return await server.Select<long>(
                    "select count(*) from payments.outgoing_delivery where endpoint_id = @id and state = 'Delivered'",
                    new { id = added.Endpoint.Id.Value }
                ) == 6;
        });
        Assert.Equal(6, received.Select(r => r.Delivery).Distinct().Count());
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_three_days_is_switched_off_and_what_it_missed_can_be_sent_again()
    {
        var (anna, admin) = (await server.Somebody(), await server.Somebody());
        answer = HttpStatusCode.ServiceUnavailable;
        var added = await Add(admin);
        await Pay(anna);
        await Until(added, d => d.Attempts == 1);
        // After a day the delivery is given up; the endpoint waits for the next.
        await server.Pass(TimeSpan.FromHours(25));
        var first = await Until(added, d => d.State == DeliveryState.Failed);
        Assert.True((await server.Get(new Endpoints())).Single().IsOn);
        server.Clock.Advance(TimeSpan.FromDays(2));
        await Pay(anna);
        await server.Until("not (select is_on from payments.outgoing_endpoint where id = @id)", new { id = added.Endpoint.Id.Value });
        Assert.Equal("payments.endpoint_off", (await server.Ask(new SendDeliveryAgain(admin, first.Id))).Error!.Code);
        answer = HttpStatusCode.OK;
        Assert.True((await server.Get(new SwitchEndpoint(admin, added.Endpoint.Id, On: true))).IsOn);
        await server.Get(new SendDeliveryAgain(admin, first.Id));
        await server.Until("(select state = 'Delivered' from payments.outgoing_delivery where id = @id)", new { id = first.Id.Value });
        Assert.Null((await server.Get(new Endpoints())).Single().FailingSince);
        await server.Get(new RemoveEndpoint(admin, added.Endpoint.Id));
        Assert.Equal("payments.endpoint_not_found", (await server.Ask(new OutgoingDeliveries(added.Endpoint.Id))).Error!.Code);
        Assert.Equal("payments.delivery_not_found", (await server.Ask(new SendDeliveryAgain(admin, first.Id))).Error!.Code);
    }

    [Fact]
    public async Task A_repeat_answers_the_same_secret_and_bad_addresses_are_refused()
    {
        var admin = await server.Somebody();
        var add = new AddEndpoint(OperationId.New(), admin, "https://hooks.example/denga", [Paid]);
        Assert.Equal((await server.Get(add)).Secret, (await server.Get(add)).Secret);
        Assert.Equal("operation.id_reused", (await server.Ask(add with { Url = "https://other.example/" })).Error!.Code);
        foreach (
            var (url, code) in new[]
            {
                ("http://hooks.example/", "payments.bad_endpoint"),
                ("https://me:secret@hooks.example/", "payments.bad_endpoint"),
                ("ftp://hooks.example/", "payments.bad_endpoint"),
                ("no address", "payments.bad_endpoint"),
                ("https://127.0.0.1/", "payments.endpoint_address"),
                ("https://169.254.169.254/latest", "payments.endpoint_address"),
                ("https://[::1]/", "payments.endpoint_address"),
                ("https://[::ffff:10.0.0.1]/", "payments.endpoint_address"),
                ("https://2130706433/", "payments.endpoint_address"),
            }
        )
            Assert.Equal(code, (await server.Ask(new AddEndpoint(OperationId.New(), admin, url, [Paid]))).Error?.Code);
        Assert.Equal(
            "payments.unknown_event",
            (await server.Ask(new AddEndpoint(OperationId.New(), admin, "https://hooks.example/", ["wallet.money-moved.v1"]))).Error!.Code
        );
    }

    private Task<AddedEndpoint> Add(PersonId admin) =>
        server.Get(
            new AddEndpoint(
                OperationId.New(),
                admin,
                new UriBuilder(receiver.Urls.First()) { Host = "localhost", Path = "/denga" }.ToString(),
                [Paid]
            )
        );

    private async Task<Invoice> Pay(PersonId person)
    {
        var invoice = await server.TopUp(person, 100_00, "till");
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(100_00), server.Clock.GetUtcNow()));
        return invoice;
    }

    private async Task<OutgoingDelivery> Until(AddedEndpoint endpoint, Func<OutgoingDelivery, bool> so)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if ((await server.Get(new OutgoingDeliveries(endpoint.Endpoint.Id))).Items.FirstOrDefault(so) is { } there)
                return there;
            Assert.False(limit.IsCancellationRequested, "It never came.");
        }
    }
}
