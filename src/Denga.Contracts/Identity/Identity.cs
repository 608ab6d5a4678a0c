namespace Denga.Contracts.Identity;

/// <summary>Finds the person behind an identity of a messenger, and registers him the first time. A repeat answers the same person.</summary>
/// <param name="Channel"><c>telegram</c>, <c>web</c> …</param>
/// <param name="ExternalId">The channel's id of the person, at most 100 characters.</param>
/// <param name="Language">The language the messenger reports, such as <c>ru</c> or <c>en-GB</c>; used at registration only.</param>
/// <param name="Username">The name the messenger shows with an @, without it; money can be sent to it. Empty: he has none (any more); null: the channel
/// does not say.</param>
[Operation]
public sealed record Identify(string Channel, string ExternalId, string? Language, string? Username = null) : IOperation<Identified>;

/// <param name="IsContested">Another one of the channel was heard under the same name: it is nobody's until one of them is heard with it again, so the
/// next message of his is to be told as well.</param>
public sealed record Identified(Person Person, bool IsNew, bool IsContested = false);

/// <summary>People of a channel came by a username, lost it or share it: what was remembered of theirs is to be heard anew.</summary>
public sealed record UsernamesMoved(string Channel, IReadOnlyList<string> ExternalIds) : ISignal;

/// <summary>A person's profile. An id that was absorbed by linking answers the person who was kept.</summary>
[Operation("GET /api/v1/me", Summary = "The signed-in person's language and time zone.")]
public sealed record Profile(PersonId Person) : IOperation<Person>;

/// <summary>Changes what is given and leaves the rest. Errors: <c>identity.unknown_language</c>, <c>identity.unknown_time_zone</c>.</summary>
[Operation("PATCH /api/v1/me", Summary = "Changes the language (ru, en) or the time zone (IANA name).")]
public sealed record ChangeProfile(PersonId Person, string? Language = null, string? TimeZone = null) : IOperation<Person>;

/// <summary>Makes a bearer token for a person. The token is shown once; only its hash is kept. Expires after the configured lifetime.</summary>
[Operation]
public sealed record IssueToken(PersonId Person, Client? Client = null) : IOperation<IssuedToken>;

public sealed record IssuedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>Whose token this is: of the web chat, of a browser session, or a JWT. Error: <c>identity.bad_token</c> for unknown, expired, forged and
/// ended ones alike.</summary>
[Operation]
public sealed record WhoHolds(string Token) : IOperation<Holder>;

/// <summary>A person appeared for the first time.</summary>
[Event("identity.person-registered.v1")]
public sealed record PersonRegistered(PersonId Person, string Channel, string Language, string TimeZone, DateTimeOffset At) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>Language or time zone changed; both are given as they are now.</summary>
[Event("identity.profile-changed.v1")]
public sealed record ProfileChanged(PersonId Person, string Language, string TimeZone) : IEvent
{
    public string Key => Person.ToString();
}
