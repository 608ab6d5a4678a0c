namespace Denga.Contracts.Identity;

/// <summary>The person behind an e-mail address or a <c>@username</c> of a messenger, if there is exactly one. For other modules, which limit how often
/// somebody may ask. Errors: <c>identity.unknown_person</c>, the same for whatever is not found; <c>identity.username_contested</c> for a name under which
/// two were heard, until one of them is heard with it again.</summary>
[Operation]
public sealed record PersonByHandle(string Handle) : IOperation<KnownAs>;

/// <summary>How people are called before others, in the order asked, at most 200: <c>ann…@example.com</c>, <c>@an…</c>; an empty name for one who has
/// neither, or who is not there any more.</summary>
[Operation]
public sealed record MaskedNames(IReadOnlyList<PersonId> People) : IOperation<IReadOnlyList<KnownAs>>;

/// <param name="Name">Masked.</param>
public sealed record KnownAs(PersonId Person, string Name);

/// <summary>By which name a person is known in a messenger, without the at sign; null where he has none, or it is contested.</summary>
[Operation]
public sealed record UsernameOf(PersonId Person, string Channel) : IOperation<KnownUsername>;

public sealed record KnownUsername(string? Username);
