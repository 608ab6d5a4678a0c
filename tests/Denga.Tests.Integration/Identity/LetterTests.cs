using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Denga.Tests.Integration.Identity;

/// <summary>E-mails on their way to a mail server.</summary>
public sealed class LetterTests
{
    [Fact]
    public async Task A_letter_is_handed_to_the_mail_server_and_deleted()
    {
        await using var mail = new MailServer();
        await using var site = await Site.Start(mail.Settings);
        await site.Post("/api/v1/recoveries", new { email = "anna@example.org", language = "ru" });
        await site.Until("not exists (select from identity.letter)");
        var said = Assert.Single(mail.Taken);
        Assert.Contains("RCPT TO:<anna@example.org>", said, StringComparison.Ordinal);
        Assert.Contains("MAIL FROM:<denga@localhost>", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_is_not_taken_waits_and_is_tried_again()
    {
        await using var mail = new MailServer { Refuses = true };
        await using var site = await Site.Start(mail.Settings);
        await site.Post("/api/v1/recoveries", new { email = "anna@example.org" });
        await mail.Refused;
        await site.Denga.RunJob("identity.send-letters");
        Assert.Empty(mail.Taken);
        mail.Refuses = false;
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await site.Denga.RunJob("identity.send-letters");
        await site.Until("not exists (select from identity.letter)");
        Assert.Single(mail.Taken);
    }

    [Fact]
    public async Task What_is_said_in_a_letter_cannot_be_read_from_the_database()
    {
        await using var site = await Site.Start();
        await site.Post("/api/v1/recoveries", new { email = "anna@example.org" });
        var box = await site.Select<byte[]>("select text from identity.letter");
        Assert.True(box.AsSpan().IndexOf(Encoding.UTF8.GetBytes("account")) < 0);
    }

    /// <summary>Speaks as much SMTP as one letter needs.</summary>
    private sealed class MailServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly List<string> taken = [];
        private readonly TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task running;

        internal MailServer()
        {
            listener.Start();
            running = Listen();
        }

        internal bool Refuses { get; set; }

        /// <summary>The first letter was not taken, and the conversation about it is over.</summary>
        internal Task Refused => refused.Task;

        internal IReadOnlyList<string> Taken
        {
            get
            {
                lock (taken)
                    return [.. taken];
            }
        }

        internal (string, string)[] Settings =>
            [
                ("Identity:SmtpHost", "127.0.0.1"),
                ("Identity:SmtpPort", ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)),
                ("Identity:SmtpTls", "false"),
            ];

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            listener.Stop();
            await running;
            stop.Dispose();
        }

        private async Task Listen()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(stop.Token);
                    await Talk(client.GetStream());
                    if (Refuses)
                        refused.TrySetResult();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task Talk(NetworkStream stream)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var said = new StringBuilder();
            await Say(stream, "220 here");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                said.AppendLine(line);
                var command = line.Split(' ')[0].ToUpperInvariant();
                if (command == "QUIT")
                    break;
                if (command == "RCPT" && Refuses)
                {
                    await Say(stream, "451 later");
                    continue;
                }
                await Say(stream, command == "DATA" ? "354 go on" : "250 fine");
                if (command != "DATA")
                    continue;
                while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".")
                    said.AppendLine(text);
                lock (taken)
                    taken.Add(said.ToString());
                await Say(stream, "250 taken");
            }
        }

        private static Task Say(NetworkStream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n")).AsTask();
    }
}
