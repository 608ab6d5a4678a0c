using Denga.Contracts;
using Denga.Contracts.Wallet;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Transfers and how they stand, step by step.</summary>
internal static class TransferPages
{
    private const int LatestMax = 5;
    private const int OnPage = 30;

    internal static Task<IResult> Show(Visit visit) => One<TransferPage>(visit);

    internal static Task<IResult> Part(Visit visit) => One<TransferPart>(visit);

    internal static async Task<IResult> Latest(Visit visit)
    {
        var transfers = await visit.Ask(new Transfers(visit.Me.Id, Limit: LatestMax));
        return transfers.IsOk
            ? visit.Page<LatestTransfers, IReadOnlyList<TransferReceipt>>(transfers.Value.Items)
            : visit.Failed(transfers.Error);
    }

    internal static async Task<IResult> List(Visit visit)
    {
        var transfers = await visit.Ask(new Transfers(visit.Me.Id, SendPages.Optional(visit, "after"), OnPage));
        if (!transfers.IsOk)
            return visit.Failed(transfers.Error);
        return visit.Page<TransfersPage, Page<TransferReceipt>>(transfers.Value);
    }

    private static async Task<IResult> One<TPage>(Visit visit)
        where TPage : PageOf<TransferReceipt>
    {
        if (!visit.TryRoute<OperationId>("transfer", out var id))
            return visit.NotFound();
        var transfer = await visit.Ask(new TransferById(visit.Me.Id, id));
        return transfer.IsOk ? visit.Page<TPage, TransferReceipt>(transfer.Value) : visit.Failed(transfer.Error);
    }
}
