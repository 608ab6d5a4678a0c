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
        // A crash of the database may forget the newest ones: who comes with one of them is told to ask again.
        await using var keep = new NpgsqlCommand(
            $"""
            insert into quote (id, person_id, object_id, dates, guests, price, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
            returning {UnitOfWork.UnflushedHere}
            """,
            connection
        ).With(quote.Id.Value).With(operation.Person.Value).With(of.Id.Value).With(Json(quote.Dates), NpgsqlDbType.Jsonb).With(quote.Guests).With(Json(quote.Price), NpgsqlDbType.Jsonb).With(now).With(quote.ExpiresAt);
        await keep.ExecuteNonQueryAsync(cancel);
        return quote;
    }

    public async Task<Result<RentalBooking>> Handle(BookStay operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        var id = BookingId.From(operation.Id.Value);
        var (known, quoted) = await Asked(id, operation, hash, cancel);
        if (known is { } booked)
            return booked;
        if (quoted is not { } quote)
            return BookingErrors.QuoteNotFound;
        if (quote.ExpiresAt <= clock.GetUtcNow())
            return BookingErrors.QuoteExpired;
        var draft = new Draft(
            id,
            hash,
            operation.Quote,
            operation.Person,
            quote.Object,
            quote.Dates,
            quote.Guests,
            quote.Price,
            quote.Buffer,
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
            of.Text.Rules.Buffer,
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
            if (!await Stays.IsFree(connection, draft.Object, draft.Span, without: null, clock.GetUtcNow(), cancel))
                return await Known(connection, draft, cancel) ?? BookingErrors.Taken;
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
        var now = Moment(clock.GetUtcNow());
        var locked = await Look(unit, draft, now, cancel);
        if (locked.Object is not { } of)
            return BookingErrors.ObjectNotFound;
        if (locked.Known is { } known)
            return known;
        if (draft.ByHand is null && of.State != ObjectState.Active)
            return BookingErrors.ObjectNotFound;
        if (draft.ByHand is null && locked.Unpaid >= options.Value.UnpaidMax)
            return BookingErrors.TooManyUnpaid;
        var period = draft.Price.Inputs.Stay;
        var span = StayTimes.Span(period, of.Text.Rules);
        var free = locked.Free;
        if (locked.IsOverdue || of.Text.Rules.Buffer != draft.Buffer)
        {
            await bookings.EndOverdue(unit, of.Id, span, cancel);
            free = null;
        }
        if ((free ?? await stays.Find(unit, of, span, draft.ByHand?.Unit, without: null, cancel)) is not { } on)
            return BookingErrors.Taken;
        var due = DueTable.Of(draft.Id, draft.Price, of, now);
        var (state, until) = First(draft, of, due, now);
        var made = new BookingRow(
            draft.Id,
            Number(),
            draft.RequestHash,
            draft.Person,
            of.Id,
            draft.ByHand?.Unit,
            state,
            draft.Dates,
            period.StartsAt,
            period.EndsAt,
            draft.Guests,
            draft.Price,
            draft.Note,
            Reason: null,
            now,
            until,
            Version: 1,
            of.Text.Slug,
            of.Text.Name,
            of.Text.TimeZone,
            due
        );
        // What is limited is counted behind the booking; everything else is written in the round trip of the commit.
        if (draft.Price.Inputs is { Promo: null, AddOns.Count: 0 })
            unit.AtCommit(Insert(made, draft.Quote));
        else
        {
            await using var batch = new NpgsqlBatch(unit.Connection);
            batch.BatchCommands.Add(Insert(made, draft.Quote));
            await batch.ExecuteNonQueryAsync(cancel);
            if (await Extras.Take(unit, draft.Id, draft.Person, draft.Price, cancel) is { } refused)
                return refused;
        }
        foreach (var one in due)
            unit.AtCommit(DueTable.Insert(one));
        stays.AddAtCommit(unit, new NewStay(of.Id, on, draft.Dates, span, draft.ByHand?.Unit is not null, draft.Id, until));
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

    /// <summary>Takes the object's lock and reads behind it all that decides, in one round trip.</summary>
    private static async Task<Locked> Look(UnitOfWork unit, Draft draft, DateTimeOffset now, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection);
        ObjectRow.Lock(batch, draft.Object, draft.ByHand?.By ?? draft.Person);
        Known(batch, draft.Id, draft.Quote);
        batch.Command("select count(*)::int from booking where person_id = $1 and expires_at > $2").With(draft.Person.Value).With(now);
        batch.Command($"select exists ({Stays.OverdueSelect})").With(draft.Object.Value).With(draft.Span).With(now);
        batch.Command(Stays.FreeSelect).With(draft.Object.Value).With(draft.Span).With(draft.ByHand?.Unit?.Value).With((Guid?)null);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        var of = await ObjectRow.Locked(rows, cancel);
        await rows.NextResultAsync(cancel);
        var known = Known(await BookingRow.ReadAll(rows, cancel), draft.Id, draft.Person, draft.RequestHash);
        await rows.NextResultAsync(cancel);
        await rows.ReadAsync(cancel);
        var unpaid = rows.GetInt32(0);
        await rows.NextResultAsync(cancel);
        await rows.ReadAsync(cancel);
        var isOverdue = rows.GetBoolean(0);
        await rows.NextResultAsync(cancel);
        return new Locked(of, known, unpaid, isOverdue, await rows.ReadAsync(cancel) ? UnitId.From(rows.GetGuid(0)) : null);
    }

    private static NpgsqlBatchCommand Insert(BookingRow made, StayQuoteId? quote) => new NpgsqlBatchCommand(
            """
            insert into booking (id, number, request_hash, quote_id, person_id, object_id, unit_id, state, dates, arrives, leaves, guests, price, currency,
                total_minor, note, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            """
        ).With(made.Id.Value).With(made.Number).With(made.RequestHash).With(quote?.Value).With(made.Person.Value).With(made.Object.Value).With(made.Unit?.Value).With(made.State.ToString()).With(Json(made.Dates), NpgsqlDbType.Jsonb).With(made.Arrives).With(made.Leaves).With(made.Guests).With(Json(made.Price), NpgsqlDbType.Jsonb).With(made.Currency.Code).With(made.Price.Total.Minor).With(made.Note).With(made.CreatedAt).With(made.ExpiresAt);

    private (BookingState State, DateTimeOffset? Until) First(Draft draft, ObjectRow of, IReadOnlyList<DueRow> due, DateTimeOffset now)
    {
        if (draft.ByHand is null && of.Text.Rules.NeedsApproval)
            return (BookingState.Requested, now + options.Value.AnswerWithin);
        // Where nothing is to be paid at once, there is nothing to wait for.
        if (draft.ByHand?.Confirmed != true && due.Any(d => d.Kind == DueKind.Prepayment))
            return (BookingState.Held, now + options.Value.HoldFor);
        return (due.Any(d => d.Kind != DueKind.Deposit) ? BookingState.Confirmed : BookingState.Paid, null);
    }

    /// <summary>What the id or the quote has become already, and what was promised.</summary>
    private async Task<(Result<RentalBooking>? Known, Quoted? Quote)> Asked(
        BookingId id,
        BookStay operation,
        byte[] hash,
        CancellationToken cancel
    )
    {
        await using var connection = await database.Open(cancel);
        await using var batch = new NpgsqlBatch(connection);
        Known(batch, id, operation.Quote);
        batch
            .Command(
                """
                select q.object_id, q.dates, q.guests, q.price, q.expires_at, o.buffer from quote q join object o on o.id = q.object_id
                where q.id = $1 and q.person_id = $2
                """
            )
            .With(operation.Quote.Value)
            .With(operation.Person.Value);
        await using var row = await batch.ExecuteReaderAsync(cancel);
        var known = Known(await BookingRow.ReadAll(row, cancel), id, operation.Person, hash);
        await row.NextResultAsync(cancel);
        return (
            known,
            await row.ReadAsync(cancel)
                ? new Quoted(
                    ObjectId.From(row.GetGuid(0)),
                    JsonSerializer.Deserialize<StayDates>(row.GetString(1), DengaJson.Options)!,
                    row.GetInt32(2),
                    JsonSerializer.Deserialize<PricedStay>(row.GetString(3), DengaJson.Options)!,
                    row.GetFieldValue<DateTimeOffset>(4),
                    row.GetTimeSpan(5)
                )
                : null
        );
    }

    private static async Task<Result<RentalBooking>?> Known(NpgsqlConnection connection, Draft draft, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        Known(batch, draft.Id, draft.Quote);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        return Known(await BookingRow.ReadAll(rows, cancel), draft.Id, draft.Person, draft.RequestHash);
    }

    private static void Known(NpgsqlBatch batch, BookingId id, StayQuoteId? quote) =>
        batch.Command(BookingRow.Select + " where b.id = $1 or b.quote_id = $2").With(id.Value).With(quote?.Value);

    /// <summary>What the id, or the quote, has become already; null where that is nothing.</summary>
    private static Result<RentalBooking>? Known(IReadOnlyList<BookingRow> found, BookingId id, PersonId person, byte[] hash)
    {
        if (found.FirstOrDefault(b => b.Id == id) is { } same)
            return OperationRecord.Repeat(same.RequestHash, hash, same.Told());
        return found.FirstOrDefault(b => b.Person == person) is { } booked
            ? (Result<RentalBooking>?)(Result<RentalBooking>)booked.Told()
            : null;
    }

    /// <summary>As exact as the database keeps it: what is told now is told the same later.</summary>
    private static DateTimeOffset Moment(DateTimeOffset now) => now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));

    private static string? Cleaned(string? note) =>
        note is null || PlainText.OneLine(note) is not { Length: > 0 } line ? null : PlainText.Cut(line, NoteMax);

    /// <summary>Nine letters and digits that nobody mistakes for others, in threes: about as many as there are seconds in a million years.</summary>
    internal static string Number()
    {
        const string letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
        var nine = RandomNumberGenerator.GetString(letters, 9);
        return $"{nine[..3]}-{nine[3..6]}-{nine[6..]}";
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DengaJson.Options);

    /// <param name="Buffer">Of the object, as it was when it was looked at before the lock.</param>
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
        TimeSpan Buffer,
        string? Note,
        Desk? ByHand
    )
    {
        internal NpgsqlRange<DateTime> Span => StayTimes.Span(Price.Inputs.Stay.StartsAt, Price.Inputs.Stay.EndsAt + Buffer);
    }

    private sealed record Desk(PersonId By, UnitId? Unit, bool Confirmed);

    /// <param name="Unpaid">Bookings of the person that wait to be paid.</param>
    /// <param name="IsOverdue">Somebody kept some of the time and has not paid for it in time.</param>
    /// <param name="Free">The first unit that has nothing in the time.</param>
    private sealed record Locked(ObjectRow? Object, Result<RentalBooking>? Known, int Unpaid, bool IsOverdue, UnitId? Free);
}

/// <summary>What was promised.</summary>
internal sealed record Quoted(ObjectId Object, StayDates Dates, int Guests, PricedStay Price, DateTimeOffset ExpiresAt, TimeSpan Buffer);
