using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Wallet;

[JsonConverter(typeof(TypedIdConverter<ContactId>))]
public readonly record struct ContactId(Guid Value) : ITypedId<ContactId>
{
    public static string Prefix => "con";

    public static ContactId From(Guid value) => new(value);

    public static ContactId New() => new(Guid.CreateVersion7());

    public static ContactId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ContactId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ContactId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>Somebody to send to again. He is added by himself after the first completed transfer.</summary>
/// <param name="Name">The person's own word, or the masked name.</param>
/// <param name="Payee">Masked, as he is called now: a contact is the person, whatever name he goes by.</param>
/// <param name="CalledBefore">What he was called when he became a contact, masked, if that is another name; null otherwise.</param>
public sealed record Contact(ContactId Id, string Name, string Payee, DateTimeOffset? LastUsedAt, string? CalledBefore = null);

/// <summary>The contacts, the last used first; at most 200.</summary>
[Operation("GET /api/v1/contacts", Summary = "People and accounts to send to again.")]
public sealed record Contacts(PersonId Person) : IOperation<IReadOnlyList<Contact>>;

/// <summary>Adds a contact; for one who is there already it changes the name. Errors: <c>wallet.payee_not_found</c>, <c>wallet.too_many_lookups</c>,
/// <c>wallet.bad_name</c> (1 to 60 characters), <c>wallet.too_many_contacts</c> (200), <c>wallet.same_account</c> for oneself.</summary>
/// <param name="To">As in <see cref="Transfer"/>.</param>
[Operation("POST /api/v1/contacts", Handle = nameof(To), Summary = "Adds a contact, or changes its name.")]
public sealed record AddContact(PersonId Person, string To, string? Name = null) : IOperation<Contact>;

/// <summary>Removes a contact. Error: <c>wallet.contact_not_found</c>.</summary>
[Operation("DELETE /api/v1/contacts/{contact}", Summary = "Removes a contact.")]
public sealed record RemoveContact(PersonId Person, ContactId Contact) : IOperation<Done>;
