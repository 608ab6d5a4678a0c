using Denga.Contracts;

namespace Denga.Stars;

internal static class StarsErrors
{
    internal static readonly Error BadQuantity = Error.Invalid("stars.bad_quantity", "From 50 to 1,000,000 Stars are sold at once.");
    internal static readonly Error BadMonths = Error.Invalid("stars.bad_months", "Premium is sold for 3, 6 or 12 months.");
    internal static readonly Error BadUsername = Error.Invalid(
        "stars.bad_username",
        "A username has 4 to 32 of a–z, 0–9 and underscore: @name, name or t.me/name."
    );
    internal static readonly Error RecipientNotFound = Error.NotFound("stars.recipient_not_found", "Nobody in Telegram has this username.");
    internal static readonly Error RecipientRefused = Error.Conflict(
        "stars.recipient_refused",
        "This recipient cannot be given it: a channel, a bot, or somebody who has it already."
    );
    internal static readonly Error NoUsername = Error.Conflict(
        "stars.no_username",
        "Stars are given to a @username, and none is known of this person. It is set in Telegram's settings."
    );
    internal static readonly Error SellerAway = new(
        "stars.seller_away",
        ErrorKind.Unavailable,
        "The seller of Stars does not answer. Send the same request again in a minute."
    );
    internal static readonly Error BadMargins = Error.Invalid(
        "stars.bad_margins",
        "Margins are 0 to 200 percent from a quantity of 0 or more, and at most 50 rules."
    );
    internal static readonly Error MarginsChanged = Error.Conflict("stars.margins_changed", "The margins were changed meanwhile.");
    internal static readonly Error CurrencyNotTaken = Error.Conflict("stars.currency_not_taken", "No price can be made in this currency.");
    internal static readonly Error RatesStale = new(
        "stars.rates_stale",
        ErrorKind.Unavailable,
        "The exchange rates are too old to make a price by. It goes on with new ones."
    );
    internal static readonly Error BadPromo = Error.Conflict(
        "stars.bad_promo",
        "There is no such promo code, it is over or used up, or it was used by this person."
    );
    internal static readonly Error QuoteNotFound = Error.NotFound("stars.quote_not_found", "There is no such quote.");
    internal static readonly Error QuoteExpired = Error.Conflict("stars.quote_expired", "The quote has expired; ask for a new one.");
    internal static readonly Error OrderWaits = Error.Conflict(
        "stars.order_waits",
        "Another order waits for its money. Pay it, or call it off."
    );
    internal static readonly Error Capped = new(
        "stars.capped",
        ErrorKind.Unavailable,
        "The shop has sold as much as it may for now. It goes on within the hour, or tomorrow."
    );
    internal static readonly Error OrderNotFound = Error.NotFound("stars.order_not_found", "There is no such order.");
    internal static readonly Error OrderPaid = Error.Conflict("stars.order_paid", "The order is paid and cannot be called off.");
    internal static readonly Error BadCursor = Error.Invalid("stars.bad_cursor", "The cursor is not one that a list gave.");
    internal static readonly Error NotUnknown = Error.Conflict(
        "stars.not_unknown",
        "Only an order whose outcome is not known, or that waits for a payment outside, is ended by hand."
    );
    internal static readonly Error BadReason = Error.Invalid("stars.bad_reason", "A reason has 1 to 200 characters.");
    internal static readonly Error BadAmount = Error.Invalid(
        "stars.bad_amount",
        "The amount is more than zero, in the seller's currency, and goes from one place to another."
    );
    internal static readonly Error UnknownSeller = Error.NotFound(
        "stars.unknown_seller",
        "There is no such seller, or he is switched off."
    );
    internal static readonly Error BadCode = Error.Invalid("stars.bad_code", "There is no such code. One has 3 to 20 of a–z, 0–9, hyphen.");
    internal static readonly Error BadTerms = Error.Invalid(
        "stars.bad_terms",
        "A code takes 0.1 to 50 percent, 1 to 1,000,000 times, and is over in the future."
    );
    internal static readonly Error CodeTaken = Error.Conflict("stars.code_taken", "There is such a code with other terms.");
    internal static readonly Error OwnCode = Error.Conflict("stars.own_code", "Nobody brings himself.");
    internal static readonly Error BroughtAlready = Error.Conflict(
        "stars.brought_already",
        "Who was brought by another, or has ordered before, takes no code any more."
    );

    internal static Error TooManyLookups(TimeSpan wait) =>
        new(
            "stars.too_many_lookups",
            ErrorKind.Limited,
            "Too many questions in a minute. Wait a moment.",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["retryAfterSeconds"] = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture),
            }
        );

    // Why an order came to nothing; kept with it.
    internal const string Unpaid = "stars.unpaid";
    internal const string CalledOff = "stars.called_off";
    internal const string PriceMoved = "stars.price_moved";
    internal const string NotDelivered = "stars.not_delivered";

    /// <summary>The seller's wallet lacks the money.</summary>
    internal const string NoFunds = "stars.no_funds";
}
