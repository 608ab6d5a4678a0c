using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Wallet.Ledger;

/// <summary>What is wrong with a request whatever the ledger holds, and the limits on everything.</summary>
internal static class Rules
{
    internal const int LegsMin = 2;
    internal const int LegsMax = 64;
    internal const int KindCharactersMax = 40;

    /// <summary>The balance of no account passes it, in either direction; the database checks the same.</summary>
    internal const long MinorMax = 1L << 62;
    private const int MetadataMax = 16;
    private const int NameCharactersMax = 40;
    private const int ValueCharactersMax = 500;
    private const int SourceCharactersMax = 100;
    private static readonly DateTimeOffset EventFirst = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan EventAhead = TimeSpan.FromDays(1);
    private static readonly TimeSpan HoldLongest = TimeSpan.FromDays(400);

    internal static Result<PostWrite> Check(
        OperationId id,
        string kind,
        IReadOnlyList<Leg> legs,
        DateTimeOffset? eventAt,
        UsedRate? rate,
        IReadOnlyDictionary<string, string>? metadata,
        HoldId? hold,
        DateTimeOffset now
    )
    {
        var wrong = !IsKind(kind) ? WalletErrors.BadKind : Legs(legs) ?? Rest(eventAt, rate, metadata, now);
        if (wrong is not null)
            return wrong;
        eventAt = Microseconds(eventAt);
        rate = rate is null ? null : rate with { At = Microseconds(rate.At) };
        return new PostWrite
        {
            Id = id,
            Kind = kind,
            Legs = legs,
            EventAt = eventAt,
            Rate = rate,
            Metadata = metadata is { Count: > 0 } ? metadata : null,
            Hold = hold,
            RequestHash = Canonical.HashOfPost(kind, legs, eventAt, rate, metadata, hold, reverses: null),
        };
    }

    internal static Result<PostWrite> Check(Reverse reverse, DateTimeOffset now)
    {
        if (Rest(reverse.EventAt, rate: null, reverse.Metadata, now) is { } wrong)
            return wrong;
        var eventAt = Microseconds(reverse.EventAt);
        return new PostWrite
        {
            Id = reverse.Id,
            Kind = "reversal",
            Legs = [],
            EventAt = eventAt,
            Metadata = reverse.Metadata is { Count: > 0 } ? reverse.Metadata : null,
            Reverses = reverse.Posting,
            RequestHash = Canonical.HashOfPost("reversal", [], eventAt, rate: null, reverse.Metadata, hold: null, reverse.Posting),
        };
    }

    internal static Result<HoldWrite> Check(PlaceHold place, DateTimeOffset now)
    {
        if (!IsKind(place.Kind))
            return WalletErrors.BadKind;
        if (place.Amount.Minor <= 0)
            return WalletErrors.BadAmount;
        if (place.ExpiresAt > now + HoldLongest)
            return WalletErrors.BadTime;
        var expiresAt = Microseconds(place.ExpiresAt);
        return new HoldWrite
        {
            Id = place.Id,
            Account = place.Account,
            Amount = place.Amount,
            Kind = place.Kind,
            ExpiresAt = expiresAt,
            RequestHash = Canonical.HashOfHold(place.Account, place.Amount, place.Kind, expiresAt),
        };
    }

    /// <summary>PostgreSQL keeps microseconds; what is answered now must equal what is read later.</summary>
    internal static DateTimeOffset Microseconds(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static DateTimeOffset? Microseconds(DateTimeOffset? at) => at is { } moment ? Microseconds(moment) : null;

    private static Error? Legs(IReadOnlyList<Leg> legs)
    {
        if (legs.Count is < LegsMin or > LegsMax)
            return WalletErrors.BadLegs;
        for (var i = 0; i < legs.Count; i++)
        {
            if (legs[i].Amount.IsZero)
                return WalletErrors.BadLegs;
            if (legs[i].Amount.Minor is > MinorMax or < -MinorMax)
                return WalletErrors.Overflow;
            for (var j = 0; j < i; j++)
                if (legs[j].Account == legs[i].Account)
                    return WalletErrors.BadLegs;
        }
        // Of few legs: cheaper than a dictionary, and most have two.
        for (var i = 0; i < legs.Count; i++)
        {
            Int128 sum = 0;
            foreach (var leg in legs)
                if (ReferenceEquals(leg.Amount.Currency, legs[i].Amount.Currency))
                    sum += leg.Amount.Minor;
            if (sum != 0)
                return WalletErrors.Unbalanced;
        }
        return null;
    }

    private static Error? Rest(DateTimeOffset? eventAt, UsedRate? rate, IReadOnlyDictionary<string, string>? metadata, DateTimeOffset now)
    {
        if (eventAt < EventFirst || eventAt > now + EventAhead)
            return WalletErrors.BadTime;
        if (rate is not null && (rate.Value <= 0 || rate.Source.Length is 0 or > SourceCharactersMax || HasNul(rate.Source)))
            return WalletErrors.BadMetadata;
        if (metadata is null)
            return null;
        return
            metadata.Count <= MetadataMax
            && metadata.All(p =>
                p.Key.Length is > 0 and <= NameCharactersMax && p.Value.Length <= ValueCharactersMax && !HasNul(p.Key) && !HasNul(p.Value)
            )
            ? null
            : WalletErrors.BadMetadata;
    }

    /// <summary>PostgreSQL keeps every character but this one.</summary>
    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static bool IsKind(string kind)
    {
        if (kind.Length is 0 or > KindCharactersMax)
            return false;
        foreach (var c in kind)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not '-' and not '.')
                return false;
        return true;
    }
}
