using System.Globalization;
using Denga.Contracts;

namespace Denga.Booking.Pricing;

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
    internal static readonly Error PromoRefused = Error.Conflict(
        "booking.promo_refused",
        "There is no such promo code, it is over or used up, it is not for this stay, or it was used by this person."
    );
    internal static readonly Error PriceTooLarge = Error.Invalid("booking.price_too_large", "The price is larger than any account could hold.");

    internal static Error BadGuests(int max) =>
        new(
            "booking.bad_guests",
            ErrorKind.Invalid,
            "The number of guests is 1 to as many as the object takes.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["max"] = max.ToString(CultureInfo.InvariantCulture) }
        );
}
