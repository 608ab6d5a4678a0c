using System.Globalization;
using Denga.Contracts;

namespace Denga.Booking.Pricing;

/// <summary>Of prices, and of what they are made from.</summary>
internal static class PriceErrors
{
    internal static readonly Error OutBeforeIn = Error.Invalid("booking.out_before_in", "A stay begins before it ends.");
    internal static readonly Error InPast = Error.Invalid("booking.in_past", "A stay does not begin in the past.");
    internal static readonly Error TooLong = Error.Invalid("booking.too_long", "A stay has 1 to 10,000 nights, days or hours.");
    internal static readonly Error AddOnNotFound = Error.NotFound(
        "booking.add_on_not_found",
        "There is no such add-on, or it is not offered with this object."
    );
    internal static readonly Error AddOnQuantity = Error.Invalid(
        "booking.add_on_quantity",
        "Each add-on is named once, with 1 piece to as many as may be taken."
    );
    internal static readonly Error AddOnTaken = Error.Conflict("booking.add_on_taken", "So many pieces of an add-on are not free then.");
    internal static readonly Error PromoRefused = Error.Conflict(
        "booking.promo_refused",
        "There is no such promo code, it is over or used up, it is not for this stay, or it was used by this person."
    );
    internal static readonly Error PriceTooLarge = Error.Invalid(
        "booking.price_too_large",
        "The price is larger than any account could hold."
    );
    internal static readonly Error TariffNotFound = Error.NotFound(
        "booking.tariff_not_found",
        "There is no such tariff, or no such version."
    );
    internal static readonly Error WrongTariff = Error.Invalid(
        "booking.wrong_tariff",
        "The tariff is in another currency than the object, sold by another time, or archived."
    );
    internal static readonly Error PromoNotFound = Error.NotFound("booking.promo_not_found", "There is no such promo code.");
    internal static readonly Error BadName = Error.Invalid("booking.bad_name", "A name has 1 to 80 characters in each language.");
    internal static readonly Error BadPrices = Error.Invalid(
        "booking.bad_prices",
        "Prices are 0 or more in one currency, at most one a day of the week; currency and unit of time of a tariff stay."
    );
    internal static readonly Error BadSeasons = Error.Invalid(
        "booking.bad_seasons",
        "At most 60 seasons, each with a name in both languages, a price in the tariff's currency and a first day not after its last one."
    );
    internal static readonly Error BadDiscounts = Error.Invalid(
        "booking.bad_discounts",
        "At most 20 discounts of a kind, each for another length or time, of 0 to 100 percent with at most 4 decimals."
    );
    internal static readonly Error BadGuestRule = Error.Invalid(
        "booking.bad_guest_rule",
        "From 1 to 1,000 guests are included, and another one costs 0 or more in the tariff's currency."
    );
    internal static readonly Error BadTaxes = Error.Invalid(
        "booking.bad_taxes",
        "At most 5 taxes, each with a name of 1 to 40 characters and 0 to 100 percent."
    );
    internal static readonly Error BadPaymentRule = Error.Invalid(
        "booking.bad_payment_rule",
        "Deposit and prepayment are not below zero, and the shares of the balance make 100 percent on different days, at most 365 ahead."
    );
    internal static readonly Error BadCancellation = Error.Invalid(
        "booking.bad_cancellation",
        "At most 10 steps: whoever cancels later gets no more than who cancels earlier."
    );
    internal static readonly Error BadAddOn = Error.Invalid(
        "booking.bad_add_on",
        "Price and cap are 0 or more in one currency, pieces 1 to 1,000, a stock 1 to 1,000,000, at most 50 types."
    );
    internal static readonly Error BadCode = Error.Invalid("booking.bad_code", "A code has 3 to 20 of a–z, 0–9 and hyphen.");
    internal static readonly Error BadPromoTerms = Error.Invalid(
        "booking.bad_promo_terms",
        "A code takes either 0.01 to 100 percent or an amount, 1 to 1,000,000 times and no fewer than it was used, in a period that begins before it ends."
    );
    internal static readonly Error CodeTaken = Error.Conflict("booking.code_taken", "There is such a code with other terms.");
    internal static readonly Error ContractChanged = Error.Conflict(
        "booking.contract_changed",
        "The contract is another one by now. Read it again."
    );
    internal static readonly Error NothingPaid = Error.Conflict("booking.nothing_paid", "Nothing has been paid for the booking yet.");
    internal static readonly Error NotPrinted = new(
        "booking.not_printed",
        ErrorKind.Unavailable,
        "The document could not be printed now. Ask again in a minute."
    );

    internal static Error BadGuests(int max) =>
        new(
            "booking.bad_guests",
            ErrorKind.Invalid,
            "The number of guests is 1 to as many as the object takes.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["max"] = max.ToString(CultureInfo.InvariantCulture) }
        );
}
