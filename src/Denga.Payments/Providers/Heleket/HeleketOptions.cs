using System.ComponentModel.DataAnnotations;

namespace Denga.Payments.Providers.Heleket;

/// <summary>Settings under <c>Payments:Providers:heleket</c>.</summary>
internal sealed class HeleketOptions
{
    /// <summary>The merchant's id, a UUID.</summary>
    [Required(ErrorMessage = "Heleket needs the merchant's id.")]
    public string? Merchant { get; set; }

    /// <summary>Signs invoices, and Heleket's webhooks about them.</summary>
    [Required(ErrorMessage = "Heleket needs the payment key: invoices and webhooks are signed with it.")]
    public string? PaymentKey { get; set; }

    /// <summary>Signs refunds; without it nothing is given back through Heleket. Coins go back to the address that they came from, and an exchange may not
    /// credit its customer with them: set it where such people are helped by hand.</summary>
    public string? PayoutKey { get; set; }

    /// <summary>In which invoices may be; default USD, EUR, RUB and USDT.</summary>
    public string[]? Currencies { get; set; }

    public Uri Address { get; set; } = new("https://api.heleket.com/");
}
