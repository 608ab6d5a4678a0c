using System.Net;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.TestKit.Providers;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Payments.Providers;

/// <summary>The whole of Denga, and all providers that are called over HTTP.</summary>
public sealed class ProvidersServer : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);

    internal DengaServer Denga { get; private set; } = null!;

    internal IReadOnlyDictionary<string, ProviderDouble> Doubles { get; } =
        ((ProviderDouble[])[new HeleketDouble(), new YooKassaDouble(), new StripeDouble()]).ToDictionary(
            d => d.Name,
            StringComparer.Ordinal
        );

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(Doubles.Values.Select(d => d.Start()));
        var settings = Doubles.Values.SelectMany(d => d.Settings).ToDictionary(StringComparer.Ordinal);
        settings["Payments:Providers:yookassa:WebhookAddresses:0"] = "127.0.0.0/8";
        settings["Payments:Providers:stripe:Currencies:0"] = "RUB";
        Denga = await DengaServer.Start(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Denga.DisposeAsync();
        foreach (var one in Doubles.Values)
            await one.DisposeAsync();
    }

    internal async Task<PersonId> NewPerson() =>
        (await Denga.Ask(new Identify("telegram", Guid.CreateVersion7().ToString("N"), "ru"))).Value.Person.Id;

    internal async Task<Invoice> Until(PersonId person, InvoiceId id, Func<Invoice, bool> isSo)
    {
        using var limit = new CancellationTokenSource(HangMax);
        while (true)
        {
            var invoice = (await Denga.Ask(new InvoiceById(person, id))).Value;
            if (isSo(invoice))
                return invoice;
            if (limit.IsCancellationRequested)
                Assert.Fail($"The invoice stays {invoice.State}; {await Waiting()}");
        }
    }

    internal Task<string> Waiting() =>
        Select<string>(
            "select coalesce(string_agg(kind || ' ' || coalesce(error, ''), ', '), '') from payments.work where state <> 'done'"
        );

    internal async Task<T> Select<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Denga.Database);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }
}

/// <summary>From the invoice to the money on the account, by each provider.</summary>
public sealed class ProviderPathTests(ProvidersServer server) : IClassFixture<ProvidersServer>
{
    public static TheoryData<string> Providers => ["heleket", "yookassa", "stripe"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_top_up_is_paid_there_and_credited_once_however_often_the_webhook_comes(string provider)
    {
        var there = server.Doubles[provider];
        var person = await server.NewPerson();
        var invoice = (await server.Denga.Ask(new TopUp(OperationId.New(), person, new Money(150_000, Currency.Rub), provider))).Value;
        Assert.NotNull(invoice.Payment!.Link);
        var key = invoice.Payment.Id.ToString();
        there.Pay(key);
        var hook = new Uri(server.Denga.PlaceOf("payments"), "/hooks/" + provider);
        var webhook = there.Webhook(key);
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => there.Tell(webhook, hook))),
            status => Assert.Equal(HttpStatusCode.OK, status)
        );
        var paid = await server.Until(person, invoice.Id, i => i.State == InvoiceState.Paid);
        Assert.Equal(new Money(150_000, Currency.Rub), paid.Paid);
        Assert.Equal(HttpStatusCode.OK, await there.Tell(there.Webhook(key), hook));
        await Idle();
        var account = Assert.Single((await server.Denga.Ask(new Balances(person))).Value);
        Assert.Equal(new Money(150_000, Currency.Rub), account.Balance);
        Assert.Empty(there.Violations);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_forged_webhook_credits_nothing(string provider)
    {
        var there = server.Doubles[provider];
        var person = await server.NewPerson();
        var invoice = (await server.Denga.Ask(new TopUp(OperationId.New(), person, new Money(150_000, Currency.Rub), provider))).Value;
        there.Refuse(invoice.Payment!.Id.ToString());
        var forged = there
            .Webhook(invoice.Payment.Id.ToString())
            .With("\"canceled\"", "\"succeeded\"")
            .With("\"fail\"", "\"paid\"")
            .With("\"open\"", "\"complete\"");
        var hook = new Uri(server.Denga.PlaceOf("payments"), "/hooks/" + provider);
        var status = await there.Tell(forged, hook);
        // Who signs nothing is asked, and says what is so.
        Assert.Equal(provider == "yookassa" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, status);
        await Idle();
        Assert.Equal(0L, await server.Select<long>($"select count(*) from payments.charge where invoice_id = '{invoice.Id.Value}'"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_refund_goes_back_through_it(string provider)
    {
        var there = server.Doubles[provider];
        var person = await server.NewPerson();
        var invoice = (await server.Denga.Ask(new TopUp(OperationId.New(), person, new Money(150_000, Currency.Rub), provider))).Value;
        var key = invoice.Payment!.Id.ToString();
        there.Pay(key);
        var hook = new Uri(server.Denga.PlaceOf("payments"), "/hooks/" + provider);
        await there.Tell(there.Webhook(key), hook);
        await server.Until(person, invoice.Id, i => i.State == InvoiceState.Paid);
        var refund = await server.Denga.Ask(new RefundInvoice(OperationId.New(), person, invoice.Id, "Передумал"));
        Assert.True(refund.IsOk, refund.Error?.Code);
        if (provider == "heleket")
        {
            await server.Until(person, invoice.Id, _ => there.Requests.Any(r => r.Path == "v1/payment/refund"));
            there.EndRefunds();
            await there.Tell(there.Webhook(key), hook);
        }
        await server.Until(person, invoice.Id, i => i.State == InvoiceState.Refunded);
        Assert.Equal(1500m, there.GivenBack(key));
        Assert.Empty(there.Violations);
    }

    private async Task Idle()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await server.Select<bool>("select exists (select from payments.work where state = 'waiting' and kind like 'webhook.%')"))
            if (limit.IsCancellationRequested)
                Assert.Fail(await server.Waiting());
    }
}
