using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Denga.Bench.Measuring;
using Denga.Contracts;
using Denga.Platform;

namespace Denga.Bench.Servers;

/// <summary>Denga with the business that <see cref="RentalFill"/> made. Guests are people of the web chat.</summary>
internal sealed class DengaBookings : IBookings
{
    private const int Guests = 256;
    private readonly RunningSubject running;
    private readonly RentalBusiness business;
    private readonly string[] tokens;

    private DengaBookings(string database, RunningSubject running, RentalBusiness business, string[] tokens) =>
        (Database, this.running, this.business, this.tokens) = (database, running, business, tokens);

    public string Name => "denga";
    public string Database { get; }
    public Uri Address => running.Address;
    public ProcessTree Processes => running.Processes;

    internal static async Task<DengaBookings> Start(
        string database,
        string folder,
        string botApi,
        RentalBusiness business,
        CancellationToken cancel
    )
    {
        // The limit of a person is no part of the figure.
        var running = await new DengaSubject(database, folder, botApi, "--Booking:UnpaidMax", "100").Start(cancel);
        using var http = new HttpClient { BaseAddress = running.Address };
        var tokens = new string[Guests];
        await Parallel.ForAsync(
            0,
            Guests,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel },
            async (n, stop) =>
            {
                using var answer = await http.PostAsJsonAsync("/api/v1/chat", new { language = "en" }, DengaJson.Options, stop);
                tokens[n] = (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("token").GetString()!;
            }
        );
        return new DengaBookings(database, running, business, tokens);
    }

    public byte[] Month(Random random)
    {
        var from = Rental.MonthFrom(random);
        return Month(random.Next(business.Objects.Count), from);
    }

    /// <summary>This month of one object, again and again.</summary>
    internal byte[] SameMonth() => Month(0, new DateOnly(Rental.Today.Year, Rental.Today.Month, 1));

    public byte[] Search(Random random)
    {
        var first = Rental.Today.AddDays(1 + random.Next(300));
        return Requests.Get(
            Address,
            $"/api/v1/booking/objects?type={Rental.Types[random.Next(Rental.Types.Length)]}&in={first:yyyy-MM-dd}&out={first.AddDays(1 + random.Next(7)):yyyy-MM-dd}&priceMax={2_000 + random.Next(7_000)}&currency=RUB&limit=10"
        );
    }

    /// <summary>The address of the page of one of the objects.</summary>
    internal string Page(Random random) => "/o/" + RentalFill.SlugOf(random.Next(business.Objects.Count));

    public async Task<bool> Book(Connection connection, Random random, bool isHot)
    {
        string dates;
        if (isHot)
        {
            var (day, hour) = Rental.NextHour();
            // The hour before midnight ends on the next day.
            var (until, end) = hour == 23 ? (day.AddDays(1), 0) : (day, hour + 1);
            dates = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"in":"{{day:yyyy-MM-dd}}","out":"{{until:yyyy-MM-dd}}","from":"{{hour:00}}:00:00","until":"{{end:00}}:00:00"}"""
            );
        }
        else
        {
            var day = Rental.Today.AddDays(Rental.FreeFrom + random.Next(Rental.FreeDays));
            dates = $$"""{"in":"{{day:yyyy-MM-dd}}","out":"{{day.AddDays(1):yyyy-MM-dd}}"}""";
        }
        var of = isHot ? business.Hot : business.Objects[random.Next(business.Objects.Count)];
        var token = tokens[random.Next(tokens.Length)];
        var (priced, quote) = await connection.Answer(
            Requests.Post(Address, "/api/v1/booking/quotes", $$"""{"object":"{{of}}","dates":{{dates}},"guests":1,"addOns":[]}""", token)
        );
        if (priced != 200)
            return IsTaken(priced, quote);
        var id = Encoding.UTF8.GetString(quote.Span[(quote.Span.IndexOf("\"id\":\""u8) + 6)..][..35]);
        var (booked, answer) = await connection.Answer(
            Requests.Post(Address, "/api/v1/booking/bookings", $$"""{"id":"{{OperationId.New()}}","quote":"{{id}}"}""", token)
        );
        return booked == 200 || IsTaken(booked, answer);
    }

    public Task<long> Count() =>
        // No two have one time: the constraint of the database sees to that. But each has its time.
        Postgres.Number(
            Database,
            "select count(*) from booking.booking b join booking.stay s on s.booking_id = b.id"
        );

    public ValueTask DisposeAsync() => running.DisposeAsync();

    private byte[] Month(int number, DateOnly from) =>
        Requests.Get(
            Address,
            $"/api/v1/booking/objects/{business.Objects[number]}/days?from={from:yyyy-MM-dd}&to={from.AddMonths(1):yyyy-MM-dd}"
        );

    /// <summary>False; anything but that it is taken throws.</summary>
    private static bool IsTaken(int status, ReadOnlyMemory<byte> answer) =>
        status == 409 && answer.Span.IndexOf("booking.taken"u8) >= 0
            ? false
            : throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Span));
}
