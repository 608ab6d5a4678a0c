using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Wallet.Conversion;

/// <summary>Compares rates with the marks of alerts. Which side a rate was on last is kept with the alert, and changes in the transaction that tells of
/// the crossing: each is told once, by however many processes.</summary>
internal sealed class WatchRates(Database<WalletModule> database, IOperations operations, TimeProvider clock) : IJob
{
    private const int PageRows = 500;

    public string Name => "wallet.rate-alerts";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken cancel)
    {
        var after = Guid.Empty;
        List<AlertRow> page;
        do
        {
            page = await AlertRow.ReadAll(
                database
                    .Source.CreateCommand($"select {AlertRow.Columns} from rate_alert where id > $1 order by id limit {PageRows}")
                    .With(after),
                cancel
            );
            foreach (var pair in page.GroupBy(r => (r.Alert.Of, r.Alert.In)))
            {
                var rate = await operations.Ask(new RateOn(pair.Key.Of, pair.Key.In), cancel);
                if (!rate.IsOk)
                    continue;
                foreach (var row in pair.Where(r => r.Alert.Rate != rate.Value.Value))
                    await database.Transaction(unit => See(unit, row, rate.Value, cancel), cancel);
            }
            if (page.Count > 0)
                after = page[^1].Alert.Id.Value;
        } while (page.Count == PageRows);
    }

    private async Task<bool> See(UnitOfWork unit, AlertRow row, Rate rate, CancellationToken cancel)
    {
        var alert = row.Alert;
        var past = AlertRow.IsPast(alert.Side, alert.Mark, rate.Value);
        await using var command = new NpgsqlCommand(
            "update rate_alert set past = $3, rate = $4 where id = $1 and rate = $2 and past = $5",
            unit.Connection
        )
            .With(alert.Id.Value)
            .With(alert.Rate)
            .With(past)
            .With(rate.Value)
            .With(alert.IsPast);
        if (await command.ExecuteNonQueryAsync(cancel) == 1 && past && !alert.IsPast)
            unit.Publish(
                new RateCrossed(
                    alert.Id,
                    row.Person,
                    alert.Of,
                    alert.In,
                    alert.Side,
                    alert.Mark,
                    rate.Value,
                    rate.Source,
                    rate.Date,
                    clock.GetUtcNow()
                )
            );
        return past;
    }
}
