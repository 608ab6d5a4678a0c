namespace Denga.Contracts.Identity;

/// <summary>A one-time code for the first administrator, while there is none. It is good until there is one, over restarts; so are those before it.</summary>
[Operation]
public sealed record OfferAdministration : IOperation<AdministrationOffer>;

/// <param name="Code">Null when there is an administrator.</param>
public sealed record AdministrationOffer(string? Code);

/// <summary>Makes the first administrator, with an e-mail address and a password, and signs him in. The code shows that he runs this Denga, so the
/// address need not be confirmed. Errors: <c>identity.bad_code</c>, <c>identity.bad_email</c>, <c>identity.weak_password</c>,
/// <c>identity.email_taken</c> (sign in, then use <see cref="ClaimAdministration"/>), <c>identity.too_many</c>, <c>identity.busy</c>.</summary>
[Operation(
    "POST /api/v1/administration/first",
    Access = Access.Anyone,
    Summary = "Redeems the code of the first start with a new account."
)]
public sealed record SetUpAdministration(
    string Code,
    string Email,
    string Password,
    string? Language = null,
    string? TimeZone = null,
    bool Browser = false,
    Client? Client = null
) : IOperation<SignedIn>;

/// <summary>Makes the signed-in person the first administrator. Errors: <c>identity.bad_code</c>, <c>identity.too_many</c>.</summary>
[Operation("POST /api/v1/administration", Summary = "Redeems the code of the first start: the person becomes administrator.")]
public sealed record ClaimAdministration(PersonId Person, string Code) : IOperation<Person>;

/// <summary>Gives a role by e-mail address, and makes the account when there is none; asked by the command line.
/// Errors: <c>identity.bad_email</c>, <c>identity.last_administrator</c>.</summary>
[Operation]
public sealed record Appoint(string Email, Role Role) : IOperation<Appointed>;

/// <param name="Password">Of a new account; shown once.</param>
public sealed record Appointed(Person Person, string? Password);

/// <summary>People, the newest first, at most 100 a page. Error: <c>identity.bad_cursor</c>.</summary>
/// <param name="Email">Only whose address begins so.</param>
[Operation("GET /api/v1/people", Access = Access.Operator, Summary = "People, the newest first.")]
public sealed record People(string? Email = null, string? After = null) : IOperation<Page<PersonEntry>>;

public sealed record PersonEntry(Person Person, string? Email, IReadOnlyList<string> Channels, bool TwoFactor);

/// <summary>One person, with what an operator may change of him. Error: <c>identity.unknown_person</c>.</summary>
[Operation("GET /api/v1/people/{subject}", Access = Access.Operator, Summary = "One person.")]
public sealed record PersonById(PersonId Subject) : IOperation<VersionedPerson>;

/// <param name="Version">Grows with every change of the person.</param>
public sealed record VersionedPerson(PersonEntry Entry, int Version);

/// <summary>Changes in which language and on whose clock Denga speaks to a person, and writes down who did it and why. What was changed meanwhile is not
/// overwritten: <c>identity.person_changed</c>; a repeat of what is so already changes nothing, whatever the version. Errors:
/// <c>identity.unknown_person</c>, <c>identity.unknown_language</c>, <c>identity.unknown_time_zone</c>.</summary>
/// <param name="Person">Who does it.</param>
/// <param name="Version">Of the person as he was seen, <see cref="VersionedPerson.Version"/>.</param>
/// <param name="Reason">At most 500 characters.</param>
[Operation("PUT /api/v1/people/{subject}", Access = Access.Operator, Summary = "Changes a person's language and time zone.")]
public sealed record ChangePerson(PersonId Person, PersonId Subject, int Version, string Language, string TimeZone, string? Reason = null)
    : IOperation<VersionedPerson>;

/// <summary>Gives a person a role. Errors: <c>identity.unknown_person</c>, <c>identity.last_administrator</c>.</summary>
[Operation("PUT /api/v1/people/{subject}/role", Access = Access.Administrator, Summary = "Gives a person a role.")]
public sealed record ChangeRole(PersonId Person, PersonId Subject, Role Role) : IOperation<Person>;

/// <summary>Narrows what a person may do as an operator, or lets him do all that operators may again. It counts while he is one. A repeat is a success. Errors:
/// <c>identity.unknown_person</c>, <c>identity.unknown_right</c>.</summary>
/// <param name="Rights">All that he is to have, of <see cref="RightsThereAre"/>; null: whatever operators may.</param>
[Operation("PUT /api/v1/people/{subject}/rights", Access = Access.Administrator, Summary = "Narrows what an operator may do.")]
public sealed record ChangeRights(PersonId Person, PersonId Subject, IReadOnlyList<string>? Rights) : IOperation<Person>;

/// <summary>The rights there are, in the order of their names.</summary>
[Operation("GET /api/v1/rights", Access = Access.Operator, Summary = "The rights that operators may have.")]
public sealed record RightsThereAre : IOperation<IReadOnlyList<RightThereIs>>;

/// <param name="Operations">What it lets somebody do: the names of operations.</param>
public sealed record RightThereIs(string Right, IReadOnlyList<string> Operations);

/// <summary>The operators and administrators who have a right, at most 200.</summary>
[Operation]
public sealed record OperatorsWith(string Right) : IOperation<IReadOnlyList<PersonId>>;

/// <summary>A person's role changed.</summary>
/// <param name="By">Who gave it; null for the command line and the first start.</param>
[Event("identity.role-changed.v1")]
public sealed record RoleChanged(PersonId Person, Role Role, PersonId? By, DateTimeOffset At) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>E-mails that were not sent because there is no mail server, the newest first, at most 50. For developers only.</summary>
[Operation]
public sealed record Mailbox : IOperation<IReadOnlyList<Letter>>;

public sealed record Letter(string To, string Subject, string Text, DateTimeOffset At);
