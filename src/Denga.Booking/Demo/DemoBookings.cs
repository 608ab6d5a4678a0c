using System.Security.Cryptography;
using System.Text.Json;
using Denga.Booking.Availability;
using Denga.Booking.Bookings;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Demo;

/// <summary>Two years of bookings of an object, up to today and some months ahead, as they would stand there had they been made in time: priced by the engine
/// of prices, on units that the constraint of the database agrees to, with what was due, paid and given back. The operations cannot make them, because they
/// book from now on only (decision 0091). The money is posted through the ledger, now, with the time at which it would have moved.</summary>
internal sealed class DemoBookings(Database<BookingModule> database, BookingMoney money, IOperations operations, TimeProvider clock)
{
    private const int DaysBack = 730;
    private const int DaysAhead = 100;
    private const int PostedAtOnce = 128;
    private const int CancelledPercent = 8;
    private const int NoShowPercent = 2;
    private const int DamagedPercent = 2;

    private sealed record Past(
        BookingRow Row,
        UnitId Unit,
        NpgsqlRange<DateTime>? Span,
        DateTimeOffset? EndedAt,
        IReadOnlyList<(DueRow Due, Money Amount, string Reason, DateTimeOffset At)> Returns
    );

    private sealed record Prices(TariffId Tariff, int Version, TariffRules Rules, IReadOnlyList<PricedAddOn> AddOns);

    /// <summary>Writes them in one transaction under the object's lock, unless it has bookings already. Answers how many.</summary>
    internal Task<int> Write(
        ObjectId id,
        DemoObject demo,
        DemoType type,
        PersonId owner,
        IReadOnlyList<PersonId> guests,
        IReadOnlyList<AddOn> addOns,
        int seed,
        CancellationToken cancel
    ) =>
        database.Transaction(
            async unit =>
            {
                var of = (await ObjectRow.Lock(unit, id, owner, cancel))!;
                var (isBooked, taken) = await Taken(unit.Connection, id, cancel);
                if (
                    isBooked
                    || await StayPrices.TariffOf(unit.Connection, id, isArchivedToo: false, cancel) is not var (tariff, version, rules)
                )
                    return 0;
                var prices = new Prices(
                    tariff,
                    version,
                    rules,
                    [
                        .. addOns
                            .Where(a => a.Stock is null && !a.AtHandover && a.Types.Contains(demo.Type))
                            .Select(a => new PricedAddOn(a.Id, a.Version, a.Name, a.Terms, Quantity: 1)),
                    ]
                );
                var past = of
                    .Units.SelectMany(u => Plan(of, u.Id, demo, type, prices, guests, taken, new Random(unchecked(seed + u.Name[0]))))
                    .ToList();
                await Copy(unit.Connection, past, cancel);
                // What is not over goes on by itself: reminders, the end of the stay.
                foreach (var one in past.Where(p => p.EndedAt is null))
                    BookingTable.Follow(unit, one.Row, before: null);
                return past.Count;
            },
            cancel
        );

    /// <summary>Brings the money of all that was paid for these objects through the ledger: as play money onto the guest's account, from there into the
    /// income, and what was given back the other way. Every posting has an id that follows from what it is for.</summary>
    internal async Task Pay(Guid[] objects, CancellationToken cancel)
    {
        var currency = Currency.Rub;
        var play = (await operations.Ask(new OpenSystemAccount("external:play", currency), cancel)).Value.Id;
        var income = (await operations.Ask(new OpenSystemAccount(BookingMoney.Income, currency), cancel)).Value.Id;
        var (paid, returned) = await Moved(objects, cancel);
        var accounts = new Dictionary<PersonId, AccountId>();
        foreach (var person in paid.Select(p => p.Person).Distinct())
            accounts[person] = (await operations.Ask(new OpenAccount(person, currency), cancel)).Value.Id;
        var many = new ParallelOptions { MaxDegreeOfParallelism = PostedAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(
            paid,
            many,
            async (one, stop) =>
            {
                var guest = accounts[one.Person];
                var isHeld = one.Due is { Kind: DueKind.Deposit, State: DueState.Paid };
                // Of a deposit that was settled only what was kept has moved.
                var amount = one.Due.Kind == DueKind.Deposit && !isHeld ? one.Due.Captured : one.Due.Amount;
                if (amount.IsZero)
                    return;
                await Post(one.Due.Derived("demo top-up"), "top-up", play, guest, amount, one.Due, one.At, stop);
                if (!isHeld)
                    await Post(one.Due.Derived("capture"), BookingMoney.Kind, guest, income, amount, one.Due, one.At, stop);
                else
                    await Hold(one.Due, stop);
            }
        );
        await Parallel.ForEachAsync(
            returned,
            many,
            async (one, stop) =>
            {
                var (guest, id) = (accounts[one.Person], one.GiveBack.ToString("N"));
                await Post(DerivedId.Of("booking return", id), "refund", income, guest, one.Amount, one.Due, one.At, stop);
                await Post(DerivedId.Of("booking demo", "paid out", id), "refund", guest, play, one.Amount, one.Due, one.At, stop);
            }
        );
    }

    private async Task Post(
        OperationId id,
        string kind,
        AccountId from,
        AccountId to,
        Money amount,
        DueRow due,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        var posted = await operations.Ask(
            new Post(
                id,
                kind,
                [new Leg(from, -amount), new Leg(to, amount)],
                at,
                Metadata: new Dictionary<string, string>(StringComparer.Ordinal) { ["booking"] = due.Booking.ToString() }
            ),
            cancel
        );
        if (!posted.IsOk)
            throw Failed(due, posted.Error);
    }

    private async Task Hold(DueRow due, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var booking = (await BookingRow.Find(connection, due.Booking, cancel))!;
        var held = await money.Reserve(booking, due, cancel);
        if (!held.IsOk)
            throw Failed(due, held.Error);
    }

    private static InvalidOperationException Failed(DueRow due, Error error) =>
        new($"The demo's money of {due.Booking} was refused: {error.Code}, {error.Detail}");

    private async Task<(
        List<(DueRow Due, PersonId Person, DateTimeOffset At)> Paid,
        List<(DueRow Due, PersonId Person, Guid GiveBack, Money Amount, DateTimeOffset At)> Returned
    )> Moved(Guid[] objects, CancellationToken cancel)
    {
        var paid = new Dictionary<(Guid Booking, int Number), (DueRow Due, PersonId Person, DateTimeOffset At)>();
        var returned = new List<(DueRow, PersonId, Guid, Money, DateTimeOffset)>();
        await using var connection = await database.Open(cancel);
        await using (
            var command = new NpgsqlCommand(
                """
                select b.person_id, b.currency, to_jsonb(d), d.paid_at from booking b join due d on d.booking_id = b.id
                where b.object_id = any ($1) and d.paid_at is not null order by b.id, d.number
                """,
                connection
            ).With(objects)
        )
        await using (var rows = await command.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
            {
                var due = DueRow.Read(JsonSerializer.Deserialize<JsonElement>(rows.GetString(2)), Currency.Parse(rows.GetString(1)));
                paid[(due.Booking.Value, due.Number)] = (due, PersonId.From(rows.GetGuid(0)), rows.GetFieldValue<DateTimeOffset>(3));
            }
        await using var backs = new NpgsqlCommand(
            """
            select g.id, g.booking_id, g.number, g.minor, g.at from give_back g join booking b on b.id = g.booking_id
            where b.object_id = any ($1) order by g.id
            """,
            connection
        ).With(objects);
        await using var back = await backs.ExecuteReaderAsync(cancel);
        while (await back.ReadAsync(cancel))
            // A deposit was only held.
            if (paid[(back.GetGuid(1), back.GetInt32(2))] is { Due.Kind: not DueKind.Deposit } of)
                returned.Add(
                    (
                        of.Due,
                        of.Person,
                        back.GetGuid(0),
                        new Money(back.GetInt64(3), of.Due.Amount.Currency),
                        back.GetFieldValue<DateTimeOffset>(4)
                    )
                );
        return ([.. paid.Values], returned);
    }

    private static async Task<(bool IsBooked, IReadOnlyList<(Guid Unit, NpgsqlRange<DateTime> Span)> Taken)> Taken(
        NpgsqlConnection connection,
        ObjectId id,
        CancellationToken cancel
    )
    {
        await using var booked = new NpgsqlCommand("select exists (select from booking where object_id = $1)", connection).With(id.Value);
        if (await booked.ExecuteScalarAsync(cancel) is true)
            return (true, []);
        await using var command = new NpgsqlCommand("select unit_id, span from stay where object_id = $1", connection).With(id.Value);
        var taken = new List<(Guid, NpgsqlRange<DateTime>)>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            taken.Add((rows.GetGuid(0), rows.GetFieldValue<NpgsqlRange<DateTime>>(1)));
        return (false, taken);
    }

    // Repeatable is the point; nobody must be unable to guess it.
#pragma warning disable CA5394
    private List<Past> Plan(
        ObjectRow of,
        UnitId unit,
        DemoObject demo,
        DemoType type,
        Prices prices,
        IReadOnlyList<PersonId> guests,
        IReadOnlyList<(Guid Unit, NpgsqlRange<DateTime> Span)> taken,
        Random random
    )
    {
        var now = clock.GetUtcNow();
        var today = StayTimes.Today(of.Text, now);
        var planned = new List<Past>();
        for (var day = today.AddDays(-DaysBack); day < today.AddDays(DaysAhead); )
        {
            var next = day.AddDays(1);
            if (random.Next(1_000) < Chance(demo, type, day, day.DayNumber - today.DayNumber))
            {
                var dates = Dates(type, day, random);
                var period = StayTimes.Of(of.Text, dates);
                if (
                    period.IsOk
                    && StayTimes.Span(period.Value, of.Text.Rules) is var span
                    && !taken.Any(t => t.Unit == unit.Value && t.Span.LowerBound < span.UpperBound && span.LowerBound < t.Span.UpperBound)
                    && Book(of, unit, dates, period.Value, prices, guests, now, random) is { } past
                )
                {
                    planned.Add(past);
                    // What was cancelled took no time in the end.
                    if (past.Row.State != BookingState.Cancelled && dates.Out > day)
                        next = dates.Out;
                }
            }
            day = next;
        }
        return planned;
    }

    /// <summary>Out of a thousand: that a stay begins on a day on which the unit is free. Fewer have booked yet what is further ahead.</summary>
    private static int Chance(DemoObject demo, DemoType type, DateOnly day, int ahead)
    {
        var busy = Math.Clamp(type.Busy * DemoCatalogue.Season[day.Month - 1] * demo.Liking / 10_000, 3, 92);
        var isWeekend = day.DayOfWeek is DayOfWeek.Friday or DayOfWeek.Saturday or DayOfWeek.Sunday;
        var chance =
            type.SoldBy != TariffUnit.Hour ? 1_000 * busy * type.Lengths.Length / ((100 - busy) * type.Lengths.Sum())
            // Where there is ice in winter nobody goes out in a boat.
            : day.Month is < 5 or > 9 ? 0
            : isWeekend ? busy * 10
            : busy * 4;
        return chance * Math.Clamp(100 - ahead, 10, 100) / 100;
    }

    private static StayDates Dates(DemoType type, DateOnly day, Random random)
    {
        var length = type.Lengths[random.Next(type.Lengths.Length)];
        if (type.SoldBy != TariffUnit.Hour)
            return new StayDates(day, day.AddDays(Math.Max(length, type.Rules.Least)));
        var from = random.Next(9, 21 - length);
        return new StayDates(day, day, new TimeOnly(from, 0), new TimeOnly(from + length, 0));
    }

    private static Past? Book(
        ObjectRow of,
        UnitId unit,
        StayDates dates,
        PricedPeriod period,
        Prices prices,
        IReadOnlyList<PersonId> guests,
        DateTimeOffset now,
        Random random
    )
    {
        var ahead = Math.Max(0, dates.In.DayNumber - StayTimes.Today(of.Text, now).DayNumber);
        var lead = 1 + random.Next(25) + (random.Next(3) == 0 ? random.Next(60) : 0);
        var booked = new DateTimeOffset(
            dates.In.AddDays(-ahead - lead),
            new TimeOnly(random.Next(5, 20), random.Next(60), random.Next(60)),
            TimeSpan.Zero
        );
        var count = 1 + random.Next(of.Text.GuestsMax);
        PricedAddOn[] addOns = prices.AddOns.Count > 0 && random.Next(4) == 0 ? [prices.AddOns[random.Next(prices.AddOns.Count)]] : [];
        var priced = StayPricing.Price(
            prices.Rules,
            new PriceInputs(
                StayPricing.Rules,
                prices.Tariff,
                prices.Version,
                period,
                count,
                addOns,
                Promo: null,
                booked,
                StayTimes.Today(of.Text, booked)
            )
        );
        if (!priced.IsOk || booked >= now)
            return null;
        var id = BookingId.From(Guid.CreateVersion7(booked));
        var fate = random.Next(100);
        var cancelledAt = booked + (period.StartsAt - booked) * random.Next(10, 90) / 100;
        DateTimeOffset? ended = null;
        var state = BookingState.Paid;
        if (fate < CancelledPercent && cancelledAt < now)
            (state, ended) = (BookingState.Cancelled, cancelledAt);
        else if (fate < CancelledPercent + NoShowPercent && period.StartsAt.AddDays(1) < now)
            (state, ended) = (BookingState.NoShow, period.StartsAt.AddDays(1));
        else if (period.EndsAt <= now)
            (state, ended) = (BookingState.Completed, period.EndsAt);
        var (due, returns) = Paid(DueTable.Of(id, priced.Value, of, booked), priced.Value, booked, state, ended ?? now, random);
        var row = new BookingRow(
            id,
            BookHandlers.Number(),
            SHA256.HashData(id.Value.ToByteArray()),
            guests[random.Next(guests.Count)],
            of.Id,
            Unit: null,
            state,
            dates,
            period.StartsAt,
            period.EndsAt,
            count,
            priced.Value,
            random.Next(12) == 0 ? DemoCatalogue.Notes[random.Next(DemoCatalogue.Notes.Length)] : null,
            state == BookingState.Cancelled ? BookingErrors.CalledOff : null,
            booked,
            ExpiresAt: null,
            Version: 1 + due.Count,
            of.Text.Slug,
            of.Text.Name,
            of.Text.TimeZone,
            due
        );
        var span = StayTimes.Span(period, of.Text.Rules);
        return new Past(
            ended is null ? row with { State = row.Sure } : row,
            unit,
            state switch
            {
                BookingState.Cancelled => null,
                BookingState.NoShow when ended!.Value.UtcDateTime < span.UpperBound => StayTimes.Span(period.StartsAt, ended.Value),
                _ => span,
            },
            ended,
            returns
        );
    }

    /// <summary>What was paid of what is due until a moment, and what came back.</summary>
    private static (List<DueRow> Due, List<(DueRow Due, Money Amount, string Reason, DateTimeOffset At)> Returns) Paid(
        List<DueRow> due,
        PricedStay price,
        DateTimeOffset booked,
        BookingState state,
        DateTimeOffset until,
        Random random
    )
    {
        var isOver = state is BookingState.Cancelled or BookingState.NoShow or BookingState.Completed;
        var returns = new List<(DueRow, Money, string, DateTimeOffset)>();
        for (var i = 0; i < due.Count; i++)
        {
            var one = due[i];
            // People pay a little before they have to.
            var at = one.Kind == DueKind.Deposit || one.At == booked ? one.At : one.At.AddMinutes(-random.Next(10, 600));
            at = at > booked ? at : booked.AddMinutes(2);
            if (at <= until && (one.Kind != DueKind.Deposit || state is BookingState.Paid or BookingState.Completed))
                due[i] = one with { State = DueState.Paid, PaidAt = at };
            else if (isOver)
                due[i] = one with { State = DueState.Void };
        }
        if (state == BookingState.Cancelled)
        {
            var none = Money.Zero(price.Total.Currency);
            var paid = due.Where(d => d.State == DueState.Paid).Aggregate(none, (sum, d) => sum + d.Amount);
            var left = Cancelling.At(price, paid, until).Refund;
            for (var i = due.Count - 1; i >= 0 && left.Minor > 0; i--)
                if (due[i] is { State: DueState.Paid } one)
                {
                    var part = left < one.Amount ? left : one.Amount;
                    due[i] = one with { Returned = part, State = part == one.Amount ? DueState.Returned : DueState.Paid };
                    returns.Add((due[i], part, BookingErrors.CalledOff, until));
                    left -= part;
                }
        }
        if (state == BookingState.Completed && due.FindIndex(d => d.Kind == DueKind.Deposit) is var deposited and >= 0)
        {
            var deposit = due[deposited];
            var kept =
                random.Next(100) < DamagedPercent
                    ? StayPricing.Percent(deposit.Amount, random.Next(1, 5) * 10)
                    : Money.Zero(deposit.Amount.Currency);
            due[deposited] = deposit with
            {
                State = DueState.Returned,
                Captured = kept,
                Returned = deposit.Amount - kept,
                Reason = kept.IsZero ? null : DemoCatalogue.Damages[random.Next(DemoCatalogue.Damages.Length)],
            };
            returns.Add((due[deposited], due[deposited].Returned, "deposit", until));
        }
        return (due, returns);
    }
#pragma warning restore CA5394

    private static async Task Copy(NpgsqlConnection connection, IReadOnlyList<Past> past, CancellationToken cancel)
    {
        await Copy(
            connection,
            "booking (id, number, request_hash, person_id, object_id, state, dates, arrives, leaves, guests, price, currency, total_minor, note, reason, created_at, ended_at, version)",
            past.Select(p =>
                new (object?, NpgsqlDbType)[]
                {
                    (p.Row.Id.Value, NpgsqlDbType.Uuid),
                    (p.Row.Number, NpgsqlDbType.Text),
                    (p.Row.RequestHash, NpgsqlDbType.Bytea),
                    (p.Row.Person.Value, NpgsqlDbType.Uuid),
                    (p.Row.Object.Value, NpgsqlDbType.Uuid),
                    (p.Row.State.ToString(), NpgsqlDbType.Text),
                    (Json(p.Row.Dates), NpgsqlDbType.Jsonb),
                    (p.Row.Arrives, NpgsqlDbType.TimestampTz),
                    (p.Row.Leaves, NpgsqlDbType.TimestampTz),
                    (p.Row.Guests, NpgsqlDbType.Integer),
                    (Json(p.Row.Price), NpgsqlDbType.Jsonb),
                    (p.Row.Currency.Code, NpgsqlDbType.Text),
                    (p.Row.Price.Total.Minor, NpgsqlDbType.Bigint),
                    (p.Row.Note, NpgsqlDbType.Text),
                    (p.Row.Reason, NpgsqlDbType.Text),
                    (p.Row.CreatedAt, NpgsqlDbType.TimestampTz),
                    (p.EndedAt, NpgsqlDbType.TimestampTz),
                    (p.Row.Version, NpgsqlDbType.Bigint),
                }
            ),
            cancel
        );
        await Copy(
            connection,
            "stay (id, object_id, unit_id, kind, booking_id, dates, span, is_pinned, created_at)",
            past.Where(p => p.Span is not null)
                .Select(p =>
                    new (object?, NpgsqlDbType)[]
                    {
                        (Guid.CreateVersion7(p.Row.CreatedAt), NpgsqlDbType.Uuid),
                        (p.Row.Object.Value, NpgsqlDbType.Uuid),
                        (p.Unit.Value, NpgsqlDbType.Uuid),
                        ("booking", NpgsqlDbType.Text),
                        (p.Row.Id.Value, NpgsqlDbType.Uuid),
                        (Json(p.Row.Dates), NpgsqlDbType.Jsonb),
                        (p.Span!.Value, NpgsqlDbType.TimestampTzRange),
                        (false, NpgsqlDbType.Boolean),
                        (p.Row.CreatedAt, NpgsqlDbType.TimestampTz),
                    }
                ),
            cancel
        );
        await Copy(
            connection,
            "due (booking_id, number, kind, minor, at, state, returned_minor, captured_minor, reason, paid_at)",
            past.SelectMany(p => p.Row.Due)
                .Select(d =>
                    new (object?, NpgsqlDbType)[]
                    {
                        (d.Booking.Value, NpgsqlDbType.Uuid),
                        (d.Number, NpgsqlDbType.Integer),
                        (d.Kind.ToString(), NpgsqlDbType.Text),
                        (d.Amount.Minor, NpgsqlDbType.Bigint),
                        (d.At, NpgsqlDbType.TimestampTz),
                        (d.State.ToString(), NpgsqlDbType.Text),
                        (d.Returned.Minor, NpgsqlDbType.Bigint),
                        (d.Captured.Minor, NpgsqlDbType.Bigint),
                        (d.Reason, NpgsqlDbType.Text),
                        (d.PaidAt, NpgsqlDbType.TimestampTz),
                    }
                ),
            cancel
        );
        await Copy(
            connection,
            "give_back (id, booking_id, number, minor, reason, at, done_at)",
            past.SelectMany(p => p.Returns)
                .Where(r => r.Amount.Minor > 0)
                .Select(r =>
                    new (object?, NpgsqlDbType)[]
                    {
                        (Guid.CreateVersion7(r.At), NpgsqlDbType.Uuid),
                        (r.Due.Booking.Value, NpgsqlDbType.Uuid),
                        (r.Due.Number, NpgsqlDbType.Integer),
                        (r.Amount.Minor, NpgsqlDbType.Bigint),
                        (r.Reason, NpgsqlDbType.Text),
                        (r.At, NpgsqlDbType.TimestampTz),
                        (r.At, NpgsqlDbType.TimestampTz),
                    }
                ),
            cancel
        );
        await Copy(
            connection,
            "add_on_use (booking_id, add_on_id, quantity, span)",
            past.Where(p => p.Span is not null)
                .SelectMany(p =>
                    p.Row.Price.Inputs.AddOns.Select(a =>
                        new (object?, NpgsqlDbType)[]
                        {
                            (p.Row.Id.Value, NpgsqlDbType.Uuid),
                            (a.AddOn.Value, NpgsqlDbType.Uuid),
                            (a.Terms.Per == AddOnPer.Guest ? p.Row.Guests : a.Quantity, NpgsqlDbType.Integer),
                            (StayTimes.Span(p.Row.Arrives, p.Row.Leaves), NpgsqlDbType.TimestampTzRange),
                        }
                    )
                ),
            cancel
        );
    }

    private static async Task Copy(
        NpgsqlConnection connection,
        string into,
        IEnumerable<(object? Value, NpgsqlDbType Type)[]> rows,
        CancellationToken cancel
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy {into} from stdin (format binary)", cancel);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancel);
            foreach (var (value, type) in row)
                if (value is null)
                    await copy.WriteNullAsync(cancel);
                else
                    await copy.WriteAsync(value, type, cancel);
        }
        await copy.CompleteAsync(cancel);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DengaJson.Options);
}
