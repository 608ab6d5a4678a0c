using System.Security.Cryptography;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Denga.Stars.Orders;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Stars.Promotions;

/// <summary>Credits whoever brought the buyer of a delivered order; nothing where nobody did.</summary>
internal sealed record PayBonus(StarsOrderId Order, Money Amount) : IWork
{
    public static string Kind => "stars.pay-bonus";
}

internal sealed class Referrals(Database<StarsModule> database, IOptions<StarsOptions> options, TimeProvider clock)
    : IOperationHandler<StarsReferralOf, StarsReferral>,
        IOperationHandler<TakeStarsReferral, StarsReferral>
{
    private const int CodeCharacters = 8;

    /// <summary>Without what is mistaken for another when it is read aloud.</summary>
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    public async Task<Result<StarsReferral>> Handle(StarsReferralOf operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var person = operation.Person.Value;
        string? code;
        // Of two that make one at once, or that hit the same letters, one is kept.
        while (
            (
                code = await connection.ExecuteScalarAsync<string?>(
                    "select code from referral_code where person_id = @person",
                    new { person }
                )
            )
                is null
        )
            await connection.ExecuteAsync(
                "insert into referral_code (person_id, code) values (@person, @code) on conflict do nothing",
                new { person, code = RandomNumberGenerator.GetString(Letters, CodeCharacters) }
            );
        var (brought, isBrought) = await connection.QuerySingleAsync<(int, bool)>(
            """
            select (select count(*)::int from referral where referrer_id = @person), exists (select from referral where person_id = @person)
            """,
            new { person }
        );
        var earned = await connection.QueryAsync<(string Currency, long Minor)>(
            "select currency, sum(minor)::bigint from referral_bonus where referrer_id = @person group by currency order by currency",
            new { person }
        );
        return new StarsReferral(
            code,
            options.Value.ReferralPercent,
            brought,
            [.. earned.Select(e => new Money(e.Minor, Currency.Parse(e.Currency)))],
            isBrought
        );
    }

    public async Task<Result<StarsReferral>> Handle(TakeStarsReferral operation, CancellationToken cancel)
    {
        var taken = await database.Attempt<Done>(
            async unit =>
            {
                var person = operation.Person.Value;
                var code = operation.Code.Trim().ToLowerInvariant();
                if (
                    await unit.Connection.ExecuteScalarAsync<Guid?>("select person_id from referral_code where code = @code", new { code })
                    is not { } referrer
                )
                    return StarsErrors.BadCode;
                if (referrer == person)
                    return StarsErrors.OwnCode;
                // Two who bring each other bring nobody.
                await unit.Connection.ExecuteAsync(
                    """
                    insert into referral (person_id, referrer_id, at) select @person, @referrer, @now
                    where not exists (select from star_order where person_id = @person)
                        and not exists (select from referral where person_id = @referrer and referrer_id = @person)
                    on conflict (person_id) do nothing
                    """,
                    new
                    {
                        person,
                        referrer,
                        now = clock.GetUtcNow(),
                    }
                );
                return await unit.Connection.ExecuteScalarAsync<bool>(
                    "select exists (select from referral where person_id = @person and referrer_id = @referrer)",
                    new { person, referrer }
                )
                    ? Done.It
                    : StarsErrors.BroughtAlready;
            },
            cancel
        );
        return taken.IsOk ? await Handle(new StarsReferralOf(operation.Person), cancel) : taken.Error;
    }

    internal async Task<PersonId?> ReferrerOf(StarsOrderId order, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return
            await connection.ExecuteScalarAsync<Guid?>(
                "select r.referrer_id from star_order o join referral r on r.person_id = o.person_id where o.id = @Value",
                new { order.Value }
            )
                is { } referrer
            ? PersonId.From(referrer)
            : null;
    }
}

internal sealed class BonusWorker(Referrals referrals, OrderMoney money, IOperations operations, TimeProvider clock) : Worker<PayBonus>
{
    protected override async Task<WorkResult> Work(PayBonus work, WorkItem item, CancellationToken cancel)
    {
        if (await referrals.ReferrerOf(work.Order, cancel) is not { } referrer)
            return WorkResult.Done();
        var account = await operations.Ask(new OpenAccount(referrer, work.Amount.Currency), cancel);
        var shop = await money.System(OrderMoney.Referrals, work.Amount.Currency, cancel);
        // Who has left is credited nothing.
        if ((account.Error ?? shop.Error) is { } closed)
            return closed.Kind == ErrorKind.Unavailable ? WorkResult.Retry(closed.Code) : WorkResult.Done();
        var posting = DerivedId.Of("stars", "bonus", work.Order.ToString());
        var posted = await operations.Ask(
            new Post(
                posting,
                "stars-bonus",
                [new Leg(shop.Value, -work.Amount), new Leg(account.Value.Id, work.Amount)],
                Metadata: new Dictionary<string, string>(StringComparer.Ordinal) { ["order"] = work.Order.ToString() }
            ),
            cancel
        );
        if (!posted.IsOk)
            return WorkResult.Retry(posted.Error.Code);
        return WorkResult.Done(async unit =>
        {
            var now = clock.GetUtcNow();
            await using var keep = new NpgsqlCommand(
                "insert into referral_bonus (order_id, referrer_id, currency, minor, at) values ($1, $2, $3, $4, $5) on conflict (order_id) do nothing",
                unit.Connection
            )
                .With(work.Order.Value)
                .With(referrer.Value)
                .With(work.Amount.Currency.Code)
                .With(work.Amount.Minor)
                .With(now);
            if (await keep.ExecuteNonQueryAsync(cancel) == 1)
                unit.Publish(new StarsBonusPaid(work.Order, referrer, work.Amount, posting, now));
        });
    }
}
