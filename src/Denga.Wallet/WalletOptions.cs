using System.ComponentModel.DataAnnotations;

namespace Denga.Wallet;

/// <summary>Settings under <c>Wallet</c>.</summary>
internal sealed class WalletOptions
{
    /// <summary>Writes that wait for their transaction; one more is answered <c>wallet.busy</c>.</summary>
    [Range(1, 1_000_000)]
    public int QueueMax { get; init; } = 4096;

    /// <summary>Writes in one transaction.</summary>
    [Range(1, 4096)]
    public int BatchMax { get; init; } = 256;
}
