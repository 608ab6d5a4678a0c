using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Wallet.People;
using Npgsql;

namespace Denga.Wallet.Accounts;

/// <summary>Opens accounts in the caller's transaction.</summary>
internal sealed class AccountOpening(TimeProvider clock)
{
    internal const int AccountsMax = 100;

    /// <summary>Whoever opens accounts of a person, or closes all of them, does it alone until his transaction ends. Taken before any account is
    /// locked.</summary>
    internal static async Task Turn(UnitOfWork unit, PersonId person, CancellationToken cancel)
    {
        await using var turn = new NpgsqlCommand(
            "select pg_advisory_xact_lock(hashtextextended('wallet accounts ' || $1::text, 0))",
            unit.Connection
        ).With(person.Value);
        await turn.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Where money of a currency goes that its owner brings: his main account, else the oldest that is open; where there is none, a main one is
    /// opened.</summary>
    internal async Task<Result<Account>> Receiving(UnitOfWork unit, PersonId person, Currency currency, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(
            $"""
            select {AccountRow.Columns} from account where person_id = $1 and currency = $2 and closed_at is null
            order by purpose <> 'main', no limit 1
            """,
            unit.Connection
        ).With(person.Value).With(currency.Code);
        var open = await AccountRow.ReadOne(find, cancel);
        return open.IsOk ? open : await Open(unit, person, "main", currency, floor: 0, cancel);
    }

    internal async Task<Result<Account>> Open(
        UnitOfWork unit,
        PersonId? person,
        string purpose,
        Currency currency,
        long? floor,
        CancellationToken cancel
    )
    {
        const string same = "person_id is not distinct from $1 and purpose = $2 and currency = $3";
        var now = clock.GetUtcNow();
        await using var find = new NpgsqlCommand($"select {AccountRow.Columns} from account where {same}", unit.Connection)
            .With<Guid?>(person?.Value)
            .With(purpose)
            .With(currency.Code);
        // Not locked: the ledger locks accounts in the order of their ids, and looks again whether one was closed.
        var known = await AccountRow.ReadOne(find, cancel);
        if (known is { IsOk: true, Value.ClosedAt: null })
            return known;
        // The one who opens accounts of a person waits for the other: together they must not pass the limit.
        if (person is { } owner)
        {
            await Turn(unit, owner, cancel);
            await using var count = new NpgsqlCommand(
                $"""
                select case when exists (select 1 from departure where person_id = $1 and state < {DepartureState.CalledOff:D}) then -1
                    else (select count(*) from account where person_id = $1 and not (purpose = $2 and currency = $3)) end
                """,
                unit.Connection
            ).With(owner.Value).With(purpose).With(currency.Code);
            var others = (long)(await count.ExecuteScalarAsync(cancel))!;
            if (others < 0)
                return WalletErrors.AccountClosed;
            if (others >= AccountsMax)
                return WalletErrors.TooManyAccounts;
        }
        await using var open = new NpgsqlCommand(
            known.IsOk
                ? $"update account set closed_at = null where {same} and closed_at is not null returning {AccountRow.Columns}"
                : $"""
                insert into account (person_id, purpose, currency, id, floor, opened_at) values ($1, $2, $3, $4, $5, $6)
                on conflict on constraint account_one do nothing returning {AccountRow.Columns}
                """,
            unit.Connection
        ).With<Guid?>(person?.Value).With(purpose).With(currency.Code);
        if (!known.IsOk)
            open.With(AccountId.New().Value).With<long?>(floor).With(now);
        var opened = await AccountRow.ReadOne(open, cancel);
        if (!opened.IsOk)
            // Another opened it at the same moment.
            return await AccountRow.ReadOne(find, cancel);
        unit.Publish(new AccountOpened(opened.Value.Id, person, purpose, currency, now));
        return opened;
    }
}
