using System.Text.Json;

namespace Denga.Contracts.Identity;

/// <summary>Everything that Denga keeps of the person, by module.</summary>
[Operation("GET /api/v1/me/export", Summary = "Everything that Denga keeps of the person.")]
public sealed record ExportPersonalRecords(PersonId Person) : IOperation<PersonalExport>;

/// <param name="Modules">By module: what it keeps.</param>
public sealed record PersonalExport(PersonId Person, DateTimeOffset At, IReadOnlyDictionary<string, JsonElement> Modules);

/// <summary>The answer of an operation with which a module gives what it keeps of a person. A module declares one operation
/// <c>record X(PersonId Person) : IOperation&lt;PersonalRecords&gt;</c>, and the export asks it.</summary>
public sealed record PersonalRecords(JsonElement Records);

/// <summary>What Identity itself keeps.</summary>
[Operation]
public sealed record IdentityRecords(PersonId Person) : IOperation<PersonalRecords>;

/// <summary>Erases the person: identities, e-mail and sessions go, and a pseudonym stays, so that the ledger keeps balancing. There is no way back.
/// Errors: <c>identity.holds_money</c>, <c>identity.bad_code</c>, <c>identity.last_administrator</c>,
/// <c>identity.changed_meanwhile</c>.</summary>
/// <param name="Code">From a step-up with the purpose <c>erase</c>. Needed by everybody who has an e-mail address or an authenticator.</param>
[Operation("POST /api/v1/me/erasure", EndsSession = true, Summary = "Erases the person for ever.")]
public sealed record ErasePerson(PersonId Person, string? Code = null) : IOperation<Done>;

/// <summary>The person is a pseudonym from now on: what identifies him must go, what must balance stays.</summary>
[Event("identity.person-erased.v1")]
public sealed record PersonErased(PersonId Person, DateTimeOffset At) : IEvent
{
    public string Key => Person.ToString();
}
