using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.TestKit;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Booking;

[CollectionDefinition(Name)]
public sealed class BookingCollection : ICollectionFixture<BookingServer>
{
    public const string Name = "booking";
}

/// <summary>The whole of Denga with the sandbox, and what a rental business has.</summary>
public sealed class BookingServer : IAsyncLifetime
{
    /// <summary>A Friday in Moscow.</summary>
    public static readonly DateOnly Today = new(2026, 11, 20);
    private DengaServer? denga;

    public DengaServer Denga => denga!;

    public ShiftedClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    public PersonId Operator { get; private set; }

    public async ValueTask InitializeAsync()
    {
        denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Payments:Sandbox"] = "true",
                ["Identity:Mailbox"] = "true",
                ["Modules:Secret"] = "a secret of at least thirty-two characters",
            },
            Clock
        );
        Operator = await Somebody();
    }

    public ValueTask DisposeAsync() => denga!.DisposeAsync();

    public Task<Result<T>> Ask<T>(IOperation<T> operation) => Denga.Ask(operation);

    public async Task<T> Get<T>(IOperation<T> operation) => (await Ask(operation)).Value;

    public async Task<PersonId> Somebody() => (await Get(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Person.Id;

    public Task<RentalObject> Object(int units = 1, Func<ObjectText, ObjectText>? change = null, TariffRules? rules = null) =>
        Business.Object(Denga, Operator, units, change, rules);

    public Task<StayQuote> Quote(PersonId person, RentalObject of, StayDates dates, int guests = 2) =>
        Get(new QuoteStay(person, of.Id, dates, guests, []));

    public async Task<RentalBooking> Book(PersonId person, RentalObject of, StayDates dates) =>
        await Get(new BookStay(OperationId.New(), person, (await Quote(person, of, dates)).Id));

    /// <inheritdoc cref="Business.Pay"/>
    public Task<RentalBooking> Pay(PersonId person, RentalBooking booking, string play = "pay") =>
        Business.Pay(Denga, person, booking, play);

    public Task<Invoice> Start(PersonId person, RentalBooking booking, string play = "pay") => Business.Start(Denga, person, booking, play);

    public Task<RentalBooking> Now(PersonId person, RentalBooking booking) => Get(new BookingById(person, booking.Id));

    public Task Until(RentalBooking booking, BookingState state) =>
        Denga.Until(
            "exists (select from booking.booking where id = @id and state = @state)",
            new { id = booking.Id.Value, state = state.ToString() }
        );

    public async Task Pass(TimeSpan time)
    {
        Clock.Advance(time);
        await Denga.Execute("select pg_notify('denga_work_booking', ''), pg_notify('denga_work_payments', '')");
    }

    public async Task<(long Balance, long Held)> Account(PersonId person)
    {
        var accounts = await Get(new Balances(person));
        return (accounts.Sum(a => a.Balance.Minor), accounts.Sum(a => a.Held.Minor));
    }

    /// <summary>Somebody who works there, and his token.</summary>
    /// <param name="rights">None: whatever operators may.</param>
    public async Task<(PersonId Id, string Token)> Employee(params string[] rights)
    {
        var employee = (await Get(new Appoint(DengaStand.Mail("employee"), Role.Operator))).Person.Id;
        if (rights.Length > 0)
            await Get(new ChangeRights(Operator, employee, rights));
        return (employee, (await Get(new IssueToken(employee))).Token);
    }

    /// <summary>Over HTTP: the status, the code of the problem, and what came.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> Send(
        HttpMethod method,
        string path,
        string token,
        HttpContent? body = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await Denga.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Money on the person's balance, from nowhere.</summary>
    public async Task Give(PersonId person, long minor)
    {
        var account = await Get(new OpenAccount(person, Currency.Rub));
        var from = await Get(new OpenSystemAccount("test:gifts", Currency.Rub));
        var amount = Business.Rub(minor);
        await Get(new Post(OperationId.New(), "gift", [new Leg(from.Id, -amount), new Leg(account.Id, amount)]));
    }

    /// <summary>Everything that was set aside for bookings is taken or let go, and what goes back is back.</summary>
    public async Task<(long Balance, long Held)> Settled(PersonId person)
    {
        await Denga.Until(
            "not exists (select from booking.work where state = 'waiting' and kind in ('booking.capture-due', 'booking.return-money', 'booking.return-unused', 'booking.take-due'))"
        );
        await Denga.Until("not exists (select from payments.refund where state = 'Pending')");
        return await Account(person);
    }

    public static StayDates Nights(int fromToday, int nights) => new(Today.AddDays(fromToday), Today.AddDays(fromToday + nights));
}

/// <summary>Objects with prices, made as an operator makes them.</summary>
internal static class Business
{
    /// <summary>What is due next is paid in the sandbox, and the booking has heard of it.</summary>
    internal static async Task<RentalBooking> Pay(DengaServer denga, PersonId person, RentalBooking booking, string play = "pay")
    {
        await Start(denga, person, booking, play);
        await denga.Until(
            "exists (select from booking.booking where id = @id and state in ('Confirmed', 'Paid'))",
            new { id = booking.Id.Value }
        );
        return (await denga.Ask(new BookingById(person, booking.Id))).Value;
    }

    internal static async Task<Invoice> Start(DengaServer denga, PersonId person, RentalBooking booking, string play)
    {
        var invoice = (await denga.Ask(new PayBooking(OperationId.New(), person, booking.Id, "sandbox"))).Value;
        await denga.Until(
            "exists (select from payments.payment where id = @id and state = 'Pending')",
            new { id = invoice.Payment!.Id.Value }
        );
        Assert.True((await denga.Ask(new PlaySandbox(invoice.Payment.Id, play))).IsOk);
        return invoice;
    }

    internal const long Night = 3_000_00;

    internal static ObjectText Flat(string slug) =>
        new(
            slug,
            "flat",
            new LocalText("Квартира у реки", "A flat by the river"),
            new LocalText("Две комнаты", "Two rooms"),
            new LocalText("Тихо после 23", "Quiet after 23"),
            new Place(new LocalText("Москва", "Moscow"), "Набережная, 1"),
            "Europe/Moscow",
            TariffUnit.Night,
            Currency.Rub,
            4,
            new StayRules(new TimeOnly(15, 0), new TimeOnly(11, 0), 1, 30, [], TimeSpan.Zero, TimeSpan.Zero, 400, NeedsApproval: false),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["wifi"] = "true" }
        );

    internal static TariffRules Tariff(decimal prepayment = 100, long deposit = 0) =>
        new(
            TariffUnit.Night,
            Rub(Night),
            [],
            [],
            [],
            new GuestRule(4, Rub(0)),
            [],
            [],
            [],
            Rub(deposit),
            prepayment,
            [],
            new CancellationPolicy([new CancellationStep(48, 100), new CancellationStep(24, 50)])
        );

    internal static async Task<RentalObject> Object(
        DengaServer denga,
        PersonId by,
        int units,
        Func<ObjectText, ObjectText>? change = null,
        TariffRules? rules = null
    )
    {
        var type = new ObjectType(
            "flat",
            new LocalText("Квартиры", "Flats"),
            [new PropertyDefinition("wifi", PropertyKind.Flag, new LocalText("Интернет", "Wi-Fi"))]
        );
        Assert.True((await denga.Ask(new SaveObjectType(by, type))).IsOk);
        var text = Flat("flat-" + Guid.CreateVersion7().ToString("N")[16..]);
        text = change?.Invoke(text) ?? text;
        var priced = (rules ?? Tariff()) with { SoldBy = text.SoldBy };
        var tariff = await denga.Ask(new CreateTariff(OperationId.New(), by, new LocalText("Обычный", "Usual"), priced));
        var made = await denga.Ask(
            new CreateObject(
                OperationId.New(),
                by,
                text with
                {
                    Tariff = tariff.Value.Id,
                },
                [.. Enumerable.Range(1, units).Select(n => $"No {n}")]
            )
        );
        return (await denga.Ask(new SetObjectState(by, made.Value.Id, ObjectState.Active))).Value;
    }

    internal static Money Rub(long minor) => new(minor, Currency.Rub);
}
