using System.Security.Cryptography;
using System.Text.Json;
using Denga.Booking.AddOns;
using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Bookings;

/// <summary>From a quote to a booking. Price, time, what is due and the event are one commit under the object's lock (decision 0081).</summary>
internal sealed class BookHandlers(
    Database<BookingModule> database,
    BookingTable bookings,
    Stays stays,
    IOptions<BookingOptions> options,
    TimeProvider clock
) : IOperationHandler<QuoteStay, StayQuote>, IOperationHandler<BookStay, RentalBooking>, IOperationHandler<BookByHand, RentalBooking>
{
    private const int NoteMax = 500;

    public async Task<Result<StayQuote>> Handle(QuoteStay operation, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Open(cancel);
        if (await ObjectRow.Find(connection, operation.Object, cancel) is not { State: ObjectState.Active } of)
            return BookingErrors.ObjectNotFound;
        var period = StayTimes.Of(of.Text, operation.Dates);
        if (!period.IsOk)
            return period.Error;
        if (StayTimes.Refuses(of.Text, operation.Dates, period.Value, now) is { } refused)
            return refused;
        if (operation.Guests < 1 || operation.Guests > of.Text.GuestsMax)
            return PriceErrors.BadGuests(of.Text.GuestsMax);
        var span = StayTimes.Span(period.Value, of.Text.Rules);
        if (!await Stays.IsFree(connection, of.Id, span, without: null, now, cancel))
            return BookingErrors.Taken;
        var priced = await StayPrices.Price(
            connection,
            of,
            period.Value,
            operation.Guests,
            operation.AddOns,
            operation.Promo,
            operation.Person,
            now,
            changed: null,
            cancel
        );
        if (!priced.IsOk)
            return priced.Error;
        var quote = new StayQuote(
            StayQuoteId.New(),
            of.Id,
            operation.Dates,
            period.Value.StartsAt,
            period.Value.EndsAt,
            operation.Guests,
            priced.Value,
            of.Text.Rules.NeedsApproval,
            now + options.Value.QuoteLifetime
        );
        await using var keep = new NpgsqlCommand(
            "insert into quote (id, person_id, object_id, dates, guests, price, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            connection
        )
            .With(quote.Id.Value)
            .With(operation.Person.Value)
            .With(of.Id.Value)
            .With(Json(quote.Dates), NpgsqlDbType.Jsonb)
            .With(quote.Guests)
            .With(Json(quote.Price), NpgsqlDbType.Jsonb)
            .With(now)
            .With(quote.ExpiresAt);
        await keep.ExecuteNonQueryAsync(cancel);
        return quote;
    }

    public async Task<Result<RentalBooking>> Handle(BookStay operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        var id = BookingId.From(operation.Id.Value);
        if (await Known(id, operation.Quote, operation.Person, hash, cancel) is { } known)
            return known;
        await using var connection = await database.Open(cancel);
        if (await Quoted(connection, operation, cancel) is not { } quote)
            return BookingErrors.QuoteNotFound;
        if (quote.ExpiresAt <= clock.GetUtcNow())
            return BookingErrors.QuoteExpired;
        await connection.CloseAsync();
        var draft = new Draft(
            id,
            hash,
            operation.Quote,
            operation.Person,
            quote.Object,
            quote.Dates,
            quote.Guests,
            quote.Price,
            Cleaned(operation.Note),
            ByHand: null
        );
        return await Write(draft, cancel);
    }

    public async Task<Result<RentalBooking>> Handle(BookByHand operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        var id = BookingId.From(operation.Id.Value);
        if (await bookings.Find(id, cancel) is { } known)
            return OperationRecord.Repeat(known.RequestHash, hash, known.Told());
        await using var connection = await database.Open(cancel);
        var of = await ObjectRow.Find(connection, operation.Object, cancel);
        if (of is null or { State: ObjectState.Archived })
            return BookingErrors.ObjectNotFound;
        if (operation.Unit is { } wanted && !of.Units.Any(u => u.Id == wanted && u.IsActive))
            return BookingErrors.UnitNotFound;
        var period = StayTimes.Of(of.Text, operation.Dates);
        if (!period.IsOk)
            return period.Error;
        if (period.Value.EndsAt <= clock.GetUtcNow())
            return PriceErrors.InPast;
        if (operation.Guests < 1 || operation.Guests > of.Text.GuestsMax)
            return PriceErrors.BadGuests(of.Text.GuestsMax);
        var priced = await StayPrices.Price(
            connection,
            of,
            period.Value,
            operation.Guests,
            operation.AddOns,
            promo: null,
            operation.Customer,
            clock.GetUtcNow(),
            changed: null,
            cancel
        );
        if (!priced.IsOk)
            return priced.Error;
        // Who holds a connection and waits for another one stands in the way of all who do the same.
        await connection.CloseAsync();
        var draft = new Draft(
            id,
            hash,
            Quote: null,
            operation.Customer,
            of.Id,
            operation.Dates,
            operation.Guests,
            priced.Value,
            Cleaned(operation.Note),
            new Desk(operation.Person, operation.Unit, operation.Confirmed)
        );
        return operation.DryRun
            ? await database.Rehearse(tried => tried.Step(unit => Write(unit, draft, cancel), cancel), cancel)
            : await Write(draft, cancel);
    }

    /// <summary>Exactly one of those who ask for the same time gets it: the lock lets them look one after the other, and the constraint decides.</summary>
    private async Task<Result<RentalBooking>> Write(Draft draft, CancellationToken cancel)
    {
        // Most of a crowd are told at once, and wait in no line.
        await using (var connection = await database.Open(cancel))
        {
            if (await ObjectRow.Find(connection, draft.Object, cancel) is not { } of)
                return BookingErrors.ObjectNotFound;
            var span = StayTimes.Span(draft.Price.Inputs.Stay, of.Text.Rules);
            if (!await Stays.IsFree(connection, draft.Object, span, without: null, clock.GetUtcNow(), cancel))
                return await Known(connection, draft.Id, draft.Quote, draft.Person, draft.RequestHash, cancel) ?? BookingErrors.Taken;
        }
        try
        {
            return await database.Attempt<RentalBooking>(unit => Write(unit, draft, cancel), cancel);
        }
        catch (PostgresException e) when (e.ConstraintName == Stays.Constraint)
        {
            return BookingErrors.Taken;
        }
    }

    private async Task<Result<RentalBooking>> Write(UnitOfWork unit, Draft draft, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (await ObjectRow.Lock(unit, draft.Object, draft.ByHand?.By ?? draft.Person, cancel) is not { } of)
            return BookingErrors.ObjectNotFound;
        if (await Known(unit.Connection, draft.Id, draft.Quote, draft.Person, draft.RequestHash, cancel) is { } known)
            return known;
        if (draft.ByHand is null && of.State != ObjectState.Active)
            return BookingErrors.ObjectNotFound;
        if (draft.ByHand is null && await Unpaid(unit, draft.Person, now, cancel) >= options.Value.UnpaidMax)
            return BookingErrors.TooManyUnpaid;
        var period = draft.Price.Inputs.Stay;
        var span = StayTimes.Span(period, of.Text.Rules);
        await bookings.EndOverdue(unit, of.Id, span, cancel);
        if (await stays.Find(unit, of, span, draft.ByHand?.Unit, without: null, cancel) is not { } on)
            return BookingErrors.Taken;
        var due = Dues(draft, of, now);
        var (state, until) = First(draft, of, due, now);
        await using (var insert = new NpgsqlCommand(
                """
                insert into booking (id, number, request_hash, quote_id, person_id, object_id, unit_id, state, dates, arrives, leaves, guests, price, currency,
                    total_minor, note, created_at, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                """,
                unit.Connection
            ).With(draft.Id.Value).With(Number()).With(draft.RequestHash).With(draft.Quote?.Value).With(draft.Person.Value).With(of.Id.Value).With(draft.ByHand?.Unit?.Value).With(state.ToString()).With(Json(draft.Dates), NpgsqlDbType.Jsonb).With(period.StartsAt).With(period.EndsAt).With(draft.Guests).With(Json(draft.Price), NpgsqlDbType.Jsonb).With(draft.Price.Total.Currency.Code).With(draft.Price.Total.Minor).With(draft.Note).With(now).With(until))
            await insert.ExecuteNonQueryAsync(cancel);
        if (await Extras.Take(unit, draft.Id, draft.Person, draft.Price, cancel) is { } refused)
            return refused;
        foreach (var one in due)
            await DueTable.Add(unit, one, cancel);
        await stays.Add(unit, new NewStay(of.Id, on, draft.Dates, span, draft.ByHand?.Unit is not null, draft.Id, until), cancel);
        var made = (await BookingRow.Find(unit.Connection, draft.Id, cancel))!;
        BookingTable.Follow(unit, made, before: null);
        if (draft.ByHand is { } desk)
            unit.Audit(
                "booking.booked-by-hand",
                made.Id.ToString(),
                desk.By,
                after: new
                {
                    made.Number,
                    made.State,
                    Customer = made.Person,
                }
            );
        unit.Publish(new BookingChanged(made.Told(), made.Person, Before: null, now));
        if (made.State == BookingState.Requested)
            unit.Publish(
                new AttentionNeeded(
                    new AttentionItem(AttentionKind.Request, of.Id, of.Text.Name, made.Id, made.Number, Feed: null, FeedName: null, 1, now),
                    now
                )
            );
        return made.Told();
    }

    private (BookingState State, DateTimeOffset? Until) First(Draft draft, ObjectRow of, IReadOnlyList<DueRow> due, DateTimeOffset now)
    {
        if (draft.ByHand is null && of.Text.Rules.NeedsApproval)
            return (BookingState.Requested, now + options.Value.AnswerWithin);
        // Where nothing is to be paid at once, there is nothing to wait for.
        if (draft.ByHand?.Confirmed != true && due.Any(d => d.Kind == DueKind.Prepayment))
            return (BookingState.Held, now + options.Value.HoldFor);
        return (due.Any(d => d.Kind != DueKind.Deposit) ? BookingState.Confirmed : BookingState.Paid, null);
    }

    /// <summary>What is to be paid and when, by the price's schedule; the deposit with the first payment that is due by the day of arrival.</summary>
    private static List<DueRow> Dues(Draft draft, ObjectRow of, DateTimeOffset now)
    {
        var none = Money.Zero(draft.Price.Total.Currency);
        var due = new List<DueRow>();
        foreach (var one in draft.Price.Schedule)
            Add(
                one.Due is null ? DueKind.Prepayment : DueKind.Balance,
                one.Amount,
                one.Due is { } day ? Latest(StayPeriods.At(day.ToDateTime(of.Text.Rules.CheckIn), of.Zone), now) : now
            );
        if (!draft.Price.Deposit.IsZero)
            Add(DueKind.Deposit, draft.Price.Deposit, draft.Price.Inputs.Stay.StartsAt);
        return due;

        void Add(DueKind kind, Money amount, DateTimeOffset at) =>
            due.Add(
                new DueRow(
                    draft.Id,
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

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private async Task<int> Unpaid(UnitOfWork unit, PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select count(*)::int from booking where person_id = $1 and expires_at > $2",
            unit.Connection
        )
            .With(person.Value)
            .With(now);
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task<Result<RentalBooking>?> Known(
        BookingId id,
        StayQuoteId? quote,
        PersonId person,
        byte[] hash,
        CancellationToken cancel
    )
    {
        await using var connection = await database.Open(cancel);
        return await Known(connection, id, quote, person, hash, cancel);
    }

    /// <summary>What the id, or the quote, has become already; null where that is nothing.</summary>
    private static async Task<Result<RentalBooking>?> Known(
        NpgsqlConnection connection,
        BookingId id,
        StayQuoteId? quote,
        PersonId person,
        byte[] hash,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(BookingRow.Select + " where b.id = $1 or b.quote_id = $2", connection)
            .With(id.Value)
            .With(quote?.Value);
        var found = await BookingRow.Read(command, cancel);
        if (found.FirstOrDefault(b => b.Id == id) is { } same)
            return OperationRecord.Repeat(same.RequestHash, hash, same.Told());
        return found.FirstOrDefault(b => b.Person == person) is { } booked
            ? (Result<RentalBooking>?)(Result<RentalBooking>)booked.Told()
            : null;
    }

    private static async Task<Quoted?> Quoted(NpgsqlConnection connection, BookStay operation, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select object_id, dates, guests, price, expires_at from quote where id = $1 and person_id = $2",
            connection
        )
            .With(operation.Quote.Value)
            .With(operation.Person.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new Quoted(
                ObjectId.From(row.GetGuid(0)),
                JsonSerializer.Deserialize<StayDates>(row.GetString(1), DengaJson.Options)!,
                row.GetInt32(2),
                JsonSerializer.Deserialize<PricedStay>(row.GetString(3), DengaJson.Options)!,
                row.GetFieldValue<DateTimeOffset>(4)
            )
            : null;
    }

    private static string? Cleaned(string? note) =>
        note is null || PlainText.OneLine(note) is not { Length: > 0 } line ? null : PlainText.Cut(line, NoteMax);

    /// <summary>Nine letters and digits that nobody mistakes for others, in threes: about as many as there are seconds in a million years.</summary>
    private static string Number()
    {
        const string letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
        var nine = RandomNumberGenerator.GetString(letters, 9);
        return $"{nine[..3]}-{nine[3..6]}-{nine[6..]}";
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DengaJson.Options);

    /// <param name="ByHand">An operator books.</param>
    private sealed record Draft(
        BookingId Id,
        byte[] RequestHash,
        StayQuoteId? Quote,
        PersonId Person,
        ObjectId Object,
        StayDates Dates,
        int Guests,
        PricedStay Price,
        string? Note,
        Desk? ByHand
    );

    private sealed record Desk(PersonId By, UnitId? Unit, bool Confirmed);
}

/// <summary>What was promised.</summary>
internal sealed record Quoted(ObjectId Object, StayDates Dates, int Guests, PricedStay Price, DateTimeOffset ExpiresAt);
