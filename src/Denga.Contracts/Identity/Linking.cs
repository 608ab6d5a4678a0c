namespace Denga.Contracts.Identity;

/// <summary>Makes a code with which another identity of the same human being joins this person: written to the bot as <c>/link CODE</c>, or typed
/// into the cabinet. It is good once, for minutes; a new one voids the old. Error: <c>identity.too_many</c>.</summary>
[Operation("POST /api/v1/me/link-codes", Summary = "Makes a code that links a messenger, or the cabinet, with this person.")]
public sealed record CreateLinkCode(PersonId Person) : IOperation<LinkCode>;

/// <param name="Code">Eight characters; case and dashes do not matter.</param>
public sealed record LinkCode(string Code, DateTimeOffset ExpiresAt);

/// <summary>Joins the person who redeems with the person who made the code. The one with an e-mail address is kept, else the one with money, else the
/// one who made the code; the other's identities move to him, and so does what the other wrote (<see cref="PeopleMerged"/>).
/// Errors: <c>identity.bad_code</c>, <c>identity.code_used</c>, <c>identity.too_many</c>, <c>identity.both_have_email</c>,
/// <c>identity.holds_money</c>, <c>identity.changed_meanwhile</c>; <c>identity.second_factor_needed</c> where one of the two has an authenticator, and <c>identity.locked</c>.</summary>
/// <param name="SecondFactor">A code of the authenticator, or a recovery code, of whichever of the two has one.</param>
[Operation("POST /api/v1/me/links", Summary = "Redeems a link code.")]
public sealed record RedeemLinkCode(PersonId Person, string Code, string? SecondFactor = null) : IOperation<Linked>;

/// <param name="Person">Who was kept.</param>
/// <param name="Now">By what the joined person is spoken to and counted for from now on; null in what older releases wrote.</param>
/// <param name="Was">The same of the one who was absorbed, until now.</param>
public sealed record Linked(Person Person, PersonalSettings? Now = null, PersonalSettings? Was = null);

/// <summary>What one of two joined people had chosen, and the other may have chosen otherwise.</summary>
/// <param name="Currency">The main currency; null when the module of expenses did not answer.</param>
public sealed record PersonalSettings(string Language, string TimeZone, Currency? Currency = null, int? MonthStartDay = null);

/// <summary>Two people turned out to be one. What belongs to <paramref name="Absorbed"/> belongs to <paramref name="Kept"/> from now on; the absorbed
/// id goes on answering as the kept person.</summary>
/// <param name="Now">As in <see cref="Linked"/>.</param>
/// <param name="Was">As in <see cref="Linked"/>.</param>
[Event("identity.people-merged.v1")]
public sealed record PeopleMerged(
    PersonId Kept,
    PersonId Absorbed,
    DateTimeOffset At,
    PersonalSettings? Now = null,
    PersonalSettings? Was = null
) : IEvent
{
    public string Key => Absorbed.ToString();
}

/// <summary>The answer of an operation with which a module says that a person holds value there. A module that keeps money declares one operation
/// <c>record X(PersonId Person) : IOperation&lt;HeldValue&gt;</c>; Identity asks all of them before two people are joined or one is erased.</summary>
public sealed record HeldValue(bool Any);

/// <summary>The answer of an operation with which a module freezes what a person holds there, before he is joined with another or erased. A module that
/// keeps money declares <c>record X(OperationId Id, PersonId Person) : IOperation&lt;Frozen&gt;</c> and, to call it off, one that answers
/// <see cref="Unfrozen"/>.</summary>
/// <param name="Is">False when he holds value: then nothing was done.</param>
public sealed record Frozen(bool Is);

public sealed record Unfrozen;

/// <summary>Those of at most 1,000 people who were erased or joined with another. For modules that must not miss it.</summary>
/// <param name="CallOff">Of the others, whatever is on its way to erase or join them comes to nothing: what was frozen for it may be opened.</param>
[Operation]
public sealed record DepartedPeople(IReadOnlyList<PersonId> People, bool CallOff = false) : IOperation<IReadOnlyList<DepartedPerson>>;

/// <param name="Kept">Who lives on; null when the person was erased.</param>
public sealed record DepartedPerson(PersonId Person, PersonId? Kept);
