using System.Buffers.Binary;
using System.Buffers.Text;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Search;

/// <summary>The place after an entry in the list: its day and id.</summary>
internal readonly record struct Cursor(DateOnly Day, Guid Id)
{
    private const int Length = 20;

    internal static string After(Expense entry)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, entry.Day.DayNumber);
        entry.Id.Value.TryWriteBytes(bytes[4..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    internal static Cursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (!Base64Url.IsValid(text, out var length) || length != Length || !Base64Url.TryDecodeFromChars(text, bytes, out _))
            return null;
        var day = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return day < 0 || day > DateOnly.MaxValue.DayNumber
            ? null
            : new Cursor(DateOnly.FromDayNumber(day), new Guid(bytes[4..], bigEndian: true));
    }
}
