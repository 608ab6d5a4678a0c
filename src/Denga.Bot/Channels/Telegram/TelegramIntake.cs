using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Health;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Telegram.Bot.Requests;
using Telegram.Bot.Requests.Abstractions;
using Telegram.Bot.Types;
using Update = Denga.Bot.Engine.Update;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Brings Telegram's updates in: asks for them, or takes them at the webhook. Says at the start which commands there are.</summary>
internal sealed partial class TelegramIntake(
    TelegramClient telegram,
    UpdateLoop loop,
    DialogRegistry dialogs,
    StarPayments payments,
    Checkout checkout,
    IOptions<TelegramOptions> options,
    TimeProvider clock,
    ILogger<TelegramIntake> log
) : BackgroundService, IHealthCheck
{
    private const int SecretBytes = 32;
    private static readonly TimeSpan FailureWait = TimeSpan.FromSeconds(3);
    private readonly byte[] secret = Encoding.ASCII.GetBytes(
        options.Value.WebhookSecret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))
    );
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(3);

    /// <summary>Between two looks for who stands at the till, while updates cannot be stored.</summary>
    private static readonly TimeSpan TillPause = TimeSpan.FromMilliseconds(250);
    private static readonly Error Off = new("health.telegram_off", ErrorKind.Unavailable, "Off: Telegram:Token is not set.");
    private volatile string? trouble = "Not connected yet.";

    public string Name => "telegram";

    public Task<HealthAnswer> Check(CancellationToken cancel) =>
        Task.FromResult(
            !telegram.IsOn ? new HealthAnswer(HealthState.Ok, Off)
            : trouble is { } words ? new HealthAnswer(HealthState.Degraded, Trouble(words))
            : new HealthAnswer(HealthState.Ok)
        );

    private static Error Trouble(string words) => new("health.telegram", ErrorKind.Unavailable, words);

    /// <summary>The webhook: the secret first, then stored, then 200.</summary>
    internal async Task Receive(HttpContext context)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers["X-Telegram-Bot-Api-Secret-Token"].ToString());
        if (!telegram.IsOn || !CryptographicOperations.FixedTimeEquals(given, secret))
        {
            await Problem.Write(context, StatusCodes.Status401Unauthorized, "telegram.bad_secret", "The secret token is missing or wrong.");
            return;
        }
        Received? received;
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            received = TelegramUpdates.Read(json.RootElement);
        }
        catch (JsonException)
        {
            await Problem.Write(context, StatusCodes.Status400BadRequest, "request.not_json", "The body is not valid JSON.");
            return;
        }
        if (received?.PreCheckoutQuery is { Id: not null } asked)
            await checkout.Answer(asked, context.RequestAborted);
        if (TelegramUpdates.Paid(received) is { } paid)
            await payments.Keep([paid], context.RequestAborted);
        if (TelegramUpdates.Conversed(received) is { } update)
            await loop.Arrive(Timed(update), own: null, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!telegram.IsOn)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Connect(stoppingToken);
                if (options.Value.WebhookAddress is not null)
                    return;
                await Poll(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ChannelFailureException or Npgsql.NpgsqlException)
            {
                trouble = e.Message;
                Lost(e.Message);
                await Task.Delay(FailureWait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Connect(CancellationToken cancel)
    {
        foreach (var language in new[] { "en", "ru" })
        {
            var commands = dialogs.Menu.Select(c => new BotCommand(c.Command, c.Text.In(language)));
            await TryNameCommands(
                new SetMyCommandsRequest { Commands = commands, LanguageCode = language == "en" ? null : language },
                cancel
            );
        }
        if (options.Value.WebhookAddress is { } address)
            await Must(
                new SetWebhookRequest
                {
                    Url = address.TrimEnd('/') + "/hooks/telegram",
                    SecretToken = Encoding.ASCII.GetString(secret),
                    AllowedUpdates = TelegramUpdates.Allowed,
                },
                cancel
            );
        else
            await Must(new DeleteWebhookRequest(), cancel);
        trouble = null;
    }

    private async Task Poll(CancellationToken cancel)
    {
        // Asked for once, to confirm what was stored, and then forgotten: after a quiet week Telegram numbers updates anew and lower, and would take
        // the old offset for a confirmation of them, or give them again and again.
        var offset = 0L;
        var before = 0L;
        var pause = ShortPause;
        var till = new Till(checkout, cancel);
        while (!cancel.IsCancellationRequested)
        {
            var question = new GetUpdatesRequest
            {
                Timeout = options.Value.PollSeconds,
                AllowedUpdates = TelegramUpdates.Allowed,
                Offset = offset > 0 ? (int)offset : null,
            };
            var answer = await telegram.Call(question, cancel, longest: TimeSpan.FromSeconds(options.Value.PollSeconds + 10));
            if (answer.Result.ValueKind != JsonValueKind.Array)
                throw new ChannelFailureException($"Telegram refused getUpdates: {answer.Description}");
            trouble = null;
            var received = answer.Result.EnumerateArray().Select(TelegramUpdates.Read).ToList();
            // Somebody stands at the till: he is answered, whatever becomes of the storing.
            till.Forget(received);
            till.Answer(received);
            // All are stored before the next question confirms them.
            var storing = Task.WhenAll(
                received
                    .Select(TelegramUpdates.Conversed)
                    .OfType<Update>()
                    .GroupBy(u => u.Conversation, StringComparer.Ordinal)
                    .Select(ofOne => ArriveInOrder(ofOne, cancel))
                    .Append(payments.Keep([.. received.Select(TelegramUpdates.Paid).OfType<StarPayment>()], cancel))
            );
            await LookAtTill(till, Task.WhenAll(storing, till.Answered), cancel);
            try
            {
                await storing;
            }
            catch (Exception e) when (Outage.Is(e) && !cancel.IsCancellationRequested)
            {
                NotStored(e.Message);
                await LookAtTill(till, Task.Delay(FailureWait, clock, cancel), cancel);
                // Nothing is confirmed: it comes again.
                (offset, before) = (0, 0);
                continue;
            }
            var last = answer.Result.EnumerateArray().Max(TelegramUpdates.IdOf);
            offset = last + 1 ?? 0;
            // Telegram holds an empty answer back for the time asked, and gives nothing again that was confirmed; a server that does otherwise must not
            // be asked without a pause.
            var isAgain = last is not null && last == before;
            pause =
                !isAgain ? ShortPause
                : pause * 2 < LongPause ? pause * 2
                : LongPause;
            if (isAgain || last is null)
                await Task.Delay(pause, clock, cancel);
            before = last ?? 0;
        }
    }

    /// <summary>While the last updates wait to be stored, the next ones cannot be confirmed and would not be given: who comes to the till meanwhile is found
    /// among all that are unconfirmed, which Telegram gives again, a hundred at once.</summary>
    private async Task LookAtTill(Till till, Task meanwhile, CancellationToken cancel)
    {
        while (await Task.WhenAny(meanwhile, Task.Delay(TillPause, clock, cancel)) != meanwhile && !cancel.IsCancellationRequested)
            try
            {
                var unconfirmed = await telegram.Call(
                    new GetUpdatesRequest { Timeout = 0, AllowedUpdates = TelegramUpdates.Allowed },
                    cancel,
                    longest: LongPause
                );
                if (unconfirmed.Result.ValueKind == JsonValueKind.Array)
                    till.Answer(unconfirmed.Result.EnumerateArray().Select(TelegramUpdates.Read));
            }
            catch (ChannelFailureException)
            {
                // It is looked again.
            }
    }

    private async Task ArriveInOrder(IEnumerable<Update> ofOneConversation, CancellationToken cancel)
    {
        foreach (var update in ofOneConversation)
            await loop.Arrive(Timed(update), own: null, cancel);
    }

    /// <summary>A bot without its list of commands still answers.</summary>
    private async Task TryNameCommands(SetMyCommandsRequest commands, CancellationToken cancel)
    {
        try
        {
            await Must(commands, cancel);
        }
        catch (ChannelFailureException e)
        {
            Lost(e.Message);
        }
    }

    private async Task Must(IRequest request, CancellationToken cancel)
    {
        var answer = await telegram.Call(request, cancel);
        if (!answer.IsOk)
            throw new ChannelFailureException($"Telegram refused {request.MethodName}: {answer.Description}");
    }

    private Update Timed(Update update) => update.At == DateTimeOffset.MinValue ? update with { At = clock.GetUtcNow() } : update;

    [LoggerMessage(LogLevel.Warning, "Telegram is out of reach: {Reason} Trying again")]
    private partial void Lost(string reason);

    [LoggerMessage(LogLevel.Warning, "Telegram's updates cannot be stored and stay with it: {Reason} Trying again")]
    private partial void NotStored(string reason);

    /// <summary>Who asked whether Stars may be taken and is being answered, each once.</summary>
    private sealed class Till(Checkout checkout, CancellationToken cancel)
    {
        private readonly Dictionary<string, Task> asked = new(StringComparer.Ordinal);

        internal Task Answered => Task.WhenAll(asked.Values);

        internal void Answer(IEnumerable<Received?> received)
        {
            foreach (var question in Questions(received))
                if (!asked.ContainsKey(question.Id!))
                    asked[question.Id!] = checkout.Answer(question, cancel);
        }

        /// <summary>Those that are not given again.</summary>
        internal void Forget(IEnumerable<Received?> received)
        {
            var again = Questions(received).Select(q => q.Id!).ToHashSet(StringComparer.Ordinal);
            foreach (var over in asked.Keys.Where(id => !again.Contains(id)).ToList())
                asked.Remove(over);
        }

        private static IEnumerable<ReceivedCheckout> Questions(IEnumerable<Received?> received) =>
            received.Select(r => r?.PreCheckoutQuery).OfType<ReceivedCheckout>().Where(q => q.Id is not null);
    }
}
