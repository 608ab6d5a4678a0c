using Denga.Contracts;

namespace Denga.Expenses;

internal static class ExpensesErrors
{
    internal static readonly Error AmountNotPositive = Error.Invalid("expenses.amount_not_positive", "The amount must be more than zero.");
    internal static readonly Error AmountTooLarge = Error.Invalid(
        "expenses.amount_too_large",
        "The amount is larger than an expense book can hold."
    );
    internal static readonly Error DayOutOfRange = Error.Invalid(
        "expenses.day_out_of_range",
        "The day must lie between 2000-01-01 and a year from today."
    );
    internal static readonly Error UnknownCategory = Error.Invalid(
        "expenses.unknown_category",
        "There is no such category for this kind of entry. Ask for the list of categories."
    );
    internal static readonly Error TextTooLong = Error.Invalid(
        "expenses.text_too_long",
        "A note may have at most 500 characters, a text 10,000, an account 50, a tag 50; there may be at most 10 tags."
    );
    internal static readonly Error TooMany = Error.Invalid("expenses.too_many", "Send 1 to 50 entries at once.");
    internal static readonly Error WholeDoesNotFit = Error.Invalid(
        "expenses.whole_does_not_fit",
        "The whole bill must be in the currency of the share and not less than it."
    );
    internal static readonly Error ReceiptKnown = Error.Conflict("expenses.receipt_known", "This receipt was recorded before.");
    internal static readonly Error NotFound = Error.NotFound("expenses.not_found", "There is no such entry.");

    /// <summary>As Identity says it of somebody who is not there any more.</summary>
    internal static readonly Error Erased = Error.NotFound("identity.unknown_person", "There is no such person.");
    internal static readonly Error Frequency = Error.Invalid(
        "expenses.frequency",
        "Give the days that belong to the rhythm: a weekday for a weekly entry, a day from 1 to 31 or none for a monthly one, a day of a month for a yearly one."
    );
    internal static readonly Error NoPhoto = Error.NotFound("expenses.no_photo", "There is no such photo.");
    internal static readonly Error ChangedMeanwhile = Error.Conflict(
        "expenses.changed_meanwhile",
        "The entry was changed meanwhile. Look at it again before you change it."
    );
    internal static readonly Error BadCursor = Error.Invalid("expenses.bad_cursor", "The cursor is not one that a list gave.");
    internal static readonly Error MonthStartOutOfRange = Error.Invalid(
        "expenses.month_start_out_of_range",
        "A month may start on a day from 1 to 28."
    );
    internal static readonly Error CategoryName = Error.Invalid("expenses.category_name", "A category's name has 1 to 40 characters.");
    internal static readonly Error TooManyCategories = Error.Conflict(
        "expenses.too_many_categories",
        "There may be at most 100 own categories."
    );
    internal static readonly Error TooManyRecurring = Error.Conflict(
        "expenses.too_many_recurring",
        "There may be at most 100 recurring entries."
    );
    internal static readonly Error Period = Error.Invalid(
        "expenses.period",
        "The period must not be backwards, nor longer than ten years."
    );

    internal static Error LimitCurrency(Currency main) =>
        Error.Invalid("expenses.limit_currency", $"A limit must be in the main currency, {main.Code}.") with
        {
            Args = new Dictionary<string, string>(StringComparer.Ordinal) { ["currency"] = main.Code },
        };

    /// <summary>Rates are unknown (it stays so) or do not answer (the same request may be sent again).</summary>
    internal static Error NoRate(Error cause) =>
        new(
            "expenses.no_rate",
            cause.Kind == ErrorKind.Unavailable ? ErrorKind.Unavailable : ErrorKind.Invalid,
            $"There is no exchange rate for this entry: {cause.Detail}"
        );
}
