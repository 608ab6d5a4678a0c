using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Modules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Denga.Payments.Providers;

/// <summary>The providers that there are, and those that people are offered.</summary>
internal sealed class ProviderList
{
    private readonly Dictionary<string, IPaymentProvider> byName;

    public ProviderList(IEnumerable<IPaymentProvider> all, IOptions<PaymentsOptions> options)
    {
        byName = all.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var known = string.Join(", ", byName.Keys);
        var settings = options.Value.Providers?.GetChildren() ?? [];
        if (settings.FirstOrDefault(s => !byName.ContainsKey(s.Key.ToLowerInvariant())) is { } unknown)
            throw new SettingException($"The setting {unknown.Path} is unknown. The providers are {known}.");
        var order = options.Value.Order.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(order, name => !byName.ContainsKey(name)) is { } strange)
            throw new SettingException($"The setting Payments:Order names {strange}. The providers are {known}.");
        var isReal = byName.Values.Any(p => p.IsConfigured && p is not (Sandbox.SandboxProvider or Cash.CashProvider));
        Offered =
        [
            .. byName
                .Values.Where(p => p.IsConfigured && (p is not Sandbox.SandboxProvider || (options.Value.Sandbox ?? !isReal)))
                .OrderBy(p => Array.IndexOf(order, p.Name) is >= 0 and var place ? place : order.Length),
        ];
    }

    internal IReadOnlyCollection<IPaymentProvider> All => byName.Values;

    /// <summary>The recommended one first.</summary>
    internal IReadOnlyList<IPaymentProvider> Offered { get; }

    /// <summary>Also one that is not offered any more: its payments go on.</summary>
    internal IPaymentProvider? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The offered provider for this amount. Errors: <c>payments.unknown_provider</c>, <c>payments.currency_not_taken</c>,
    /// <c>payments.amount_too_small</c>, <c>payments.amount_too_large</c>, <c>payments.provider_away</c>.</summary>
    internal async Task<(IPaymentProvider? Provider, Error? Error)> Choose(string name, Money amount, CancellationToken cancel)
    {
        if (Offered.FirstOrDefault(p => p.Name == name) is not { } provider)
            return (null, PaymentsErrors.UnknownProvider);
        if (await provider.Range(amount.Currency, cancel) is not { } range)
            return (null, PaymentsErrors.CurrencyNotTaken);
        if (range.Least is { } least && amount < least)
            return (null, PaymentsErrors.AmountTooSmall(least));
        if (range.Most is { } most && amount > most)
            return (null, PaymentsErrors.AmountTooLarge(most));
        return provider.IsAvailable ? (provider, null) : (null, PaymentsErrors.ProviderAway);
    }

    /// <summary>What the offered ones take between them; null: nobody takes the currency.</summary>
    internal async Task<AmountRange?> Range(Currency currency, CancellationToken cancel)
    {
        AmountRange? all = null;
        foreach (var provider in Offered)
            if (await provider.Range(currency, cancel) is { } range)
                all = all is null
                    ? range
                    : new AmountRange(
                        all.Least < range.Least ? all.Least
                            : all.Least is null ? null
                            : range.Least,
                        all.Most > range.Most ? all.Most
                            : all.Most is null ? null
                            : range.Most
                    );
        return all;
    }

    internal async Task<IReadOnlyList<PaymentMethod>> For(Money amount, CancellationToken cancel)
    {
        var methods = new List<PaymentMethod>();
        foreach (var provider in Offered)
            if (
                await provider.Range(amount.Currency, cancel) is { } range
                && !(amount < (range.Least ?? amount))
                && !(amount > (range.Most ?? amount))
            )
                methods.Add(new PaymentMethod(provider.Name, range.Least, range.Most, provider.IsAvailable));
        return [.. methods.OrderByDescending(m => m.Available)];
    }
}
