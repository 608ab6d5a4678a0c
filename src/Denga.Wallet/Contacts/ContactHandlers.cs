using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Denga.Wallet.Transfers;
using Npgsql;

namespace Denga.Wallet.Contacts;

internal sealed class ContactHandlers(Database<WalletModule> database, Payees payees)
    : IOperationHandler<Contracts.Wallet.Contacts, IReadOnlyList<Contact>>,
        IOperationHandler<AddContact, Contact>,
        IOperationHandler<RemoveContact, Done>
{
    private const int ContactsMax = 200;
    private const int NameCharactersMax = 60;
    private const string Columns = "id, name, payee_name, used_at, payee_id, account_id";

    public async Task<Result<IReadOnlyList<Contact>>> Handle(Contracts.Wallet.Contacts operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"select {Columns} from contact where person_id = $1 order by used_at desc nulls last, id desc limit {ContactsMax}"
            )
            .With(operation.Person.Value);
        return await Read(command, cancel);
    }

    public async Task<Result<Contact>> Handle(AddContact operation, CancellationToken cancel)
    {
        var name = operation.Name is { } given ? PlainText.OneLine(given) : null;
        if (name?.Length is 0 or > NameCharactersMax)
            return WalletErrors.BadName;
        var found = await payees.Find(operation.Person, operation.To, cancel);
        if (!found.IsOk)
            return found.Error;
        if (found.Value.Person == operation.Person)
            return WalletErrors.SameAccount;
        await using var command = database
            .Source.CreateCommand(
                $"""
                insert into contact (id, person_id, payee_id, account_id, name, payee_name)
                select $1, $2, $3, $4, coalesce($5, $6), $6 where (select count(*) from contact where person_id = $2) < {ContactsMax}
                on conflict on constraint contact_once do update set name = coalesce($5, contact.name)
                returning {Columns}
                """
            )
            .With(ContactId.New().Value)
            .With(operation.Person.Value)
            .With(found.Value.Person.Value)
            .With(found.Value.Account?.Value)
            .With(name)
            .With(found.Value.Name);
        return await Read(command, cancel) is [var contact] ? contact : WalletErrors.TooManyContacts;
    }

    public async Task<Result<Done>> Handle(RemoveContact operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("delete from contact where id = $1 and person_id = $2")
            .With(operation.Contact.Value)
            .With(operation.Person.Value);
        return await command.ExecuteNonQueryAsync(cancel) == 1 ? Done.It : WalletErrors.ContactNotFound;
    }

    private async Task<List<Contact>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var contacts = new List<(Contact Contact, PersonId? Named)>();
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
                contacts.Add(
                    (
                        new Contact(new ContactId(rows.GetGuid(0)), rows.GetString(1), rows.GetString(2), rows.Nullable<DateTimeOffset>(3)),
                        // Who is known by his account alone is called by it.
                        rows.IsDBNull(5)
                            ? new PersonId(rows.GetGuid(4))
                            : null
                    )
                );
        }
        var names = await payees.KnownNames(contacts.Select(c => c.Named).OfType<PersonId>(), cancel);
        return
        [
            .. contacts.Select(c => c.Named is { } payee && names.TryGetValue(payee, out var now) ? Called(c.Contact, now) : c.Contact),
        ];
    }

    /// <summary>Where the person gave no word of his own, the contact goes by the payee's name.</summary>
    private static Contact Called(Contact contact, string now) =>
        contact.Payee == now
            ? contact
            : contact with
            {
                Name = contact.Name == contact.Payee ? now : contact.Name,
                Payee = now,
                CalledBefore = contact.Payee,
            };
}
