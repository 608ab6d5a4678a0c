using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;

namespace Denga.Payments.Paying;

/// <summary>Denga's own accounts that payments touch, remembered: they are never closed.</summary>
internal sealed class SystemAccounts(IOperations operations)
{
    internal const string ExternalPrefix = "external:";
    private readonly ConcurrentDictionary<(string Purpose, string Currency), AccountId> known = new();

    /// <summary>Minus what the provider owes us.</summary>
    internal Task<Result<AccountId>> External(string provider, Currency currency, CancellationToken cancel) =>
        Find(ExternalPrefix + provider, currency, cancel);

    /// <summary>Minus what the provider has kept for itself.</summary>
    internal Task<Result<AccountId>> Fees(string provider, Currency currency, CancellationToken cancel) =>
        Find("fees:" + provider, currency, cancel);

    /// <summary>Money that came for somebody who is gone.</summary>
    internal Task<Result<AccountId>> Unclaimed(Currency currency, CancellationToken cancel) => Find("unclaimed", currency, cancel);

    /// <summary>What providers gave back by themselves, and people had spent: they owe it.</summary>
    internal Task<Result<AccountId>> Owed(Currency currency, CancellationToken cancel) => Find("owed", currency, cancel);

    internal async Task<Result<AccountId>> Find(string purpose, Currency currency, CancellationToken cancel)
    {
        if (known.TryGetValue((purpose, currency.Code), out var account))
            return account;
        var opened = await operations.Ask(new OpenSystemAccount(purpose, currency), cancel);
        if (!opened.IsOk)
            return opened.Error;
        return known[(purpose, currency.Code)] = opened.Value.Id;
    }
}
