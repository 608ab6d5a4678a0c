namespace Denga.Payments;

/// <summary>Settings under <c>Payments</c>.</summary>
internal sealed class PaymentsOptions;
