using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.Wallet.Transfers;
using Npgsql;

namespace Denga.Wallet.Schedules;

/// <summary>Asks for the transfers that have come due. The id of a transfer is made of schedule and day, and the next day is written in the same
/// transaction: however many processes run this, each day is one transfer. After a downtime one transfer makes up for the days that were missed.</summary>
internal sealed class ScheduleJob(Database<WalletModule> database, TransferTaking taking, IOperations operations, TimeProvider clock) : IJob
{
    private const int PageRows = 200;

    public string Name => "wallet.schedules";

    public TimeSpan Every => TimeSpan.FromSeconds(20);

    public async Task Run(CancellationToken cancel)
    {
        var due = await ScheduleRow.ReadAll(
            database
                .Source.CreateCommand(
                    $"select {ScheduleRow.Columns} from schedule where next_at <= $1 order by next_at, id limit {PageRows}"
                )
                .With(clock.GetUtcNow()),
            cancel
        );
        foreach (var row in due)
        {
            // What cannot be asked now stays due for the next turn.
            var worth = await taking.Worth(row.Amount, cancel);
            var person = await operations.Ask(new Profile(row.Person), cancel);
            if (worth.IsOk && person.IsOk)
                await database.Transaction(unit => Transfer(unit, row, worth.Value, person.Value.TimeZone, cancel), cancel);
        }
    }

    private async Task<bool> Transfer(UnitOfWork unit, ScheduleRow seen, Money worth, string zone, CancellationToken cancel)
    {
        var found = await ScheduleRow.ReadAll(
            new NpgsqlCommand(
                $"select {ScheduleRow.Columns} from schedule where id = $1 and next_day = $2 for update skip locked",
                unit.Connection
            )
                .With(seen.Id.Value)
                .With(seen.NextDay),
            cancel
        );
        if (found is not [{ NextDay: { } day } row])
            return false;
        var now = clock.GetUtcNow();
        var id = IdOf(row.Id, day);
        await new TransferRow
        {
            Id = id,
            Person = row.Person,
            From = row.From,
            Payee = row.Payee,
            To = row.To,
            PayeeName = row.PayeeName,
            Amount = row.Amount,
            BaseMinor = worth.Minor,
            Own = row.Own,
            Note = row.Note,
            SteppedUp = row.SteppedUp,
            Schedule = row.Id,
            RequestHash = row.Hash,
            RequestedAt = now,
        }.Insert(unit, cancel);
        var today = ScheduleRow.Today(now, zone);
        var next = ScheduleRow.DayFrom(row.First, row.Rhythm, row.Until, (today > day ? today : day).AddDays(1));
        await using var command = new NpgsqlCommand(
            "update schedule set next_day = $2, next_at = $3, last_transfer = $4 where id = $1",
            unit.Connection
        )
            .With(row.Id.Value)
            .With(next)
            .With(next is { } coming ? ScheduleRow.Moment(coming, row.At, zone) : (DateTimeOffset?)null)
            .With(id.Value);
        await command.ExecuteNonQueryAsync(cancel);
        return true;
    }

    internal static OperationId IdOf(ScheduleId schedule, DateOnly day) =>
        new(
            new Guid(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{schedule} {day:O}"))).AsSpan(0, 16),
                bigEndian: true
            )
        );
}
