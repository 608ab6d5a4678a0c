using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Wallet.Ledger;

/// <summary>An account while a batch is decided: what it will stand at when everything decided so far is written.</summary>
internal sealed class AccountState
{
    internal required long No { get; init; }
    internal required AccountId Id { get; init; }
    internal required PersonId? Person { get; init; }
    internal required Currency Currency { get; init; }
    internal required long Balance { get; set; }
    internal required long Held { get; set; }
    internal required long? Floor { get; init; }
    internal required long Version { get; set; }
    internal required bool IsClosed { get; init; }

    /// <summary>The most that may be on it.</summary>
    internal long? Ceiling { get; init; }

    /// <summary>The round of reading that it comes from.</summary>
    internal int ReadIn { get; set; }

    internal Money Available => new(Math.Max(0, Balance - Held - (Floor ?? 0)), Currency);

    internal bool CanTake(long minor) => Ceiling is not { } ceiling || Balance + minor <= ceiling;

    /// <summary>Whether so much may leave it.</summary>
    /// <param name="freed">Of what is held, what becomes free with it.</param>
    internal bool CanGive(long minor, long freed) => Floor is not { } floor || Balance - minor - (Held - freed) >= floor;
}

/// <summary>A hold while a batch is decided.</summary>
internal sealed class HoldRow
{
    internal required Hold Hold { get; set; }
    internal required long AccountNo { get; init; }
    internal required byte[] RequestHash { get; init; }
}

/// <summary>A posting that was written before.</summary>
internal sealed record KnownPosting(Posting Posting, byte[] RequestHash, IReadOnlyList<long> AccountNos);
