using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Platform.Files;
using Denga.Platform.Work;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Denga.Identity.Mail;

/// <summary>Hands a letter to the mail server. One that it does not take is tried again, less and less often, for a day; one that it took is forgotten.</summary>
internal sealed partial class HandLetter(MailServer server, Letters letters, FileStore files, IOptions<IdentityOptions> options)
    : Worker<LetterWork>
{
    public override WorkPolicy Policy { get; } =
        new()
        {
            FirstWait = TimeSpan.FromSeconds(10),
            Lease = TimeSpan.FromMinutes(1),
            AtOnce = 2,
            KeepDone = TimeSpan.FromDays(2),
            KeepGivenUp = TimeSpan.FromDays(1),
            IsSecret = true,
        };

    protected override async Task<WorkResult> Work(LetterWork work, WorkItem item, CancellationToken cancel)
    {
        if (letters.Read(work.Text) is not { } text)
            return WorkResult.GiveUp("mail.key_replaced");
        var body = new BodyBuilder { TextBody = text, HtmlBody = Html(work.Subject, text) };
        foreach (var key in work.Files ?? [])
        {
            var file = await files.Open(key, cancel);
            if (!file.IsOk)
                return file.Error.Kind == ErrorKind.Unavailable ? WorkResult.Retry(file.Error.Code) : WorkResult.GiveUp(file.Error.Code);
            await using (file.Value)
                await body.Attachments.AddAsync(FileStore.NameOf(key), file.Value, cancel);
        }
        using var message = Compose(item.Key, work.Address, work.Subject, body, item.AddedAt);
        return await server.Send(message, cancel) switch
        {
            null => WorkResult.Done(),
            { IsForEver: true } refused => WorkResult.GiveUp(refused.Code),
            var refused => WorkResult.Retry(refused.Code),
        };
    }

    private MimeMessage Compose(string key, string address, string subject, BodyBuilder body, DateTimeOffset at)
    {
        var from = MailboxAddress.Parse(options.Value.SmtpFrom);
        var message = new MimeMessage
        {
            Subject = subject,
            // When it was written, however late it is sent, under one id, however often.
            Date = at,
            MessageId = $"{key}@{from.Domain}",
            Body = body.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(name: null, address));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static string Html(string subject, string text)
    {
        var html = HtmlEncoder.Create(new TextEncoderSettings(System.Text.Unicode.UnicodeRanges.All));
        var page = new StringBuilder(
            "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                + "<meta name=\"color-scheme\" content=\"light dark\"><title>"
                + html.Encode(subject)
                + "</title></head><body style=\"font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:2em auto;padding:0 1em\">"
        );
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = paragraph.Split('\n').Select(line => Address().IsMatch(line) ? Link(html.Encode(line)) : html.Encode(line));
            page.Append("<p>").AppendJoin("<br>", lines).Append("</p>");
        }
        return page.Append("</body></html>").ToString();
    }

    private static string Link(string address) => $"<a href=\"{address}\">{address}</a>";

    [GeneratedRegex(@"^https?://\S+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
