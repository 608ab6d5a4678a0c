using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Notifications.Texts;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Notifications.Sending;

/// <summary>Sends what is due, then sleeps until a commit brings something new or something becomes due again. The bot gets the event's id as the
/// operation's, and sends one message under it, however often it is asked.</summary>
internal sealed partial class SendNotices(
    Database<NotificationsModule> database,
    PendingNotices notices,
    NoticeWriter writer,
    IOperations operations,
    IOptions<NotificationsOptions> options,
    TimeProvider clock,
    ILogger<SendNotices> log
) : IJob
{
    private const int AtOnce = 8;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    public string Name => "notifications.send";

    /// <summary>After a failure only: a run lasts as long as the process.</summary>
    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public async Task Run(CancellationToken cancel)
    {
        await using var listener = await database.Open(cancel);
        await Execute(listener, "listen " + PendingNotices.Channel, cancel);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                while (await SendDue(cancel) > 0) { }
                await Sleep(listener, cancel);
            }
        }
        finally
        {
            // The connection goes back to the pool, where nobody listens.
            if (listener.State == System.Data.ConnectionState.Open)
                await Execute(listener, "unlisten *", CancellationToken.None);
        }
    }

    /// <summary>Answers how many were tried.</summary>
    internal async Task<int> SendDue(CancellationToken cancel)
    {
        var due = await notices.Take(cancel);
        // Side by side for different people; one person reads his in order.
        var people = due.GroupBy(n => n.Person).ToArray();
        await Parallel.ForEachAsync(
            people,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (his, stop) =>
            {
                foreach (var notice in his)
                    await Send(notice, stop);
            }
        );
        return due.Count;
    }

    private async Task Send(Notice notice, CancellationToken cancel)
    {
        var person = await operations.Ask(new Profile(notice.Person), cancel);
        var text = person.IsOk ? await writer.Write(person.Value, notice.Cause.Event, cancel) : person.Error;
        var error = text.IsOk ? await Send(notice, person.Value.Id, text.Value, cancel) : text.Error;
        var now = clock.GetUtcNow();
        var outcome = error switch
        {
            null => Outcome.Sent,
            { Kind: ErrorKind.Unavailable or ErrorKind.Limited } => now - notice.CreatedAt < options.Value.GiveUpAfter
                ? Outcome.Later
                : Outcome.Expired,
            { Code: "bot.unreachable" } => Outcome.Unreachable,
            _ => Outcome.Refused,
        };
        await notices.Settle(notice, outcome, error?.Code, now + Delay(notice.Attempt), cancel);
        if (outcome is Outcome.Refused or Outcome.Expired)
            GaveUp(notice.Cause.Type, notice.Cause.Id, error!.Code, notice.Attempt);
    }

    /// <summary>A notice may be of somebody who was absorbed, and written down after his others were given to the person who was kept; while the bot
    /// has not heard of it yet, his conversation has the old id. One message, under one id, whoever it is found for.</summary>
    private async Task<Error?> Send(Notice notice, PersonId person, string text, CancellationToken cancel)
    {
        var id = new OperationId(notice.Cause.Id);
        var error = (await operations.Ask(new SendNotice(id, person, text), cancel)).Error;
        return error is { Code: "bot.unreachable" } && person != notice.Person
            ? (await operations.Ask(new SendNotice(id, notice.Person, text), cancel)).Error
            : error;
    }

    private TimeSpan Delay(int attempt)
    {
        const int doublingsMax = 20;
        var delay = options.Value.FirstDelay * (1 << Math.Min(attempt - 1, doublingsMax));
        return delay < LongestDelay ? delay : LongestDelay;
    }

    private async Task Sleep(NpgsqlConnection listener, CancellationToken cancel)
    {
        var wait = LongestSleep;
        if (await notices.NextAt(cancel) is { } next && next - clock.GetUtcNow() is var left && left < wait)
            wait = left;
        if (wait <= TimeSpan.Zero)
            return;
        using var due = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancel);
        try
        {
            await listener.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Something is due.
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Gave up the notice of {Type} {EventId}: {Code}, attempt {Attempt}")]
    private partial void GaveUp(string type, Guid eventId, string code, int attempt);
}
