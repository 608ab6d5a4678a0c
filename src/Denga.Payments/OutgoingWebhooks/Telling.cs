using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Outside;
using Denga.Platform.Telemetry;
using Denga.Platform.Work;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Payments.OutgoingWebhooks;

/// <summary>An event is to be sent to an endpoint.</summary>
internal sealed record SendDelivery(DeliveryId Delivery) : IWork
{
    public static string Kind => "payments.outgoing";
}

/// <summary>Writes down for every endpoint what it is to be told.</summary>
internal sealed class OnEventToTell(TimeProvider clock) : IConsumer
{
    private const int ForgottenAtOnce = 100;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    internal static readonly IReadOnlyDictionary<string, Type> Types = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["payments.invoice-changed.v1"] = typeof(InvoiceChanged),
        ["payments.invoice-paid.v1"] = typeof(InvoicePaid),
        ["payments.refund-ended.v1"] = typeof(RefundEnded),
        ["stars.order-changed.v1"] = typeof(StarsOrderChanged),
    };

    public string Name => "payments.outgoing-webhooks";

    public IReadOnlyList<Type> Events { get; } = [.. Types.Values];

    public async Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        var endpoints = new List<(Guid Id, string[] Events)>();
        await using (var find = new NpgsqlCommand("select id, events from outgoing_endpoint where is_on order by id", work.Connection))
        await using (var rows = await find.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                endpoints.Add((rows.GetGuid(0), rows.GetFieldValue<string[]>(1)));
        if (endpoints.Count == 0)
            return;
        var now = clock.GetUtcNow();
        foreach (var delivery in batch)
        foreach (var endpoint in endpoints.Where(e => e.Events.Contains(delivery.Type)))
        {
            var id = new DeliveryId(Guid.CreateVersion7(now));
            work.Cause = delivery.Trace;
            work.AtCommit(
                    """
                    insert into outgoing_delivery (id, endpoint_id, event_id, type, body, happened_at, created_at)
                    select $1, id, $3, $4, $5, $6, $7 from outgoing_endpoint where id = $2
                    """
                )
                .With(id.Value)
                .With(endpoint.Id)
                .With(delivery.Id)
                .With(delivery.Type)
                .With(Body(delivery))
                .With(delivery.At)
                .With(now);
            work.Later(new SendDelivery(id), id.ToString());
        }
        work.AtCommit(
                $"delete from outgoing_delivery where id in (select id from outgoing_delivery where created_at < $1 order by created_at limit {ForgottenAtOnce})"
            )
            .With(now - KeptFor);
    }

    private static byte[] Body(Delivery delivery) =>
        Encoding.UTF8.GetBytes(
            $$"""{"id":"{{delivery.Id}}","type":"{{delivery.Type}}","at":"{{delivery.At:O}}","data":{{delivery.Body}}}"""
        );
}

/// <summary>Sends after 0 s, 10 s, 1 min, six times 10 min, then hourly to 24 h. An endpoint that took nothing for three days is switched off.</summary>
internal sealed partial class SendDeliveries(
    Database<PaymentsModule> database,
    EndpointCourier courier,
    TimeProvider clock,
    ILogger<SendDeliveries> log
) : Worker<SendDelivery>
{
    private const int TensOfMinutes = 6;
    private static readonly TimeSpan FailsFor = TimeSpan.FromDays(3);
    private static readonly Counter<long> Switched = Metrics.Meter.CreateCounter<long>(
        "denga.payments.endpoints.switched_off",
        description: "Endpoints of outgoing webhooks that were switched off because they failed."
    );

    public override WorkPolicy Policy { get; } = new() { Lease = TimeSpan.FromSeconds(30), GiveUpAfter = TimeSpan.FromDays(1) };

    protected override async Task<WorkResult> Work(SendDelivery work, WorkItem item, CancellationToken cancel)
    {
        EndpointId endpoint;
        Uri url;
        byte[] secret;
        byte[] body;
        await using (
            var find = database
                .Source.CreateCommand(
                    """
                    select e.url, e.secret, e.is_on, d.body, e.id from outgoing_delivery d join outgoing_endpoint e on e.id = d.endpoint_id where d.id = $1
                    """
                )
                .With(work.Delivery.Value)
        )
        await using (var row = await find.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
                return WorkResult.Done();
            if (!row.GetBoolean(2))
                return WorkResult.GiveUp(PaymentsErrors.EndpointOff.Code);
            (url, secret, body) = (new Uri(row.GetString(0)), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(3));
            endpoint = new EndpointId(row.GetGuid(4));
        }
        if (courier.Open(secret) is not { } key)
            return WorkResult.GiveUp("payments.endpoint_secret");
        HttpStatusCode? status;
        string? error;
        try
        {
            (status, error) = await courier.Send(endpoint, url, key, work.Delivery.ToString(), body, clock.GetUtcNow(), cancel);
        }
        catch (OutsideException)
        {
            // It failed for others a moment ago: nothing was sent, and it is no attempt of this one.
            var wait = Wait(item.Attempt);
            return WorkResult.Retry("payments.endpoint_away", wait > EndpointCourier.LeftAloneFor ? wait : EndpointCourier.LeftAloneFor);
        }
        return error is null
            ? WorkResult.Done(unit => Write(unit, work.Delivery, DeliveryState.Delivered, (int?)status, error, cancel))
            : WorkResult.Retry(
                error,
                Wait(item.Attempt),
                unit => Write(unit, work.Delivery, DeliveryState.Waiting, (int?)status, error, cancel)
            );
    }

    protected override Task GivenUp(SendDelivery work, WorkItem item, string code, UnitOfWork unit)
    {
        unit.AtCommit("update outgoing_delivery set state = 'Failed', error = $2 where id = $1").With(work.Delivery.Value).With(code);
        return Task.CompletedTask;
    }

    internal static TimeSpan Wait(int attempt) =>
        attempt switch
        {
            1 => TimeSpan.FromSeconds(10),
            2 => TimeSpan.FromMinutes(1),
            <= 2 + TensOfMinutes => TimeSpan.FromMinutes(10),
            _ => TimeSpan.FromHours(1),
        };

    private async Task Write(UnitOfWork unit, DeliveryId id, DeliveryState state, int? status, string? error, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var write = new NpgsqlCommand(
            """
            with d as (
                update outgoing_delivery set state = $2, status = $3, error = $4, attempts = attempts + 1, tried_at = $5 where id = $1 returning endpoint_id
            )
            update outgoing_endpoint e set failing_since = case when $4 is not null then coalesce(e.failing_since, $5) end,
                is_on = e.is_on and ($4 is null or e.failing_since is null or e.failing_since > $6)
            from d where e.id = d.endpoint_id returning e.id, e.is_on
            """,
            unit.Connection
        ).With(id.Value).With(state.ToString()).With((short?)status).With(error).With(now).With(now - FailsFor);
        await using var row = await write.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel) || row.GetBoolean(1) || error is null)
            return;
        Switched.Add(1);
        SwitchedOff(new EndpointId(row.GetGuid(0)).ToString());
    }

    [LoggerMessage(LogLevel.Warning, "{Endpoint} took nothing for three days and is switched off")]
    private partial void SwitchedOff(string endpoint);
}
