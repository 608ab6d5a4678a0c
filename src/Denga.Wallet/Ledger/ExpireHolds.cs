using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Jobs;

namespace Denga.Wallet.Ledger;

/// <summary>Gives back what was reserved and not asked for in time. A capture after its time is refused also before this has run.</summary>
internal sealed class ExpireHolds(Database<WalletModule> database, GeneralLedger ledger, TimeProvider clock) : IJob
{
    private const int AtOnce = 500;

    public string Name => "wallet.expire-holds";

    public TimeSpan Every => TimeSpan.FromSeconds(5);

    public async Task Run(CancellationToken cancel)
    {
        while (true)
        {
            var due = new List<HoldId>();
            await using (
                var command = database
                    .Source.CreateCommand(
                        $"select id from hold where state = {HoldState.Open:D} and expires_at <= $1 order by expires_at limit $2"
                    )
                    .With(clock.GetUtcNow())
                    .With(AtOnce)
            )
            await using (var rows = await command.ExecuteReaderAsync(cancel))
            {
                while (await rows.ReadAsync(cancel))
                    due.Add(new HoldId(rows.GetGuid(0)));
            }
            // A refusal means that it was captured meanwhile, or that the ledger is busy; the next turn sees.
            var ended = await Task.WhenAll(due.Select(h => ledger.End(h, HoldState.Expired, cancel)));
            if (due.Count < AtOnce || !ended.Any(e => e.IsOk))
                return;
        }
    }
}
