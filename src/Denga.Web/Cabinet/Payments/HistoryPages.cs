using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Payments;

/// <summary>Top-ups, refunds and purchases of every kind in one list, the newest first. Each kind is kept by its own module; where the list goes on is
/// said for each of them.</summary>
internal static class HistoryPages
{
    internal const string Kind = "kind";
    internal const string Status = "status";
    private const int OnPage = 20;

    internal static async Task<IResult> List(Visit visit)
    {
        var state = ListState.Of(visit, Kind, Status);
        var from = Places.Of(state[ListState.Cursor]);
        var wants = Enum.TryParse<MovementKind>(state[Kind], out var kind) ? kind : (MovementKind?)null;
        var invoices = wants is MovementKind.Purchase
            ? null
            : await Take(from.Invoices, async (cursor, limit) => await visit.Ask(new Invoices(visit.Me.Id, cursor, limit)));
        var orders =
            wants is MovementKind.Recharge or MovementKind.Refund
                ? null
                : await Take(from.Orders, async (cursor, limit) => await visit.Ask(new StarsOrders(visit.Me.Id, cursor, limit)));
        // While the shop is away the rest is shown.
        if ((invoices is null ? orders?.Error : invoices.Error) is { } error)
            return visit.Failed(error);
        var (shown, next) = await Merge(visit, invoices, orders);
        var rows = shown
            .Where(m => wants is null || m.Kind == wants)
            .Where(m => state.Wish(Status) is not { } wish || m.Status.ToString() == wish)
            .ToList();
        return visit.Page<HistoryPage, ListPage<Movement>>(new(state, rows, next));
    }

    private static async Task<Taken<T>> Take<T>(Place from, Func<string?, int, Task<Result<Page<T>>>> ask)
        where T : class
    {
        if (from.IsOver)
            return new(from, [], Next: null, Error: null);
        var page = await ask(from.Cursor, OnPage + from.Skip);
        return page.IsOk
            ? new(from, [.. page.Value.Items.Skip(from.Skip)], page.Value.Next, Error: null)
            : new(from, [], Next: null, page.Error);
    }

    /// <summary>The newest of both. A source that is used up before it is at its end ends the page: what follows there may be newer than what the other has
    /// left.</summary>
    private static async Task<(List<Movement> Shown, string? Next)> Merge(Visit visit, Taken<Invoice>? invoices, Taken<StarsOrder>? orders)
    {
        var shown = new List<Movement>();
        var (i, o, taken) = (0, 0, 0);
        for (; taken < OnPage; taken++)
        {
            if (invoices?.IsUsedUp(i) == true || orders?.IsUsedUp(o) == true)
                break;
            var (invoice, order) = (invoices?.At(i), orders?.At(o));
            if (invoice is null && order is null)
                break;
            if (order is null || invoice is not null && invoice.CreatedAt >= order.CreatedAt)
            {
                shown.AddRange(await Of(visit, invoice!));
                i++;
            }
            else
            {
                shown.Add(Of(order));
                o++;
            }
        }
        var places = new Places(invoices?.After(i) ?? Place.Over, orders?.After(o) ?? Place.Over);
        return (shown, places.IsOver ? null : places.ToString());
    }

    private static async Task<IEnumerable<Movement>> Of(Visit visit, Invoice invoice)
    {
        var address = "/app/invoices/" + invoice.Id;
        var what = Words.PurposeOf(invoice, visit.Language);
        var by = invoice.Payment is { } payment ? Words.Provider(payment.Provider, visit.Language) : "";
        var refunds = await InvoicePages.RefundsOf(visit, invoice);
        return refunds
            .Reverse()
            .Select(r => new Movement(MovementKind.Refund, what, by, -r.Amount, r.AskedAt, Words.StatusOf(r), address))
            .Append(
                new Movement(
                    MovementKind.Recharge,
                    what,
                    by,
                    invoice.Paid.IsZero ? invoice.Amount : invoice.Paid,
                    invoice.CreatedAt,
                    Words.StatusOf(invoice),
                    address
                )
            );
    }

    private static Movement Of(StarsOrder order) =>
        new(
            MovementKind.Purchase,
            Text: null,
            "@" + order.Recipient.Username,
            -order.Price,
            order.CreatedAt,
            Words.StatusOf(order),
            "/app/stars/orders/" + order.Id,
            order
        );

    /// <summary>What one source gave.</summary>
    private sealed record Taken<T>(Place From, IReadOnlyList<T> Items, string? Next, Error? Error)
        where T : class
    {
        internal T? At(int index) => index < Items.Count ? Items[index] : null;

        internal bool IsUsedUp(int used) => used == Items.Count && Next is not null;

        internal Place After(int used) =>
            used < Items.Count ? From with { Skip = From.Skip + used }
            : Next is { } cursor ? new Place(cursor, 0)
            : Place.Over;
    }

    /// <summary>Where one source goes on: after a cursor of its own, and so many items further.</summary>
    private sealed record Place(string? Cursor, int Skip)
    {
        internal static readonly Place Over = new(null, -1);

        internal bool IsOver => Skip < 0;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Skip}.{Cursor}");

        internal static Place? Read(string text) =>
            text.Split('.', 2) is [var skip, var cursor] && int.TryParse(skip, CultureInfo.InvariantCulture, out var count) && count is >= -1 and < OnPage
                ? new Place(cursor.Length == 0 ? null : cursor, count)
                : null;
    }

    private sealed record Places(Place Invoices, Place Orders)
    {
        internal bool IsOver => Invoices.IsOver && Orders.IsOver;

        public override string ToString() => $"{Invoices}~{Orders}";

        /// <summary>What is no place is the beginning.</summary>
        internal static Places Of(string text) =>
            text.Split('~') is [var invoices, var orders] && Place.Read(invoices) is { } first && Place.Read(orders) is { } second
                ? new Places(first, second)
                : new Places(new Place(null, 0), new Place(null, 0));
    }
}

/// <summary>A line of the history.</summary>
/// <param name="Text">What it was for; null for an order, which says it itself.</param>
/// <param name="Amount">Negative where money went out.</param>
public sealed record Movement(
    MovementKind Kind,
    string? Text,
    string Detail,
    Denga.Contracts.Money Amount,
    DateTimeOffset At,
    MovementStatus Status,
    string Address,
    StarsOrder? Order = null
);
