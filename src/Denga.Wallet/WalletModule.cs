using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Wallet.Accounts;
using Denga.Wallet.Contacts;
using Denga.Wallet.Conversion;
using Denga.Wallet.Ledger;
using Denga.Wallet.Operators;
using Denga.Wallet.People;
using Denga.Wallet.Proof;
using Denga.Wallet.Requests;
using Denga.Wallet.Schedules;
using Denga.Wallet.Simulation;
using Denga.Wallet.Transfers;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Wallet;

/// <summary>The ledger, which can be proved, and the bank on it: transfers, requests, schedules, conversion.</summary>
public sealed class WalletModule : IModule
{
    public static string Name => "wallet";

    public static void Register(ModuleBuilder module)
    {
        module
            .Services.AddSingleton<LedgerClock>()
            .AddSingleton<ILedgerStore, PostgresStore>()
            .AddSingleton<LedgerGroup>()
            .AddSingleton<GeneralLedger>()
            .AddSingleton<CheckpointKey>();
        module
            .Services.AddSingleton<AccountOpening>()
            .AddSingleton<Payees>()
            .AddSingleton<TransferTaking>()
            .AddSingleton<TransferWaits>()
            .AddSingleton<Receipts>()
            .AddSingleton<Departures>();
        module
            .Options<WalletOptions>()
            .Handles<AccountHandlers>()
            .Handles<PastHandlers>()
            .Handles<LedgerHandlers>()
            .Handles<PostingHandlers>()
            .Handles<TransferHandlers>()
            .Handles<ContactHandlers>()
            .Handles<SandboxHandler>()
            .Handles<RequestHandlers>()
            .Handles<ScheduleHandlers>()
            .Handles<QuoteHandlers>()
            .Handles<RateAlertHandlers>()
            .Handles<ExplainHandler>()
            .Handles<PeopleHandlers>()
            .Handles<Departures>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Job<ScheduleJob>()
            .Job<WatchRates>()
            .Job<ForgetOldQuotes>()
            .Job<SettleDepartures>()
            .Consumes<TransactionManager>()
            .Consumes<TransactionService>()
            .Consumes<OnTransferEnded>()
            .Job<ExpireHolds>()
            .Job<Checkpoints>()
            .Job<WatchLedger>();
    }

    /// <summary>Recomputes balances, sums, holds, hash chains and checkpoints and answers what differs, in sentences; nothing when all is well.</summary>
    public static Task<IReadOnlyList<string>> Verify(IServiceProvider services, CancellationToken cancel) =>
        new Verification(services.GetRequiredService<Database<WalletModule>>(), services.GetRequiredService<CheckpointKey>()).Run(cancel);

    /// <summary>How much there is of what <see cref="Verify"/> recounts.</summary>
    public static async Task<IReadOnlyList<(string Of, long Count)>> Counts(IServiceProvider services, CancellationToken cancel)
    {
        await using var connection = await services.GetRequiredService<Database<WalletModule>>().Open(cancel);
        var (accounts, postings, movements, holds) = await connection.QuerySingleAsync<(long, long, long, long)>(
            new CommandDefinition(
                """
                select (select count(*) from account), (select count(*) from posting), (select count(*) from entry), (select count(*) from hold)
                """,
                commandTimeout: 0,
                cancellationToken: cancel
            )
        );
        return [("accounts", accounts), ("postings", postings), ("movements", movements), ("holds", holds)];
    }

    /// <summary>
    /// Runs the money core against a simulated world; the same seed always goes the same way. Failure is null when every
    /// invariant held; Left says what the run left behind.
    /// </summary>
    public static (long Operations, string? Failure, string Left) Simulate(long seed, long operations) =>
        LedgerSimulation.Run(seed, operations);

    /// <summary>The ledger for the simulation of a module that asks it: its own decisions, in memory.</summary>
    /// <returns>What it checks after each operation, and at the end, throws.</returns>
    public static (IOperations Wallet, Action Check, Action CheckAll) InMemory(TimeProvider clock)
    {
        var wallet = new SimulatedWallet(clock);
        return (wallet, wallet.Check, wallet.CheckAll);
    }
}
