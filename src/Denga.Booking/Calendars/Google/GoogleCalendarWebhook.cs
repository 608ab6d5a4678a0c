using System.Security.Cryptography;
using System.Text;
using Denga.Booking.Calendars.Feeds;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Booking.Calendars.Google;

/// <summary>Google says that a calendar has changed, and not what. It signs nothing: a word of ours that it was given with the channel, and that nobody else
/// knows, is what it is known by. It has no effect but that the calendar is read sooner.</summary>
internal sealed class GoogleCalendarWebhook(Database<BookingModule> database, CalendarSecrets secrets, TimeProvider clock) : IWebhook
{
    internal const string Name = "google-calendar";
    private const string Channel = "X-Goog-Channel-ID";
    private const string Token = "X-Goog-Channel-Token";
    private const string Number = "X-Goog-Message-Number";
    private const string State = "X-Goog-Resource-State";
    private const int NumberCharactersMax = 20;

    public string Provider => Name;

    public IReadOnlyList<string> KeptHeaders { get; } = [Channel, State];

    public int BodyBytesMax => 4096;

    public TimeSpan KeepFor => TimeSpan.FromDays(1);

    public VerifiedWebhook? Verify(WebhookRequest request) =>
        Guid.TryParseExact(request.Header(Channel), "D", out var channel)
        && request.Header(Token) is { } token
        && request.Header(Number) is { Length: > 0 and <= NumberCharactersMax } number
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(secrets.ChannelToken(channel)))
            ? new VerifiedWebhook($"{channel:N}/{number}")
            : null;

    public async Task<WorkResult> Work(ReceivedWebhook webhook, WorkItem item, CancellationToken cancel)
    {
        // The first word of a channel says only that it is there.
        if (
            webhook.Headers.GetValueOrDefault(State.ToLowerInvariant()) == "sync"
            || !Guid.TryParse(webhook.Headers.GetValueOrDefault(Channel.ToLowerInvariant()), out var channel)
        )
            return WorkResult.Done();
        // One of a channel that was followed by another one says nothing new.
        await using var find = database.Source.CreateCommand("select id from feed where channel_id = $1 and state = 'On'").With(channel);
        return await find.ExecuteScalarAsync(cancel) is Guid feed
            ? WorkResult.Done(unit => Feeding.ReadNow(unit, FeedId.From(feed), clock.GetUtcNow(), cancel))
            : WorkResult.Done();
    }
}
