using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Telegram.Bot.Requests;
using LabeledPrice = Telegram.Bot.Types.Payments.LabeledPrice;

namespace Denga.Bot.Channels.Telegram;

internal sealed class CreateStarsLinkHandler(StarsClient telegram) : IOperationHandler<CreateStarsLink, StarsLink>
{
    public async Task<Result<StarsLink>> Handle(CreateStarsLink operation, CancellationToken cancel)
    {
        var request = new CreateInvoiceLinkRequest
        {
            Title = operation.Title,
            Description = operation.Description,
            Payload = operation.Payload,
            Currency = "XTR",
            Prices = [new LabeledPrice(operation.Title, checked((int)operation.Stars))],
        };
        try
        {
            var answer = await telegram.Call(request, operation.Id, cancel);
            return !answer.IsOk ? StarsErrors.Refused(answer)
                : Uri.TryCreate(answer.Result.GetString(), UriKind.Absolute, out var link) ? new StarsLink(link)
                : StarsErrors.Away(OutsideFailure.Unclear);
        }
        catch (OutsideException e)
        {
            return StarsErrors.Away(e.Why);
        }
    }
}

internal sealed class RefundStarsHandler(StarsClient telegram, StarPayments payments) : IOperationHandler<RefundStars, Done>
{
    private static readonly Error NotFound = Error.NotFound("bot.charge_not_found", "Telegram has no such payment of Stars.");

    public async Task<Result<Done>> Handle(RefundStars operation, CancellationToken cancel)
    {
        if (await payments.PayerOf(operation.Charge, cancel) is not { } payer)
            return NotFound;
        try
        {
            var answer = await telegram.Call(
                new RefundStarPaymentRequest { UserId = payer, TelegramPaymentChargeId = operation.Charge },
                operation.Id,
                cancel
            );
            return answer.IsOk || answer.Description.Contains("CHARGE_ALREADY_REFUNDED", StringComparison.Ordinal) ? Done.It
                : answer.Description.Contains("CHARGE_NOT_FOUND", StringComparison.Ordinal)
                || answer.Description.Contains("CHARGE_ID_INVALID", StringComparison.Ordinal)
                    ? NotFound
                : StarsErrors.Refused(answer);
        }
        catch (OutsideException e)
        {
            return StarsErrors.Away(e.Why);
        }
    }
}

/// <summary>A payment that no update told of, because it was lost, is kept as if one had.</summary>
internal sealed class StarTransactionsHandler(StarsClient telegram, StarPayments payments)
    : IOperationHandler<StarTransactions, IReadOnlyList<StarTransaction>>
{
    public async Task<Result<IReadOnlyList<StarTransaction>>> Handle(StarTransactions operation, CancellationToken cancel)
    {
        try
        {
            var answer = await telegram.Call(
                new GetStarTransactionsRequest { Offset = operation.Offset, Limit = operation.Limit },
                keep: null,
                cancel
            );
            if (!answer.IsOk)
                return StarsErrors.Refused(answer);
            var told = answer.Result.Deserialize(TelegramJson.Default.ReceivedTransactions)?.Transactions ?? [];
            await payments.Keep(
                [
                    .. told.Where(t => t is { Receiver: null, Source: { User: not null, InvoicePayload: not null }, Amount: > 0 })
                        .Select(t => new StarPayment(t.Id, t.Source!.InvoicePayload!, t.Source.User!.Id, t.Amount, At(t))),
                ],
                cancel
            );
            return told.Select(t => new StarTransaction(
                    t.Id,
                    Math.Abs(t.Amount),
                    t.Receiver is not null,
                    (t.Receiver ?? t.Source)?.InvoicePayload,
                    At(t)
                ))
                .ToList();
        }
        catch (OutsideException e)
        {
            return StarsErrors.Away(e.Why);
        }
        catch (JsonException)
        {
            return StarsErrors.Away(OutsideFailure.Unclear);
        }
    }

    private static DateTimeOffset At(ReceivedTransaction told) => DateTimeOffset.FromUnixTimeSeconds(told.Date);
}

internal static class StarsErrors
{
    internal static Error Refused(TelegramAnswer answer) => Error.Conflict("bot.telegram_refused", answer.Description);

    internal static Error Away(OutsideFailure why) =>
        new(
            "bot.telegram_away",
            ErrorKind.Unavailable,
            "Telegram gives no answer at this moment.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["why"] = why.ToString() }
        );
}
