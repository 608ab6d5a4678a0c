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

    /// <summary>Looks at the most popular first, in the order of an index, and stops when the page is full; whether one is free is asked of the index of the
    /// constraint, unit by unit.</summary>
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
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = new Conditions(command)
            .And("o.state = {0}", nameof(ObjectState.Active))
            .And("o.type = {0}", operation.Type)
            .And("(lower(o.city_ru) like {0} or lower(o.city_en) like {0})", operation.Place is { } place ? Beginning(place) : null)
            .And("o.guests_max >= {0}", operation.Guests)
            .And("o.currency = {0}", operation.Currency?.Code)
            .And("o.from_minor <= {0}", price)
            .And("o.properties @> {0}::jsonb", properties.Count == 0 ? null : JsonSerializer.Serialize(properties, DengaJson.Options));
        if (operation.Cursor is not null)
            where.And($"(o.popularity, o.id) < ({where.Value((int)Math.Min(popularity, int.MaxValue))}, {{0}})", (Guid?)id);
        if (operation is { In: { } first, Out: { } last })
            where.And(IsFree(where.Value(first), where.Value(last)), (DateTimeOffset?)clock.GetUtcNow());
        command.CommandText = $"{ObjectRow.Select}{where}\norder by o.popularity desc, o.id desc limit {where.Value(limit + 1)}";
        var found = await ObjectRow.Read(command, cancel);
        return Cursor.Page(found, limit, o => o.Shown(), o => Cursor.Of(o.Popularity, o.Id.Value));
    }

    public async Task<Result<RentalObject>> Handle(ObjectBySlug operation, CancellationToken cancel) =>
        await copies.Find(operation.Slug, cancel) is { Object: { State: ObjectState.Active } found } ? found : BookingErrors.ObjectNotFound;

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
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = new Conditions(command)
            .And("o.type = {0}", operation.Type)
            .And("o.state = {0}", operation.State?.ToString())
            .And(
                "strpos(lower(concat_ws(' ', o.slug, o.body -> 'name' ->> 'ru', o.body -> 'name' ->> 'en')), {0}) > 0",
                operation.Text?.ToLower(CultureInfo.InvariantCulture)
            );
        if (operation.Cursor is not null)
            where.And($"(o.created_at, o.id) < ({where.Value(Cursor.Moment(at))}, {{0}})", (Guid?)id);
        command.CommandText = $"{ObjectRow.Select}{where}\norder by o.created_at desc, o.id desc limit {where.Value(limit + 1)}";
        var found = await ObjectRow.Read(command, cancel);
        return Cursor.Page(found, limit, o => o.Told(), o => Cursor.Of(o.CreatedAt, o.Id.Value));
    }

    /// <summary>That a stay may begin on its first day by the object's rules, and that a unit has nothing in it. What costs most is asked last.</summary>
    /// <returns>With <c>{0}</c> where the moment stands.</returns>
    private static string IsFree(string first, string last) =>
        $$"""
            (o.sold_by = 'Hour' or (
                {{last}} - {{first}} between o.least and o.most and o.arrival_days >> extract(dow from {{first}})::int & 1 = 1
                and (o.notice = interval '0' or ({{first}} + o.check_in) at time zone o.zone >= {0} + o.notice)
                and {{first}} >= ({0} at time zone o.zone)::date
                and {{first}} <= ({0} at time zone o.zone)::date + o.horizon_days
                and exists (
                    select from unit u where u.object_id = o.id and u.is_active and not exists (
                        select from stay s where s.unit_id = u.id and (s.kept_until is null or s.kept_until > {0}) and s.span
                            && tstzrange(({{first}} + o.check_in) at time zone o.zone, ({{last}} + o.check_out) at time zone o.zone + o.buffer)
                    )
                )
            ))
            """;

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
