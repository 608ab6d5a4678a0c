using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>People to send to again.</summary>
internal static class ContactPages
{
    private const int OnPage = 50;

    internal static async Task<IResult> List(Visit visit)
    {
        var contacts = await visit.Ask(new Contacts(visit.Me.Id));
        if (!contacts.IsOk)
            return visit.Failed(contacts.Error);
        var state = ListState.Of(visit, ListState.Text, ListState.Order);
        var words = state[ListState.Text];
        return visit.Page<ContactsPage, ListPage<Contact>>(
            ListPage<Contact>.Of(
                contacts.Value.Where(c => Fits(c.Name, words) || Fits(c.Payee, words)),
                state,
                OnPage,
                c => c.Id.ToString(),
                ("name", c => c.Name),
                ("recent", c => -(c.LastUsedAt?.ToUnixTimeMilliseconds() ?? 0))
            )
        );
    }

    private static bool Fits(string name, string words) => name.Contains(words, StringComparison.CurrentCultureIgnoreCase);

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
