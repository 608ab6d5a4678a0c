namespace Denga.Contracts.Identity;

/// <summary>Makes a code with which another identity of the same human being joins this person: written to the bot as <c>/link CODE</c>, or typed
/// into the cabinet. It is good once, for minutes; a new one voids the old. Error: <c>identity.too_many</c>.</summary>
[Operation("POST /api/v1/me/link-codes", Summary = "Makes a code that links a messenger, or the cabinet, with this person.")]
public sealed record CreateLinkCode(PersonId Person) : IOperation<LinkCode>;

/// <param name="Code">Eight characters; case and dashes do not matter.</param>
public sealed record LinkCode(string Code, DateTimeOffset ExpiresAt);

/// <summary>Joins the person who redeems with the person who made the code. The one with an e-mail address is kept, else the one with money, else the
/// one who made the code; the other's identities move to him, and so does what the other wrote (<see cref="PeopleMerged"/>).
/// Errors: <c>identity.bad_code</c>, <c>identity.too_many</c>, <c>identity.both_have_email</c>, <c>identity.holds_money</c>.</summary>
[Operation("POST /api/v1/me/links", Summary = "Redeems a link code.")]
public sealed record RedeemLinkCode(PersonId Person, string Code) : IOperation<Linked>;

/// <param name="Person">Who was kept.</param>
public sealed record Linked(Person Person);

/// <summary>Two people turned out to be one. What belongs to <paramref name="Absorbed"/> belongs to <paramref name="Kept"/> from now on; the absorbed
/// id goes on answering as the kept person.</summary>
[Event("identity.people-merged.v1")]
public sealed record PeopleMerged(PersonId Kept, PersonId Absorbed, DateTimeOffset At) : IEvent
{
    public string Key => Absorbed.ToString();
}

/// <summary>The answer of an operation with which a module says that a person holds value there. A module that keeps money declares one operation
/// <c>record X(PersonId Person) : IOperation&lt;HeldValue&gt;</c>; Identity asks all of them before two people are joined or one is erased.</summary>
public sealed record HeldValue(bool Any);
