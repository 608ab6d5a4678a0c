using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Transfers and how they stand, step by step.</summary>
internal static class TransferPages
{
    private const int LatestMax = 5;
    private const int OnPage = 30;

    internal static async Task<IResult> Show(Visit visit)
    {
        if (!visit.TryRoute<OperationId>("transfer", out var id))
            return visit.NotFound();
        var transfer = await visit.Ask(new TransferById(visit.Me.Id, id));
        return transfer.IsOk ? visit.Page<TransferPage, TransferReceipt>(transfer.Value) : visit.Failed(transfer.Error);
    }

    internal static async Task<IResult> Latest(Visit visit)
    {
        var transfers = await visit.Ask(new Transfers(visit.Me.Id, Limit: LatestMax));
        return transfers.IsOk
            ? visit.Page<LatestTransfers, IReadOnlyList<TransferReceipt>>(transfers.Value.Items)
            : visit.Failed(transfers.Error);
    }

    internal static async Task<IResult> List(Visit visit)
    {
        var state = ListState.Of(visit);
        var transfers = await visit.Ask(new Transfers(visit.Me.Id, state.Wish(ListState.Cursor), OnPage));
        return transfers.IsOk
            ? visit.Page<TransfersPage, ListPage<TransferReceipt>>(new(state, transfers.Value.Items, transfers.Value.Next))
            : visit.Failed(transfers.Error);
    }
}
