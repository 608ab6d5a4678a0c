using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.AddOns;

/// <summary>What a booking takes beside its dates: pieces of add-ons, of which there are only so many at a time, and the use of its promo code. The database
/// gives both back when the booking is cancelled or expires.</summary>
internal static class Extras
{
    /// <summary>Takes them in the transaction of the booking, which is written before; of a changed booking what it takes now counts. Errors:
    /// <c>booking.add_on_taken</c>, <c>booking.promo_refused</c> (used up, or used by the person for another booking).</summary>
    internal static async Task<Error?> Take(
        UnitOfWork unit,
        BookingId booking,
        PersonId person,
        PricedStay price,
        CancellationToken cancel
    ) => await TakePromo(unit, booking, person, price.Inputs.Promo?.Code, cancel) ?? await TakeAddOns(unit, booking, price, cancel);

    private static async Task<Error?> TakeAddOns(UnitOfWork unit, BookingId booking, PricedStay price, CancellationToken cancel)
    {
        var addOns = price.Inputs.AddOns;
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch.Command("delete from add_on_use where booking_id = $1").With(booking.Value);
        if (addOns.Count > 0)
        {
            var span = new NpgsqlRange<DateTime>(
                price.Inputs.Stay.StartsAt.UtcDateTime,
                lowerBoundIsInclusive: true,
                price.Inputs.Stay.EndsAt.UtcDateTime,
                upperBoundIsInclusive: false
            );
            var ids = addOns.Select(a => a.AddOn.Value).ToArray();
            // Who counts comes one after the other, in the order of ids; what there is any number of is not counted.
            batch.Command("select from add_on where id = any ($1) and stock is not null order by id for no key update").With(ids);
            batch
                .Command(
                    """
                    insert into add_on_use (booking_id, add_on_id, quantity, span)
                    select $1, a.id, a.quantity, $4 from unnest($2::uuid[], $3::int[]) as a (id, quantity)
                    """
                )
                .With(booking.Value)
                .With(ids)
                .With(addOns.Select(a => a.Terms.Per == AddOnPer.Guest ? price.Inputs.Guests : a.Quantity).ToArray())
                .With(span, NpgsqlDbType.TimestampTzRange);
            await batch.ExecuteNonQueryAsync(cancel);
            // The most that is taken at one time is taken when something begins.
            await using var over = new NpgsqlCommand(
                """
                select exists (
                    select from add_on a
                    join add_on_use begins on begins.add_on_id = a.id and begins.span && $2
                    where a.id = any ($1) and a.stock < (
                        select sum(u.quantity) from add_on_use u where u.add_on_id = a.id and u.span @> greatest(lower(begins.span), lower($2))))
                """,
                unit.Connection
            ).With(ids).With(span, NpgsqlDbType.TimestampTzRange);
            return await over.ExecuteScalarAsync(cancel) is true ? PriceErrors.AddOnTaken : null;
        }
        await batch.ExecuteNonQueryAsync(cancel);
        return null;
    }

    private static async Task<Error?> TakePromo(UnitOfWork unit, BookingId booking, PersonId person, string? code, CancellationToken cancel)
    {
        await using (var drop = new NpgsqlCommand(
                """
                with gone as (delete from promo_use where booking_id = $1 and code is distinct from $2 returning code)
                update promo set used = used - 1 where code in (select code from gone)
                """,
                unit.Connection
            ).With(booking.Value).With(code))
            await drop.ExecuteNonQueryAsync(cancel);
        if (code is null)
            return null;
        await using var use = new NpgsqlCommand(
            """
            with taken as (
                insert into promo_use (code, person_id, booking_id) select code, $2, $3 from promo where code = $1
                on conflict do nothing returning code
            )
            update promo set used = used + 1 where code in (select code from taken) and used < uses_max
            """,
            unit.Connection
        ).With(code).With(person.Value).With(booking.Value);
        if (await use.ExecuteNonQueryAsync(cancel) == 1)
            return null;
        // It has it already, and it is counted.
        await using var has = new NpgsqlCommand(
            """
            select exists (select from promo_use u where u.booking_id = $1 and u.code = $2
                and (select used from promo where code = $2) >= (select count(*) from promo_use where code = $2))
            """,
            unit.Connection
        ).With(booking.Value).With(code);
        return await has.ExecuteScalarAsync(cancel) is true ? null : PriceErrors.PromoRefused;
    }
}
