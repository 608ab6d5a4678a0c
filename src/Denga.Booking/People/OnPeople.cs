using System.Text.Json;
using Denga.Booking.Bookings;
using Denga.Booking.Waiting;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Booking.People;

/// <summary>What was the absorbed person's is the kept one's. Nobody with money is absorbed, so nothing is set aside for him.</summary>
internal sealed class OnPeopleMerged() : Consumer<PeopleMerged>("booking.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(work.Connection);
        batch.Command("update booking set person_id = $1 where person_id = $2").With(happened.Kept.Value).With(happened.Absorbed.Value);
        batch.Command("delete from quote where person_id = $1").With(happened.Absorbed.Value);
        // A code that both have used stays used by the absorbed one's booking.
        batch
            .Command(
                """
                update promo_use u set person_id = $1
                where person_id = $2 and not exists (select from promo_use k where k.code = u.code and k.person_id = $1)
                """
            )
            .With(happened.Kept.Value)
            .With(happened.Absorbed.Value);
        batch.Command("update contract set person_id = $1 where person_id = $2").With(happened.Kept.Value).With(happened.Absorbed.Value);
        // What both wait for is waited for once.
        batch
            .Command(
                """
                delete from waiting w using waiting k where w.person_id = $2 and k.person_id = $1 and w.object_id = k.object_id and w.dates = k.dates
                    and w.told_at is null and k.told_at is null
                """
            )
            .With(happened.Kept.Value)
            .With(happened.Absorbed.Value);
        batch.Command("update waiting set person_id = $1 where person_id = $2").With(happened.Kept.Value).With(happened.Absorbed.Value);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>What the person wrote goes, and what waits for his money is called off; what he booked and paid stays under the pseudonym.</summary>
internal sealed class OnPersonErased(BookingTable bookings) : Consumer<PersonErased>("booking.person-erased")
{
    protected override async Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await using var waiting = new NpgsqlCommand(
            BookingRow.Select + " where b.person_id = $1 and b.expires_at is not null order by b.object_id",
            work.Connection
        ).With(happened.Person.Value);
        foreach (var one in await BookingRow.Read(waiting, cancel))
            if (await BookingTable.Lock(work, one.Id, by: null, cancel) is { } booking)
                await bookings.Move(work, booking, BookingState.Cancelled, cancel, BookingErrors.CalledOff);
        await using var batch = new NpgsqlBatch(work.Connection);
        batch.Command("update booking set note = null where person_id = $1 and note is not null").With(happened.Person.Value);
        batch
            .Command("delete from booking_note n using booking b where b.id = n.booking_id and b.person_id = $1")
            .With(happened.Person.Value);
        batch
            .Command("update handover h set body = h.body - 'note' from booking b where b.id = h.booking_id and b.person_id = $1")
            .With(happened.Person.Value);
        batch.Command("delete from quote where person_id = $1").With(happened.Person.Value);
        batch.Command("delete from waiting where person_id = $1").With(happened.Person.Value);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}

internal sealed class RecordsHandler(Database<BookingModule> database) : IOperationHandler<BookingPersonalRecords, PersonalRecords>
{
    private const int BookingsMax = 10_000;

    public async Task<Result<PersonalRecords>> Handle(BookingPersonalRecords operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(BookingRow.Select + $" where b.person_id = $1 order by b.created_at desc, b.id desc limit {BookingsMax}")
            .With(operation.Person.Value);
        var own = await BookingRow.Read(command, cancel);
        await using var connection = await database.Open(cancel);
        var waiting = await WaitingRow.Read(
            connection,
            "where w.person_id = $1 order by w.created_at desc, w.id desc limit 500",
            c => c.With(operation.Person.Value),
            cancel
        );
        return new PersonalRecords(
            JsonSerializer.SerializeToElement(
                new { bookings = own.Select(b => b.Told()), waiting = waiting.Select(w => w.Told()) },
                DengaJson.Options
            )
        );
    }
}
