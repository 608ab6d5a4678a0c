using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>What the parser needs to know of the writer. <paramref name="Today"/> is the day in his time zone when he wrote;
/// <paramref name="Currency"/> is taken where none is named; <paramref name="Language"/> (<c>ru</c>, <c>en</c>) decides what "1,250" means.</summary>
internal readonly record struct Writer(DateOnly Today, Currency Currency, string Language)
{
    internal bool IsEnglish => !string.Equals(Language, "ru", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What one line turned out to be.</summary>
internal abstract record Reading
{
    private Reading() { }

    /// <summary>An entry without doubt. <paramref name="Remark"/>: <c>date_moved_to_last_year</c>, <c>rounded</c>, <c>several_numbers</c>,
    /// <c>count_or_amount</c> ("2 кофе 350"), <c>multiplied</c> ("3 пива по 200"), <c>shared</c>, <c>receipt</c>, or null.
    /// <paramref name="IsDated"/>: the line names its day.</summary>
    internal sealed record Entry(NewExpense Value, string? Remark = null, bool IsDated = false) : Reading;

    /// <summary>It may be an entry, and the person decides. <paramref name="Reason"/>: <c>ambiguous_amount</c>, <c>ambiguous_date</c>,
    /// <c>several_amounts</c>, <c>ambiguous_currency</c>, <c>gone_currency</c> (the choice is in what took its place), <c>count_or_amount</c> ("2 кофе"), <c>sign</c>, <c>shared</c>, <c>question</c> ("кофе 350?"),
    /// <c>plan</c> ("хочу купить …"), <c>talk</c> ("у меня 3 кошки"), <c>markup</c>, <c>long_text</c>; <paramref name="Choices"/>: the readings, the likeliest first, at most 4;
    /// none where no reading can be kept.</summary>
    internal sealed record Unsure(string Reason, IReadOnlyList<NewExpense> Choices) : Reading;

    /// <summary>A thing without a sum ("кофе"): its last price may be offered. <paramref name="Day"/>: the one that it names.</summary>
    internal sealed record NoAmount(string Note, DateOnly? Day = null) : Reading;

    /// <summary>An entry that cannot be kept. <paramref name="Reason"/>: <c>zero</c>, <c>negative</c>, <c>too_large</c>, <c>divided_by_zero</c>,
    /// <c>no_such_day</c>, <c>day_out_of_range</c>, <c>unknown_currency</c>, <c>too_many_decimals</c>, <c>note_too_long</c>.</summary>
    internal sealed record Refused(string Reason) : Reading;

    /// <summary>No entry: a greeting, a question, emoji, nothing.</summary>
    internal sealed record NotAnEntry : Reading;
}
