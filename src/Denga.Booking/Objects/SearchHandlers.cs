using System.Globalization;
using System.Text.Json;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Objects;

/// <summary>How objects are found.</summary>
internal sealed class SearchHandlers(Database<BookingModule> database, ObjectCopies copies, TimeProvider clock)
    : IOperationHandler<FindObjects, Page<RentalObject>>,
        IOperationHandler<ObjectBySlug, RentalObject>,
        IOperationHandler<ObjectById, RentalObject>,
        IOperationHandler<AllObjects, Page<RentalObject>>
{
    private const int FoundMax = 50;
    private const int PageMax = 200;
    private const int TextMax = 100;
    private const int PropertiesMax = 10;
    private const int NightsMax = 365;

    /// <summary>Looks at the most popular first and stops when the page is full; whether one is free is asked of the index of the constraint, unit by
    /// unit.</summary>
    public async Task<Result<Page<RentalObject>>> Handle(FindObjects operation, CancellationToken cancel)
    {
        if (Cursor.Read(operation.Cursor) is not var (popularity, id))
            return BookingErrors.BadCursor;
        if (Wrong(operation) is { } wrong)
            return wrong;
        if (Properties(operation.Properties) is not { } properties)
            return BookingErrors.BadSearch;
        long? price = null;
        if (operation.PriceMax is { } most)
        {
            if (operation.Currency is null || !Money.TryFrom(most, operation.Currency, out var limitOf))
                return BookingErrors.BadSearch;
            price = limitOf.Minor;
        }
        var limit = Math.Clamp(operation.Limit, 1, FoundMax);
        await using var command = database
            .Source.CreateCommand(
                ObjectRow.Select
                    + """
                     where o.state = 'Active' and ($1 or (o.popularity, o.id) < ($2, $3))
                        and ($4::text is null or o.type = $4) and ($5::text is null or lower(o.city_ru) like $5 or lower(o.city_en) like $5)
                        and ($6::int is null or o.guests_max >= $6) and ($7::text is null or o.currency = $7)
                        and ($8::bigint is null or o.from_minor <= $8) and ($9::jsonb is null or o.properties @> $9)
                        and ($10::date is null or o.sold_by = 'Hour' or (
                            $11 - $10 between o.least and o.most and o.arrival_days >> extract(dow from $10)::int & 1 = 1
                            and (o.notice = interval '0' or ($10 + o.check_in) at time zone o.zone >= $12 + o.notice)
                            and $10 >= ($12 at time zone o.zone)::date
                            and $10 <= ($12 at time zone o.zone)::date + o.horizon_days
                            and exists (
                                select from unit u where u.object_id = o.id and u.is_active and not exists (
                                    select from stay s where s.unit_id = u.id and (s.kept_until is null or s.kept_until > $12) and s.span
                                        && tstzrange(($10 + o.check_in) at time zone o.zone, ($11 + o.check_out) at time zone o.zone + o.buffer)
                                )
                            )
                        ))
                    order by o.popularity desc, o.id desc limit $13
                    """
            )
            .With(operation.Cursor is null)
            .With((int)Math.Min(popularity, int.MaxValue))
            .With(id)
            .With(operation.Type)
            .With(operation.Place is { } place ? Beginning(place) : null)
            .With(operation.Guests)
            .With(operation.Currency?.Code)
            .With(price)
            .With(properties.Count == 0 ? null : JsonSerializer.Serialize(properties, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(operation.In)
            .With(operation.Out)
            .With(clock.GetUtcNow())
            .With(limit + 1);
        var found = await ObjectRow.Read(command, cancel);
        return Cursor.Page(found, limit, o => o.Shown(), o => Cursor.Of(o.Popularity, o.Id.Value));
    }

    public async Task<Result<RentalObject>> Handle(ObjectBySlug operation, CancellationToken cancel) =>
        await copies.Find(operation.Slug, cancel) is { State: ObjectState.Active } found ? found : BookingErrors.ObjectNotFound;

    public async Task<Result<RentalObject>> Handle(ObjectById operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await ObjectRow.Find(connection, operation.Object, cancel) is { } found ? found.Told() : BookingErrors.ObjectNotFound;
    }

    public async Task<Result<Page<RentalObject>>> Handle(AllObjects operation, CancellationToken cancel)
    {
        if (Cursor.Read(operation.Cursor) is not var (at, id))
            return BookingErrors.BadCursor;
        if (operation.Text?.Length > TextMax)
            return BookingErrors.BadSearch;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = database
            .Source.CreateCommand(
                ObjectRow.Select
                    + """
                     where (o.created_at, o.id) < ($1, $2) and ($3::text is null or o.type = $3) and ($4::text is null or o.state = $4)
                        and ($5::text is null or strpos(lower(concat_ws(' ', o.slug, o.body -> 'name' ->> 'ru', o.body -> 'name' ->> 'en')), $5) > 0)
                    order by o.created_at desc, o.id desc limit $6
                    """
            )
            .With(Cursor.Moment(at))
            .With(id)
            .With(operation.Type)
            .With(operation.State?.ToString())
            .With(operation.Text?.ToLower(CultureInfo.InvariantCulture))
            .With(limit + 1);
        var found = await ObjectRow.Read(command, cancel);
        return Cursor.Page(found, limit, o => o.Told(), o => Cursor.Of(o.CreatedAt, o.Id.Value));
    }

    private Error? Wrong(FindObjects operation)
    {
        if (operation.Place?.Length > TextMax || operation.Type?.Length > TextMax)
            return BookingErrors.BadSearch;
        if (operation.Guests is < 1 or > StayPricing.GuestsMax)
            return PriceErrors.BadGuests(StayPricing.GuestsMax);
        if (operation.In is null && operation.Out is null)
            return null;
        if (operation is not { In: { } first, Out: { } last } || last.DayNumber - first.DayNumber > NightsMax)
            return BookingErrors.BadDates;
        // Somewhere it is still yesterday.
        return last <= first ? PriceErrors.OutBeforeIn
            : first < DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1) ? PriceErrors.InPast
            : null;
    }

    /// <summary>Null where it is none.</summary>
    private static Dictionary<string, string>? Properties(string? text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [])
            if (pair.Length > TextMax || pair.Split('=', 2) is not [var key, var value] || !found.TryAdd(key, value))
                return null;
        return found.Count <= PropertiesMax ? found : null;
    }

    private static string Beginning(string place) =>
        place.ToLower(CultureInfo.InvariantCulture).Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%";
}
