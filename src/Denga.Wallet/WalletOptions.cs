using System.ComponentModel.DataAnnotations;

namespace Denga.Wallet;

/// <summary>Settings under <c>Wallet</c>.</summary>
internal sealed class WalletOptions
{
    /// <summary>Writes that wait for their transaction; one more is answered <c>wallet.busy</c>.</summary>
    [Range(1, 1_000_000)]
    public int QueueMax { get; init; } = 4096;

    /// <summary>Writes in one transaction.</summary>
    [Range(1, 8192)]
    public int BatchMax { get; init; } = 1024;

    /// <summary>An EC private key in PEM, with which the daily checkpoints of the ledger are signed.</summary>
    public string? CheckpointKey { get; init; }

    /// <summary>Where that key is kept, and made at the first need, when it is not given.</summary>
    [Required]
    public string CheckpointKeyFile { get; init; } = ".denga/wallet-checkpoint.pem";
}
