using System.Globalization;
using Denga.Contracts;

namespace Denga.Web.Kit;

/// <summary>What a person typed as an amount, and the id that his form carries.</summary>
internal static class AmountText
{
    private const int CharactersMax = 30;

    /// <summary>With a comma or a point, spaces between thousands; false leaves the words at the field.</summary>
    internal static bool TryRead(Visit visit, string field, Currency currency, out Money amount)
    {
        amount = default;
        if (!TryNumber(visit.Entered[field], out var number))
        {
            visit.Refused(field, visit.Entered[field].Length == 0 ? ErrorTexts.Empty : ErrorTexts.Amount);
            return false;
        }
        if (!Money.TryFrom(number, currency, out amount))
        {
            visit.Refused(field, ErrorTexts.Decimals);
            return false;
        }
        if (amount.Minor > 0)
            return true;
        visit.Refused(field, ErrorTexts.ByCode["wallet.bad_amount"]);
        return false;
    }

    internal static bool TryRead(Visit visit, string field, string currencyField, out Money amount)
    {
        if (Currency.TryFind(visit.Entered[currencyField], out var currency))
            return TryRead(visit, field, currency, out amount);
        amount = default;
        visit.Refused(currencyField, ErrorTexts.Empty);
        return false;
    }

    internal static bool TryNumber(string text, out decimal number)
    {
        number = 0;
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).Replace(',', '.');
        return plain.Length is > 0 and <= CharactersMax && ExactDecimal.TryParse(plain, NumberStyles.AllowDecimalPoint, out number);
    }

    /// <summary>The id made when the form was shown: however often the form is sent, it is one operation.</summary>
    internal static bool TryId(Visit visit, out OperationId id)
    {
        if (OperationId.TryParse(visit.Entered["op"], provider: null, out id))
            return true;
        visit.Refused(null, ErrorTexts.Forged);
        return false;
    }
}
