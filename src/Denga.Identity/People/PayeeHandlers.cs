using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;

namespace Denga.Identity.People;

/// <summary>Whom somebody means, and what people are called before others.</summary>
internal sealed class PayeeHandlers(Database<IdentityModule> database, EmailAccounts accounts)
    : IOperationHandler<PersonByHandle, KnownAs>,
        IOperationHandler<MaskedNames, IReadOnlyList<KnownAs>>,
        IOperationHandler<UsernameOf, KnownUsername>
{
    private const int PeopleMax = 200;
    private const int ShownMax = 3;

    public async Task<Result<KnownAs>> Handle(PersonByHandle operation, CancellationToken cancel)
    {
        var handle = operation.Handle.Trim();
        if (handle.StartsWith('@'))
            return await ByUsername(handle[1..], cancel);
        return EmailAddress.Read(handle) is { } address && await accounts.Find(address, cancel) is { } account
            ? new KnownAs(account.Person, Mask(account.Address))
            : IdentityErrors.UnknownPerson;
    }

    public async Task<Result<IReadOnlyList<KnownAs>>> Handle(MaskedNames operation, CancellationToken cancel)
    {
        var names = new Dictionary<Guid, string>();
        await using var command = database.Source.CreateCommand(
            """
            select p.id, e.address, (select min(i.username) from identity i where i.person_id = k.id and i.username is not null)
            from unnest($1) as asked (id) join person p on p.id = asked.id
            join person k on k.id = coalesce(p.merged_into, p.id) and k.erased_at is null
            left join email_account e on e.person_id = k.id
            """
        );
        command.With<Guid[]>([.. operation.People.Take(PeopleMax).Select(p => p.Value)]);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            names[rows.GetGuid(0)] =
                !rows.IsDBNull(1) ? Mask(rows.GetString(1))
                : !rows.IsDBNull(2) ? MaskUsername(rows.GetString(2))
                : "";
        return operation.People.Take(PeopleMax).Select(p => new KnownAs(p, names.GetValueOrDefault(p.Value, ""))).ToList();
    }

    public async Task<Result<KnownUsername>> Handle(UsernameOf operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                """
                select i.username from person p join identity i on i.person_id = coalesce(p.merged_into, p.id) and i.channel = $2
                where p.id = $1 and i.username is not null
                    and not exists (select from identity o where o.channel = i.channel and o.external_id <> i.external_id
                        and lower(o.username) = lower(i.username))
                order by i.seen_at desc nulls last limit 1
                """
            )
            .With(operation.Person.Value)
            .With(operation.Channel);
        return new KnownUsername(await command.ExecuteScalarAsync(cancel) as string);
    }

    private async Task<Result<KnownAs>> ByUsername(string username, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            select i.person_id, min(i.username) from identity i join person p on p.id = i.person_id and p.erased_at is null
            where lower(i.username) = lower($1) group by i.person_id limit 2
            """
        );
        command.With(username);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        if (!await rows.ReadAsync(cancel))
            return IdentityErrors.UnknownPerson;
        var found = new KnownAs(new PersonId(rows.GetGuid(0)), MaskUsername(rows.GetString(1)));
        // A name that moved from one account to another means two people until one of them writes again: neither is taken.
        return await rows.ReadAsync(cancel) ? IdentityErrors.UsernameContested : found;
    }

    private static string Mask(string address)
    {
        address = PlainText.OneLine(address);
        var at = address.LastIndexOf('@');
        return PlainText.Head(address[..at], at <= ShownMax ? 1 : ShownMax) + "…" + address[at..];
    }

    private static string MaskUsername(string username) => string.Concat("@", username.AsSpan(0, Math.Min(username.Length, ShownMax)), "…");
}
