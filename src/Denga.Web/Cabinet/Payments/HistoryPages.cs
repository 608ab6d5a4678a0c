using Denga.Contracts.Payments;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Payments;

/// <summary>Top-ups, refunds, purchases, bonuses and corrections in one list, the newest first.</summary>
internal static class HistoryPages
{
    internal const string Type = "type";
    internal const string Status = "status";
    private const int OnPage = 20;

    internal static async Task<IResult> List(Visit visit)
    {
        var state = ListState.Of(visit, Type, Status);
        var records = await visit.Ask(
            new MoneyHistory(visit.Me.Id, Of<MoneyType>(state[Type]), Of<MoneyStatus>(state[Status]), state.Wish(ListState.Cursor), OnPage)
        );
        return records.IsOk
            ? visit.Page<HistoryPage, ListPage<MoneyRecord>>(new(state, records.Value.Items, records.Value.Next))
            : visit.Failed(records.Error);
    }

    /// <summary>The page behind a line; null where there is none.</summary>
    internal static string? AddressOf(MoneyRecord record) =>
        record.Type switch
        {
            MoneyType.Recharge => "/app/invoices/" + record.Id,
            MoneyType.Refund when record.Metadata.TryGetValue("invoice", out var invoice) => "/app/invoices/" + invoice,
            MoneyType.Purchase => "/app/stars/orders/" + record.Id,
            _ => null,
        };

    private static TEnum? Of<TEnum>(string wish)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(wish, out var known) && Enum.IsDefined(known) ? known : null;
}
