using System.ComponentModel.DataAnnotations;

namespace Denga.Identity;

/// <summary>Settings under <c>Identity</c>.</summary>
internal sealed class IdentityOptions
{
    /// <summary>How long a token of the web chat is good for, from a minute to ten years; default 180 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How long an access token is good for, from 1 minute to 1 hour; default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a session lasts since it was last used, from 5 minutes to a year; default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "365.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a key signs before a new one takes over, from an hour to a year; default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a code from an e-mail is good for, from 1 minute to a day; default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How old what Telegram signed may be, from 10 seconds to a day; default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan TelegramFreshness { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Wrong passwords or codes in a row that lock an account, 3 to 100; default 5.</summary>
    [Range(3, 100)]
    public int LockAfter { get; set; } = 5;

    /// <summary>How long it stays locked, from a second to a day; default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LockFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Sign-ins, registrations and recoveries an address may begin in an hour, 1 to 1,000,000; default 60. This machine's own addresses
    /// are not limited: a proxy there must limit by itself.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerHourAndAddress { get; set; } = 60;

    /// <summary>The file with the keys that seal what must be kept secret and read again: 32 bytes in base 64 a line. The first line seals, all of
    /// them open. It is made at the first start.</summary>
    [Required]
    public string KeyFile { get; set; } = ".denga/identity.key";

    /// <summary>The mail server; without it e-mails wait.</summary>
    public string? SmtpHost { get; set; }

    [Range(1, 65535)]
    public int SmtpPort { get; set; } = 587;

    /// <summary>Whether to insist on TLS (STARTTLS); default true.</summary>
    public bool SmtpTls { get; set; } = true;

    public string? SmtpUser { get; set; }

    public string? SmtpPassword { get; set; }

    /// <summary>The sender, such as <c>Denga &lt;bot@example.org&gt;</c>.</summary>
    public string SmtpFrom { get; set; } = "Denga <denga@localhost>";

    /// <summary>Whether <c>/dev/mailbox</c> shows e-mails to this machine. By default only where nothing is configured: no mail server, no public
    /// address, the private database, and a server that listens to this machine alone.</summary>
    public bool? Mailbox { get; set; }
}
