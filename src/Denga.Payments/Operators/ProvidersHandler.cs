using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Outside;

namespace Denga.Payments.Operators;

/// <summary>How the providers stand: whether they are left alone, and what they owe us by the ledger and by their own word.</summary>
internal sealed class ProvidersHandler(Database<PaymentsModule> database, ProviderList providers, IOperations operations)
    : IOperationHandler<PaymentProviders, IReadOnlyList<PaymentProvider>>
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);

    public async Task<Result<IReadOnlyList<PaymentProvider>>> Handle(PaymentProviders operation, CancellationToken cancel)
    {
        var accounts = await operations.Ask(new OwnAccounts(Paying.SystemAccounts.ExternalPrefix), cancel);
        if (!accounts.IsOk)
            return accounts.Error;
        var ours = accounts
            .Value.GroupBy(a => a.Purpose[Paying.SystemAccounts.ExternalPrefix.Length..], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(a => -a.Balance).ToList(), StringComparer.Ordinal);
        var compared = await Compared(cancel);
        var shown = providers.All.Where(p => providers.Offered.Contains(p) || ours.ContainsKey(p.Name)).ToList();
        var told = await Task.WhenAll(shown.Select(p => Told(p, cancel)));
        return shown
            .Zip(
                told,
                (provider, theirs) =>
                {
                    var (at, cases) = compared.GetValueOrDefault(provider.Name);
                    return new PaymentProvider(
                        provider.Name,
                        providers.Offered.Contains(provider),
                        provider.IsLive,
                        provider.IsAvailable,
                        [
                            .. ours.GetValueOrDefault(provider.Name, [])
                                .Select(our => new ProviderBalance(
                                    our,
                                    theirs?.Cast<Money?>().FirstOrDefault(t => ReferenceEquals(t!.Value.Currency, our.Currency))
                                )),
                        ],
                        at,
                        cases
                    );
                }
            )
            .ToArray();
    }

    private static async Task<IReadOnlyList<Money>?> Told(IPaymentProvider provider, CancellationToken cancel)
    {
        if (!provider.IsConfigured)
            return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswersWithin);
        try
        {
            return await provider.Balances(limit.Token);
        }
        catch (OutsideException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Dictionary<string, (DateTimeOffset? At, int Cases)>> Compared(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            select coalesce(r.provider, c.provider), r.at, coalesce(c.open, 0)::int
            from (select provider, max(ended_at) as at from reconciliation_run where state = 'Done' group by provider) r
                full join (select provider, count(*) as open from reconciliation_case where state = 'Open' group by provider) c on c.provider = r.provider
            """
        );
        var found = new Dictionary<string, (DateTimeOffset?, int)>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found[rows.GetString(0)] = (rows.Nullable<DateTimeOffset>(1), rows.GetInt32(2));
        return found;
    }
}
