using System.Globalization;
using Denga.Contracts;

namespace Denga.Web.Kit;

/// <summary>What a person typed as an amount, and the id that his form carries.</summary>
internal static class EnteredAmount
{
    private const int CharactersMax = 30;

    /// <summary>As in the bot: with a comma or a point, spaces between thousands, "12к"; false leaves the words at the field.</summary>
    internal static bool TryRead(Visit visit, string field, Currency currency, out Money amount)
    {
        amount = default;
        if (visit.Entered[field].Length == 0)
        {
            visit.Refused(field, FormTexts.Empty);
            return false;
        }
        var fault = AmountText.Read(visit.Entered[field], currency, visit.Language, out amount);
        if (fault == AmountFault.None && amount.Currency == currency)
            return true;
        visit.Refused(
            field,
            fault == AmountFault.None ? ErrorTexts.Of("wallet.wrong_currency", Surface.Cabinet) : AmountTexts.Of(fault, Surface.Cabinet)
        );
        return false;
    }

    internal static bool TryRead(Visit visit, string field, string currencyField, out Money amount)
    {
        if (Currency.TryFind(visit.Entered[currencyField], out var currency))
            return TryRead(visit, field, currency, out amount);
        amount = default;
        visit.Refused(currencyField, FormTexts.Empty);
        return false;
    }

    /// <summary>A rate: its digits behind a comma are decimals, however many.</summary>
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
        visit.Refused(null, ErrorTexts.Of("request.forged", Surface.Cabinet));
        return false;
    }
}
