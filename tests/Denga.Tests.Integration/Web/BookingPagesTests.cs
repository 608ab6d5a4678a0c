using System.Net;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Wallet;
using Denga.TestKit;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Booking;

namespace Denga.Tests.Integration.Web;

/// <summary>Stays from the pages of the cabinet.</summary>
public sealed class BookingPagesTests(BookingPagesTests.Stage stage) : IClassFixture<BookingPagesTests.Stage>
{
    [Fact]
    public async Task A_booking_is_paid_from_its_page_which_turns_by_itself()
    {
        var (anna, person) = await Come();
        using var _ = anna;
        var booking = await Book(person, 10, 3);
        await anna.Open("/app/bookings");
        Assert.Contains("Квартира у реки", anna.Words, StringComparison.Ordinal);
        Assert.Contains("ждёт оплаты", anna.Words, StringComparison.Ordinal);
        var address = "/app/bookings/" + booking.Id;
        await anna.Open(address);
        Assert.Contains("data-state=\"Held\"", anna.Page, StringComparison.Ordinal);
        Assert.Contains("Как оплатите 9\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        using var news = await anna.Listen();
        await anna.Send(address + "/pay", ("provider", "sandbox"));
        Assert.Equal(address, anna.Address);
        Assert.Contains("data-state=\"AwaitingPayment\"", anna.Page, StringComparison.Ordinal);
        while (await Browser.Line(news) != "event: bookings") { }
        await stage.Denga.Pay(Browser.Link(anna.Page));
        // Told at once; the page then asks for itself.
        while (!(await Browser.Line(news)).Contains(booking.Number, StringComparison.Ordinal)) { }
        await anna.Until(address, "data-state=\"Paid\"");
        Assert.Contains("Оплачена полностью", anna.Words, StringComparison.Ordinal);
        Assert.Contains("9\u00a0000,00\u00a0₽ из 9\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("/sandbox/pay/", anna.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_due_is_paid_from_the_balance()
    {
        var (anna, person) = await Come();
        using var _ = anna;
        await anna.TopUp("7000", "RUB");
        var booking = await Book(person, 80, 2);
        var address = "/app/bookings/" + booking.Id;
        await anna.Open(address);
        await anna.Send(address + "/balance", ("amount", "1"));
        Assert.Equal(HttpStatusCode.Conflict, anna.Status);
        await anna.Open(address);
        await anna.Send(address + "/balance");
        Assert.Contains("data-state=\"Paid\"", anna.Page, StringComparison.Ordinal);
        // With too little it is not offered.
        var more = await Book(person, 85, 2);
        await anna.Open("/app/bookings/" + more.Id);
        Assert.DoesNotContain("с баланса", anna.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_back_is_shown_before_a_booking_is_cancelled()
    {
        var (anna, person) = await Come();
        using var _ = anna;
        var booking = await Paid(anna, person, 20, 2);
        var address = "/app/bookings/" + booking.Id;
        await anna.Open(address + "/cancel");
        Assert.Contains("Вернётся 6\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        Assert.Equal(BookingState.Paid, (await stage.Now(person, booking)).State);
        // Another sum than the one that comes back is not agreed to.
        await anna.Send(address + "/cancel", ("refund", "1"), ("currency", "RUB"));
        Assert.Equal(HttpStatusCode.Conflict, anna.Status);
        Assert.Contains("что-то изменилось", anna.Words, StringComparison.Ordinal);
        Assert.Equal(BookingState.Paid, (await stage.Now(person, booking)).State);
        await anna.Send(address + "/cancel", ("refund", "600000"), ("currency", "RUB"));
        Assert.Equal(address, anna.Address);
        Assert.Contains("data-state=\"Cancelled\"", anna.Page, StringComparison.Ordinal);
        await anna.Until(address, "Возвращено");
        // Once more says how it stands.
        await anna.Open(address + "/cancel");
        Assert.Equal(address, anna.Address);
    }

    [Fact]
    public async Task The_difference_is_shown_before_days_and_guests_are_changed()
    {
        var (anna, person) = await Come();
        using var _ = anna;
        var booking = await Paid(anna, person, 30, 2);
        var address = "/app/bookings/" + booking.Id;
        await anna.Open(address + "/change");
        var (arrival, departure) = (Day(30), Day(33));
        await anna.Send(address + "/change", ("in", arrival), ("out", departure), ("guests", "3"));
        Assert.Contains("Доплатить 3\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
        Assert.Equal(2, (await stage.Now(person, booking)).Price.Units);
        await anna.Send(address + "/changed");
        Assert.Equal(address, anna.Address);
        var changed = await stage.Now(person, booking);
        Assert.Equal((3, 3), (changed.Price.Units, changed.Guests));
        Assert.Contains("Как оплатите 3\u00a0000,00\u00a0₽", anna.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in", "32 мая", "Выберите день")]
    [InlineData("out", "", "Выберите день")]
    [InlineData("guests", "много", "Напишите число")]
    [InlineData("guests", "99", "гостей")]
    [InlineData("out", "2020-01-01", "")]
    public async Task A_change_that_cannot_be_changes_nothing(string field, string value, string words)
    {
        var (anna, person) = await Come();
        using var _ = anna;
        var booking = await stage.Now(person, await Paid(anna, person, 40, 2));
        var address = "/app/bookings/" + booking.Id;
        await anna.Open(address + "/change");
        await anna.Send(address + "/change", (field, value));
        Assert.NotEqual(HttpStatusCode.OK, anna.Status);
        Assert.Contains(words, anna.Words, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(booking.Version, (await stage.Now(person, booking)).Version);
    }

    [Fact]
    public async Task The_contract_is_read_and_agreed_to_with_its_text()
    {
        var (anna, person) = await Come();
        using var _ = anna;
        var booking = await Book(person, 50, 2);
        var address = "/app/bookings/" + booking.Id;
        await anna.Open(address);
        await anna.Send(address + "/contract", ("hash", new string('0', 64)));
        Assert.Equal(HttpStatusCode.Conflict, anna.Status);
        await anna.Open(address);
        await anna.Send(address + "/contract");
        Assert.Contains("Вы приняли договор", anna.Words, StringComparison.Ordinal);
        var contract = (await stage.Denga.Ask(new BookingDocumentOf(person, booking.Id, BookingPaper.Contract, "ru"))).Value;
        Assert.NotNull(contract.AcceptedAt);
        await anna.Open(address + "/papers/contract");
        Assert.StartsWith("/files/", anna.Address, StringComparison.Ordinal);
        await anna.Open(address + "/papers/diary");
        Assert.Equal(HttpStatusCode.NotFound, anna.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/cancel")]
    [InlineData("/change")]
    [InlineData("/papers/contract")]
    public async Task Another_persons_booking_looks_like_none(string page)
    {
        var (anna, person) = await Come();
        using var _ = anna;
        var booking = await Book(person, 60, 2);
        var (mallory, _) = await Come();
        using var __ = mallory;
        await mallory.Open("/app/bookings/" + booking.Id + page);
        Assert.Equal(HttpStatusCode.NotFound, mallory.Status);
        Assert.DoesNotContain("Квартира", mallory.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_owner_wrote_when_he_cancelled_is_quoted()
    {
        var (anna, person) = await Come();
        using var _ = anna;
        var booking = await Book(person, 70, 2);
        Assert.True((await stage.Denga.Ask(new RefuseBooking(stage.Operator, booking.Id, "Прорвало <b>трубу</b>"))).IsOk);
        await anna.Open("/app/bookings/" + booking.Id);
        Assert.Contains("Хозяин пишет: «Прорвало <b>трубу</b>»", anna.Words, StringComparison.Ordinal);
    }

    private static string Day(int fromToday) =>
        BookingServer.Today.AddDays(fromToday).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<RentalBooking> Book(PersonId person, int fromToday, int nights)
    {
        var quote = await stage.Get(new QuoteStay(person, stage.Flat.Id, BookingServer.Nights(fromToday, nights), 2, []));
        return await stage.Get(new BookStay(OperationId.New(), person, quote.Id));
    }

    private async Task<RentalBooking> Paid(Browser browser, PersonId person, int fromToday, int nights)
    {
        var booking = await Book(person, fromToday, nights);
        var address = "/app/bookings/" + booking.Id;
        await browser.Open(address);
        await browser.Send(address + "/pay", ("provider", "sandbox"));
        await stage.Denga.Pay(Browser.Link(browser.Page));
        await browser.Until(address, "data-state=\"Paid\"");
        return booking;
    }

    private async Task<(Browser Browser, PersonId Person)> Come()
    {
        var browser = new Browser(stage.Denga);
        await browser.Register($"b{Guid.CreateVersion7():N}@example.org");
        return (browser, await browser.Me());
    }

    public sealed class Stage : IAsyncLifetime
    {
        public DengaServer Denga { get; private set; } = null!;

        public PersonId Operator { get; } = PersonId.New();

        public RentalObject Flat { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Denga = await DengaServer.Start(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["Identity:Mailbox"] = "true" },
                new ShiftedClock(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero))
            );
            Flat = await Business.Object(Denga, Operator, units: 20);
        }

        public async ValueTask DisposeAsync() => await Denga.DisposeAsync();

        public async Task<T> Get<T>(IOperation<T> operation)
        {
            var answer = await Denga.Ask(operation);
            Assert.True(answer.IsOk, answer.Error?.Code);
            return answer.Value;
        }

        public Task<RentalBooking> Now(PersonId person, RentalBooking booking) => Get(new BookingById(person, booking.Id));
    }
}
