using System.Globalization;

namespace Denga.Stars.Orders;

/// <summary>Where a page of orders ended: the moment of its last order and its id, by which lists are sorted.</summary>
internal static class OrderCursor
{
    /// <summary>Later than any order.</summary>
    private static readonly (DateTimeOffset At, Guid Id) End = (new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    internal static string Of(OrderRow order) =>
        string.Create(CultureInfo.InvariantCulture, $"{order.CreatedAt.UtcTicks}-{order.Id.Value:N}");

    /// <summary>Null for one that no list gave.</summary>
    internal static (DateTimeOffset At, Guid Id)? Read(string? cursor)
    {
        if (cursor is null)
            return End;
        return
            cursor.Split('-') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= End.At.UtcTicks
            && Guid.TryParseExact(id, "N", out var order)
            ? (new DateTimeOffset(at, TimeSpan.Zero), order)
            : null;
    }
}
