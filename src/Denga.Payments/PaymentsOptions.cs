using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Denga.Payments;

/// <summary>Settings under <c>Payments</c>.</summary>
internal sealed class PaymentsOptions
{
    /// <summary>The providers' own settings, a section each: <c>Payments:Providers:&lt;name&gt;</c>.</summary>
    public IConfigurationSection? Providers { get; init; }

    /// <summary>Which provider is recommended, the first one first, separated by commas; those that are not named follow.</summary>
    public string Order { get; init; } = "";

    /// <summary>Whether the sandbox takes play money; without a word it does while no real provider is configured.</summary>
    public bool? Sandbox { get; init; }

    /// <summary>Whether people may pay cash, which an operator confirms.</summary>
    public bool Cash { get; init; }

    /// <summary>Until when an invoice can be paid, where nobody says otherwise.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Unpaid invoices of a person at once.</summary>
    [Range(1, 1000)]
    public int OpenMax { get; init; } = 20;

    /// <summary>A refund that is worth so much, in whole roubles by the rate in force, takes a code of the operator.</summary>
    [Range(0, 1_000_000_000)]
    public long RefundCodeFrom { get; init; } = 10_000;

    /// <summary>What a Star that the bot took is worth, in US dollars, where refunds are held against <see cref="RefundCodeFrom"/>: no rate of Stars is
    /// published. Telegram's own clients are told by it what an owner gets for his Stars (<c>stars_usd_withdraw_rate_x1000</c>,
    /// https://core.telegram.org/api/config), and show it in the bot's balance.</summary>
    [Range(typeof(decimal), "0.0001", "10", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal DollarsForStar { get; init; } = 0.013m;

    /// <summary>A refund that is worth so much, in whole roubles by the rate in force, takes a second person who agrees. Whoever works alone sets it as high as
    /// he likes.</summary>
    [Range(0, 1_000_000_000_000)]
    public long RefundApprovalFrom { get; init; } = 100_000;

    /// <summary>Seals the secrets of outgoing webhooks; made where there is none. A new first line seals from then on.</summary>
    public string KeyFile { get; init; } = ".denga/payments.key";

    /// <summary>Hosts of the operator's own network that may be told events, separated by commas; all others must be of the public internet.</summary>
    public string PrivateHosts { get; init; } = "";
}
