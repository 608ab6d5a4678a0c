using Denga.Contracts;
using Denga.Contracts.Wallet;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Where a figure comes from.</summary>
internal static class OperationPages
{
    internal static async Task<IResult> Explain(Visit visit)
    {
        if (!visit.TryRoute<OperationId>("operation", out var id))
            return visit.NotFound();
        var explained = await visit.Ask(new ExplainPosting(visit.Me.Id, id));
        return explained.IsOk ? visit.Page<ExplainPage, Explanation>(explained.Value) : visit.Failed(explained.Error);
    }
}
