using System.Text.Json.Serialization;

namespace Denga.Contracts.Expenses;

/// <summary>Records entries, all or none. The same <paramref name="Id"/> again answers what was recorded the first time.
/// Errors: <c>expenses.amount_not_positive</c>, <c>expenses.amount_too_large</c>, <c>expenses.day_out_of_range</c>, <c>expenses.unknown_category</c>,
/// <c>expenses.text_too_long</c>, <c>expenses.too_many</c> (50 in one), <c>expenses.no_rate</c>, <c>expenses.receipt_known</c>, <c>operation.id_reused</c>.</summary>
[Operation("POST /api/v1/expenses", Summary = "Records up to 50 entries, all or none.")]
public sealed record RecordExpenses(OperationId Id, PersonId Person, IReadOnlyList<NewExpense> Entries) : IOperation<Recorded>;

/// <summary>What was recorded, and where the person stands after it.</summary>
/// <param name="Today">Spent today in the main currency, all categories, with this.</param>
/// <param name="Month">Spent in the person's current month, all categories, with this.</param>
/// <param name="Limits">The limits that these entries count against, as they are now.</param>
public sealed record Recorded(OperationId Id, IReadOnlyList<Expense> Entries, Money Today, Money Month, IReadOnlyList<LimitState> Limits);

/// <summary>Understands what a person wrote, a line an entry, and records what is certain under <paramref name="Id"/>; what is not certain is asked
/// and not recorded. At most 10,000 characters and 50 lines. The same id again answers as the first time.
/// Errors: those of <see cref="RecordExpenses"/>.</summary>
/// <param name="At">When the message was written: it decides what "yesterday" means.</param>
[Operation("POST /api/v1/expenses/text", Summary = "Understands free text and records the entries in it.")]
public sealed record RecordText(OperationId Id, PersonId Person, string Text, DateTimeOffset At) : IOperation<TextOutcome>;

/// <param name="Recorded">Null when no line was certain.</param>
public sealed record TextOutcome(Recorded? Recorded, IReadOnlyList<LineOutcome> Lines);

/// <summary>What became of one line.</summary>
/// <param name="Reason">For <see cref="LineFate.Asked"/> and <see cref="LineFate.Refused"/>: a stable word such as <c>ambiguous_amount</c>.</param>
/// <param name="Choices">For <see cref="LineFate.Asked"/>: the readings, the likeliest first; at most 4.</param>
/// <param name="Remark">For <see cref="LineFate.Recorded"/>: what the person should see (<c>date_moved_to_last_year</c>, <c>rounded</c>, <c>several_numbers</c>), or null.</param>
public sealed record LineOutcome(LineFate Fate, string Line, string? Reason, IReadOnlyList<NewExpense> Choices, string? Remark = null);

[JsonConverter(typeof(JsonStringEnumConverter<LineFate>))]
public enum LineFate
{
    Recorded,

    /// <summary>It may be an entry; the person is asked, nothing is kept.</summary>
    Asked,

    /// <summary>It is an entry that cannot be kept (zero, negative, too large, a day that does not exist).</summary>
    Refused,

    /// <summary>It is not an entry: a greeting, a question, an emoji.</summary>
    NotAnEntry,
}

/// <summary>Changes what is given and leaves the rest. A new amount or day takes the rate of the entry's day.
/// A category corrected twice for the same word is remembered (E04).
/// Errors: those of <see cref="RecordExpenses"/>, <c>expenses.not_found</c>, <c>expenses.changed_meanwhile</c> when <paramref name="Version"/> is given and old.</summary>
[Operation("PATCH /api/v1/expenses/{expense}", Summary = "Changes an entry.")]
public sealed record ChangeExpense(
    OperationId Id,
    PersonId Person,
    ExpenseId Expense,
    Money? Amount = null,
    DateOnly? Day = null,
    string? Category = null,
    string? Note = null,
    IReadOnlyList<string>? Tags = null,
    int? Version = null
) : IOperation<ChangedExpense>;

/// <param name="Learned">The word that will mean this category from now on, or null.</param>
public sealed record ChangedExpense(Expense Expense, string? Learned, IReadOnlyList<LimitState> Limits);

/// <summary>The person edited the message from which entries were recorded, or corrected it in a reply: the text is understood anew and the entries
/// become what it says now. An edit changes what differs from the text before it and nothing else: what was corrected by hand stays, an entry that was
/// undone stays undone, and days are counted from the day on which the message was written. A text that says the same as before changes nothing, and
/// is answered without lines. A line that is not certain changes nothing. Errors: as <see cref="RecordText"/>; <c>expenses.not_found</c> when nothing
/// was recorded under <paramref name="Original"/>: an edit of what was no entry makes none.</summary>
/// <param name="Original">The id under which the message was read.</param>
/// <param name="IsReply">The text is not the message's own, but says what is to be changed.</param>
/// <param name="Answers">Ids under which answers to questions about the message were recorded.</param>
[Operation]
public sealed record CorrectText(
    OperationId Id,
    PersonId Person,
    OperationId Original,
    string Text,
    DateTimeOffset At,
    bool IsReply = false,
    IReadOnlyList<OperationId>? Answers = null
) : IOperation<TextOutcome>;

/// <summary>Deletes an entry; it can be restored. A repeat is a success. Error: <c>expenses.not_found</c>.</summary>
[Operation("DELETE /api/v1/expenses/{expense}", Summary = "Deletes an entry.")]
public sealed record DeleteExpense(PersonId Person, ExpenseId Expense) : IOperation<Expense>;

/// <summary>Brings a deleted entry back. A repeat is a success. Error: <c>expenses.not_found</c>.</summary>
[Operation("POST /api/v1/expenses/{expense}/restore", Summary = "Brings a deleted entry back.")]
public sealed record RestoreExpense(PersonId Person, ExpenseId Expense) : IOperation<Expense>;

/// <summary>Deletes whatever is left of what was recorded under one id: «Отменить все». A repeat is a success with an empty list.</summary>
[Operation]
public sealed record UndoRecording(PersonId Person, OperationId Recording) : IOperation<IReadOnlyList<Expense>>;

/// <summary>Why an entry has its category. Error: <c>expenses.not_found</c>.</summary>
[Operation("GET /api/v1/expenses/{expense}/why", Summary = "Why an entry has its category.")]
public sealed record WhyCategory(PersonId Person, ExpenseId Expense) : IOperation<CategoryReason>;

/// <param name="Rule"><c>chosen</c> by the person, <c>learned</c> from corrections, <c>keyword</c> of the built-in list or the name of an
/// own category, or <c>default</c>.</param>
/// <param name="Word">The word of the note that decided, or null.</param>
public sealed record CategoryReason(string Category, string Rule, string? Word);

/// <summary>One entry. Error: <c>expenses.not_found</c>, also for another person's.</summary>
[Operation("GET /api/v1/expenses/{expense}", Summary = "One entry.")]
public sealed record ExpenseById(PersonId Person, ExpenseId Expense) : IOperation<Expense>;

/// <summary>Entries, the newest day first. <paramref name="Query"/> is what a person types: words of the note, a category, a month's name, <c>&gt;300</c>,
/// <c>&lt;1000</c>, <c>#tag</c>, <c>@account</c>. Pages by cursor; <paramref name="Limit"/> 1 to 100. Errors: <c>expenses.bad_cursor</c>.</summary>
[Operation("GET /api/v1/expenses", Summary = "Lists and searches entries.")]
public sealed record FindExpenses(
    PersonId Person,
    string? Query = null,
    DateOnly? From = null,
    DateOnly? To = null,
    string? Category = null,
    string? Cursor = null,
    int Limit = 20
) : IOperation<Page<Expense>>;

/// <summary>Every entry of a period, the newest day first, for whoever makes a file of them: <see cref="FindExpenses"/> in pages of 1 to 5,000.
/// Errors: <c>expenses.bad_cursor</c>.</summary>
[Operation]
public sealed record AllExpenses(PersonId Person, DateOnly From, DateOnly To, string? Cursor = null, int Limit = AllExpenses.LimitMax)
    : IOperation<Page<Expense>>
{
    public const int LimitMax = 5_000;
}

/// <summary>What an entry was.</summary>
[Event("expenses.expense-recorded.v1")]
public sealed record ExpenseRecorded(PersonId Person, Expense Expense, string Source) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>An entry changed: whole before and after, so that a total can be moved without asking.</summary>
[Event("expenses.expense-changed.v1")]
public sealed record ExpenseChanged(PersonId Person, Expense Before, Expense After) : IEvent
{
    public string Key => Person.ToString();
}

[Event("expenses.expense-deleted.v1")]
public sealed record ExpenseDeleted(PersonId Person, Expense Expense) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>The totals of one calendar month, whole: they replace what was known of that month. Published when the main currency changes and when
/// entries are loaded in bulk.</summary>
[Event("expenses.month-restated.v1")]
public sealed record MonthRestated(PersonId Person, DateOnly Month, Currency Currency, IReadOnlyList<DayTotal> Totals) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>Sum and number of a day's entries in one category. Refunds lessen <paramref name="Sum"/> of <see cref="EntryKind.Expense"/>.</summary>
public sealed record DayTotal(DateOnly Day, string Category, EntryKind Kind, Money Sum, int Count);
