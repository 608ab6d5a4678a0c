using System.Globalization;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Operations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Bench.Servers;

/// <param name="Objects">By their numbers.</param>
/// <param name="Hot">The one that all want, by the hour.</param>
internal sealed record RentalBusiness(IReadOnlyList<ObjectId> Objects, ObjectId Hot);

/// <summary>A rental business of many objects with three years of bookings, written with COPY by the database's administrator and without triggers: what they
/// would write to the audit about a million bookings at once is no part of what is measured. Constraints hold.</summary>
internal static class RentalFill
{
    private const int ObjectsAtOnce = 250;
    private const int Writers = 2;
    private const int Days = 4;
    private static readonly DateTimeOffset Midday = new(Rental.Today, new TimeOnly(12, 0), TimeSpan.Zero);

    internal static string SlugOf(int number) => string.Create(CultureInfo.InvariantCulture, $"object-{number}");

    internal static async Task<RentalBusiness> Fill(string database, int objects, CancellationToken cancel)
    {
        await using var denga = await DengaSubject.Open(database, cancel);
        await DengaPlatform.Migrate(denga.Services, cancel);
        var operations = denga.Services.GetRequiredService<IOperations>();
        var owner = (await operations.Ask(new Identify("bench", "owner", "en"), cancel)).Value.Person.Id;
        foreach (var type in Rental.Types)
            await Get(
                new SaveObjectType(
                    owner,
                    new ObjectType(type, new LocalText(type, type), [new("wifi", PropertyKind.Flag, new LocalText("Wi-Fi", "Wi-Fi"))])
                )
            );
        var tariffs = new Dictionary<int, TariffId>();
        foreach (var price in Enumerable.Range(0, objects).Select(Rental.PriceOf).Distinct())
            tariffs[price] = (await Get(new CreateTariff(OperationId.New(), owner, new LocalText("Обычный", "Usual"), Rules(TariffUnit.Night, price)))).Id;
        var hourly = await Get(new CreateTariff(OperationId.New(), owner, new LocalText("По часам", "By the hour"), Rules(TariffUnit.Hour, 500)));
        var hot = await Get(new CreateObject(OperationId.New(), owner, Text("hot", "boat", TariffUnit.Hour, hourly.Id), ["1"]));
        await Get(new SetObjectState(owner, hot.Id, ObjectState.Active));
        // As real as one that a guest gets.
        var sample = await Get(new CreateObject(OperationId.New(), owner, Text("sample", "flat", TariffUnit.Night, tariffs.Values.First()), ["1"]));
        await Get(new SetObjectState(owner, sample.Id, ObjectState.Active));
        var first = Rental.Today.AddDays(30);
        var quote = await Get(new QuoteStay(owner, sample.Id, new StayDates(first, first.AddDays(Days)), 2, []));
        await Get(new SetObjectState(owner, sample.Id, ObjectState.Archived));
        var price1 = JsonSerializer.Serialize(quote.Price, DengaJson.Options);

        var ids = Enumerable.Range(0, objects).Select(_ => ObjectId.New()).ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, objects).Chunk(ObjectsAtOnce),
            new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancel },
            async (numbers, stop) =>
            {
                await using var connection = new NpgsqlConnection(database);
                await connection.OpenAsync(stop);
                await using (var quiet = new NpgsqlCommand("set session_replication_role = replica", connection))
                    await quiet.ExecuteNonQueryAsync(stop);
                await Objects(connection, numbers, ids, tariffs, stop);
                await Bookings(connection, numbers, ids, price1, stop);
            }
        );
        await Postgres.Execute(database, "vacuum (analyze) booking.object, booking.unit, booking.booking, booking.stay");
        await Postgres.Execute(database, "checkpoint");
        return new RentalBusiness(ids, hot.Id);

        async Task<T> Get<T>(IOperation<T> operation) =>
            await operations.Ask(operation, cancel) is { IsOk: true } answer
                ? answer.Value
                : throw new InvalidOperationException($"{operation.GetType().Name} was refused.");
    }

    private static TariffRules Rules(TariffUnit soldBy, int roubles)
    {
        Money Percent(int percent) => new(roubles * Currency.Rub.UnitsPerOne * percent / 100, Currency.Rub);
        return new TariffRules(
            soldBy,
            Percent(100),
            [new(DayOfWeek.Friday, Percent(120)), new(DayOfWeek.Saturday, Percent(120))],
            [
                new(new LocalText("Лето", "Summer"), new DateOnly(2024, 6, 1), new DateOnly(2024, 8, 31), Yearly: true, Percent(130), []),
                new(new LocalText("Новый год", "New Year"), new DateOnly(2024, 12, 29), new DateOnly(2024, 1, 8), Yearly: true, Percent(180), []),
            ],
            [new(7, 10), new(28, 25)],
            new GuestRule(2, Percent(10)),
            [new(60, 10)],
            [],
            [new("VAT", 5, Included: true)],
            Percent(100),
            30,
            [new(7, 100)],
            new CancellationPolicy([new(48, 100), new(24, 50)], GraceHours: 24)
        );
    }

    private static ObjectText Text(string slug, string type, TariffUnit soldBy, TariffId tariff) =>
        new(
            slug,
            type,
            new LocalText("Квартира у реки", "A flat by the river"),
            new LocalText(
                "Две комнаты с видом на воду, тихий двор, до метро семь минут пешком. Постельное бельё, полотенца, посуда и кофе есть.",
                "Two rooms with a view of the water, a quiet yard, seven minutes to the underground. Linen, towels, dishes and coffee are there."
            ),
            new LocalText("После 23 часов тихо. Не курить.", "Quiet after 11 p.m. No smoking."),
            new Place(new LocalText("Москва", "Moscow"), "Набережная, 1"),
            "Europe/Moscow",
            soldBy,
            Currency.Rub,
            4,
            new StayRules(new TimeOnly(15, 0), new TimeOnly(11, 0), 1, 30, [], TimeSpan.Zero, TimeSpan.Zero, 1_000, NeedsApproval: false),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["wifi"] = "true" },
            tariff
        );

    private static async Task Objects(
        NpgsqlConnection connection,
        int[] numbers,
        ObjectId[] ids,
        Dictionary<int, TariffId> tariffs,
        CancellationToken cancel
    )
    {
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                """
                copy booking.object (id, request_hash, slug, type, state, body, city_ru, city_en, properties, zone, sold_by, currency, guests_max, check_in, check_out,
                    least, most, arrival_days, buffer, notice, horizon_days, tariff_id, from_minor, popularity, created_at, changed_at) from stdin (format binary)
                """,
                cancel
            )
        )
        {
            foreach (var number in numbers)
            {
                var price = Rental.PriceOf(number);
                var text = Text(SlugOf(number), Rental.TypeOf(number), TariffUnit.Night, tariffs[price]);
                await Row(
                    copy,
                    cancel,
                    (ids[number].Value, NpgsqlDbType.Uuid),
                    (ids[number].Value.ToByteArray(), NpgsqlDbType.Bytea),
                    (text.Slug, NpgsqlDbType.Text),
                    (text.Type, NpgsqlDbType.Text),
                    (nameof(ObjectState.Active), NpgsqlDbType.Text),
                    (JsonSerializer.Serialize(text, DengaJson.Options), NpgsqlDbType.Jsonb),
                    (text.Place.City.Ru, NpgsqlDbType.Text),
                    (text.Place.City.En, NpgsqlDbType.Text),
                    (JsonSerializer.Serialize(text.Properties, DengaJson.Options), NpgsqlDbType.Jsonb),
                    (text.TimeZone, NpgsqlDbType.Text),
                    (text.SoldBy.ToString(), NpgsqlDbType.Text),
                    (text.Currency.Code, NpgsqlDbType.Text),
                    (text.GuestsMax, NpgsqlDbType.Integer),
                    (text.Rules.CheckIn, NpgsqlDbType.Time),
                    (text.Rules.CheckOut, NpgsqlDbType.Time),
                    (text.Rules.Least, NpgsqlDbType.Integer),
                    (text.Rules.Most, NpgsqlDbType.Integer),
                    (127, NpgsqlDbType.Integer),
                    (text.Rules.Buffer, NpgsqlDbType.Interval),
                    (text.Rules.Notice, NpgsqlDbType.Interval),
                    (text.Rules.HorizonDays, NpgsqlDbType.Integer),
                    (tariffs[price].Value, NpgsqlDbType.Uuid),
                    ((long)price * Currency.Rub.UnitsPerOne, NpgsqlDbType.Bigint),
                    (number % 97, NpgsqlDbType.Integer),
                    (Midday, NpgsqlDbType.TimestampTz),
                    (Midday, NpgsqlDbType.TimestampTz)
                );
            }
            await copy.CompleteAsync(cancel);
        }
        await using var units = await connection.BeginBinaryImportAsync(
            "copy booking.unit (id, object_id, name, position) from stdin (format binary)",
            cancel
        );
        foreach (var number in numbers)
            for (var unit = 0; unit < Rental.UnitsOf(number); unit++)
                await Row(
                    units,
                    cancel,
                    (UnitOf(ids[number], unit), NpgsqlDbType.Uuid),
                    (ids[number].Value, NpgsqlDbType.Uuid),
                    ((unit + 1).ToString(CultureInfo.InvariantCulture), NpgsqlDbType.Text),
                    (unit + 1, NpgsqlDbType.Integer)
                );
        await units.CompleteAsync(cancel);
    }

    private static async Task Bookings(NpgsqlConnection connection, int[] numbers, ObjectId[] ids, string price, CancellationToken cancel)
    {
        var stays = numbers.SelectMany(n => Stays(n, ids[n])).ToList();
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                """
                copy booking.booking (id, number, request_hash, person_id, object_id, state, dates, arrives, leaves, guests, price, currency, total_minor,
                    created_at, ended_at) from stdin (format binary)
                """,
                cancel
            )
        )
        {
            foreach (var stay in stays)
                await Row(
                    copy,
                    cancel,
                    (stay.Id, NpgsqlDbType.Uuid),
                    (stay.Id.ToString("N")[12..], NpgsqlDbType.Text),
                    (stay.Id.ToByteArray(), NpgsqlDbType.Bytea),
                    (Guid.NewGuid(), NpgsqlDbType.Uuid),
                    (stay.Object, NpgsqlDbType.Uuid),
                    (stay.Leaves < Midday ? nameof(BookingState.Completed) : nameof(BookingState.Paid), NpgsqlDbType.Text),
                    (stay.Dates, NpgsqlDbType.Jsonb),
                    (stay.Arrives, NpgsqlDbType.TimestampTz),
                    (stay.Leaves, NpgsqlDbType.TimestampTz),
                    (2, NpgsqlDbType.Integer),
                    (price, NpgsqlDbType.Jsonb),
                    ("RUB", NpgsqlDbType.Text),
                    (1_000_000L, NpgsqlDbType.Bigint),
                    (stay.Arrives.AddDays(-40), NpgsqlDbType.TimestampTz),
                    (stay.Leaves < Midday ? stay.Leaves : null, NpgsqlDbType.TimestampTz)
                );
            await copy.CompleteAsync(cancel);
        }
        await using var occupied = await connection.BeginBinaryImportAsync(
            "copy booking.stay (id, object_id, unit_id, kind, booking_id, dates, span, is_pinned, created_at) from stdin (format binary)",
            cancel
        );
        foreach (var stay in stays)
            await Row(
                occupied,
                cancel,
                (Guid.CreateVersion7(), NpgsqlDbType.Uuid),
                (stay.Object, NpgsqlDbType.Uuid),
                (stay.Unit, NpgsqlDbType.Uuid),
                ("booking", NpgsqlDbType.Text),
                (stay.Id, NpgsqlDbType.Uuid),
                (stay.Dates, NpgsqlDbType.Jsonb),
                (
                    new NpgsqlRange<DateTime>(stay.Arrives.UtcDateTime, true, stay.Leaves.UtcDateTime, false),
                    NpgsqlDbType.TimestampTzRange
                ),
                (false, NpgsqlDbType.Boolean),
                (stay.Arrives.AddDays(-40), NpgsqlDbType.TimestampTz)
            );
        await occupied.CompleteAsync(cancel);
    }

    private sealed record Stay(Guid Id, Guid Object, Guid Unit, string Dates, DateTimeOffset Arrives, DateTimeOffset Leaves);

    /// <summary>As many as there are for each object, spread over its units and the three years.</summary>
    private static IEnumerable<Stay> Stays(int number, ObjectId of)
    {
        var units = Rental.UnitsOf(number);
        var each = Rental.BookingsEach / units;
        var step = (Rental.DaysBack + Rental.DaysAhead) / each;
        for (var unit = 0; unit < units; unit++)
        for (var n = 0; n < each; n++)
        {
            var first = Rental.Today.AddDays(n * step - Rental.DaysBack + (number * 3 + n * 5 + unit) % (step - Days));
            var last = first.AddDays(Days);
            yield return new Stay(
                Guid.CreateVersion7(),
                of.Value,
                UnitOf(of, unit),
                $$"""{"in":"{{first:yyyy-MM-dd}}","out":"{{last:yyyy-MM-dd}}"}""",
                new DateTimeOffset(first, new TimeOnly(12, 0), TimeSpan.Zero),
                new DateTimeOffset(last, new TimeOnly(8, 0), TimeSpan.Zero)
            );
        }
    }

    /// <summary>From the object's id, so that nobody has to remember it.</summary>
    private static Guid UnitOf(ObjectId of, int unit)
    {
        var bytes = of.Value.ToByteArray();
        bytes[15] ^= (byte)(unit + 1);
        return new Guid(bytes);
    }

    private static async Task Row(NpgsqlBinaryImporter copy, CancellationToken cancel, params (object? Value, NpgsqlDbType Type)[] values)
    {
        await copy.StartRowAsync(cancel);
        foreach (var (value, type) in values)
            if (value is null)
                await copy.WriteNullAsync(cancel);
            else
                await copy.WriteAsync(value, type, cancel);
    }
}
