using System.Globalization;
using Denga.Contracts;

namespace Denga.Booking;

/// <summary>Where a page of a list ended: what it is sorted by, and the id.</summary>
internal static class Cursor
{
    /// <summary>Later than any row.</summary>
    private static readonly (long At, Guid Id) End = (new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks, Guid.AllBitsSet);

    internal static string Of(DateTimeOffset at, Guid id) => Of(at.UtcTicks, id);

    internal static string Of(long number, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{number}-{id:N}");

    /// <summary>Null for one that no list gave.</summary>
    internal static (long Number, Guid Id)? Read(string? cursor)
    {
        if (cursor is null)
            return End;
        return
            cursor.Split('-') is [var number, var id]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= End.At
            && Guid.TryParseExact(id, "N", out var row)
            ? (at, row)
            : null;
    }

    internal static DateTimeOffset Moment(long number) => new(number, TimeSpan.Zero);

    internal static Page<TTold> Page<TRow, TTold>(IReadOnlyList<TRow> rows, int limit, Func<TRow, TTold> told, Func<TRow, string> cursor) =>
        new([.. rows.Take(limit).Select(told)], rows.Count > limit ? cursor(rows[limit - 1]) : null);
}
