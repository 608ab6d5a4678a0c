using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Booking.Bookings;

/// <summary>A booking as it stands in its table, with what is to be paid for it.</summary>
internal sealed record BookingRow(
    BookingId Id,
    string Number,
    byte[] RequestHash,
    PersonId Person,
    ObjectId Object,
    UnitId? Unit,
    BookingState State,
    StayDates Dates,
    DateTimeOffset Arrives,
    DateTimeOffset Leaves,
    int Guests,
    PricedStay Price,
    string? Note,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    long Version,
    string Slug,
    LocalText ObjectName,
    string TimeZone,
    IReadOnlyList<DueRow> Due
)
{
    internal const string Select = """
        select b.id, b.number, b.request_hash, b.person_id, b.object_id, b.unit_id, b.state, b.dates, b.arrives, b.leaves, b.guests, b.price,
            b.note, b.reason, b.created_at, b.expires_at, b.version, o.slug, o.body -> 'name', o.zone, b.currency,
            (select coalesce(jsonb_agg(to_jsonb(d) order by d.number), '[]') from due d where d.booking_id = b.id)
        from booking b join object o on o.id = b.object_id
        """;

    internal Currency Currency => Price.Total.Currency;

    /// <summary>Taken for the stay so far and not given back: without the deposit.</summary>
    internal Money Paid =>
        Due.Where(d => d.Kind != DueKind.Deposit && d.State is DueState.Paid or DueState.Returned)
            .Aggregate(Money.Zero(Currency), (sum, d) => sum + d.Amount - d.Returned);

    /// <summary>What is to be paid next.</summary>
    internal DueRow? Next => Due.Where(d => d.State == DueState.Open).OrderBy(d => d.At).ThenBy(d => d.Number).FirstOrDefault();

    /// <summary>It waits for nobody's yes, and its time has not run out.</summary>
    internal bool MayBePaid(DateTimeOffset now) => State != BookingState.Requested && !(BookingMoves.IsUnpaid(State) && ExpiresAt <= now);

    /// <summary>Where a booking stands whose dates are its own.</summary>
    internal BookingState Sure =>
        Due.Any(d => d.State == DueState.Open && d.Kind != DueKind.Deposit) ? BookingState.Confirmed : BookingState.Paid;

    /// <summary>The id of an operation that is done once for the booking, in whichever process.</summary>
    internal OperationId Derived(string what) => DerivedId.Of("booking", what, Id.ToString());

    internal RentalBooking Told() =>
        new(
            Id,
            Number,
            State,
            Object,
            Slug,
            ObjectName,
            TimeZone,
            Unit,
            Dates,
            Arrives,
            Leaves,
            Guests,
            Price,
            Paid,
            Due.FirstOrDefault(d => d.Kind == DueKind.Deposit) is { } deposit ? deposit.AsDeposit() : null,
            [.. Due.Select(d => d.Told())],
            Note,
            Reason,
            CreatedAt,
            ExpiresAt,
            Version
        );

    internal static async Task<IReadOnlyList<BookingRow>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await ReadAll(rows, cancel);
    }

    /// <summary>The rows of the result at which a batch stands.</summary>
    internal static async Task<IReadOnlyList<BookingRow>> ReadAll(NpgsqlDataReader rows, CancellationToken cancel)
    {
        var found = new List<BookingRow>();
        while (await rows.ReadAsync(cancel))
            found.Add(Read(rows));
        return found;
    }

    internal static async Task<BookingRow?> Find(NpgsqlConnection connection, BookingId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Select + " where b.id = $1", connection).With(id.Value);
        return await Read(command, cancel) is [var one] ? one : null;
    }

    private static BookingRow Read(NpgsqlDataReader row)
    {
        var currency = Currency.Parse(row.GetString(20));
        return new BookingRow(
            BookingId.From(row.GetGuid(0)),
            row.GetString(1),
            row.GetFieldValue<byte[]>(2),
            PersonId.From(row.GetGuid(3)),
            ObjectId.From(row.GetGuid(4)),
            row.Nullable<Guid>(5) is { } unit ? UnitId.From(unit) : null,
            Enum.Parse<BookingState>(row.GetString(6)),
            Json<StayDates>(row.GetString(7)),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetFieldValue<DateTimeOffset>(9),
            row.GetInt32(10),
            Json<PricedStay>(row.GetString(11)),
            row.Text(12),
            row.Text(13),
            row.GetFieldValue<DateTimeOffset>(14),
            row.Nullable<DateTimeOffset>(15),
            row.GetInt64(16),
            row.GetString(17),
            Json<LocalText>(row.GetString(18)),
            row.GetString(19),
            [.. Json<JsonElement[]>(row.GetString(21)).Select(d => DueRow.Read(d, currency))]
        );
    }

    private static T Json<T>(string text) => JsonSerializer.Deserialize<T>(text, DengaJson.Options)!;
}

/// <summary>Something that is to be paid for a booking.</summary>
internal sealed record DueRow(
    BookingId Booking,
    int Number,
    DueKind Kind,
    Money Amount,
    DateTimeOffset At,
    DueState State,
    InvoiceId? Invoice,
    Money Returned,
    Money Captured,
    string? Reason,
    IReadOnlyList<string> Evidence,
    DateTimeOffset? PaidAt
)
{
    /// <summary>What stands aside on the guest's account for it until it is taken; of a deposit, until that is settled.</summary>
    internal HoldId Hold => HoldId.From(Derived("hold").Value);

    /// <summary>That can still be given back.</summary>
    internal Money Left => Amount - Returned - Captured;

    internal OperationId Derived(string what) =>
        DerivedId.Of("booking due", what, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Booking}/{Number}"));

    internal BookingDue Told() => new(Number, Kind, Amount, At, State, Invoice, Returned);

    internal Deposit AsDeposit() =>
        new(
            Amount,
            State switch
            {
                DueState.Paid => DepositState.Held,
                DueState.Returned => Captured.IsZero ? DepositState.Released : DepositState.Captured,
                DueState.Void => DepositState.Released,
                _ => DepositState.Asked,
            },
            Captured,
            Reason,
            Evidence
        );

    internal static DueRow Read(JsonElement row, Currency currency)
    {
        Money Minor(string name) => new(row.GetProperty(name).GetInt64(), currency);
        return new DueRow(
            BookingId.From(row.GetProperty("booking_id").GetGuid()),
            row.GetProperty("number").GetInt32(),
            Enum.Parse<DueKind>(row.GetProperty("kind").GetString()!),
            Minor("minor"),
            row.GetProperty("at").GetDateTimeOffset().ToUniversalTime(),
            Enum.Parse<DueState>(row.GetProperty("state").GetString()!),
            row.GetProperty("invoice_id") is { ValueKind: JsonValueKind.String } invoice ? InvoiceId.From(invoice.GetGuid()) : null,
            Minor("returned_minor"),
            Minor("captured_minor"),
            row.GetProperty("reason").GetString(),
            [.. row.GetProperty("evidence").EnumerateArray().Select(e => e.GetString()!)],
            row.GetProperty("paid_at") is { ValueKind: JsonValueKind.String } paid ? paid.GetDateTimeOffset().ToUniversalTime() : null
        );
    }
}
