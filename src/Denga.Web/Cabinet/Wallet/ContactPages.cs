using Denga.Contracts;
using Denga.Contracts.Wallet;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>People to send to again.</summary>
internal static class ContactPages
{
    internal static async Task<IResult> List(Visit visit)
    {
        var contacts = await visit.Ask(new Contacts(visit.Me.Id));
        return contacts.IsOk ? visit.Page<ContactsPage, IReadOnlyList<Contact>>(contacts.Value) : visit.Failed(contacts.Error);
    }

    internal static async Task<IResult> Add(Visit visit)
    {
        var answer = await visit.Ask(new AddContact(visit.Me.Id, visit.Entered["to"], SendPages.Optional(visit, "name")));
        if (answer.IsOk)
            return visit.Go("/app/contacts?said=added");
        visit.Refused(answer.Error);
        return await List(visit);
    }

    internal static async Task<IResult> Remove(Visit visit)
    {
        if (!ContactId.TryParse(visit.Entered["contact"], provider: null, out var id))
            return visit.NotFound();
        var answer = await visit.Ask(new RemoveContact(visit.Me.Id, id));
        return answer.IsOk ? visit.Go("/app/contacts?said=removed") : visit.Failed(answer.Error);
    }
}
