using Denga.Contracts.Payments;
using Microsoft.AspNetCore.Http;

namespace Denga.Web.Sandbox;

/// <summary>The page of the sandbox provider, where play money is paid. Whoever has the link may pay, as at any provider.</summary>
internal static class SandboxArea
{
    internal static void Add(Site site)
    {
        site.ReadOpen("/sandbox/pay/{payment}", Show);
        // The bare address takes the API's JSON.
        site.Open("/sandbox/pay/{payment}/press", Show, Press);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (!visit.TryRoute<PaymentId>("payment", out var payment))
            return visit.NotFound();
        var found = await visit.Ask(new SandboxPaymentById(payment));
        return found.IsOk ? visit.Page<SandboxPage, SandboxPayment>(found.Value) : visit.Failed(found.Error);
    }

    private static async Task<IResult> Press(Visit visit)
    {
        if (!visit.TryRoute<PaymentId>("payment", out var payment))
            return visit.NotFound();
        var played = await visit.Ask(new PlaySandbox(payment, visit.Entered["do"]));
        return played.IsOk ? visit.Go("/sandbox/pay/" + payment) : visit.Failed(played.Error);
    }
}
