using System.ComponentModel.DataAnnotations;

namespace Denga.Payments.Providers.Stripe;

/// <summary>Settings under <c>Payments:Providers:stripe</c>.</summary>
internal sealed class StripeOptions
{
    /// <summary><c>sk_live_…</c> or a restricted <c>rk_live_…</c>; with <c>test</c> in it no real money moves.</summary>
    [Required(ErrorMessage = "Stripe needs the secret key.")]
    [RegularExpression(
        "(sk|rk)_(live|test)_.+",
        ErrorMessage = "A secret key of Stripe begins with sk_live_, rk_live_, sk_test_ or rk_test_."
    )]
    public string? SecretKey { get; set; }

    /// <summary>Of the endpoint <c>/hooks/stripe</c>, with its events <c>checkout.session.*</c>, <c>charge.refunded</c> and <c>refund.*</c>.</summary>
    [Required(ErrorMessage = "Stripe needs the webhook's secret, whsec_…: it signs with it.")]
    [RegularExpression("whsec_.+", ErrorMessage = "The secret of a webhook of Stripe begins with whsec_.")]
    public string? WebhookSecret { get; set; }

    /// <summary>In which people are asked for money; default USD and EUR.</summary>
    public string[]? Currencies { get; set; }

    public Uri Address { get; set; } = new("https://api.stripe.com/");

    internal bool IsLive => SecretKey?.Contains("_live_", StringComparison.Ordinal) == true;
}
