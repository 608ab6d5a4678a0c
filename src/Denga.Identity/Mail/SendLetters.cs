using System.Net;
using System.Net.Mail;
using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Mail;

/// <summary>Hands letters to the mail server. A letter that it does not take is tried again, less and less often, for a day; one that it took is
/// deleted. Two processes at once do not send one twice: an attempt is claimed before it is made.</summary>
internal sealed partial class SendLetters(
    Database<IdentityModule> database,
    Letters letters,
    IOptions<IdentityOptions> options,
    TimeProvider clock,
    ILogger<SendLetters> log
) : IJob
{
    private const int TurnMax = 20;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan SendingMax = TimeSpan.FromSeconds(30);

    public string Name => "identity.send-letters";

    public TimeSpan Every => TimeSpan.FromSeconds(2);

    public async Task Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync("delete from letter where written_at < @before", new { before = clock.GetUtcNow() - GiveUpAfter });
        if (options.Value.SmtpHost is not { } host)
            return;
        var ids = await connection.QueryAsync<Guid>(
            $"select id from letter where next_attempt_at <= @now order by next_attempt_at limit {TurnMax}",
            new { now = clock.GetUtcNow() }
        );
        foreach (var id in ids)
            await SendOne(id, host, cancel);
    }

    private async Task SendOne(Guid id, string host, CancellationToken cancel)
    {
        // The attempt is claimed first, in a transaction of its own: nothing is locked while the mail server is spoken to.
        await using var connection = await database.Open(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            update letter set attempts = attempts + 1, next_attempt_at = @now + least(@longest, @first * power(2, attempts))
            where id = @id and next_attempt_at <= @now
            returning address, subject, text
            """,
            new
            {
                id,
                now = clock.GetUtcNow(),
                first = FirstWait + SendingMax,
                longest = LongestWait,
            }
        );
        if (row is null)
            return;
        if (letters.Read(row.Text) is { } text && !await Accepted(host, row, text, cancel))
            return;
        await connection.ExecuteAsync("delete from letter where id = @id", new { id });
    }

    private async Task<bool> Accepted(string host, Row row, string text, CancellationToken cancel)
    {
        using var client = new SmtpClient(host, options.Value.SmtpPort) { EnableSsl = options.Value.SmtpTls };
        if (options.Value.SmtpUser is { } user)
            client.Credentials = new NetworkCredential(user, options.Value.SmtpPassword);
        using var message = new MailMessage(options.Value.SmtpFrom, row.Address, row.Subject, text);
        using var limit = new CancellationTokenSource(SendingMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await client.SendMailAsync(message, either.Token);
            return true;
        }
        catch (Exception e) when (e is SmtpException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            // What the server says may name the receiver: the kind of failure is enough.
            Refused(e is SmtpException smtp ? smtp.StatusCode.ToString() : e.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The mail server did not take a letter ({Reason}); it is tried again")]
    private partial void Refused(string reason);

    private sealed record Row(string Address, string Subject, byte[] Text);
}
