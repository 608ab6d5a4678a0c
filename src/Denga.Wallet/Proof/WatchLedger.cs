using System.Diagnostics.Metrics;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;
using Denga.Wallet.People;
using Npgsql;

namespace Denga.Wallet.Proof;

/// <summary>Asks now and then whether the ledger still sums to nothing, nobody stands below his floor, and no money is without a living owner: the part of <see cref="Verification"/>
/// that costs one look at each account.</summary>
internal sealed class WatchLedger : IJob, IDisposable
{
    private readonly Database<WalletModule> database;
    private readonly Gauges gauges = new();
    private volatile Measurement<long>[] last = [];

    public WatchLedger(Database<WalletModule> database)
    {
        this.database = database;
        gauges.Add(
            "denga.ledger.findings",
            () => last,
            "{finding}",
            "Currencies that do not sum to zero, accounts below their floor, and accounts with money whose owner is gone."
        );
    }

    public string Name => "wallet.watch-ledger";

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            $"""
            select (select count(*) from (select from account group by currency having sum(balance) <> 0) unbalanced)
                + (select count(*) from account where balance - held < floor)
                + (select count(*) from account a where (a.balance <> 0 or a.held <> 0)
                    and exists (select 1 from departure d where d.person_id = a.person_id and d.state = {DepartureState.Gone:D}))
            """,
            connection
        );
        last = [new((long)(await command.ExecuteScalarAsync(cancel))!)];
    }

    public void Dispose() => gauges.Dispose();
}
