using System.Diagnostics.Metrics;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;
using Denga.Speech;
using Microsoft.Extensions.Logging;
using Telegram.Bot.Requests;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Answers Telegram's question whether Stars may be taken. Telegram waits ten seconds, and the payer looks at a wheel meanwhile: whatever is away
/// or hangs, and the database first of all, there is an answer within two seconds.</summary>
internal sealed partial class Checkout(TelegramClient telegram, IOperations operations, TimeProvider clock, ILogger<Checkout> log)
{
    /// <summary>So many questions without an answer say that there is none to be had: the next payers are not kept waiting for it.</summary>
    private const int UnansweredMax = 16;
    private static readonly TimeSpan AskMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(4);
    private static readonly Histogram<double> Seconds = Metrics.Meter.CreateHistogram<double>(
        "denga.bot.checkout",
        "s",
        "From Telegram's question whether Stars may be taken to our answer, by outcome."
    );

    private static readonly Text Unknown = new(
        "Этого счёта больше нет, звёзды не списаны. Создайте новый: /recharge",
        "This invoice is not there any more, and no Stars were charged. Make a new one: /recharge"
    );

    private static readonly Text Away = new(
        "Сейчас принять оплату не получится, звёзды не списаны. Попробуйте через минуту.",
        "The payment cannot be taken right now, and no Stars were charged. Please try again in a minute."
    );

    private int unanswered;

    internal async Task Answer(ReceivedCheckout asked, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        var refusal = await Refusal(asked, cancel);
        var request = new AnswerPreCheckoutQueryRequest
        {
            PreCheckoutQueryId = asked.Id!,
            Ok = refusal is null,
            ErrorMessage = refusal,
        };
        try
        {
            await telegram.Call(request, cancel, AnswerMax);
        }
        catch (ChannelFailureException e)
        {
            // It asks again, or the payer does.
            Lost(e.Message);
        }
        Seconds.Record(
            clock.GetElapsedTime(start).TotalSeconds,
            new KeyValuePair<string, object?>("outcome", refusal is null ? "ok" : "refused")
        );
    }

    /// <summary>Null: it may be taken.</summary>
    private async Task<string?> Refusal(ReceivedCheckout asked, CancellationToken cancel)
    {
        var language = asked.From?.LanguageCode?.StartsWith("ru", StringComparison.OrdinalIgnoreCase) == true ? "ru" : "en";
        if (asked.Currency != "XTR" || !PaymentId.TryParse(asked.InvoicePayload, null, out var payment))
            return Unknown.In(language);
        if (Volatile.Read(ref unanswered) >= UnansweredMax)
            return Away.In(language);
        try
        {
            var may = await Ask(new MayBePaid(payment, new Money(asked.TotalAmount, Currency.Parse("XTR"))))
                .WaitAsync(AskMax, clock, cancel);
            return may.IsOk ? null
                : may.Error.Kind == ErrorKind.Unavailable ? Away.In(language)
                : Unknown.In(language);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Also a bug: who waits for an answer gets one.
            Broken(e);
            return Away.In(language);
        }
    }

    /// <summary>Nobody calls it off: PostgreSQL is asked to over a connection of its own, which hangs as the first one does and holds a thread for
    /// fifteen seconds, until none is left to answer with.</summary>
    private Task<Result<Done>> Ask(MayBePaid question)
    {
        Interlocked.Increment(ref unanswered);
        return Task.Run(async () =>
        {
            try
            {
                return await operations.Ask(question, CancellationToken.None);
            }
            finally
            {
                Interlocked.Decrement(ref unanswered);
            }
        });
    }

    [LoggerMessage(LogLevel.Warning, "A question whether Stars may be taken is not answered: {Reason}")]
    private partial void Lost(string reason);

    [LoggerMessage(LogLevel.Error, "Whether Stars may be taken cannot be found out; the payer is asked to try again")]
    private partial void Broken(Exception e);
}
