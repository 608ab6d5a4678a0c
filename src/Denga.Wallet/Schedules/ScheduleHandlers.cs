using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Wallet.Transfers;

namespace Denga.Wallet.Schedules;

internal sealed class ScheduleHandlers(
    Database<WalletModule> database,
    TransferTaking taking,
    Payees payees,
    IOperations operations,
    TimeProvider clock
)
    : IOperationHandler<ScheduleTransfer, Schedule>,
        IOperationHandler<Contracts.Wallet.Schedules, IReadOnlyList<Schedule>>,
        IOperationHandler<EndSchedule, Done>
{
    private const int SchedulesMax = 100;
    private static readonly TimeOnly Morning = new(9, 0);

    public async Task<Result<Schedule>> Handle(ScheduleTransfer operation, CancellationToken cancel)
    {
        if (TransferTaking.Check(operation.Amount, operation.Note) is { } wrong)
            return wrong;
        var hash = OperationRecord.Hash(operation with { Code = null });
        if (await Find(operation.Id, cancel) is { } known)
            return OperationRecord.Repeat(known.Hash, hash, known.Shown);
        var person = await operations.Ask(new Profile(operation.Person), cancel);
        if (!person.IsOk)
            return person.Error;
        var today = ScheduleRow.Today(clock.GetUtcNow(), person.Value.TimeZone);
        if (operation.First < today || operation.First > today.AddYears(2))
            return WalletErrors.BadTime;
        if (operation.Until < operation.First)
            return WalletErrors.BadUntil;
        var from = await taking.Payer(operation.Person, operation.From, operation.Amount.Currency, cancel);
        if (!from.IsOk)
            return from.Error;
        var payee = await payees.Find(operation.Person, operation.To, cancel);
        if (!payee.IsOk)
            return payee.Error;
        if (TransferTaking.Between(operation.Person, from.Value.Id, payee.Value, operation.Amount.Currency) is { } impossible)
            return impossible;
        var own = payee.Value.Person == operation.Person;
        var worth = await taking.Worth(operation.Amount, cancel);
        if (!worth.IsOk)
            return worth.Error;
        if (!own && taking.TooLarge(worth.Value) is { } large)
            return large;
        var steppedUp = own ? false : await taking.StepUp(operation.Person, operation.Id, worth.Value, operation.Code, cancel);
        if (!steppedUp.IsOk)
            return steppedUp.Error;
        var at = operation.At ?? Morning;
        await using var command = database
            .Source.CreateCommand(
                $"""
                insert into schedule (id, person_id, from_id, payee_id, to_id, payee_name, minor, currency, own, note, stepped_up, rhythm, first_day,
                    at_time, until_day, next_day, next_at, request_hash)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $13, $16, $17
                where (select count(*) from schedule where person_id = $2 and next_at is not null) < {SchedulesMax}
                on conflict (id) do nothing
                """
            )
            .With(operation.Id.Value)
            .With(operation.Person.Value)
            .With(from.Value.Id.Value)
            .With(payee.Value.Person.Value)
            .With(payee.Value.Account?.Value)
            .With(payee.Value.Name)
            .With(operation.Amount.Minor)
            .With(operation.Amount.Currency.Code)
            .With(own)
            .With(TransferTaking.Written(operation.Note))
            .With(steppedUp.Value)
            .With((short)operation.Rhythm)
            .With(operation.First)
            .With(at)
            .With(operation.Until)
            .With(ScheduleRow.Moment(operation.First, at, person.Value.TimeZone))
            .With(hash);
        var isNew = await command.ExecuteNonQueryAsync(cancel) == 1;
        return await Find(operation.Id, cancel) is not { } made ? WalletErrors.TooManySchedules
            : isNew ? made.Shown
            : OperationRecord.Repeat(made.Hash, hash, made.Shown);
    }

    public async Task<Result<IReadOnlyList<Schedule>>> Handle(Contracts.Wallet.Schedules operation, CancellationToken cancel) =>
        (
            await ScheduleRow.ReadAll(
                database
                    .Source.CreateCommand(
                        $"select {ScheduleRow.Columns} from schedule where person_id = $1 and next_at is not null order by next_at, id limit {SchedulesMax}"
                    )
                    .With(operation.Person.Value),
                cancel
            )
        ).ConvertAll(s => s.Shown);

    public async Task<Result<Done>> Handle(EndSchedule operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("update schedule set next_day = null, next_at = null where id = $1 and person_id = $2")
            .With(operation.Schedule.Value)
            .With(operation.Person.Value);
        return await command.ExecuteNonQueryAsync(cancel) == 1 ? Done.It : WalletErrors.ScheduleNotFound;
    }

    private async Task<ScheduleRow?> Find(OperationId id, CancellationToken cancel) =>
        (
            await ScheduleRow.ReadAll(
                database.Source.CreateCommand($"select {ScheduleRow.Columns} from schedule where id = $1").With(id.Value),
                cancel
            )
        ).SingleOrDefault();
}
