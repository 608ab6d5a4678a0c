namespace Denga.Web.Frame;

/// <summary>What a form says of its fields, and the field that each error of an operation is about.</summary>
internal static class FormTexts
{
    internal static readonly Text Empty = new("Заполните это поле.", "Please fill this in.");
    internal static readonly Text Gone = new("Этого здесь больше нет. Обновите страницу.", "This is not here any more. Reload the page.");

    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["identity.bad_email"] = ["email"],
        ["identity.has_email"] = ["email"],
        ["identity.weak_password"] = ["new", "password"],
        ["identity.bad_code"] = ["second", "code"],
        ["identity.code_used"] = ["second", "code"],
        ["identity.second_factor_needed"] = ["second"],
        ["identity.email_taken"] = ["email"],
        ["identity.username_contested"] = ["to"],
        ["identity.bad_credentials"] = ["current"],
        ["identity.password_needed"] = ["current"],
        ["identity.unknown_time_zone"] = ["zone"],
        ["wallet.bad_purpose"] = ["purpose"],
        ["wallet.bad_amount"] = ["amount"],
        ["wallet.not_enough"] = ["amount"],
        ["wallet.overflow"] = ["amount"],
        ["wallet.bad_metadata"] = ["note"],
        ["wallet.bad_note"] = ["note"],
        ["wallet.bad_name"] = ["name"],
        ["wallet.bad_rate"] = ["mark"],
        ["wallet.bad_search"] = ["text"],
        ["wallet.bad_time"] = ["first"],
        ["wallet.bad_until"] = ["until"],
        ["wallet.rate_fixed"] = ["in"],
        ["wallet.amount_too_small"] = ["amount"],
        ["wallet.limit_operation"] = ["amount"],
        ["wallet.limit_day"] = ["amount"],
        ["wallet.limit_month"] = ["amount"],
        ["wallet.payee_not_found"] = ["to"],
        ["wallet.same_account"] = ["to"],
        ["wallet.wrong_currency"] = ["to"],
        ["wallet.same_currency"] = ["currency"],
        ["payments.bad_amount"] = ["amount"],
        ["payments.amount_too_small"] = ["amount"],
        ["payments.amount_too_large"] = ["amount"],
        ["payments.currency_not_taken"] = ["currency"],
        ["stars.bad_quantity"] = ["other"],
        ["stars.bad_username"] = ["to"],
        ["stars.recipient_not_found"] = ["to"],
        ["stars.recipient_refused"] = ["to"],
        ["stars.no_username"] = ["to"],
        ["stars.bad_promo"] = ["promo"],
        ["stars.currency_not_taken"] = ["currency"],
        ["stars.bad_code"] = ["code"],
        ["stars.own_code"] = ["code"],
        ["stars.brought_already"] = ["code"],
    };

    /// <summary>The field of the form that the error is about, when the form has it.</summary>
    internal static string? FieldOf(string code, Entered entered) =>
        Fields.TryGetValue(code, out var names) ? names.FirstOrDefault(entered.Has) : null;
}
