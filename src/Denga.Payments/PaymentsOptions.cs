using Microsoft.Extensions.Configuration;

namespace Denga.Payments;

/// <summary>Settings under <c>Payments</c>.</summary>
internal sealed class PaymentsOptions
{
    /// <summary>Those of each provider under its name; it reads them itself.</summary>
    public IConfigurationSection? Providers { get; set; }
}
