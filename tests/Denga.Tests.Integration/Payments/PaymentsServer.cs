using System.Net;
using System.Net.Http.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.TestKit;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Payments;

[CollectionDefinition(Name)]
public sealed class PaymentsCollection : ICollectionFixture<PaymentsServer>
{
    public const string Name = "payments";
}

/// <summary>The whole of Denga with the sandbox, cash, and one more provider that says what the test wants (<see cref="Till"/>).</summary>
public sealed class PaymentsServer : IAsyncLifetime
{
    private DengaServer? denga;

    public DengaServer Denga => denga!;

    internal Till Till { get; } = new();

    public ShiftedClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync() => denga = await Start(database: null);

    public ValueTask DisposeAsync() => denga!.DisposeAsync();

    /// <summary>One more process on the same database.</summary>
    public Task<DengaServer> StartAnother() => Start(Denga.Database);

    private Task<DengaServer> Start(string? database) =>
        DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Payments:Sandbox"] = "true",
                ["Payments:Cash"] = "true",
                ["Payments:OpenMax"] = "5",
                ["Identity:Mailbox"] = "true",
                ["Payments:PrivateHosts"] = "localhost",
                // In one process in both forms: the provider is the test's.
                ["Modules:Secret"] = "a secret of at least thirty-two characters",
            },
            Clock,
            database,
            services =>
            {
                var modules =
                    (IReadOnlyList<RegisteredModule>)
                        services.Single(s => s.ServiceType == typeof(IReadOnlyList<RegisteredModule>)).ImplementationInstance!;
                new ModuleBuilder(
                    modules.Single(m => m.Name == "payments"),
                    services,
                    new ConfigurationBuilder().Build()
                ).ProviderWithWebhooks<Till>();
                services.AddSingleton(Till);
            }
        );

    public Task<Result<T>> Ask<T>(IOperation<T> operation) => Denga.Ask(operation);

    public async Task<T> Get<T>(IOperation<T> operation) => (await Ask(operation)).Value;

    public async Task<PersonId> Somebody() => (await Get(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Person.Id;

    /// <summary>A code for something weighty, as the person gets it by e-mail.</summary>
    public async Task<string> Code(PersonId person, string purpose)
    {
        await Get(new RequestStepUp(person, purpose));
        var address = (await Get(new Security(person))).Email;
        var letter = (await Get(new Mailbox())).First(l => l.To == address);
        return string.Concat(letter.Text.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit));
    }

    /// <summary>A correction by an administrator, with the code that it takes.</summary>
    public async Task<Result<MoneyRecord>> Adjust(AdjustBalance adjustment)
    {
        var asked = await Ask(adjustment);
        return asked.Error is { Code: "identity.step_up_needed" } needed
            ? await Ask(adjustment with { Code = await Code(adjustment.Person, needed.Args!["purpose"]) })
            : asked;
    }

    public static Money Rubles(long minor) => new(minor, Currency.Rub);

    public Task<Invoice> TopUp(PersonId person, long minor, string provider) =>
        Get(new TopUp(OperationId.New(), person, Rubles(minor), provider));

    public Task<Invoice> Now(PersonId person, Invoice invoice) => Get(new InvoiceById(person, invoice.Id));

    public async Task<long> Balance(PersonId person, Currency? currency = null) =>
        (await Get(new Balances(person))).Where(a => ReferenceEquals(a.Currency, currency ?? Currency.Rub)).Sum(a => a.Balance.Minor);

    public async Task Spend(PersonId person, long minor)
    {
        var account = (await Get(new Balances(person))).Single(a => a.Currency == Currency.Rub).Id;
        var world = await Get(new OpenSystemAccount("external:test", Currency.Rub));
        await Get(new Post(OperationId.New(), "test", [new Leg(account, Rubles(-minor)), new Leg(world.Id, Rubles(minor))]));
    }

    /// <summary>As the payer's browser does at the sandbox.</summary>
    public async Task Play(Invoice invoice, string what)
    {
        using var answer = await Denga.Http.PostAsJsonAsync($"/sandbox/pay/{invoice.Payment!.Id}", new { @do = what });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The invoice, once it stands so.</summary>
    public async Task<Invoice> Until(PersonId person, Invoice invoice, InvoiceState state)
    {
        await Until(
            "exists (select from payments.invoice where id = @id and state = @state)",
            new { id = invoice.Id.Value, state = state.ToString() }
        );
        return await Now(person, invoice);
    }

    /// <summary>A webhook of the test's provider that says so.</summary>
    internal async Task<HttpStatusCode> Deliver(ProviderPayment told, string? delivery = null, HttpClient? to = null)
    {
        using var request = Till.Webhook(told, delivery ?? Guid.CreateVersion7().ToString(), Clock.GetUtcNow());
        using var answer = await (to ?? Denga.Http).SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Says it, and waits until it is worked.</summary>
    internal async Task Tell(ProviderPayment told)
    {
        var delivery = Guid.CreateVersion7().ToString();
        Assert.Equal(HttpStatusCode.OK, await Deliver(told, delivery));
        await Until(
            "exists (select from payments.webhook h join payments.work w on w.kind = 'webhook.till' and w.key = h.id::text where h.delivery_key = @delivery and w.state <> 'waiting')",
            new { delivery }
        );
    }

    /// <summary>Work that is due by the moved clock is looked for now.</summary>
    public Task Wake() => Execute("select pg_notify('denga_work_payments', '')");

    public async Task Pass(TimeSpan time)
    {
        Clock.Advance(time);
        await Wake();
    }

    /// <summary>As the module tells it.</summary>
    public Task Publish<TModule>(IEvent happened)
        where TModule : IModule =>
        Denga
            .ServicesOf(TModule.Name)
            .GetRequiredService<Database<TModule>>()
            .Transaction(
                unit =>
                {
                    unit.Publish(happened);
                    return Task.FromResult(0);
                },
                CancellationToken.None
            );

    public async Task<T> Select<T>(string sql, object? values = null)
    {
        await using var connection = new NpgsqlConnection(Denga.Database);
        return (await connection.ExecuteScalarAsync<T>(sql, values))!;
    }

    public async Task Execute(string sql, object? values = null)
    {
        await using var connection = new NpgsqlConnection(Denga.Database);
        await connection.ExecuteAsync(sql, values);
    }

    public Task Until(string condition, object? values = null) =>
        Wait.Until(() => Select<bool>("select " + condition, values), what: condition);

    /// <summary>Payments and the ledger agree, whatever the tests have done so far.</summary>
    public async Task Agrees() => Assert.Empty(await PaymentsModule.Verify(Denga.Services, CancellationToken.None));
}
