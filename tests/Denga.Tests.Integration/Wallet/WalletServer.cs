using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.TestKit;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;
using Denga.Wallet;
using Denga.Wallet.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Wallet;

[CollectionDefinition(Name)]
public sealed class WalletCollection : ICollectionFixture<WalletServer>
{
    public const string Name = "wallet";
}

/// <summary>Which door a posting goes through.</summary>
public enum Door
{
    Group,
    Callers,
}

/// <summary>The wallet alone on a real PostgreSQL, asked through operations; nothing runs by itself.</summary>
public sealed class WalletServer : IAsyncLifetime
{
    private ModuleHost? host;

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
    public IServiceProvider Services => host!.Services;

    internal GeneralLedger Ledger => Services.GetRequiredService<GeneralLedger>();
    internal Database<WalletModule> Database => Services.GetRequiredService<Database<WalletModule>>();

    public async ValueTask InitializeAsync() =>
        host = await ModuleHost.Start(
            platform => platform.Add<WalletModule>(),
            clock: Clock,
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Database:ConnectionsPerModule"] = "30" },
            runs: false
        );

    /// <summary>Another process on the same database.</summary>
    public Task<ModuleHost> Another(IReadOnlyDictionary<string, string> settings) => host!.Another(settings);

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation) => host!.Ask(operation);

    /// <summary>The answer of something that must not be refused.</summary>
    public async Task<TAnswer> Get<TAnswer>(IOperation<TAnswer> operation) => (await Ask(operation)).Value;

    public Task RunJob(string name) => host!.RunJob(name);

    /// <summary>Where money comes from and goes to in tests: an account without a floor.</summary>
    public async Task<AccountId> World(Currency currency) => (await Get(new OpenSystemAccount("external:test", currency))).Id;

    /// <summary>A new person's account with money on it.</summary>
    public async Task<Account> Open(long minor = 0, Currency? currency = null, PersonId? person = null, string purpose = "main")
    {
        var account = await Get(new OpenAccount(person ?? PersonId.New(), currency ?? Currency.Rub, purpose));
        if (minor != 0)
            await Get(Move(await World(account.Currency), account.Id, minor, account.Currency));
        return await Get(new AccountById(account.Person!.Value, account.Id));
    }

    public static Post Move(AccountId from, AccountId to, long minor, Currency? currency = null, OperationId? id = null)
    {
        var amount = new Money(minor, currency ?? Currency.Rub);
        return new Post(id ?? OperationId.New(), "test", [new Leg(from, -amount), new Leg(to, amount)]);
    }

    public Task<Result<Posting>> Post(Door door, Post post) =>
        door == Door.Group ? Ask(post) : Database.Attempt(unit => Ledger.Post(unit, post, CancellationToken.None), CancellationToken.None);

    public Task<Result<Posting>> Capture(Door door, Capture capture) =>
        door == Door.Group
            ? Ask(capture)
            : Database.Attempt(unit => Ledger.Capture(unit, capture, CancellationToken.None), CancellationToken.None);

    public Task<Result<Posting>> Reverse(Door door, Reverse reverse) =>
        door == Door.Group
            ? Ask(reverse)
            : Database.Attempt(unit => Ledger.Reverse(unit, reverse, CancellationToken.None), CancellationToken.None);

    public Task<Result<Hold>> Place(Door door, PlaceHold place) =>
        door == Door.Group
            ? Ask(place)
            : Database.Attempt(unit => Ledger.Place(unit, place, CancellationToken.None), CancellationToken.None);

    public Task<Result<Hold>> Release(Door door, HoldId hold) =>
        door == Door.Group
            ? Ask(new Release(hold))
            : Database.Attempt(unit => Ledger.End(unit, hold, HoldState.Released, CancellationToken.None), CancellationToken.None);

    public async Task<long> Balance(AccountId account) => (await One(account)).Balance.Minor;

    public async Task<Account> One(AccountId account) => Assert.Single(await Get(new LedgerAccounts([account])));

    /// <summary>What was published under a key, in order.</summary>
    public async Task<IReadOnlyList<IEvent>> Events(string key)
    {
        await using var connection = await Database.Open(CancellationToken.None);
        var rows = await connection.QueryAsync<(string Type, string Body)>(
            "select type, body::text from outbox where key = @key order by seq",
            new { key }
        );
        return [.. rows.Select(r => (IEvent)JsonSerializer.Deserialize(r.Body, EventTypes.All[r.Type], DengaJson.Options)!)];
    }

    /// <summary>As the module's own role, which can do no more than the program.</summary>
    public async Task Plain(string sql, object? values = null)
    {
        await using var connection = await Database.Open(CancellationToken.None);
        await connection.ExecuteAsync(sql, values);
    }

    /// <summary>As the owner of the tables.</summary>
    public Task Administer(string sql, object? values = null) =>
        Sql.Execute(new NpgsqlConnectionStringBuilder(host!.Database) { SearchPath = "wallet" }.ConnectionString, sql, values);

    public async Task<long> Number(string sql, object? values = null)
    {
        await using var connection = await Database.Open(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>(sql, values);
    }
}
