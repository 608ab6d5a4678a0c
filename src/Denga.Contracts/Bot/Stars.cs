namespace Denga.Contracts.Bot;

/// <summary>Asks Telegram for a link that opens its own window of paying so many Stars. A link is not used up: whoever opens it may pay, today or in a year,
/// and again. A repeat answers another link to the same payment. Errors: <c>bot.telegram_away</c> (nobody knows what came of it;
/// <c>args.why</c>), <c>bot.telegram_refused</c> with Telegram's words.</summary>
/// <param name="Payload">Comes back with the money: at most 128 bytes, ours.</param>
/// <param name="Title">1 to 32 characters.</param>
/// <param name="Description">1 to 255 characters.</param>
[Operation]
public sealed record CreateStarsLink(OperationId Id, string Payload, string Title, string Description, long Stars) : IOperation<StarsLink>;

public sealed record StarsLink(Uri Link);

/// <summary>Gives all Stars of one payment back to who paid them; "already given back" is a success, so a repeat is harmless. Errors: those of
/// <see cref="CreateStarsLink"/>, and <c>bot.charge_not_found</c>.</summary>
/// <param name="Charge">Telegram's id of the payment.</param>
[Operation]
public sealed record RefundStars(OperationId Id, string Charge) : IOperation<Done>;

/// <summary>What Telegram has written down of the bot's Stars, the oldest first, at most 100. Errors: those of <see cref="CreateStarsLink"/>.</summary>
[Operation]
public sealed record StarTransactions(int Offset, int Limit = 100) : IOperation<IReadOnlyList<StarTransaction>>;

/// <param name="Id">The payment's, and its refund's as well.</param>
/// <param name="Stars">Positive.</param>
/// <param name="IsOutgoing">They left the bot: a refund, which has its payment's id, or a withdrawal.</param>
/// <param name="Payload">Null where it was no invoice of the bot's.</param>
public sealed record StarTransaction(string Id, long Stars, bool IsOutgoing, string? Payload, DateTimeOffset At);

/// <summary>Somebody paid Stars to the bot: told once for each of Telegram's charges.</summary>
[Event("bot.stars-paid.v1")]
public sealed record StarsPaid(string Charge, string Payload, long Stars, DateTimeOffset At) : IEvent
{
    public string Key => Charge;
}
