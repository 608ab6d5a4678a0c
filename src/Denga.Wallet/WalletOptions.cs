using System.ComponentModel.DataAnnotations;
using Denga.Contracts;

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

    /// <summary>Whether anybody may give himself play money (<c>POST /api/v1/sandbox/top-ups</c>), and convert it by old rates. Switch it off where money is
    /// real.</summary>
    public bool Sandbox { get; init; } = true;

    /// <summary>How much play money a person may take in any 24 hours, in whole units of <see cref="LimitOptions.Currency"/>.</summary>
    [Range(1, 1_000_000_000)]
    public long SandboxPerDay { get; init; } = 1_000_000;

    public LimitOptions Limits { get; init; } = new();

    public ConversionOptions Conversion { get; init; } = new();
}

/// <summary>Settings under <c>Wallet:Limits</c>: what a person may send to others. Amounts are in whole units of <see cref="Currency"/>; other
/// currencies count by their rate.</summary>
internal sealed class LimitOptions
{
    [Required, RegularExpression("[A-Z]{3,4}")]
    public string Currency { get; init; } = "RUB";

    [Range(1, 1_000_000_000)]
    public long PerOperation { get; init; } = 600_000;

    /// <summary>In any 24 hours.</summary>
    [Range(1, 1_000_000_000)]
    public long PerDay { get; init; } = 1_000_000;

    /// <summary>In any 30 days.</summary>
    [Range(1, 1_000_000_000)]
    public long PerMonth { get; init; } = 5_000_000;

    /// <summary>Transfers in any minute, also between own accounts.</summary>
    [Range(1, 10_000)]
    public int PerMinute { get; init; } = 20;

    /// <summary>From this amount on a code is asked for.</summary>
    [Range(1, 1_000_000_000)]
    public long StepUpFrom { get; init; } = 100_000;

    /// <summary>How often in a minute somebody may look up a payee or ask for a quote.</summary>
    [Range(1, 10_000)]
    public int LookupsPerMinute { get; init; } = 60;

    internal Money Whole(long units)
    {
        var currency = Contracts.Currency.Parse(Currency);
        return new Money(checked(units * currency.UnitsPerOne), currency);
    }
}

/// <summary>Settings under <c>Wallet:Conversion</c>.</summary>
internal sealed class ConversionOptions
{
    /// <summary>How much worse than the source's rate the rate of a quote is, in percent. Never zero: it is what keeps rounding of rates from paying
    /// whoever converts there and back.</summary>
    [Range(typeof(decimal), "0.01", "20", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal SpreadPercent { get; init; } = 0.5m;

    /// <summary>Of what is sold, in percent; on top of it.</summary>
    [Range(typeof(decimal), "0", "20", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal FeePercent { get; init; }

    /// <summary>How long a quote is good.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan QuoteLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No quotes on rates whose day began longer ago. Four days, because Friday's rate is in force over a weekend with a holiday. Play
    /// money (<see cref="Sandbox"/>) is converted by older ones too, on a machine without the internet by those that came with the program.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan RatesMaxAge { get; init; } = TimeSpan.FromDays(4);
}
