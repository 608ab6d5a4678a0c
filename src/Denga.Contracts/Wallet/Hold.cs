using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Wallet;

/// <summary>A hold has the id of the operation that placed it.</summary>
[JsonConverter(typeof(TypedIdConverter<HoldId>))]
public readonly record struct HoldId(Guid Value) : ITypedId<HoldId>
{
    public static string Prefix => "hold";

    public static HoldId From(Guid value) => new(value);

    public static HoldId Parse(string s, IFormatProvider? provider) => TypedId.Parse<HoldId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out HoldId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>Reserves money: it stays on the account and cannot be spent until the hold is captured, released or expires.
/// The same <paramref name="Id"/> with the same request answers the hold as it is now.
/// Errors: <c>wallet.bad_amount</c> (not positive), <c>wallet.bad_kind</c>, <c>wallet.bad_time</c> (it expires from now on within 400 days),
/// <c>operation.id_reused</c>, <c>wallet.wrong_currency</c>, <c>wallet.account_not_found</c>, <c>wallet.account_closed</c>, <c>wallet.not_enough</c>,
/// <c>wallet.busy</c>.</summary>
/// <param name="Kind">What it is for: 1 to 40 of a–z, 0–9, hyphen and dot, such as <c>booking</c>.</param>
[Operation]
public sealed record PlaceHold(OperationId Id, AccountId Account, Money Amount, string Kind, DateTimeOffset ExpiresAt, bool DryRun = false)
    : IOperation<Hold>;

/// <param name="Captured">What was taken of it; zero until then.</param>
public sealed record Hold(
    HoldId Id,
    AccountId Account,
    Money Amount,
    Money Captured,
    string Kind,
    HoldState State,
    DateTimeOffset PlacedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    bool IsReplay = false
);

[JsonConverter(typeof(JsonStringEnumConverter<HoldState>))]
public enum HoldState
{
    Open,
    Captured,
    Released,
    Expired,
}

/// <summary>Takes what was reserved: a posting as in <see cref="Post"/>, in which the hold's account pays all or a part of the hold; the rest of it is
/// free again. Errors: those of <see cref="Post"/>, <c>wallet.hold_not_found</c>, <c>wallet.hold_ended</c>, <c>wallet.capture_too_large</c>.</summary>
[Operation]
public sealed record Capture(
    OperationId Id,
    HoldId Hold,
    string Kind,
    IReadOnlyList<Leg> Legs,
    DateTimeOffset? EventAt = null,
    UsedRate? Rate = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    bool DryRun = false
) : IOperation<Posting>;

/// <summary>Gives back what was reserved. A repeat, and a release of an expired hold, is a success.
/// Errors: <c>wallet.hold_not_found</c>, <c>wallet.hold_ended</c> (it was captured), <c>wallet.busy</c>.</summary>
[Operation]
public sealed record Release(HoldId Hold) : IOperation<Hold>;

/// <summary>A hold as it is. Error: <c>wallet.hold_not_found</c>.</summary>
[Operation]
public sealed record HoldById(HoldId Hold) : IOperation<Hold>;

[Event("wallet.hold-placed.v1")]
public sealed record HoldPlaced(Hold Hold, PersonId? Person) : IEvent
{
    public string Key => Hold.Account.ToString();
}

/// <summary>Captured, released or expired.</summary>
[Event("wallet.hold-ended.v1")]
public sealed record HoldEnded(Hold Hold, PersonId? Person) : IEvent
{
    public string Key => Hold.Account.ToString();
}
