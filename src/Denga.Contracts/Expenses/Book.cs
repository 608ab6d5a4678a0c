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
)
{
    /// <summary>What part of the spending each category is, in whole percent, in their order; together 100, by the largest remainders. A category
    /// that was paid back more than it took is no part of it.</summary>
    public IReadOnlyList<int> Percents()
    {
        var parts = Categories.Select(c => (Int128)Math.Max(0, c.Sum.Minor)).ToList();
        var whole = parts.Aggregate((Int128)0, (sum, part) => sum + part);
        if (whole == 0)
            return [.. parts.Select(_ => 0)];
        var percents = parts.Select(part => (int)(part * 100 / whole)).ToArray();
        var rest = 100 - percents.Sum();
        foreach (var place in Enumerable.Range(0, parts.Count).OrderByDescending(i => parts[i] * 100 % whole).Take(rest))
            percents[place]++;
        return percents;
    }
}

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

/// <summary>The days on which a recurring entry comes. A month without the day takes its last one, and the day comes back in the next: the 31st is the
/// 30th of November and the 31st of December. Make it with one of the methods; what a rhythm does not use is null.</summary>
/// <param name="Weekday"><see cref="Rhythm.Weekly"/>: the day of the week.</param>
/// <param name="Day"><see cref="Rhythm.Monthly"/> and <see cref="Rhythm.Yearly"/>: the day of the month, 1 to 31; null in a monthly one: its last day.</param>
/// <param name="Month"><see cref="Rhythm.Yearly"/>: the month, 1 to 12.</param>
public sealed record Frequency(Rhythm Rhythm, DayOfWeek? Weekday = null, int? Day = null, int? Month = null)
{
    public static Frequency Daily() => new(Rhythm.Daily);

    public static Frequency Weekly(DayOfWeek weekday) => new(Rhythm.Weekly, Weekday: weekday);

    public static Frequency Monthly(int day) => new(Rhythm.Monthly, Day: day);

    public static Frequency LastDayOfMonth() => new(Rhythm.Monthly);

    public static Frequency Yearly(int month, int day) => new(Rhythm.Yearly, Day: day, Month: month);

    /// <summary>The days of a rhythm that begins on a day.</summary>
    public static Frequency From(Rhythm rhythm, DateOnly day) =>
        rhythm switch
        {
            Rhythm.Daily => Daily(),
            Rhythm.Weekly => Weekly(day.DayOfWeek),
            Rhythm.Monthly => Monthly(day.Day),
            _ => Yearly(day.Month, day.Day),
        };

    /// <summary>Whether it says what its rhythm needs, and nothing else.</summary>
    public bool IsSound() =>
        this switch
        {
            { Rhythm: Rhythm.Daily, Weekday: null, Day: null, Month: null } => true,
            { Rhythm: Rhythm.Weekly, Weekday: { } weekday, Day: null, Month: null } => Enum.IsDefined(weekday),
            { Rhythm: Rhythm.Monthly, Weekday: null, Day: null or (>= 1 and <= LongestMonth), Month: null } => true,
            { Rhythm: Rhythm.Yearly, Weekday: null, Day: { } day, Month: >= 1 and <= MonthsOfYear and { } month } => day >= 1
                && day <= DateTime.DaysInMonth(LeapYear, month),
            _ => false,
        };

    /// <summary>The first of its days after a day.</summary>
    public DateOnly Next(DateOnly after) =>
        Rhythm switch
        {
            Rhythm.Daily => after.AddDays(1),
            Rhythm.Weekly => after.AddDays(1 + ((int)Weekday! - (int)after.AddDays(1).DayOfWeek + DaysOfWeek) % DaysOfWeek),
            Rhythm.Monthly => First(after, month => On(month.Year, month.Month, Day ?? LongestMonth), 1),
            _ => First(after, month => On(month.Year, Month!.Value, Day!.Value), MonthsOfYear),
        };

    private const int DaysOfWeek = 7;
    private const int LongestMonth = 31;
    private const int MonthsOfYear = 12;
    private const int LeapYear = 2024;

    private static DateOnly First(DateOnly after, Func<DateOnly, DateOnly> on, int stepMonths)
    {
        var month = new DateOnly(after.Year, after.Month, 1);
        return on(month) is var day && day > after ? day : on(month.AddMonths(stepMonths));
    }

    private static DateOnly On(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));
}

/// <summary>An entry that records itself on its days, each day once (E08), from today on: days before it are not made up for. Days that pass while Denga
/// is not running are recorded afterwards, the last 31 of each entry at most, and told together.
/// Errors: those of <see cref="RecordExpenses"/>, <c>expenses.no_rate</c> also when the currency has no rate at all; <c>expenses.frequency</c>;
/// <c>expenses.too_many_recurring</c> (100).</summary>
/// <param name="Template">What is recorded; it does not begin before its day.</param>
/// <param name="Frequency">Its days; without it they follow from <paramref name="Rhythm"/> and the template's day.</param>
/// <param name="Until">The last day on which it may come.</param>
[Operation("POST /api/v1/expenses/recurring", Summary = "Adds a recurring entry.")]
public sealed record AddRecurring(
    OperationId Id,
    PersonId Person,
    NewExpense Template,
    Rhythm Rhythm,
    DateOnly? Until = null,
    Frequency? Frequency = null
) : IOperation<Recurring>;

/// <param name="Next">The coming day; null when it has ended.</param>
public sealed record Recurring(
    RecurringId Id,
    NewExpense Template,
    Rhythm Rhythm,
    DateOnly? Next,
    DateOnly? Until,
    Frequency? Frequency = null
);

/// <summary>The recurring entries that have not ended.</summary>
[Operation("GET /api/v1/expenses/recurring", Summary = "Recurring entries.")]
public sealed record RecurringEntries(PersonId Person) : IOperation<IReadOnlyList<Recurring>>;

/// <summary>Passes over the coming day. <paramref name="Day"/> is the day to skip, so that a repeat skips nothing more. Error: <c>expenses.not_found</c>.</summary>
[Operation("POST /api/v1/expenses/recurring/{recurring}/skip", Summary = "Skips one day of a recurring entry.")]
public sealed record SkipRecurring(PersonId Person, RecurringId Recurring, DateOnly Day) : IOperation<Recurring>;

/// <summary>Changes amount or end of all that is to come. Errors: <c>expenses.not_found</c>, <c>expenses.no_rate</c>.</summary>
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

/// <summary>Recurring entries of days that passed while Denga was not running were recorded; told together.</summary>
/// <param name="Entries">Each recurring entry once.</param>
[Event("expenses.recurring-caught-up.v1")]
public sealed record RecurringCaughtUp(PersonId Person, IReadOnlyList<CaughtUp> Entries) : IEvent
{
    public string Key => Person.ToString();
}

/// <param name="Last">The entry of the last day.</param>
/// <param name="Count">Days recorded, with the last.</param>
/// <param name="Missed">Days that lie too far back and were not recorded.</param>
public sealed record CaughtUp(RecurringId Recurring, Expense Last, DateOnly From, int Count, int Missed);

/// <summary>A recurring entry could not be recorded on its day. Told once, until it can be again.</summary>
/// <param name="Reason">The error's code: <c>expenses.no_rate</c> leaves the day due, so that it is recorded once there is a rate; any other ends it.</param>
[Event("expenses.recurring-failed.v1")]
public sealed record RecurringFailed(PersonId Person, RecurringId Recurring, NewExpense Template, DateOnly Day, string Reason) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>What the book holds, for the export of personal data: settings, the newest 100,000 entries, limits, own categories, recurring entries.</summary>
[Operation]
public sealed record ExpenseRecords(PersonId Person) : IOperation<Identity.PersonalRecords>;
