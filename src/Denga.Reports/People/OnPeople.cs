using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Reports.People;

/// <summary>The absorbed person's files are the kept one's; his reports are built anew when they are asked for.</summary>
internal sealed class OnPeopleMerged() : Consumer<PeopleMerged>("reports.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(work.Connection);
        foreach (
            var sql in (string[])
                [
                    "update file set person_id = $1 where person_id = $2",
                    "update document_request set person_id = $1 where person_id = $2",
                    "delete from report where person_id = $2 and $1 is not null",
                    "delete from document where person_id = $2 and $1 is not null",
                ]
        )
            batch.Command(sql).With(happened.Kept.Value).With(happened.Absorbed.Value);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Files cannot be deleted in a transaction: the job does it, at once.</summary>
internal sealed class OnPersonErased() : Consumer<PersonErased>("reports.person-erased")
{
    protected override async Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "insert into erased_person (person_id, erased_at) values ($1, $2) on conflict do nothing",
            work.Connection
        );
        await command.With(happened.Person.Value).With(happened.At).ExecuteNonQueryAsync(cancel);
        work.Tell(new ErasedPersonWaits());
    }
}

/// <summary>Somebody was erased whose reports and files are still there.</summary>
internal sealed record ErasedPersonWaits : ISignal;
