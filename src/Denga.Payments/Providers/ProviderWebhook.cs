using Denga.Contracts;
using Denga.Payments.Paying;
using Denga.Platform.Outside;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;

namespace Denga.Payments.Providers;

/// <summary>The webhooks of a provider: its own code says whether they are its, and what they say.</summary>
internal sealed class ProviderWebhook<TProvider>(TProvider provider, Facts facts, TimeProvider clock) : IWebhook
    where TProvider : class, IPaymentProvider
{
    /// <summary>A webhook may come before what it is about is committed, but not so much before.</summary>
    private static readonly TimeSpan UnknownMax = TimeSpan.FromHours(1);

    private readonly IProviderWebhooks webhooks =
        provider.Webhooks ?? throw new InvalidOperationException($"{provider.Name} has no webhooks to register.");

    public string Provider => provider.Name;

    public IReadOnlyList<string> KeptHeaders => webhooks.KeptHeaders;

    public WorkPolicy Policy { get; } =
        new()
        {
            Lease = TimeSpan.FromSeconds(10),
            FirstWait = TimeSpan.FromSeconds(1),
            LongestWait = TimeSpan.FromMinutes(15),
            GiveUpAfter = TimeSpan.FromDays(5),
        };

    public VerifiedWebhook? Verify(WebhookRequest request) =>
        provider.IsConfigured ? webhooks.Verify(request, clock.GetUtcNow()) : VerifiedWebhook.Refuse("off");

    public async Task<WorkResult> Work(ReceivedWebhook webhook, WorkItem item, CancellationToken cancel)
    {
        IReadOnlyList<ProviderPayment> told;
        try
        {
            told = await webhooks.Read(webhook, cancel);
        }
        catch (OutsideException)
        {
            return WorkResult.Retry(PaymentsErrors.ProviderAway.Code);
        }
        Error? error = null;
        foreach (var fact in told)
            error = await facts.Take(provider, fact, webhook.Id, cancel) ?? error;
        return error switch
        {
            null => WorkResult.Done(),
            { Code: var code } when code == PaymentsErrors.TestMode.Code => WorkResult.GiveUp(code),
            { Code: var code } when code == PaymentsErrors.PaymentNotFound.Code && clock.GetUtcNow() - item.AddedAt > UnknownMax =>
                WorkResult.GiveUp(code),
            { Code: var code } => WorkResult.Retry(code),
        };
    }
}
