using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Denga.Payments.Providers.YooKassa;

/// <summary>Settings under <c>Payments:Providers:yookassa</c>.</summary>
internal sealed class YooKassaOptions : IValidatableObject
{
    /// <summary>https://yookassa.ru/developers/using-api/webhooks#ip</summary>
    private static readonly string[] Published =
    [
        "185.71.76.0/27",
        "185.71.77.0/27",
        "77.75.153.0/25",
        "77.75.154.128/25",
        "77.75.156.11/32",
        "77.75.156.35/32",
        "2a02:5180::/32",
    ];

    [Required(ErrorMessage = "YooKassa needs the number of the shop.")]
    public string? ShopId { get; set; }

    /// <summary>Begins with <c>live_</c>, or with <c>test_</c> for a shop that takes no real money.</summary>
    [Required(ErrorMessage = "YooKassa needs the shop's secret key.")]
    [RegularExpression("(live|test)_.+", ErrorMessage = "A secret key of YooKassa begins with live_ or test_.")]
    public string? SecretKey { get; set; }

    /// <summary>In which the shop takes money; default RUB.</summary>
    public string[]? Currencies { get; set; }

    /// <summary>Where webhooks come from, as YooKassa publishes it: it signs none. Behind a proxy Denga must be told of it, so that it sees who really
    /// sent them.</summary>
    public string[]? WebhookAddresses { get; set; }

    /// <summary>Whether each payment and refund has a receipt by 54-FZ; default false.</summary>
    public bool Receipts { get; set; }

    /// <summary>Who has no e-mail address gets his receipt here.</summary>
    [EmailAddress]
    public string? ReceiptEmail { get; set; }

    /// <summary>1 ОСН, 2 УСН доход, 3 УСН доход минус расход, 5 ЕСХН, 6 патент; null for receipts of YooKassa's own.</summary>
    [Range(1, 6)]
    public int? ReceiptTaxSystem { get; set; }

    /// <summary>What is sold, by YooKassa's list; default <c>service</c>.</summary>
    public string ReceiptSubject { get; set; } = "service";

    /// <summary>How it is paid, by YooKassa's list; default <c>full_prepayment</c>.</summary>
    public string ReceiptMode { get; set; } = "full_prepayment";

    public Uri Address { get; set; } = new("https://api.yookassa.ru/v3/");

    internal bool IsLive => SecretKey?.StartsWith("live_", StringComparison.Ordinal) == true;

    internal IReadOnlyList<IPNetwork> Networks => [.. (WebhookAddresses ?? Published).Select(n => IPNetwork.Parse(n))];

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Receipts && ReceiptEmail is null)
            yield return new ValidationResult("Receipts need an e-mail address for people without one.", [nameof(ReceiptEmail)]);
        if (WebhookAddresses?.FirstOrDefault(a => !IPNetwork.TryParse(a, out _)) is { } wrong)
            yield return new ValidationResult($"\"{wrong}\" is no network such as 185.71.76.0/27.", [nameof(WebhookAddresses)]);
    }
}
