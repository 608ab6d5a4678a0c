using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Stars;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Denga.Stars.Orders;
using Denga.Stars.Promotions;
using Npgsql;

namespace Denga.Stars.People;

/// <summary>What was the absorbed person's is the kept one's. Nobody with money is absorbed, so none of his orders is under way; one that waits for its
/// money is cancelled, because the account that it waits on is closed.</summary>
internal sealed class OnPeopleMerged(OrderTable orders) : Consumer<PeopleMerged>("stars.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await Leaving.Cancel(orders, work, happened.Absorbed, cancel);
        await using var batch = new NpgsqlBatch(work.Connection);
        foreach (
            var sql in (string[])
                [
                    "update star_order set person_id = $1 where person_id = $2",
                    "delete from quote where person_id = $2 and $1 is not null",
                    // A code that both have used stays used.
                    "delete from promo_use a where person_id = $2 and exists (select from promo_use k where k.person_id = $1 and k.code = a.code)",
                    "update promo_use set person_id = $1 where person_id = $2",
                    "update referral_code set person_id = $1 where person_id = $2 and not exists (select from referral_code where person_id = $1)",
                    "delete from referral_code where person_id = $2 and $1 is not null",
                    // Who brought himself brought nobody.
                    "delete from referral where (person_id, referrer_id) in (($1, $2), ($2, $1))",
                    "update referral set person_id = $1 where person_id = $2 and not exists (select from referral where person_id = $1)",
                    "delete from referral where person_id = $2 and $1 is not null",
                    "update referral set referrer_id = $1 where referrer_id = $2",
                    "update referral_bonus set referrer_id = $1 where referrer_id = $2",
                ]
        )
            batch.Command(sql).With(happened.Kept.Value).With(happened.Absorbed.Value);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Names of recipients go, also from orders: what they brought and cost stays under the pseudonym.</summary>
internal sealed class OnPersonErased(OrderTable orders) : Consumer<PersonErased>("stars.person-erased")
{
    protected override async Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await Leaving.Cancel(orders, work, happened.Person, cancel);
        await using var batch = new NpgsqlBatch(work.Connection);
        foreach (
            var sql in (string[])
                [
                    "update star_order set username = '…', recipient_name = null where person_id = $1",
                    "delete from quote where person_id = $1",
                    "delete from referral_code where person_id = $1",
                    "delete from referral where person_id = $1 or referrer_id = $1",
                ]
        )
            batch.Command(sql).With(happened.Person.Value);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}

internal static class Leaving
{
    internal static async Task Cancel(OrderTable orders, UnitOfWork work, PersonId person, CancellationToken cancel)
    {
        var waiting = await work.Connection.QueryAsync<Guid>(
            "select id from star_order where person_id = @Value and state = 'Created' for update",
            new { person.Value }
        );
        foreach (var id in waiting.Select(StarsOrderId.From))
        {
            await orders.Move(work, id, StarsOrderState.Cancelled, cancel, StarsErrors.CalledOff);
            work.Later(new HoldOrder(id), id + "/back");
        }
    }
}

internal sealed class RecordsHandler(Database<StarsModule> database, OrderTable orders, Referrals referrals)
    : IOperationHandler<StarsRecords, PersonalRecords>
{
    private const int OrdersMax = 10_000;

    public async Task<Result<PersonalRecords>> Handle(StarsRecords operation, CancellationToken cancel)
    {
        var own = await orders.Read(
            $"person_id = $1 order by created_at, id limit {OrdersMax}",
            c => c.With(operation.Person.Value),
            cancel
        );
        var referral = await referrals.Handle(new StarsReferralOf(operation.Person), cancel);
        await using var connection = await database.Open(cancel);
        var promos = await connection.QueryAsync<string>(
            "select code from promo_use where person_id = @Value order by code",
            new { operation.Person.Value }
        );
        return new PersonalRecords(
            JsonSerializer.SerializeToElement(
                new
                {
                    orders = own.Select(o => o.Told()),
                    promos,
                    referral = referral.Value,
                },
                DengaJson.Options
            )
        );
    }
}
