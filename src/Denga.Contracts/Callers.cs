namespace Denga.Contracts;

/// <summary>What a person may do; each may do what those before may.</summary>
public enum Role
{
    User,
    Operator,
    Administrator,
}

/// <summary>A person as other modules know him. <paramref name="Language"/> is <c>ru</c> or <c>en</c>; <paramref name="TimeZone"/> an IANA name.</summary>
/// <param name="Rights">Of an operator whose rights were narrowed, all that he has (<see cref="OperationAttribute.Right"/>); null: nobody narrowed them.</param>
public sealed record Person(
    PersonId Id,
    string Language,
    string TimeZone,
    DateTimeOffset RegisteredAt,
    Role Role = Role.User,
    IReadOnlyList<string>? Rights = null
)
{
    /// <summary>Whether he may do as an operator what takes the right.</summary>
    public bool Has(string right) => Role == Role.Administrator || Role == Role.Operator && (Rights is null || Rights.Contains(right));
}

/// <summary>Whom a token belongs to.</summary>
/// <param name="Session">What was begun with the token, or the token of a web chat itself: each has an id, is listed and can be ended
/// (<see cref="AccessEnded"/>).</param>
public sealed record Holder(Person Person, SessionId? Session = null);

/// <summary>Sessions or tokens of a person ended, or he is somebody else's by now: copies of them are void, and whoever keeps something open for him
/// asks again whose it is.</summary>
/// <param name="Sessions">Those that ended, of browsers, programs and web chats; none where the person himself changed.</param>
public sealed record AccessEnded(PersonId Person, IReadOnlyList<SessionId> Sessions) : ISignal;

/// <summary>An answer that may begin a session of a browser: the gateway turns <see cref="Cookie"/> into a cookie and leaves it out.</summary>
public interface IBeginsSession
{
    BrowserCookie? Cookie { get; }

    /// <summary>What may be shown: without the cookie, with what a browser sends in the header <c>Denga-Csrf</c> with every write.</summary>
    IBeginsSession Shown(string csrf);
}

/// <param name="Device">Stays in the browser when the session has ended, and shows that it signed in before. It opens nothing.</param>
public sealed record BrowserCookie(string Token, DateTimeOffset ExpiresAt, string? Device = null);
