using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Booking.Calendars.Export;

/// <summary>The secret addresses from which other platforms fetch.</summary>
internal sealed class LinkHandlers(Database<BookingModule> database, CalendarSecrets secrets, PublicAddress address, TimeProvider clock)
    : IOperationHandler<MakeCalendarLink, CalendarLink>,
        IOperationHandler<CalendarLinks, IReadOnlyList<CalendarLink>>,
        IOperationHandler<RenewCalendarLink, CalendarLink>,
        IOperationHandler<RemoveCalendarLink, Done>
{
    private const int LinksMax = 20;
    private const string Columns = "id, object_id, unit_id, feed_id, secret, fetched_at, request_hash, renewed_by";

    public async Task<Result<CalendarLink>> Handle(MakeCalendarLink operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        return await database.Attempt<CalendarLink>(
            async unit =>
            {
                if (await ObjectRow.Lock(unit, operation.Object, operation.Person, cancel) is not { } place)
                    return BookingErrors.ObjectNotFound;
                if (await Find(unit.Connection, operation.Id.Value, cancel) is { } made)
                    return OperationRecord.IsSame(made.Hash, hash) ? made.Link : OperationRecord.IdReused;
                if (operation.Unit is { } on && !place.Units.Any(u => u.Id == on))
                    return BookingErrors.UnitNotFound;
                var secret = CalendarSecrets.NewLink();
                await using var insert = new NpgsqlCommand(
                    $"""
                    insert into calendar_link (id, request_hash, object_id, unit_id, feed_id, secret, secret_hash, created_at)
                    select $1, $2, $3, $4, $5, $6, $7, $8
                    where (select count(*) from calendar_link where object_id = $3) < {LinksMax}
                        and ($5::uuid is null or exists (select from feed where id = $5 and object_id = $3))
                    """,
                    unit.Connection
                ).With(operation.Id.Value).With(hash).With(operation.Object.Value).With(operation.Unit?.Value).With(operation.For?.Value).With(secrets.SealLink(secret)).With(CalendarSecrets.HashLink(secret)).With(clock.GetUtcNow());
                if (await insert.ExecuteNonQueryAsync(cancel) == 0)
                    return operation.For is { } feed && !await IsOf(unit.Connection, feed, operation.Object, cancel)
                        ? CalendarErrors.FeedNotFound
                        : CalendarErrors.TooManyLinks;
                unit.Audit("booking.calendar-link-made", CalendarLinkId.From(operation.Id.Value).ToString(), operation.Person);
                return (await Find(unit.Connection, operation.Id.Value, cancel))!.Value.Link;
            },
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<CalendarLink>>> Handle(CalendarLinks operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            $"select {Columns} from calendar_link where object_id = $1 order by created_at, id",
            connection
        ).With(operation.Object.Value);
        return (await Read(command, cancel)).Select(l => l.Link).ToList();
    }

    public Task<Result<CalendarLink>> Handle(RenewCalendarLink operation, CancellationToken cancel) =>
        database.Attempt<CalendarLink>(
            async unit =>
            {
                var secret = CalendarSecrets.NewLink();
                await using (var renew = new NpgsqlCommand(
                        """
                        update calendar_link set secret = $3, secret_hash = $4, renewed_by = $2, etag = null, fetched_at = null, told = '[]'
                        where id = $1 and renewed_by is distinct from $2
                        """,
                        unit.Connection
                    ).With(operation.Link.Value).With(operation.Id.Value).With(secrets.SealLink(secret)).With(CalendarSecrets.HashLink(secret)))
                    if (await renew.ExecuteNonQueryAsync(cancel) > 0)
                        unit.Audit("booking.calendar-link-renewed", operation.Link.ToString(), operation.Person);
                return await Find(unit.Connection, operation.Link.Value, cancel) is { } link ? link.Link : CalendarErrors.LinkNotFound;
            },
            cancel
        );

    public Task<Result<Done>> Handle(RemoveCalendarLink operation, CancellationToken cancel) =>
        database.Attempt<Done>(
            async unit =>
            {
                await using var delete = new NpgsqlCommand("delete from calendar_link where id = $1", unit.Connection).With(
                    operation.Link.Value
                );
                if (await delete.ExecuteNonQueryAsync(cancel) > 0)
                    unit.Audit("booking.calendar-link-removed", operation.Link.ToString(), operation.Person);
                return Done.It;
            },
            cancel
        );

    private async Task<(CalendarLink Link, byte[] Hash)?> Find(NpgsqlConnection connection, Guid id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from calendar_link where id = $1", connection).With(id);
        return await Read(command, cancel) is [var one] ? one : null;
    }

    private static async Task<bool> IsOf(NpgsqlConnection connection, FeedId feed, ObjectId of, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select exists (select from feed where id = $1 and object_id = $2)", connection)
            .With(feed.Value)
            .With(of.Value);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task<IReadOnlyList<(CalendarLink Link, byte[] Hash)>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<(CalendarLink, byte[])>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                (
                    new CalendarLink(
                        CalendarLinkId.From(rows.GetGuid(0)),
                        ObjectId.From(rows.GetGuid(1)),
                        rows.Nullable<Guid>(2) is { } unit ? UnitId.From(unit) : null,
                        rows.Nullable<Guid>(3) is { } feed ? FeedId.From(feed) : null,
                        // Under another key file the address is unknown here, and renewing it makes a new one.
                        secrets.OpenLink(rows.GetFieldValue<byte[]>(4))
                            is { } secret
                            ? CalendarExport.UrlOf(address, secret)
                            : "",
                        rows.Nullable<DateTimeOffset>(5)
                    ),
                    rows.GetFieldValue<byte[]>(6)
                )
            );
        return found;
    }
}
