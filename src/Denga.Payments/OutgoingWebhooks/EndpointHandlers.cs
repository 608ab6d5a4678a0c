using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.OutgoingWebhooks;

/// <summary>Which systems are told what, and what was sent to them.</summary>
internal sealed class EndpointHandlers(
    Database<PaymentsModule> database,
    EndpointCourier courier,
    EndpointConnections connections,
    TimeProvider clock
)
    : IOperationHandler<AddEndpoint, AddedEndpoint>,
        IOperationHandler<Endpoints, IReadOnlyList<Endpoint>>,
        IOperationHandler<SwitchEndpoint, Endpoint>,
        IOperationHandler<RemoveEndpoint, Done>,
        IOperationHandler<OutgoingDeliveries, Page<OutgoingDelivery>>,
        IOperationHandler<SendDeliveryAgain, OutgoingDelivery>
{
    private const int EndpointsMax = 20;
    private const int UrlCharactersMax = 500;
    private const int PageMax = 200;
    private const string Columns = "id, url, events, is_on, failing_since, created_at";
    private const string DeliveryColumns = "id, endpoint_id, type, state, attempts, status, error, happened_at, tried_at";

    public async Task<Result<AddedEndpoint>> Handle(AddEndpoint operation, CancellationToken cancel)
    {
        if (
            operation.Url.Length > UrlCharactersMax
            || !Uri.TryCreate(operation.Url, UriKind.Absolute, out var url)
            || url.UserInfo.Length > 0
            || url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && connections.IsPrivate(url.Host))
        )
            return PaymentsErrors.BadEndpoint;
        if (operation.Events.Count == 0 || operation.Events.Any(e => !OnEventToTell.Types.ContainsKey(e)))
            return PaymentsErrors.UnknownEvent;
        // A name is looked up when something is sent: it may lead elsewhere by then.
        if (url.HostNameType != UriHostNameType.Dns && (await connections.Allowed(url.Host, cancel)).Count == 0)
            return PaymentsErrors.EndpointAddress;
        var hash = OperationRecord.Hash(operation);
        return await database.Attempt<AddedEndpoint>(
            async unit =>
            {
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch.Command("select pg_advisory_xact_lock(hashtext('payments.outgoing_endpoint'))");
                batch
                    .Command(
                        $"""
                        insert into outgoing_endpoint (id, url, secret, events, request_hash, created_at)
                        select $1, $2, $3, $4, $5, $6 where (select count(*) from outgoing_endpoint) < {EndpointsMax}
                        on conflict (id) do nothing
                        """
                    )
                    .With(operation.Id.Value)
                    .With(url.ToString())
                    .With(courier.NewSecret())
                    .With(operation.Events.Distinct(StringComparer.Ordinal).ToArray())
                    .With(hash)
                    .With(clock.GetUtcNow());
                var isNew = await batch.ExecuteNonQueryAsync(cancel) == 1;
                await using var find = new NpgsqlCommand(
                    $"select {Columns}, request_hash, secret from outgoing_endpoint where id = $1",
                    unit.Connection
                ).With(operation.Id.Value);
                await using var row = await find.ExecuteReaderAsync(cancel);
                if (!await row.ReadAsync(cancel))
                    return PaymentsErrors.TooManyEndpoints;
                if (!OperationRecord.IsSame(row.GetFieldValue<byte[]>(6), hash))
                    return OperationRecord.IdReused;
                var endpoint = Read(row);
                if (isNew)
                    unit.Audit(
                        "payments.endpoint-added",
                        endpoint.Id.ToString(),
                        operation.Person,
                        after: new { url.Host, operation.Events }
                    );
                return courier.Open(row.GetFieldValue<byte[]>(7)) is { } secret
                    ? new AddedEndpoint(endpoint, secret)
                    : PaymentsErrors.EndpointNotFound;
            },
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<Endpoint>>> Handle(Endpoints operation, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"select {Columns} from outgoing_endpoint order by created_at, id");
        var all = new List<Endpoint>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            all.Add(Read(rows));
        return all;
    }

    public Task<Result<Endpoint>> Handle(SwitchEndpoint operation, CancellationToken cancel) =>
        database.Attempt<Endpoint>(
            async unit =>
            {
                await using var change = new NpgsqlCommand(
                    $"update outgoing_endpoint set is_on = $2, failing_since = null where id = $1 returning {Columns}",
                    unit.Connection
                )
                    .With(operation.Endpoint.Value)
                    .With(operation.On);
                await using var row = await change.ExecuteReaderAsync(cancel);
                if (!await row.ReadAsync(cancel))
                    return PaymentsErrors.EndpointNotFound;
                unit.Audit("payments.endpoint-switched", operation.Endpoint.ToString(), operation.Person, after: new { operation.On });
                return Read(row);
            },
            cancel
        );

    public Task<Result<Done>> Handle(RemoveEndpoint operation, CancellationToken cancel) =>
        database.Attempt<Done>(
            async unit =>
            {
                await using var delete = new NpgsqlCommand("delete from outgoing_endpoint where id = $1", unit.Connection).With(
                    operation.Endpoint.Value
                );
                if (await delete.ExecuteNonQueryAsync(cancel) == 0)
                    return PaymentsErrors.EndpointNotFound;
                unit.Audit("payments.endpoint-removed", operation.Endpoint.ToString(), operation.Person);
                return Done.It;
            },
            cancel
        );

    public async Task<Result<Page<OutgoingDelivery>>> Handle(OutgoingDeliveries operation, CancellationToken cancel)
    {
        DeliveryId before = default;
        if (operation.Cursor is { } cursor && !DeliveryId.TryParse(cursor, null, out before))
            return PaymentsErrors.BadCursor;
        await using var connection = await database.Open(cancel);
        await using (
            var known = new NpgsqlCommand("select exists (select from outgoing_endpoint where id = $1)", connection).With(
                operation.Endpoint.Value
            )
        )
            if (!(bool)(await known.ExecuteScalarAsync(cancel))!)
                return PaymentsErrors.EndpointNotFound;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = new NpgsqlCommand(
            $"""
            select {DeliveryColumns} from outgoing_delivery
            where endpoint_id = $1 and ($2::text is null or state = $2)
                and ($3::uuid is null or (created_at, id) < (select created_at, id from outgoing_delivery where id = $3))
            order by created_at desc, id desc limit $4
            """,
            connection
        ).With(operation.Endpoint.Value).With(operation.State?.ToString()).With(operation.Cursor is null ? (Guid?)null : before.Value).With(limit + 1);
        var found = new List<OutgoingDelivery>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(ReadDelivery(rows));
        return new Page<OutgoingDelivery>(
            found.GetRange(0, Math.Min(limit, found.Count)),
            found.Count > limit ? found[limit - 1].Id.ToString() : null
        );
    }

    public Task<Result<OutgoingDelivery>> Handle(SendDeliveryAgain operation, CancellationToken cancel) =>
        database.Attempt<OutgoingDelivery>(
            async unit =>
            {
                await using (
                    var find = new NpgsqlCommand(
                        "select e.is_on from outgoing_delivery d join outgoing_endpoint e on e.id = d.endpoint_id where d.id = $1",
                        unit.Connection
                    ).With(operation.Delivery.Value)
                )
                {
                    if (await find.ExecuteScalarAsync(cancel) is not bool isOn)
                        return PaymentsErrors.DeliveryNotFound;
                    if (!isOn)
                        return PaymentsErrors.EndpointOff;
                }
                await using (
                    var again = new NpgsqlCommand(
                        "update outgoing_delivery set state = 'Waiting', error = null, again = again + 1 where id = $1 and state <> 'Waiting' returning again",
                        unit.Connection
                    ).With(operation.Delivery.Value)
                )
                    if (await again.ExecuteScalarAsync(cancel) is int times)
                    {
                        unit.Later(new SendDelivery(operation.Delivery), $"{operation.Delivery} {times}");
                        unit.Audit("payments.delivery-sent-again", operation.Delivery.ToString(), operation.Person);
                    }
                await using var now = new NpgsqlCommand(
                    $"select {DeliveryColumns} from outgoing_delivery where id = $1",
                    unit.Connection
                ).With(operation.Delivery.Value);
                await using var row = await now.ExecuteReaderAsync(cancel);
                await row.ReadAsync(cancel);
                return ReadDelivery(row);
            },
            cancel
        );

    private static Endpoint Read(NpgsqlDataReader row) =>
        new(
            new EndpointId(row.GetGuid(0)),
            row.GetString(1),
            row.GetFieldValue<string[]>(2),
            row.GetBoolean(3),
            row.Nullable<DateTimeOffset>(4),
            row.GetFieldValue<DateTimeOffset>(5)
        );

    private static OutgoingDelivery ReadDelivery(NpgsqlDataReader row) =>
        new(
            new DeliveryId(row.GetGuid(0)),
            new EndpointId(row.GetGuid(1)),
            row.GetString(2),
            Enum.Parse<DeliveryState>(row.GetString(3)),
            row.GetInt32(4),
            row.Nullable<short>(5),
            row.Text(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.Nullable<DateTimeOffset>(8)
        );
}
