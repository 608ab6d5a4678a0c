using System.ComponentModel.DataAnnotations;
using Denga.Contracts;
using Denga.Contracts.Stars;

namespace Denga.Stars;

/// <summary>Settings under <c>Stars</c>.</summary>
internal sealed class StarsOptions : IValidatableObject
{
    internal const string Sandbox = "sandbox";

    /// <summary>Who sells usually: <c>mystars</c>, <c>fragment-api</c>, or <c>sandbox</c>, which plays a seller and delivers nothing.</summary>
    [Required, RegularExpression("sandbox|mystars|fragment-api")]
    public string Seller { get; init; } = Sandbox;

    /// <summary>Who is asked for what is to be bought through Fragment (<c>/buy_stars_fragment</c>); null: whoever sells usually.</summary>
    [RegularExpression("sandbox|mystars|fragment-api")]
    public string? Fragment { get; init; }

    /// <summary>What is added to the seller's price, in percent; the last rule that fits decides (<see cref="Margins"/>), without one this. Both hold until an
    /// operator sets margins in the panel.</summary>
    [Range(typeof(decimal), "0", "200", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal MarginPercent { get; init; } = 10;

    /// <summary>Such as <c>Stars:Margins:0:From=1000</c>, <c>Stars:Margins:0:Percent=8</c>: for large orders less.</summary>
    public MarginRule[] Margins { get; init; } = [];

    /// <summary>How much dearer, in percent, the seller may have become since the quote; beyond it the order fails and the money is free again. Within it
    /// the shop bears the difference.</summary>
    [Range(typeof(decimal), "0", "50", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal SlippagePercent { get; init; } = 3;

    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan QuoteLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an order waits for its invoice to be paid.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan PayWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The packs of the catalogue; any other amount from 50 to 1,000,000 is sold as well.</summary>
    public int[]? Packs { get; init; }

    /// <summary>What may be spent with sellers in any hour, in whole USDT.</summary>
    [Range(1, 100_000_000)]
    public long CapPerHour { get; init; } = 1_000;

    /// <summary>In any 24 hours.</summary>
    [Range(1, 100_000_000)]
    public long CapPerDay { get; init; } = 5_000;

    /// <summary>Below so much, in whole units of the seller's currency, the operator is warned.</summary>
    [Range(0, 100_000_000)]
    public long LowFunds { get; init; } = 50;

    /// <summary>No prices on rates whose day began longer ago; the sandbox sells by older ones too.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan RatesMaxAge { get; init; } = TimeSpan.FromDays(4);

    /// <summary>How often in a minute somebody may look up a recipient or ask for a quote.</summary>
    [Range(1, 10_000)]
    public int LookupsPerMinute { get; init; } = 30;

    /// <summary>Of what a delivered order cost, for whoever brought the buyer; zero: nothing.</summary>
    [Range(typeof(decimal), "0", "20", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal ReferralPercent { get; init; } = 1;

    public SandboxOptions SandboxSeller { get; init; } = new();

    public MyStarsOptions MyStars { get; init; } = new();

    public FragmentApiOptions FragmentApi { get; init; } = new();

    internal string SellerOf(StarsWay way) => way == StarsWay.Fragment ? Fragment ?? Seller : Seller;

    internal IReadOnlyList<StarsWay> WaysOf(string seller) => [.. Enum.GetValues<StarsWay>().Where(w => SellerOf(w) == seller)];

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Margins.Any(m => m.Percent is < 0 or > 200 || m.From < 0))
            yield return new ValidationResult("A margin has From of zero or more and Percent of 0 to 200.", [nameof(Margins)]);
        if (Packs?.Any(p => p is < Quantities.StarsMin or > Quantities.StarsMax) == true || Packs?.Length > 50)
            yield return new ValidationResult("There are at most 50 packs, each of 50 to 1,000,000 Stars.", [nameof(Packs)]);
        string[] used = [Seller, Fragment ?? Seller];
        if (used.Contains("mystars") && (MyStars.ApiKey is null || MyStars.WebhookSecret is null))
            yield return new ValidationResult("The seller mystars needs Stars:MyStars:ApiKey and WebhookSecret.", [nameof(MyStars)]);
        if (!used.Contains("fragment-api"))
            yield break;
        if (FragmentApi.SeedLeavesThisHost != FragmentApiOptions.Word)
            yield return new ValidationResult(
                "The seller fragment-api is sent the seed of the wallet: whoever runs it can empty the wallet. Whoever wants that all the same says so: "
                    + $"Stars:FragmentApi:SeedLeavesThisHost=\"{FragmentApiOptions.Word}\".",
                [nameof(FragmentApi)]
            );
        if (FragmentApi.Seed is null)
            yield return new ValidationResult("The seller fragment-api needs Stars:FragmentApi:Seed.", [nameof(FragmentApi)]);
    }
}

/// <summary>What is sold, and in which amounts. Source: Fragment's own pages.</summary>
internal static class Quantities
{
    internal const int StarsMin = 50;
    internal const int StarsMax = 1_000_000;
    internal static readonly int[] Months = [3, 6, 12];
    internal static readonly int[] Packs = [50, 75, 100, 150, 250, 350, 500, 750, 1_000, 1_500, 2_500, 5_000, 10_000];

    internal static Error? Refuses(StarsProduct product, int quantity) =>
        product == StarsProduct.Premium
            ? Months.Contains(quantity)
                ? null
                : StarsErrors.BadMonths
            : quantity is >= StarsMin and <= StarsMax
                ? null
                : StarsErrors.BadQuantity;
}

/// <summary>Settings under <c>Stars:Margins:&lt;n&gt;</c>.</summary>
internal sealed class MarginRule
{
    /// <summary><c>Stars</c> or <c>Premium</c>; null: both.</summary>
    public StarsProduct? Product { get; init; }

    /// <summary>From this quantity on.</summary>
    public int From { get; init; }

    public decimal Percent { get; init; }
}

/// <summary>Settings under <c>Stars:SandboxSeller</c>.</summary>
internal sealed class SandboxOptions
{
    /// <summary>What he plays with everybody, whatever the username says: one of the words of <see cref="Sellers.Sandbox.SandboxSeller"/>; null: the
    /// username decides.</summary>
    public string? Plays { get; init; }

    /// <summary>What he says stands in the wallet, in whole USDT.</summary>
    [Range(0, 100_000_000)]
    public long Funds { get; init; } = 10_000;
}

/// <summary>Settings under <c>Stars:MyStars</c>.</summary>
internal sealed class MyStarsOptions
{
    public Uri Address { get; init; } = new("https://api.mystars.tg/");

    public string? ApiKey { get; init; }

    public string? WebhookSecret { get; init; }

    /// <summary>In what he is paid: <c>usdt_ton</c> or <c>ton</c>.</summary>
    [RegularExpression("usdt_ton|ton")]
    public string PaymentCurrency { get; init; } = "usdt_ton";
}

/// <summary>Settings under <c>Stars:FragmentApi</c>.</summary>
internal sealed class FragmentApiOptions
{
    internal const string Word = "yes, the seed leaves this host";

    public Uri Address { get; init; } = new("https://api.fragment-api.net/");

    /// <summary>12 or 24 words. Of a wallet that holds no more than may be lost.</summary>
    public string? Seed { get; init; }

    /// <summary>The cookies of a session at Fragment, which the service wants for looking people up.</summary>
    public string? Cookies { get; init; }

    /// <summary>The word without which this seller does not start.</summary>
    public string? SeedLeavesThisHost { get; init; }

    [RegularExpression("v4r2|v5r1")]
    public string WalletType { get; init; } = "v4r2";

    /// <summary>What Fragment asks for a Star, in millionths of a USDT, where the service tells a price only with an order.</summary>
    [Range(1_000, 1_000_000)]
    public long StarPriceMicros { get; init; } = 15_000;
}
