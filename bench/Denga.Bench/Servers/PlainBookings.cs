using System.Globalization;
using System.Text;
using Denga.Bench.Measuring;

namespace Denga.Bench.Servers;

/// <summary>The same business as it is often written first, with Express and pg, the object's row locked while its bookings are looked at:
/// bench/peers/plain-booking.</summary>
internal sealed class PlainBookings : IBookings
{
    private readonly RunningSubject running;
    private readonly int objects;

    private PlainBookings(string database, RunningSubject running, int objects) =>
        (Database, this.running, this.objects) = (database, running, objects);

    public string Name => "plain";
    public string Database { get; }
    public Uri Address => running.Address;
    public ProcessTree Processes => running.Processes;

    internal static async Task<PlainBookings> Start(string database, string folder, int objects, CancellationToken cancel)
    {
        var running = await NodePeer.Start("plain-booking", database, folder, [], cancel);
        await Postgres.Execute(
            database,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                insert into peer.object (id, type, price, hourly)
                select n, (array['{string.Join("','", Rental.Types)}'])[n % {Rental.Types.Length} + 1], (1000 + n * 7 % 90 * 100) * 100, false
                from generate_series(0, {objects - 1}) n;
                insert into peer.object (id, type, price, hourly) values (-1, 'boat', 50000, true);
                insert into peer.booking (object_id, guest, starts_at, ends_at, price)
                select n, b, d, d + interval '4 days', 400000
                from generate_series(0, {objects - 1}) n, generate_series(0, {Rental.BookingsEach - 1}) b,
                    lateral (select '{Rental.Today:yyyy-MM-dd} 12:00+00'::timestamptz - interval '{Rental.DaysBack} days'
                        + make_interval(days => b * {(Rental.DaysBack + Rental.DaysAhead) / Rental.BookingsEach}::int + n % 5)) as s (d);
                vacuum analyze;
                """
            )
        );
        return new PlainBookings(database, running, objects);
    }

    public byte[] Month(Random random)
    {
        var from = Rental.MonthFrom(random);
        return Requests.Get(Address, $"/objects/{random.Next(objects)}/days?from={from:yyyy-MM-dd}&to={from.AddMonths(1):yyyy-MM-dd}");
    }

    public byte[] Search(Random random)
    {
        var first = Rental.Today.AddDays(1 + random.Next(300));
        return Requests.Get(
            Address,
            $"/objects?type={Rental.Types[random.Next(Rental.Types.Length)]}&from={first:yyyy-MM-dd}&to={first.AddDays(1 + random.Next(7)):yyyy-MM-dd}&price={(2_000 + random.Next(7_000)) * 100}"
        );
    }

    public async Task<bool> Book(Connection connection, Random random, bool isHot)
    {
        string from,
            to;
        if (isHot)
        {
            var (day, hour) = Rental.NextHour();
            var at = new DateTime(day, new TimeOnly(hour, 0), DateTimeKind.Utc);
            (from, to) = ($"{at:yyyy-MM-ddTHH:mm}Z", $"{at.AddHours(1):yyyy-MM-ddTHH:mm}Z");
        }
        else
        {
            var day = Rental.Today.AddDays(Rental.FreeFrom + random.Next(Rental.FreeDays));
            (from, to) = ($"{day:yyyy-MM-dd}T12:00Z", $"{day.AddDays(1):yyyy-MM-dd}T11:00Z");
        }
        var of = isHot ? -1 : random.Next(objects);
        var (status, _) = await connection.Answer(
            Requests.Post(
                Address,
                "/bookings",
                string.Create(CultureInfo.InvariantCulture, $$"""{"object":{{of}},"guest":{{random.Next(1_000)}},"from":"{{from}}","to":"{{to}}"}""")
            )
        );
        return status == 200;
    }

    public async Task<long> Count()
    {
        var twice = await Postgres.Number(
            Database,
            """
            select count(*) from peer.booking a join peer.booking b on a.object_id = b.object_id and a.id < b.id
                and a.starts_at < b.ends_at and b.starts_at < a.ends_at where a.created_at > now() - interval '1 hour' and a.object_id < 100
            """
        );
        if (twice > 0)
            throw new InvalidOperationException($"{Name}: {twice} bookings have the time of another one.");
        return await Postgres.Number(Database, "select count(*) from peer.booking");
    }

    public ValueTask DisposeAsync() => running.DisposeAsync();
}

/// <summary>Requests as their bytes.</summary>
internal static class Requests
{
    internal static byte[] Get(Uri address, string path, string? token = null) =>
        Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{Bearer(token)}\r\n");

    internal static byte[] Post(Uri address, string path, string json, string? token = null) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n{Bearer(token)}Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"
            )
        );

    private static string Bearer(string? token) => token is null ? "" : $"Authorization: Bearer {token}\r\n";
}
