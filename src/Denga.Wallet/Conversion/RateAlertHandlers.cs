using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Wallet.Conversion;

internal sealed record AlertRow(RateAlert Alert, PersonId Person, byte[] Hash)
{
    internal const string Columns = "id, of_currency, in_currency, side, mark, past, rate, person_id, request_hash";

    internal static bool IsPast(AlertSide side, decimal mark, decimal rate) => side == AlertSide.Below ? rate < mark : rate > mark;

    internal static async Task<List<AlertRow>> ReadAll(NpgsqlCommand made, CancellationToken cancel)
    {
        await using var command = made;
        var found = new List<AlertRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new AlertRow(
                    new RateAlert(
                        new RateAlertId(rows.GetGuid(0)),
                        Currency.Parse(rows.GetString(1)),
                        Currency.Parse(rows.GetString(2)),
                        (AlertSide)rows.GetInt16(3),
                        rows.GetDecimal(4),
                        rows.GetBoolean(5),
                        rows.GetDecimal(6)
                    ),
                    new PersonId(rows.GetGuid(7)),
                    rows.GetFieldValue<byte[]>(8)
                )
            );
        return found;
    }
}

internal sealed class RateAlertHandlers(Database<WalletModule> database, IOperations operations)
    : IOperationHandler<AddRateAlert, RateAlert>,
        IOperationHandler<Contracts.Wallet.RateAlerts, IReadOnlyList<RateAlert>>,
        IOperationHandler<RemoveRateAlert, Done>
{
    private const int AlertsMax = 50;

    /// <summary>A mark farther away is a slip of the hand: it would never be passed.</summary>
    private const decimal FarthestTimes = 10_000m;

    /// <summary>The source of a rate that is one by definition.</summary>
    private const string Pegged = "peg";

    public async Task<Result<RateAlert>> Handle(AddRateAlert operation, CancellationToken cancel)
    {
        if (operation.Mark <= 0)
            return WalletErrors.BadRate;
        if (ReferenceEquals(operation.Of, operation.In))
            return WalletErrors.SameCurrency;
        var rate = await operations.Ask(new RateOn(operation.Of, operation.In), cancel);
        if (!rate.IsOk)
            return rate.Error;
        if (rate.Value.Source == Pegged)
            return WalletErrors.RateFixed;
        if (operation.Mark < rate.Value.Value / FarthestTimes || operation.Mark > rate.Value.Value * FarthestTimes)
            return WalletErrors.BadRate;
        var hash = OperationRecord.Hash(operation);
        await using var command = database
            .Source.CreateCommand(
                $"""
                insert into rate_alert (id, person_id, of_currency, in_currency, side, mark, past, rate, request_hash)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9 where (select count(*) from rate_alert where person_id = $2) < {AlertsMax}
                on conflict (id) do nothing
                """
            )
            .With(operation.Id.Value)
            .With(operation.Person.Value)
            .With(operation.Of.Code)
            .With(operation.In.Code)
            .With((short)operation.Side)
            .With(operation.Mark)
            .With(AlertRow.IsPast(operation.Side, operation.Mark, rate.Value.Value))
            .With(rate.Value.Value)
            .With(hash);
        var isNew = await command.ExecuteNonQueryAsync(cancel) == 1;
        var found = await AlertRow.ReadAll(
            database.Source.CreateCommand($"select {AlertRow.Columns} from rate_alert where id = $1").With(operation.Id.Value),
            cancel
        );
        return found is not [var row] ? WalletErrors.TooManyAlerts
            : isNew ? row.Alert
            : OperationRecord.Repeat(row.Hash, hash, row.Alert);
    }

    public async Task<Result<IReadOnlyList<RateAlert>>> Handle(Contracts.Wallet.RateAlerts operation, CancellationToken cancel) =>
        (
            await AlertRow.ReadAll(
                database
                    .Source.CreateCommand($"select {AlertRow.Columns} from rate_alert where person_id = $1 order by id limit {AlertsMax}")
                    .With(operation.Person.Value),
                cancel
            )
        ).ConvertAll(r => r.Alert);

    public async Task<Result<Done>> Handle(RemoveRateAlert operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("delete from rate_alert where id = $1 and person_id = $2")
            .With(operation.Alert.Value)
            .With(operation.Person.Value);
        return await command.ExecuteNonQueryAsync(cancel) == 1 ? Done.It : WalletErrors.AlertNotFound;
    }
}
