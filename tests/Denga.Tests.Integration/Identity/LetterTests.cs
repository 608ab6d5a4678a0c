using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity;
using Denga.Identity.Mail;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Jobs;
using Denga.Platform.Keys;
using Denga.Platform.Work;
using Microsoft.Extensions.DependencyInjection;

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
        await site.Until("exists (select from identity.work where state = 'done' and body is null)");
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
        await site.Until("exists (select from identity.work where error = 'mail.451' and lease is null)");
        Assert.Empty(mail.Taken);
        mail.Refuses = false;
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await Work(site);
        Assert.Single(mail.Taken);
    }

    [Fact]
    public async Task Letters_that_come_one_after_the_other_go_through_one_connection_and_one_that_broke_is_replaced()
    {
        await using var mail = new MailServer();
        await using var site = await Site.Start(mail.Settings);
        for (var i = 1; i <= 3; i++)
        {
            await site.Post("/api/v1/recoveries", new { email = $"anna{i}@example.org" });
            await site.Until($"(select count(*) = {i} from identity.work where state = 'done')");
        }
        Assert.Equal((3, 1), (mail.Taken.Count, mail.Connections));
        mail.HangUp();
        await site.Post("/api/v1/recoveries", new { email = "boris@example.org" });
        await site.Until("(select count(*) = 4 from identity.work where state = 'done')");
        Assert.Equal((4, 2), (mail.Taken.Count, mail.Connections));
    }

    [Fact]
    public async Task A_receiver_that_the_server_does_not_know_is_not_tried_again_and_his_letter_is_not_kept()
    {
        await using var mail = new MailServer { Refuses = true, Refusal = "550 no such user" };
        await using var site = await Site.Start(mail.Settings);
        await site.Post("/api/v1/recoveries", new { email = "anna@example.org" });
        await site.Until("exists (select from identity.work where state = 'given_up' and error = 'mail.550' and body is null)");
    }

    [Fact]
    public async Task A_server_that_offers_no_tls_gets_no_letter()
    {
        await using var mail = new MailServer();
        await using var site = await Site.Start([.. mail.Settings.Where(s => s.Item1 != "Identity:SmtpTls")]);
        await site.Post("/api/v1/recoveries", new { email = "anna@example.org" });
        await site.Until("exists (select from identity.work where error = 'mail.no_tls' and state = 'waiting')");
        Assert.Empty(mail.Taken);
    }

    [Fact]
    public async Task What_waited_for_a_mail_server_is_sent_once_there_is_one()
    {
        await using var mail = new MailServer();
        await using var site = await Site.Start(mail.Settings);
        // As the build before this one, or one without a mail server, kept it.
        await site
            .Denga.Services.GetRequiredService<Database<IdentityModule>>()
            .Transaction(
                async unit =>
                {
                    var box = site.Denga.Services.GetRequiredService<Sealing>().Seal("letter", "Hello\n\nhttps://denga.example/a?b=1");
                    await unit.Connection.ExecuteAsync(
                        """
                        insert into letter (id, address, subject, text, written_at, next_attempt_at)
                        values (gen_random_uuid(), 'anna@example.org', 'Привет', @box, @now, @now)
                        """,
                        new { box, now = site.Clock.GetUtcNow() }
                    );
                    return 0;
                },
                CancellationToken.None
            );
        await site.Denga.RunJob("identity.queue-letters");
        await site.Until("exists (select from identity.work where state = 'done') and not exists (select from identity.letter)");
        var said = Assert.Single(mail.Taken);
        Assert.Contains("Content-Type: text/html", said, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_modules_letter_goes_to_the_confirmed_address_once_and_to_nobody_else()
    {
        await using var site = await Site.Start();
        await site.Register("anna@example.org");
        var anna = PersonId.From(await site.Select<Guid>("select person_id from identity.email_account"));
        var letter = new SendLetter(OperationId.New(), anna, "Subject", "Text");
        Assert.True((await site.Denga.Ask(letter)).IsOk);
        Assert.True((await site.Denga.Ask(letter)).IsOk);
        Assert.Single(await site.LettersTo("anna@example.org"), l => l.Subject == "Subject" && l.Text == "Text");
        var nobody = (await site.Denga.Ask(new Identify("test", "1", "ru"))).Value.Person.Id;
        Assert.Equal("identity.no_email", (await site.Denga.Ask(letter with { Id = OperationId.New(), Person = nobody })).Error?.Code);
        Assert.Equal(
            "identity.unknown_person",
            (await site.Denga.Ask(letter with { Id = OperationId.New(), Person = PersonId.New() })).Error?.Code
        );
    }

    [Fact]
    public async Task A_file_goes_along_under_its_name_and_one_that_is_gone_is_said_to_be()
    {
        await using var mail = new MailServer();
        await using var site = await Site.Start(mail.Settings);
        var file = await site.Denga.Services.GetRequiredService<FileStore>().Save("%PDF-1.7"u8.ToArray(), "denga-receipt.pdf", default);
        await Write(file.Value);
        await site.Until("exists (select from identity.work where state = 'done')");
        var said = Assert.Single(mail.Taken);
        Assert.Contains("filename=denga-receipt.pdf", said, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("%PDF-1.7"u8), said, StringComparison.Ordinal);

        await Write("00000000000000000000000000000000-denga-receipt.pdf");
        await site.Until("exists (select from identity.work where state = 'given_up' and error = 'files.not_found')");
        Assert.Single(mail.Taken);

        Task<int> Write(string key) =>
            site
                .Denga.Services.GetRequiredService<Database<IdentityModule>>()
                .Transaction(
                    async unit =>
                    {
                        var letters = site.Denga.Services.GetRequiredService<Letters>();
                        await letters.Write(unit, Guid.CreateVersion7(), "anna@example.org", "Receipt", "Attached.", [key]);
                        return 0;
                    },
                    CancellationToken.None
                );
    }

    private static Task Work(Site site) =>
        site.Denga.Services.GetServices<IJob>().OfType<WorkRunner>().Single(r => r.Name == "work.identity").RunDue(CancellationToken.None);

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
        private TcpClient? talking;
        private readonly Task running;

        internal MailServer()
        {
            listener.Start();
            running = Listen();
        }

        internal bool Refuses { get; set; }

        internal string Refusal { get; set; } = "451 later";

        internal int Connections { get; private set; }

        /// <summary>Ends the conversation without a word.</summary>
        internal void HangUp() => talking?.Close();

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
                    using var client = talking = await listener.AcceptTcpClientAsync(stop.Token);
                    Connections++;
                    try
                    {
                        await Talk(client.GetStream());
                    }
                    catch (Exception e) when (e is IOException or ObjectDisposedException)
                    {
                        // The other side is gone, or the test hung up.
                    }
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
                    await Say(stream, Refusal);
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
