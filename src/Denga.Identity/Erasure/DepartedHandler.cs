using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Identity.Erasure;

/// <summary>Who is gone. A departure reads the person's version before anything is frozen for it, and commits only with the same one: a larger version calls
/// it off for good, however late it comes.</summary>
internal sealed class DepartedHandler(Database<IdentityModule> database) : IOperationHandler<DepartedPeople, IReadOnlyList<DepartedPerson>>
{
    private const int PeopleMax = 1000;

    public async Task<Result<IReadOnlyList<DepartedPerson>>> Handle(DepartedPeople operation, CancellationToken cancel)
    {
        Guid[] people = [.. operation.People.Take(PeopleMax).Select(p => p.Value).Order()];
        await using var connection = await database.Open(cancel);
        if (operation.CallOff)
        {
            // Waits for a departure that is committing; what is asked next sees what became of it.
            await using var call = new NpgsqlCommand(
                """
                update person p set version = version + 1
                from (select id from person where id = any($1) order by id for update) locked
                where p.id = locked.id and p.merged_into is null and p.erased_at is null
                """,
                connection
            );
            call.With(people);
            await call.ExecuteNonQueryAsync(cancel);
        }
        await using var command = new NpgsqlCommand(
            "select id, case when erased_at is null then merged_into end from person where id = any($1) and (erased_at is not null or merged_into is not null)",
            connection
        );
        command.With(people);
        var gone = new List<DepartedPerson>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            gone.Add(new DepartedPerson(new PersonId(rows.GetGuid(0)), rows.IsDBNull(1) ? null : new PersonId(rows.GetGuid(1))));
        return gone;
    }
}
