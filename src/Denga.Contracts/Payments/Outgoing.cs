using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Payments;

/// <summary>Where Denga tells another system what happened. It has the id of the operation that added it.</summary>
[JsonConverter(typeof(TypedIdConverter<EndpointId>))]
public readonly record struct EndpointId(Guid Value) : ITypedId<EndpointId>
{
    public static string Prefix => "ep";

    public static EndpointId From(Guid value) => new(value);

    public static EndpointId Parse(string s, IFormatProvider? provider) => TypedId.Parse<EndpointId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EndpointId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>One event on its way to one endpoint; the receiver sees the same id however often it is sent.</summary>
[JsonConverter(typeof(TypedIdConverter<DeliveryId>))]
public readonly record struct DeliveryId(Guid Value) : ITypedId<DeliveryId>
{
    public static string Prefix => "dlv";

    public static DeliveryId From(Guid value) => new(value);

    public static DeliveryId Parse(string s, IFormatProvider? provider) => TypedId.Parse<DeliveryId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DeliveryId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <param name="Events">Types of events, such as <c>payments.invoice-paid.v1</c>.</param>
/// <param name="FailingSince">Nothing was taken since then; null while it works.</param>
/// <param name="IsOn">False: switched off by somebody, or because it has failed for three days.</param>
public sealed record Endpoint(
    EndpointId Id,
    string Url,
    IReadOnlyList<string> Events,
    bool IsOn,
    DateTimeOffset? FailingSince,
    DateTimeOffset CreatedAt
);

/// <param name="Secret">Signs what is sent: the header <c>Denga-Signature: t=&lt;Unix seconds&gt;,v1=&lt;hex&gt;</c> has HMAC-SHA256 over the time, a point and the body.</param>
public sealed record AddedEndpoint(Endpoint Endpoint, string Secret);

[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    Waiting,
    Delivered,

    /// <summary>Tried for 24 hours, or the endpoint is off.</summary>
    Failed,
}

/// <param name="Status">Of the last answer; null when there was none.</param>
/// <param name="Error">Why the last attempt failed: a code.</param>
public sealed record OutgoingDelivery(
    DeliveryId Id,
    EndpointId Endpoint,
    string Event,
    DeliveryState State,
    int Attempts,
    int? Status,
    string? Error,
    DateTimeOffset HappenedAt,
    DateTimeOffset? TriedAt
);

/// <summary>Has events told to a system of the operator's: <c>POST</c> of <c>{"id","type","at","data"}</c>, taken by any answer 2xx within 10 seconds. A repeat answers
/// the same, with the secret. Errors: <c>payments.bad_endpoint</c> (an address that is not <c>https://</c>, has a password, or is longer than 500 characters),
/// <c>payments.endpoint_address</c> (not of the public internet, and not named in <c>Payments:PrivateHosts</c>), <c>payments.unknown_event</c>,
/// <c>payments.too_many_endpoints</c> (20), <c>operation.id_reused</c>.</summary>
[Operation("POST /api/v1/payments/endpoints", Access = Access.Administrator, Summary = "Has events told to another system.")]
public sealed record AddEndpoint(OperationId Id, PersonId Person, string Url, IReadOnlyList<string> Events) : IOperation<AddedEndpoint>;

/// <summary>All that there are.</summary>
[Operation("GET /api/v1/payments/endpoints", Access = Access.Operator, Summary = "The systems that are told events.")]
public sealed record Endpoints : IOperation<IReadOnlyList<Endpoint>>;

/// <summary>Switches an endpoint on or off; a repeat is a success. What it missed while it was off can be sent again. Error:
/// <c>payments.endpoint_not_found</c>.</summary>
[Operation("POST /api/v1/payments/endpoints/{endpoint}/switch", Access = Access.Administrator, Summary = "Switches an endpoint on or off.")]
public sealed record SwitchEndpoint(PersonId Person, EndpointId Endpoint, bool On) : IOperation<Endpoint>;

/// <summary>Forgets an endpoint and its log. Error: <c>payments.endpoint_not_found</c>.</summary>
[Operation("DELETE /api/v1/payments/endpoints/{endpoint}", Access = Access.Administrator, Summary = "Forgets an endpoint.")]
public sealed record RemoveEndpoint(PersonId Person, EndpointId Endpoint) : IOperation<Done>;

/// <summary>What was sent to an endpoint, or is to be, the newest first; kept for 30 days. <paramref name="Limit"/> 1 to 200. Errors:
/// <c>payments.endpoint_not_found</c>, <c>payments.bad_cursor</c>.</summary>
[Operation("GET /api/v1/payments/endpoints/{endpoint}/deliveries", Access = Access.Operator, Summary = "What was sent to an endpoint.")]
public sealed record OutgoingDeliveries(EndpointId Endpoint, DeliveryState? State = null, string? Cursor = null, int Limit = 50)
    : IOperation<Page<OutgoingDelivery>>;

/// <summary>Sends a delivery again, also one that was taken; one that still waits stays as it is. Errors: <c>payments.delivery_not_found</c>,
/// <c>payments.endpoint_off</c>.</summary>
[Operation("POST /api/v1/payments/deliveries/{delivery}/sending", Access = Access.Operator, Summary = "Sends a delivery again.")]
public sealed record SendDeliveryAgain(PersonId Person, DeliveryId Delivery) : IOperation<OutgoingDelivery>;
