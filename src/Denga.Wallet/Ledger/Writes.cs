using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Wallet.Ledger;

/// <summary>Something to write into the ledger, checked as far as it can be without looking into it.</summary>
internal abstract class LedgerWrite
{
    /// <summary>Where the caller's trace is: the transaction has many callers.</summary>
    internal string? Trace { get; } = Activity.Current?.Id;

    /// <summary>The id that it is written under, or null when it writes nothing new.</summary>
    internal abstract Guid? Key { get; }

    /// <summary>It needs nothing but accounts to be decided.</summary>
    internal abstract bool IsPlain { get; }

    /// <summary>Its accounts were read again after a refusal: the next one is final.</summary>
    internal bool IsReadAgain { get; set; }

    /// <summary>Its batch fell, or it was refused: whether its id is new is asked the database.</summary>
    internal bool IsLookedUp { get; set; }
}

/// <summary>A posting; with <see cref="Hold"/> the capture of it, with <see cref="Reverses"/> a reversal, whose legs follow from what it reverses.</summary>
internal sealed class PostWrite : LedgerWrite
{
    internal override Guid? Key => Id.Value;
    internal override bool IsPlain => Hold is null && Reverses is null;
    internal required OperationId Id { get; init; }
    internal required string Kind { get; init; }
    internal required IReadOnlyList<Leg> Legs { get; init; }
    internal DateTimeOffset? EventAt { get; init; }
    internal UsedRate? Rate { get; init; }
    internal IReadOnlyDictionary<string, string>? Metadata { get; init; }
    internal HoldId? Hold { get; init; }
    internal OperationId? Reverses { get; init; }

    /// <summary>Of the request, to tell a repeat from another request under the same id.</summary>
    internal required byte[] RequestHash { get; init; }
}

internal sealed class HoldWrite : LedgerWrite
{
    internal override Guid? Key => Id.Value;
    internal override bool IsPlain => true;
    internal required OperationId Id { get; init; }
    internal required AccountId Account { get; init; }
    internal required Money Amount { get; init; }
    internal required string Kind { get; init; }
    internal required DateTimeOffset ExpiresAt { get; init; }
    internal required byte[] RequestHash { get; init; }
}

/// <summary>The end of a hold without a posting: released, or expired.</summary>
internal sealed class EndWrite : LedgerWrite
{
    internal override Guid? Key => null;
    internal override bool IsPlain => false;
    internal required HoldId Hold { get; init; }
    internal required HoldState As { get; init; }
}

/// <summary>What became of a write: one of the three.</summary>
internal readonly record struct Outcome(Posting? Posting, Hold? Hold, Error? Error)
{
    internal static Outcome Of(Posting posting) => new(posting, null, null);

    internal static Outcome Of(Hold hold) => new(null, hold, null);

    internal static Outcome Of(Error error) => new(null, null, error);

    internal Result<Posting> ToPosting() => Error is null ? Posting! : Error;

    internal Result<Hold> ToHold() => Error is null ? Hold! : Error;
}
