using System.Net;
using System.Text.Json;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Npgsql;

namespace Denga.Tests.Integration.Booking;

[Collection(BookingCollection.Name)]
public sealed class TariffTests(BookingServer server)
{
    private static readonly LocalText Name = new("Обычный", "Usual");

    [Fact]
    public async Task A_change_of_a_tariff_leaves_what_was_booked_and_the_old_price_is_reckoned_again_to_the_cent()
    {
        var anna = await server.Somebody();
        var of = await server.Object();
        var booking = await server.Book(anna, of, BookingServer.Nights(5, 3));
        Assert.Equal(3 * Business.Night, booking.Price.Total.Minor);

        var tariff = await server.Get(new TariffById(of.Tariff!.Value));
        var dearer = tariff.Rules with { Base = Business.Rub(4_000_00) };
        var changed = await server.Get(new ChangeTariff(server.Operator, tariff.Id, tariff.Version, Name, dearer));
        Assert.Equal(2, changed.Version);
        // The same again is a success, another one is told.
        Assert.Equal(2, (await server.Get(new ChangeTariff(server.Operator, tariff.Id, 1, Name, dearer))).Version);
        var late = await server.Ask(new ChangeTariff(server.Operator, tariff.Id, 1, Name, tariff.Rules));
        Assert.Equal("booking.changed_meanwhile", late.Error!.Code);

        Assert.Equal(4_000_00, (await server.Get(new ObjectBySlug(of.Slug))).From!.Value.Minor);
        Assert.Equal(3 * 4_000_00, (await server.Quote(anna, of, BookingServer.Nights(20, 3))).Price.Total.Minor);
        var kept = (await server.Now(anna, booking)).Price;
        var version = await server.Get(new TariffById(kept.Inputs.Tariff, kept.Inputs.TariffVersion));
        Assert.Equal(Json(kept), Json(StayPricing.Price(version.Rules, kept.Inputs).Value));
        Assert.Equal("booking.tariff_not_found", (await server.Ask(new TariffById(tariff.Id, 3))).Error!.Code);
    }

    [Fact]
    public async Task Of_two_operators_who_change_a_tariff_at_once_one_wins_and_the_other_is_told()
    {
        var made = await Tariff(Business.Tariff());
        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(n =>
                    server.Ask(new ChangeTariff(server.Operator, made.Id, 1, Name, made.Rules with { Base = Business.Rub(n * 100_00) }))
                )
        );
        Assert.Single(answers, a => a.IsOk);
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("booking.changed_meanwhile", a.Error!.Code));
    }

    [Fact]
    public async Task A_version_of_a_tariff_never_changes_also_not_by_plain_sql_and_who_changed_it_is_known()
    {
        var made = await Tariff(Business.Tariff());
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            server.Denga.Execute("update booking.tariff_version set rules = '{}' where tariff_id = @id", new { id = made.Id.Value })
        );
        Assert.Equal("tariff_version_stays", refused.ConstraintName);
        await server.Denga.Execute("update booking.tariff set archived = true where id = @id", new { id = made.Id.Value });
        var actors = await server.Denga.Select<string>(
            "select string_agg(actor, ' ' order by id) from booking.audit where subject = @subject and action = 'booking.record-changed'",
            new { subject = made.Id.ToString() }
        );
        Assert.Equal("system", actors);
    }

    [Fact]
    public async Task Rules_that_make_no_sense_are_refused()
    {
        var good = Business.Tariff();
        var half = Business.Rub(-1);
        foreach (
            var (rules, code) in new (TariffRules, string)[]
            {
                (good with { Base = half }, "bad_prices"),
                (good with { Weekdays = [new WeekdayPrice(DayOfWeek.Friday, new Money(1, Currency.Usd))] }, "bad_prices"),
                (good with { Seasons = [Season(BookingServer.Today, BookingServer.Today.AddDays(-1))] }, "bad_seasons"),
                (good with { Length = [new LengthDiscount(3, 101)] }, "bad_discounts"),
                (good with { Early = [new TimeDiscount(3, 5), new TimeDiscount(3, 6)] }, "bad_discounts"),
                (good with { Late = [new TimeDiscount(3, 0.00001m)] }, "bad_discounts"),
                (good with { Guests = new GuestRule(0, Business.Rub(0)) }, "bad_guest_rule"),
                (good with { Taxes = [new TaxRate(" ", 5, Included: true)] }, "bad_taxes"),
                (good with { Balance = [new BalanceShare(3, 60), new BalanceShare(1, 30)] }, "bad_payment_rule"),
                (
                    good with
                    {
                        Cancellation = new CancellationPolicy([new CancellationStep(10, 50), new CancellationStep(5, 60)]),
                    },
                    "bad_cancellation"
                ),
            }
        )
            Assert.Equal(
                "booking." + code,
                (await server.Ask(new CreateTariff(OperationId.New(), server.Operator, Name, rules))).Error!.Code
            );
        Assert.Equal(
            "booking.bad_name",
            (await server.Ask(new CreateTariff(OperationId.New(), server.Operator, new LocalText("", "x"), good))).Error!.Code
        );
    }

    [Fact]
    public async Task Fifty_who_use_the_last_promo_code_at_once_get_it_once()
    {
        var code = await Promo(usesMax: 1);
        var of = await server.Object(units: 50);
        var dates = BookingServer.Nights(30, 2);
        var quotes = new List<(PersonId Person, StayQuoteId Quote)>();
        for (var n = 0; n < 50; n++)
        {
            var person = await server.Somebody();
            quotes.Add((person, (await server.Get(new QuoteStay(person, of.Id, dates, 2, [], code))).Id));
        }
        var answers = await Task.WhenAll(quotes.Select(q => server.Ask(new BookStay(OperationId.New(), q.Person, q.Quote))));
        var won = Assert.Single(answers, a => a.IsOk).Value;
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("booking.promo_refused", a.Error!.Code));
        Assert.Equal(2 * Business.Night * 9 / 10, won.Price.Total.Minor);
        Assert.Equal(1, await Used(code));
        Assert.Equal(1, await server.Denga.Select<int>("select count(*)::int from booking.promo_use where code = @code", new { code }));

        // A booking that comes to nothing gives its use back.
        var winner = quotes[answers.Index().Single(a => a.Item.IsOk).Index].Person;
        await server.Get(new CancelBooking(winner, won.Id));
        Assert.Equal(0, await Used(code));
    }

    [Fact]
    public async Task One_person_uses_a_promo_code_once_however_often_he_taps_at_once()
    {
        var code = await Promo(usesMax: 100);
        var of = await server.Object(units: 3);
        var anna = await server.Somebody();
        var quotes = new List<StayQuoteId>();
        for (var n = 0; n < 50; n++)
            quotes.Add((await server.Get(new QuoteStay(anna, of.Id, BookingServer.Nights(40, 1), 2, [], code.ToUpperInvariant()))).Id);
        var answers = await Task.WhenAll(quotes.Select(q => server.Ask(new BookStay(OperationId.New(), anna, q))));
        Assert.Single(answers, a => a.IsOk);
        Assert.Equal(1, await Used(code));
        var again = await server.Ask(new QuoteStay(anna, of.Id, BookingServer.Nights(60, 1), 2, [], code));
        Assert.Equal("booking.promo_refused", again.Error!.Code);
    }

    [Fact]
    public async Task Of_an_add_on_no_more_is_sold_at_a_time_than_there_is()
    {
        var seat = await AddOn(new AddOnTerms(AddOnPer.Day, Business.Rub(200_00), 3), stock: 2);
        var of = await server.Object(units: 5);
        var first = await Book(of, BookingServer.Nights(10, 3), seat, 1);
        var second = await Book(of, BookingServer.Nights(12, 3), seat, 1);
        Assert.True(first.Booking.IsOk && second.Booking.IsOk);
        Assert.Equal(3 * Business.Night + 3 * 200_00, first.Booking.Value.Price.Total.Minor);
        // The night of the twelfth has both; before and after it one is free.
        Assert.Equal("booking.add_on_taken", (await Book(of, BookingServer.Nights(11, 2), seat, 1)).Booking.Error!.Code);
        Assert.True((await Book(of, BookingServer.Nights(15, 1), seat, 2)).Booking.IsOk);
        await server.Get(new CancelBooking(first.Person, first.Booking.Value.Id));
        Assert.True((await Book(of, BookingServer.Nights(11, 2), seat, 1)).Booking.IsOk);
    }

    [Fact]
    public async Task Add_ons_are_offered_with_the_types_and_in_the_currency_that_they_are_for()
    {
        var of = await server.Object();
        var ours = await AddOn(new AddOnTerms(AddOnPer.Stay, Business.Rub(1_500_00), 1), types: ["flat"]);
        var others = await AddOn(new AddOnTerms(AddOnPer.Stay, Business.Rub(1_500_00), 1), types: ["car"]);
        var foreign = await AddOn(new AddOnTerms(AddOnPer.Stay, new Money(15_00, Currency.Usd), 1));
        var offered = (await server.Get(new AddOnsOffered(of.Id))).Select(a => a.Id).ToList();
        Assert.Contains(ours.Id, offered);
        Assert.DoesNotContain(others.Id, offered);
        Assert.DoesNotContain(foreign.Id, offered);
        var anna = await server.Somebody();
        foreach (var id in (AddOnId[])[others.Id, foreign.Id, AddOnId.New()])
        {
            var refused = await server.Ask(new QuoteStay(anna, of.Id, BookingServer.Nights(70, 1), 2, [new ChosenAddOn(id)]));
            Assert.Equal("booking.add_on_not_found", refused.Error!.Code);
        }
        var twice = await server.Ask(
            new QuoteStay(anna, of.Id, BookingServer.Nights(70, 1), 2, [new ChosenAddOn(ours.Id), new ChosenAddOn(ours.Id)])
        );
        Assert.Equal("booking.add_on_quantity", twice.Error!.Code);
        Assert.Equal(
            "booking.bad_guests",
            (await server.Ask(new QuoteStay(anna, of.Id, BookingServer.Nights(70, 1), 1_000_000_000, []))).Error!.Code
        );
    }

    [Fact]
    public async Task What_is_charged_at_the_handover_is_not_offered_before_and_due_at_once()
    {
        var dirty = await AddOn(new AddOnTerms(AddOnPer.Stay, Business.Rub(1_500_00), 1), atHandover: true);
        var anna = await server.Somebody();
        var of = await server.Object();
        var dates = BookingServer.Nights(90, 1);
        var before = await server.Ask(new QuoteStay(anna, of.Id, dates, 2, [new ChosenAddOn(dirty.Id)]));
        Assert.Equal("booking.add_on_not_found", before.Error!.Code);
        var booking = await server.Pay(anna, await server.Book(anna, of, dates));
        var handover = new RecordHandover(
            OperationId.New(),
            server.Operator,
            booking.Id,
            IsReturn: false,
            new Dictionary<string, bool>(StringComparer.Ordinal),
            Mileage: null,
            FuelPercent: 50,
            [],
            Note: null,
            [new ChosenAddOn(dirty.Id)]
        );
        await server.Get(handover);
        var after = await server.Get(handover);
        Assert.Equal(1_500_00, Assert.Single(after.Due, d => d.Kind == DueKind.Extra).Amount.Minor);
        Assert.Equal(BookingState.Confirmed, after.State);
    }

    [Fact]
    public async Task The_contract_is_accepted_as_it_was_read_and_a_stranger_sees_none()
    {
        var (anna, boris) = (await server.Somebody(), await server.Somebody());
        var of = await server.Object();
        var booking = await server.Book(anna, of, BookingServer.Nights(80, 2));
        var contract = await server.Get(new BookingDocumentOf(anna, booking.Id, BookingPaper.Contract, "en"));
        var text = WebUtility.HtmlDecode(contract.Html);
        foreach (
            var said in (string[])
                [
                    "Rental contract No. " + booking.Number,
                    "A flat by the river",
                    "2 nights × 3,000 ₽",
                    "6,000.00 ₽",
                    "Free cancellation 2 days before the start",
                    "Quiet after 23",
                ]
        )
            Assert.Contains(said, text.Replace('\u00A0', ' '), StringComparison.Ordinal);
        var russian = WebUtility.HtmlDecode((await server.Get(new BookingDocumentOf(anna, booking.Id, BookingPaper.Invoice, "ru"))).Html);
        Assert.Contains("Счёт за бронь № " + booking.Number, russian, StringComparison.Ordinal);
        Assert.Equal("booking.nothing_paid", (await server.Ask(new BookingDocumentOf(anna, booking.Id, BookingPaper.Receipt))).Error!.Code);
        Assert.Equal(
            "booking.booking_not_found",
            (await server.Ask(new BookingDocumentOf(boris, booking.Id, BookingPaper.Contract))).Error!.Code
        );

        var other = await server.Ask(new AcceptContract(anna, booking.Id, new string('0', 64), "en"));
        Assert.Equal("booking.contract_changed", other.Error!.Code);
        Assert.Equal(
            "booking.booking_not_found",
            (await server.Ask(new AcceptContract(boris, booking.Id, contract.Hash, "en"))).Error!.Code
        );
        var accepted = await server.Get(new AcceptContract(anna, booking.Id, contract.Hash, "en"));
        Assert.Equal(accepted, await server.Get(new AcceptContract(anna, booking.Id, contract.Hash, "en")));
        Assert.Equal(accepted.At, (await server.Get(new BookingDocumentOf(anna, booking.Id, BookingPaper.Contract, "en"))).AcceptedAt);
        Assert.Equal(
            contract.Html,
            await server.Denga.Select<string>("select html from booking.contract where booking_id = @id", new { id = booking.Id.Value })
        );

        await server.Pay(anna, booking);
        foreach (var paper in Enum.GetValues<BookingPaper>())
        {
            var file = (await server.Get(new PrintBookingDocument(anna, booking.Id, paper, "ru"))).File;
            var pdf = await server.Denga.Http.GetByteArrayAsync("/files/" + file);
            Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        }
        // Paid or not, the agreement is about the same text.
        Assert.Equal(accepted.At, (await server.Get(new BookingDocumentOf(anna, booking.Id, BookingPaper.Contract, "en"))).AcceptedAt);
    }

    private Task<Tariff> Tariff(TariffRules rules) => server.Get(new CreateTariff(OperationId.New(), server.Operator, Name, rules));

    private Task<AddOn> AddOn(AddOnTerms terms, int? stock = null, IReadOnlyList<string>? types = null, bool atHandover = false) =>
        server.Get(
            new CreateAddOn(OperationId.New(), server.Operator, new LocalText("Кресло", "Seat"), terms, stock, types ?? [], atHandover)
        );

    private async Task<string> Promo(int usesMax)
    {
        var now = server.Clock.GetUtcNow();
        var code = "p-" + Guid.CreateVersion7().ToString("N")[18..];
        var terms = new PromoTerms(10, Amount: null, now.AddDays(-1), now.AddDays(300));
        return (await server.Get(new CreatePromoCode(server.Operator, code, terms, usesMax))).Code;
    }

    private Task<int> Used(string code) => server.Denga.Select<int>("select used from booking.promo where code = @code", new { code });

    private async Task<(PersonId Person, Result<RentalBooking> Booking)> Book(RentalObject of, StayDates dates, AddOn addOn, int quantity)
    {
        var person = await server.Somebody();
        var quote = await server.Get(new QuoteStay(person, of.Id, dates, 2, [new ChosenAddOn(addOn.Id, quantity)]));
        return (person, await server.Ask(new BookStay(OperationId.New(), person, quote.Id)));
    }

    private static Season Season(DateOnly from, DateOnly to) => new(new LocalText("с", "s"), from, to, Yearly: false, Business.Rub(1), []);

    private static string Json(PricedStay price) => JsonSerializer.Serialize(price, DengaJson.Options);
}
