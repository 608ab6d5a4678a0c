namespace Denga.Contracts.Expenses;

/// <summary>A person's settings of the expense book. Opened with the first question; the currency follows the language until it is chosen.</summary>
[Operation("GET /api/v1/expenses/book", Summary = "Main currency and month start day.")]
public sealed record ExpenseBook(PersonId Person) : IOperation<Book>;

/// <param name="MonthStartDay">1 to 28.</param>
/// <param name="Version">Grows with every change of entries, limits, categories and learned words: what is kept in a copy is kept under it.</param>
public sealed record Book(Currency Currency, int MonthStartDay, bool CurrencyChosen, long Version);

/// <summary>Changes what is given. A new main currency converts what is there by the rate of each entry's own day and keeps the original amounts;
/// going back gives the same figures again. Errors: <c>expenses.month_start_out_of_range</c>, <c>expenses.no_rate</c>.</summary>
[Operation("PATCH /api/v1/expenses/book", Summary = "Changes the main currency or the month start day.")]
public sealed record ChangeBook(PersonId Person, Currency? Currency = null, int? MonthStartDay = null) : IOperation<Book>;

/// <summary>Built-in and own categories, in the language given, the most used first.</summary>
[Operation("GET /api/v1/expenses/categories", Summary = "Categories.")]
public sealed record Categories(PersonId Person, string Language = "ru") : IOperation<IReadOnlyList<Category>>;

/// <summary>Adds an own category; a repeat of the same name answers the one that is there. Errors: <c>expenses.category_name</c> (1 to 40 characters),
/// <c>expenses.too_many_categories</c> (100).</summary>
[Operation("POST /api/v1/expenses/categories", Summary = "Adds an own category.")]
public sealed record AddCategory(PersonId Person, string Name, EntryKind Kind = EntryKind.Expense) : IOperation<Category>;

/// <summary>A limit of spending per the person's month, in total (<paramref name="Category"/> null) or of a category. A repeat changes the amount.
/// Errors: <c>expenses.amount_not_positive</c>, <c>expenses.unknown_category</c>, <c>expenses.limit_currency</c> when it is not the main currency.</summary>
[Operation("PUT /api/v1/expenses/limits", Summary = "Sets a monthly limit.")]
public sealed record SetLimit(PersonId Person, string? Category, Money Amount) : IOperation<LimitState>;

/// <summary>Removes a limit. A repeat is a success.</summary>
[Operation("DELETE /api/v1/expenses/limits", Summary = "Removes a monthly limit.")]
public sealed record RemoveLimit(PersonId Person, string? Category = null) : IOperation<Done>;

/// <summary>The limits of the current month, with where they stand.</summary>
[Operation("GET /api/v1/expenses/limits", Summary = "Limits with pace and daily allowance.")]
public sealed record Limits(PersonId Person) : IOperation<IReadOnlyList<LimitState>>;

/// <summary>Where a limit stands in the current month of the person.</summary>
/// <param name="Percent">Whole percent spent, rounded down; may pass 100.</param>
/// <param name="LastsUntil">The day on which it is used up at the pace so far, when that is before the period's end; null otherwise.</param>
/// <param name="PerDay">What may be spent a day until the end; zero when nothing is left.</param>
public sealed record LimitState(
    string? Category,
    Money Amount,
    Money Spent,
    int Percent,
    DateOnly PeriodFrom,
    DateOnly PeriodTo,
    DateOnly? LastsUntil,
    Money PerDay
);

/// <summary>Spending passed 80 or 100 percent of a limit: once per limit, period and threshold (E12).</summary>
[Event("expenses.limit-reached.v1")]
public sealed record LimitReached(PersonId Person, int Threshold, LimitState Limit) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>Sums of a period, both days included. Errors: <c>expenses.period</c> when it is backwards or longer than ten years.</summary>
[Operation("GET /api/v1/expenses/spending", Summary = "Sums by category and day of a period.")]
public sealed record Spending(PersonId Person, DateOnly From, DateOnly To) : IOperation<SpendingAnswer>;

/// <param name="Version">The book's version at which the sums are true.</param>
public sealed record SpendingAnswer(
    Currency Currency,
    long Version,
    Money Spent,
    Money Income,
    int Count,
    IReadOnlyList<CategorySum> Categories,
    IReadOnlyList<DaySum> Days
);

/// <summary>A category's sum of the period, the largest first. <paramref name="Name"/> is set for own categories only.</summary>
public sealed record CategorySum(string Category, string? Name, Money Sum, int Count);

public sealed record DaySum(DateOnly Day, Money Sum);

/// <summary>How often a recurring entry comes.</summary>
public enum Rhythm
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>An entry that records itself on its days, each day once (E08). A month without the day takes its last one.
/// Errors: those of <see cref="RecordExpenses"/>; <c>expenses.too_many_recurring</c> (100).</summary>
[Operation("POST /api/v1/expenses/recurring", Summary = "Adds a recurring entry.")]
public sealed record AddRecurring(OperationId Id, PersonId Person, NewExpense Template, Rhythm Rhythm, DateOnly? Until = null)
    : IOperation<Recurring>;

public sealed record Recurring(RecurringId Id, NewExpense Template, Rhythm Rhythm, DateOnly? Next, DateOnly? Until);

/// <summary>The recurring entries that have not ended.</summary>
[Operation("GET /api/v1/expenses/recurring", Summary = "Recurring entries.")]
public sealed record RecurringEntries(PersonId Person) : IOperation<IReadOnlyList<Recurring>>;

/// <summary>Passes over the coming day. <paramref name="Day"/> is the day to skip, so that a repeat skips nothing more. Error: <c>expenses.not_found</c>.</summary>
[Operation("POST /api/v1/expenses/recurring/{recurring}/skip", Summary = "Skips one day of a recurring entry.")]
public sealed record SkipRecurring(PersonId Person, RecurringId Recurring, DateOnly Day) : IOperation<Recurring>;

/// <summary>Changes amount or end of all that is to come. Error: <c>expenses.not_found</c>.</summary>
[Operation("PATCH /api/v1/expenses/recurring/{recurring}", Summary = "Changes a recurring entry from its next day on.")]
public sealed record ChangeRecurring(PersonId Person, RecurringId Recurring, Money? Amount = null, DateOnly? Until = null)
    : IOperation<Recurring>;

/// <summary>Ends a recurring entry; what was recorded stays. A repeat is a success. Error: <c>expenses.not_found</c>.</summary>
[Operation("DELETE /api/v1/expenses/recurring/{recurring}", Summary = "Ends a recurring entry.")]
public sealed record EndRecurring(PersonId Person, RecurringId Recurring) : IOperation<Done>;

/// <summary>A recurring entry was recorded on its day.</summary>
[Event("expenses.recurring-recorded.v1")]
public sealed record RecurringRecorded(PersonId Person, RecurringId Recurring, Expense Expense) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>What the book holds, for the export of personal data: settings, the newest 100,000 entries, limits, own categories, recurring entries.</summary>
[Operation]
public sealed record ExpenseRecords(PersonId Person) : IOperation<Identity.PersonalRecords>;
