using System.Collections.Concurrent;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Denga.Identity.Mail;

/// <summary>Why the mail server did not take a letter.</summary>
/// <param name="Code">Such as <c>mail.451</c>, the server's reply, or <c>mail.away</c>. What it said besides may name the receiver.</param>
/// <param name="IsForEver">There is no such receiver.</param>
internal sealed record MailRefusal(string Code, bool IsForEver = false);

/// <summary>The mail server. Letters that come one after the other go through one connection; one that is not used for a while is closed.</summary>
internal sealed class MailServer : IDisposable
{
    private const int PortOfTls = 465;
    private const int ForEverFrom = 500;
    private static readonly TimeSpan SendingMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(20);
    private readonly ConcurrentBag<SmtpClient> idle = [];
    private readonly IdentityOptions options;
    private readonly TimeProvider clock;
    private readonly ITimer closing;

    public MailServer(IOptions<IdentityOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options.Value, clock);
        closing = clock.CreateTimer(_ => CloseIdle(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Null when the server has taken it.</summary>
    internal async Task<MailRefusal?> Send(MimeMessage letter, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(SendingMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        SmtpClient? client = null;
        try
        {
            client = await Connection(either.Token);
            await client.SendAsync(letter, either.Token);
            idle.Add(client);
            client = null;
            closing.Change(IdleMax, Timeout.InfiniteTimeSpan);
            return null;
        }
        catch (SmtpCommandException e)
        {
            var status = (int)e.StatusCode;
            return new MailRefusal(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mail.{status}"),
                e.ErrorCode == SmtpErrorCode.RecipientNotAccepted && status >= ForEverFrom
            );
        }
        catch (AuthenticationException)
        {
            return new MailRefusal("mail.sign_in");
        }
        catch (Exception e) when (e is SslHandshakeException or NotSupportedException)
        {
            return new MailRefusal("mail.no_tls");
        }
        catch (Exception e) when (IsAway(e) || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new MailRefusal("mail.away");
        }
        finally
        {
            client?.Dispose();
        }
    }

    public void Dispose()
    {
        closing.Dispose();
        CloseIdle();
    }

    private async Task<SmtpClient> Connection(CancellationToken cancel)
    {
        while (idle.TryTake(out var kept))
        {
            try
            {
                await kept.NoOpAsync(cancel);
                return kept;
            }
            catch (Exception e) when (IsAway(e) || e is SmtpCommandException)
            {
                kept.Dispose();
            }
        }
        var fresh = new SmtpClient { Timeout = (int)SendingMax.TotalMilliseconds, CheckCertificateRevocation = false };
        try
        {
            var security =
                !options.SmtpTls ? SecureSocketOptions.None
                : options.SmtpPort == PortOfTls ? SecureSocketOptions.SslOnConnect
                : SecureSocketOptions.StartTls;
            await fresh.ConnectAsync(options.SmtpHost!, options.SmtpPort, security, cancel);
            if (options.SmtpUser is { } user)
                await fresh.AuthenticateAsync(user, options.SmtpPassword ?? "", cancel);
            return fresh;
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    private void CloseIdle()
    {
        while (idle.TryTake(out var client))
            client.Dispose();
    }

    private static bool IsAway(Exception e) =>
        e is IOException or SocketException or TimeoutException or ProtocolException or ServiceNotConnectedException;
}
