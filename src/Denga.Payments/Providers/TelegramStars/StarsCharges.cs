using Denga.Contracts.Bot;
using Denga.Payments.Paying;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Work;

namespace Denga.Payments.Providers.TelegramStars;

/// <summary>Stars that came are to be credited.</summary>
internal sealed record StarsCharge(StarsPaid Paid) : IWork
{
    public static string Kind => "payments.stars";
}

internal sealed class OnStarsPaid() : Consumer<StarsPaid>("payments.stars-paid")
{
    protected override Task Consume(StarsPaid happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        work.Later(new StarsCharge(happened), happened.Charge);
        return Task.CompletedTask;
    }
}

/// <summary>What a webhook is for others, the bot's word is here.</summary>
internal sealed class StarsCharges(TelegramStarsProvider provider, Facts facts) : Worker<StarsCharge>
{
    public override WorkPolicy Policy { get; } =
        new()
        {
            FirstWait = TimeSpan.FromSeconds(1),
            LongestWait = TimeSpan.FromMinutes(15),
            GiveUpAfter = TimeSpan.FromDays(5),
        };

    protected override async Task<WorkResult> Work(StarsCharge work, WorkItem item, CancellationToken cancel)
    {
        var error = await facts.Take(provider, TelegramStarsProvider.Paid(work.Paid), webhook: null, cancel);
        return error switch
        {
            null => WorkResult.Done(),
            // The payer was asked for it by a payment of ours, or by nobody that we know.
            { Code: var code } when code == PaymentsErrors.PaymentNotFound.Code => WorkResult.GiveUp(code),
            { Code: var code } => WorkResult.Retry(code),
        };
    }
}
