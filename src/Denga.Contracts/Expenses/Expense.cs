using System.Text.Json.Serialization;

namespace Denga.Contracts.Expenses;

[JsonConverter(typeof(JsonStringEnumConverter<EntryKind>))]
public enum EntryKind
{
    Expense,
    Income,

    /// <summary>Money that came back for an earlier purchase: it lessens the category's spending.</summary>
    Refund,
}

/// <summary>An entry to record. <paramref name="Amount"/> is positive in any currency; <paramref name="Day"/> is a day of the person's
/// time zone between 2000-01-01 and a year ahead; <paramref name="Note"/> at most 500 characters; at most 10 tags of 50.</summary>
/// <param name="Category">A category's key; without one it is found from the note.</param>
/// <param name="Account">Free text after <c>@</c>: where the money was taken from.</param>
/// <param name="Whole">When the entry is the person's share of a shared bill: the whole bill.</param>
/// <param name="ReceiptKey">Fiscal receipt <c>fn/i/fp</c>; a receipt is recorded once.</param>
public sealed record NewExpense(
    Money Amount,
    DateOnly Day,
    string Note = "",
    EntryKind Kind = EntryKind.Expense,
    string? Category = null,
    IReadOnlyList<string>? Tags = null,
    string? Account = null,
    Money? Whole = null,
    string? ReceiptKey = null
);

/// <summary>An entry as it is kept. <paramref name="Amount"/> is what was typed; <paramref name="Converted"/> is in the person's main currency by the
/// rate locked for <paramref name="Day"/> (E10).</summary>
public sealed record Expense(
    ExpenseId Id,
    EntryKind Kind,
    Money Amount,
    Money Converted,
    LockedRate? Rate,
    DateOnly Day,
    string Category,
    string Note,
    IReadOnlyList<string> Tags,
    string? Account,
    Money? Whole,
    ExpenseId? RefundOf,
    DateTimeOffset RecordedAt,
    int Version
);

/// <summary>The rate kept with an entry; null there when the entry is in the main currency.</summary>
public sealed record LockedRate(decimal Value, string Source, DateOnly Date, bool IsStale);

/// <summary>A category. Built-in ones have stable keys (<c>cafe</c>); own ones <c>own-…</c>. <paramref name="Name"/> is in the language asked for.</summary>
public sealed record Category(string Key, string Name, string Emoji, EntryKind Kind, bool IsOwn);
