using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Booking.Bookings;

/// <summary>What is to be paid for bookings, and what comes back.</summary>
internal static class DueTable
{
    /// <summary>What is to be paid for a new booking and when, by the price's schedule; the deposit with the first payment that is due by the day of
    /// arrival.</summary>
    internal static List<DueRow> Of(BookingId booking, PricedStay price, ObjectRow of, DateTimeOffset now)
    {
        var none = Money.Zero(price.Total.Currency);
        var due = new List<DueRow>();
        foreach (var one in price.Schedule)
            Add(
                one.Due is null ? DueKind.Prepayment : DueKind.Balance,
                one.Amount,
                one.Due is { } day ? Latest(StayPeriods.At(day.ToDateTime(of.Text.Rules.CheckIn), of.Zone), now) : now
            );
        if (!price.Deposit.IsZero)
            Add(DueKind.Deposit, price.Deposit, price.Inputs.Stay.StartsAt);
        return due;

        void Add(DueKind kind, Money amount, DateTimeOffset at) =>
            due.Add(
                new DueRow(
                    booking,
                    due.Count + 1,
                    kind,
                    amount,
                    at,
                    DueState.Open,
                    Invoice: null,
                    none,
                    none,
                    Reason: null,
                    [],
                    PaidAt: null
                )
            );
    }

    internal static async Task Add(UnitOfWork unit, DueRow due, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch.BatchCommands.Add(Insert(due));
        await batch.ExecuteNonQueryAsync(cancel);
    }

    internal static NpgsqlBatchCommand Insert(DueRow due) =>
        new NpgsqlBatchCommand("insert into due (booking_id, number, kind, minor, at, state) values ($1, $2, $3, $4, $5, 'Open')")
            .With(due.Booking.Value)
            .With(due.Number)
            .With(due.Kind.ToString())
            .With(due.Amount.Minor)
            .With(due.At);

    internal static async Task Set(UnitOfWork unit, DueRow due, DueState state, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "update due set state = $3, paid_at = case when $3 = 'Paid' then $4 else paid_at end where booking_id = $1 and number = $2",
            unit.Connection
        )
            .With(due.Booking.Value)
            .With(due.Number)
            .With(state.ToString())
            .With(now);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Its money came for nothing and is on its way back: the due is never taken any more.</summary>
    internal static async Task NotWanted(UnitOfWork unit, DueRow due, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "update due set state = 'Returned', returned_minor = minor where booking_id = $1 and number = $2",
            unit.Connection
        )
            .With(due.Booking.Value)
            .With(due.Number);
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal static async Task Invoiced(UnitOfWork unit, DueRow due, InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("update due set invoice_id = $3 where booking_id = $1 and number = $2", unit.Connection)
            .With(due.Booking.Value)
            .With(due.Number)
            .With(invoice.Value);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Decides, with its cause, that so much comes back: of what was paid last first. It is brought back by work.</summary>
    internal static async Task GiveBack(
        UnitOfWork unit,
        BookingRow booking,
        Money amount,
        string reason,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var left = amount;
        foreach (var due in booking.Due.Where(d => d.Kind != DueKind.Deposit && d.State is DueState.Paid or DueState.Returned).Reverse())
        {
            var part = left < due.Left ? left : due.Left;
            if (part.Minor <= 0)
                continue;
            await Return(unit, due, part, reason, now, cancel);
            left -= part;
        }
    }

    /// <summary>What was decided to come back, the oldest first.</summary>
    internal static async Task<IReadOnlyList<MoneyReturn>> Returns(
        NpgsqlConnection connection,
        BookingRow booking,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "select number, minor, reason, at, done_at from give_back where booking_id = $1 order by at, id",
            connection
        ).With(booking.Id.Value);
        var found = new List<MoneyReturn>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            found.Add(
                new MoneyReturn(
                    row.GetInt32(0),
                    new Money(row.GetInt64(1), booking.Currency),
                    row.GetString(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.Nullable<DateTimeOffset>(4)
                )
            );
        return found;
    }

    /// <summary>A part of one payment, or all of it, is to come back.</summary>
    internal static async Task Return(UnitOfWork unit, DueRow due, Money part, string reason, DateTimeOffset now, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(now);
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch
            .Command(
                "update due set returned_minor = returned_minor + $3, state = case when returned_minor + $3 + captured_minor = minor then 'Returned' else state end where booking_id = $1 and number = $2"
            )
            .With(due.Booking.Value)
            .With(due.Number)
            .With(part.Minor);
        batch
            .Command("insert into give_back (id, booking_id, number, minor, reason, at) values ($1, $2, $3, $4, $5, $6)")
            .With(id)
            .With(due.Booking.Value)
            .With(due.Number)
            .With(part.Minor)
            .With(reason)
            .With(now);
        await batch.ExecuteNonQueryAsync(cancel);
        unit.Later(new ReturnMoney(due.Booking, due.Number, id, part), id.ToString("N"));
    }

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
