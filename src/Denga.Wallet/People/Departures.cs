using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.Wallet.Accounts;
using Denga.Wallet.Ledger;
using Npgsql;

namespace Denga.Wallet.People;

/// <summary>As <c>departure.state</c> keeps it.</summary>
internal enum DepartureState : short
{
    /// <summary>While Identity decides.</summary>
    Frozen,

    Gone,

    /// <summary>Kept for a day, for a call that comes late.</summary>
    CalledOff,
}

/// <summary>People who leave (decision 0037): frozen while Identity decides, gone for ever once it has. Everything here is done under the lock with which
/// accounts of the person are opened, then under those of his accounts.</summary>
internal sealed class Departures(Database<WalletModule> database, GeneralLedger ledger, AccountOpening opening, TimeProvider clock)
    : IOperationHandler<FreezePerson, Frozen>,
        IOperationHandler<UnfreezePerson, Unfrozen>,
        IOperationHandler<ReturnUnclaimed, Posting>
{
    /// <summary>Whether the person <c>$1</c> has money, or money on its way.</summary>
    internal static readonly string HoldsSql = $"""
        exists (select 1 from account where person_id = $1 and (balance <> 0 or held <> 0))
            or exists (select 1 from transfer where (person_id = $1 or payee_id = $1) and state in ({TransferStatus.Requested:D}, {TransferStatus.Validated:D}))
        """;

    public Task<Result<Frozen>> Handle(FreezePerson operation, CancellationToken cancel) =>
        database.Transaction<Result<Frozen>>(
            async unit =>
            {
                var person = operation.Person;
                await AccountOpening.Turn(unit, person, cancel);
                await using var known = new NpgsqlCommand("select state from departure where id = $1", unit.Connection).With(
                    operation.Id.Value
                );
                if (await known.ExecuteScalarAsync(cancel) is short state)
                    return new Frozen(state < (short)DepartureState.CalledOff);
                await Lock(unit, person, cancel);
                await using var holds = new NpgsqlCommand($"select {HoldsSql}", unit.Connection).With(person.Value);
                if ((bool)(await holds.ExecuteScalarAsync(cancel))!)
                    return new Frozen(false);
                var now = clock.GetUtcNow();
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch
                    .Command($"insert into departure (id, person_id, state, at) values ($1, $2, {DepartureState.Frozen:D}, $3)")
                    .With(operation.Id.Value)
                    .With(person.Value)
                    .With(now);
                batch.Command("update account set closed_at = $2 where person_id = $1 and closed_at is null").With(person.Value).With(now);
                await batch.ExecuteNonQueryAsync(cancel);
                unit.Audit("wallet.person-frozen", person.ToString(), CallOrigin.Current?.Person, after: new { operation.Id });
                return new Frozen(true);
            },
            cancel
        );

    public Task<Result<Unfrozen>> Handle(UnfreezePerson operation, CancellationToken cancel) =>
        database.Transaction<Result<Unfrozen>>(
            async unit =>
            {
                await AccountOpening.Turn(unit, operation.Person, cancel);
                // Also when it was never frozen: the question may be on its way still.
                await using var call = new NpgsqlCommand(
                    $"""
                    insert into departure (id, person_id, state, at) values ($1, $2, {DepartureState.CalledOff:D}, $3)
                    on conflict (id) do update set state = {DepartureState.CalledOff:D} where departure.state = {DepartureState.Frozen:D}
                    """,
                    unit.Connection
                ).With(operation.Id.Value).With(operation.Person.Value).With(clock.GetUtcNow());
                await call.ExecuteNonQueryAsync(cancel);
                await Thaw(unit, operation.Person, cancel);
                unit.Audit("wallet.person-unfrozen", operation.Person.ToString(), CallOrigin.Current?.Person, after: new { operation.Id });
                return new Unfrozen();
            },
            cancel
        );

    public async Task<Result<Posting>> Handle(ReturnUnclaimed operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (await LedgerReading.PostingOf(connection, operation.Id, cancel) is { } done)
            return done with { IsReplay = true };
        await using var find = new NpgsqlCommand(
            $"""
            select e.posting_id from account a join entry e on e.account_no = a.no
            where a.id = $1 and a.balance > 0 and e.minor > 0
                and exists (select 1 from departure d where d.person_id = a.person_id and d.state = {DepartureState.Gone:D})
                and not exists (select 1 from posting r where r.reverses = e.posting_id)
            order by e.version desc limit 1
            """,
            connection
        ).With(operation.Account.Value);
        if (await find.ExecuteScalarAsync(cancel) is not Guid brought)
            return WalletErrors.AccountNotFound;
        return await database.Attempt(
            async unit =>
            {
                var reversed = await ledger.Reverse(unit, new Reverse(operation.Id, new OperationId(brought)), cancel);
                if (reversed is { IsOk: true, Value.IsReplay: false })
                    unit.Audit(
                        "wallet.unclaimed-returned",
                        operation.Account.ToString(),
                        operation.Person,
                        after: new { operation.Id, Reverses = new OperationId(brought) }
                    );
                return reversed;
            },
            cancel
        );
    }

    /// <summary>What was frozen before the moment, and that Identity says goes on living, is open again.</summary>
    internal Task CallOff(PersonId person, DateTimeOffset before, CancellationToken cancel) =>
        database.Transaction(
            async unit =>
            {
                await AccountOpening.Turn(unit, person, cancel);
                await using var call = new NpgsqlCommand(
                    $"update departure set state = {DepartureState.CalledOff:D} where person_id = $1 and state = {DepartureState.Frozen:D} and at < $2",
                    unit.Connection
                )
                    .With(person.Value)
                    .With(before);
                await call.ExecuteNonQueryAsync(cancel);
                await Thaw(unit, person, cancel);
                return Done.It;
            },
            cancel
        );

    /// <summary>The person is gone. His accounts are closed; one that holds money, as only those do that were there before anybody asked the wallet,
    /// takes nothing more, and what is on it goes to whom he was joined with, or is named by the verification.</summary>
    internal async Task Gone(UnitOfWork unit, PersonId person, PersonId? kept, DateTimeOffset at, CancellationToken cancel)
    {
        await AccountOpening.Turn(unit, person, cancel);
        await Lock(unit, person, cancel);
        await using (var batch = new NpgsqlBatch(unit.Connection))
        {
            batch
                .Command(
                    $"""
                    with known as (update departure set state = {DepartureState.Gone:D}, kept_id = $3 where person_id = $2 and state < {DepartureState.CalledOff:D} returning 1)
                    insert into departure (id, person_id, state, kept_id, at) select $1, $2, {DepartureState.Gone:D}, $3, $4 where not exists (select 1 from known)
                    """
                )
                .With(Guid.CreateVersion7())
                .With(person.Value)
                .With(kept?.Value)
                .With(at);
            // Who was joined with him earlier lives on in the same one.
            batch.Command("update departure set kept_id = $2 where kept_id = $1 and $2 is not null").With(person.Value).With(kept?.Value);
            batch.Command("update account set ceiling = balance where person_id = $1 and (balance <> 0 or held <> 0)").With(person.Value);
            await batch.ExecuteNonQueryAsync(cancel);
        }
        if (kept is { } living)
            await Move(unit, person, living, cancel);
        await using var close = new NpgsqlCommand(
            "update account set closed_at = $2 where person_id = $1 and closed_at is null and balance = 0 and held = 0",
            unit.Connection
        )
            .With(person.Value)
            .With(at);
        await close.ExecuteNonQueryAsync(cancel);
    }

    private async Task Move(UnitOfWork unit, PersonId person, PersonId kept, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(
            $"select {AccountRow.Columns} from account where person_id = $1 and balance - held > 0 order by no",
            unit.Connection
        ).With(person.Value);
        foreach (var account in await AccountRow.ReadAll(find, cancel))
        {
            var to = await opening.Open(unit, kept, account.Purpose, account.Currency, floor: 0, cancel);
            var amount = account.Balance - account.Held;
            // Where it cannot go, it stays and is named.
            if (to.IsOk)
                await ledger.Post(
                    unit,
                    new Post(OperationId.New(), "merge", [new Leg(account.Id, -amount), new Leg(to.Value.Id, amount)]),
                    cancel
                );
        }
    }

    /// <summary>In the order in which the ledger locks them; what is being written to them ends first.</summary>
    private static async Task Lock(UnitOfWork unit, PersonId person, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select from account where person_id = $1 order by no for update",
            unit.Connection
        ).With(person.Value);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Opens what was closed by freezing alone, when nobody else has frozen it.</summary>
    private static async Task Thaw(UnitOfWork unit, PersonId person, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            update account set closed_at = null
            where person_id = $1 and closed_at in (select at from departure where person_id = $1 and state = {DepartureState.CalledOff:D})
                and not exists (select 1 from departure where person_id = $1 and state < {DepartureState.CalledOff:D})
            """,
            unit.Connection
        ).With(person.Value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Ends what nobody ended, because a process died between freezing and deciding; and looks, once after each start, for people who were gone
/// before the wallet kept that.</summary>
internal sealed class SettleDepartures(Database<WalletModule> database, IOperations operations, Departures departures, TimeProvider clock)
    : IJob
{
    private const int PeopleMax = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private bool hasLooked;

    public string Name => "wallet.settle-departures";

    public TimeSpan Every => TimeSpan.FromSeconds(20);

    public async Task Run(CancellationToken cancel)
    {
        var before = clock.GetUtcNow() - Patience;
        var undecided = await People(
            database
                .Source.CreateCommand(
                    $"select distinct person_id from departure where state = {DepartureState.Frozen:D} and at < $1 limit {PeopleMax}"
                )
                .With(before),
            cancel
        );
        if (undecided.Count > 0 && await Ask(undecided, callOff: true, cancel) is { } decided)
        {
            foreach (var person in undecided.Except(decided))
                await departures.CallOff(person, before, cancel);
        }
        hasLooked = hasLooked || await Look(cancel);
    }

    private async Task<bool> Look(CancellationToken cancel)
    {
        for (var after = Guid.Empty; ; )
        {
            var owners = await People(
                database
                    .Source.CreateCommand(
                        $"""
                        select distinct a.person_id from account a
                        where a.person_id > $1 and not exists (select 1 from departure d where d.person_id = a.person_id and d.state < {DepartureState.CalledOff:D})
                        order by a.person_id limit {PeopleMax}
                        """
                    )
                    .With(after),
                cancel
            );
            if (owners.Count == 0)
                return true;
            if (await Ask(owners, callOff: false, cancel) is null)
                return false;
            after = owners[^1].Value;
        }
    }

    /// <summary>Writes down who is gone; null when Identity cannot be asked now.</summary>
    private async Task<IReadOnlyList<PersonId>?> Ask(IReadOnlyList<PersonId> people, bool callOff, CancellationToken cancel)
    {
        var gone = await operations.Ask(new DepartedPeople(people, callOff), cancel);
        if (!gone.IsOk)
            return null;
        foreach (var one in gone.Value)
            await database.Transaction(
                async unit =>
                {
                    await departures.Gone(unit, one.Person, one.Kept, clock.GetUtcNow(), cancel);
                    return Done.It;
                },
                cancel
            );
        return [.. gone.Value.Select(g => g.Person)];
    }

    private static async Task<List<PersonId>> People(NpgsqlCommand made, CancellationToken cancel)
    {
        await using var command = made;
        var people = new List<PersonId>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            people.Add(new PersonId(rows.GetGuid(0)));
        return people;
    }
}
