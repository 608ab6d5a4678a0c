using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Wallet;

[CollectionDefinition(Name)]
public sealed class BankCollection : ICollectionFixture<Bank>
{
    public const string Name = "bank";
}

/// <summary>The whole of Denga with people who have money. The rates that came with the program are taken for fresh ones.</summary>
public sealed class Bank : IAsyncLifetime
{
    private DengaServer? denga;

    public DengaServer Denga => denga!;

    public ShiftedClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync() =>
        denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Wallet:Conversion:RatesMaxAge"] = "3650.00:00:00",
                ["Wallet:Limits:LookupsPerMinute"] = "1000",
            },
            Clock
        );

    public ValueTask DisposeAsync() => denga!.DisposeAsync();

    public Task<Result<T>> Ask<T>(IOperation<T> operation) => Denga.Ask(operation);

    public async Task<T> Get<T>(IOperation<T> operation) => (await Ask(operation)).Value;

    /// <summary>A new person with so much on his main account.</summary>
    public async Task<(PersonId Person, AccountId Account)> Somebody(long minor = 0, Currency? currency = null)
    {
        var person = (await Get(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Person.Id;
        var account = await Get(new OpenAccount(person, currency ?? Currency.Rub));
        if (minor > 0)
            await Get(new SandboxTopUp(OperationId.New(), person, new Money(minor, account.Currency)));
        return (person, account.Id);
    }

    public async Task<long> Balance(PersonId person, Currency? currency = null) =>
        (await Get(new Balances(person)))
            .Where(a => a.Purpose == "main" && a.Currency == (currency ?? Currency.Rub))
            .Sum(a => a.Balance.Minor);

    public static Transfer Send(PersonId person, AccountId to, long minor, OperationId? id = null) =>
        new(id ?? OperationId.New(), person, to.ToString(), new Money(minor, Currency.Rub));

    public Task<T> Select<T>(string sql, object? values = null) => Denga.Select<T>(sql, values);

    public Task Execute(string sql, object? values = null) => Denga.Execute(sql, values);

    public Task Until(string condition, object? values = null) => Denga.Until(condition, values);
}
