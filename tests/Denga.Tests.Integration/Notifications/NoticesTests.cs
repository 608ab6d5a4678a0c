using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Bot;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Notifications;
using Denga.Notifications.Notices;
using Denga.Notifications.Sending;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Notifications;

public sealed class NoticesTests : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly PersonId anna = PersonId.New();
    private readonly ConcurrentQueue<SendNotice> asked = new();
    private Error? botSays;
    private string language = "ru";
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await ModuleHost.Start(platform => platform.Add<StandInExpenses>().Add<NotificationsModule>(), Others(), clock);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Assert.All(asked, notice => RawWords.AssertNone(notice.Text, "notice"));
    }

    [Theory]
    [InlineData("ru", "Потрачено 80 % лимита «Кафе»: 4 000 из 5 000 ₽. До 30 ноября можно тратить по 111,11 ₽ в день.")]
    [InlineData("en", "80% of the limit for “Cafe” is spent: 4,000 ₽ of 5,000 ₽. Until 30 November you can spend 111.11 ₽ a day.")]
    public async Task A_person_reads_of_his_limit_in_his_language(string spoken, string text)
    {
        language = spoken;
        await Deliver(Reached(80, 4_000_00));
        await SendDue();
        var notice = Assert.Single(asked);
        Assert.Equal(anna, notice.Person);
        Assert.Equal(text, notice.Text.Replace('\u00A0', ' '));
        Assert.Equal("sent", await host.Select<string>("select state from notifications.notice"));
        Assert.Equal("sent", await host.Select<string>("select outcome from notifications.delivery"));
    }

    [Fact]
    public async Task A_commit_wakes_the_sender()
    {
        using var stop = new CancellationTokenSource();
        var running = host.WorkUntil(stop.Token);
        await host.Publish<StandInExpenses>(Reached(80, 4_000_00));
        await First.Task.WaitAsync(HangMax);
        await host.Publish<StandInExpenses>(Reached(100, 5_100_00));
        await Second.Task.WaitAsync(HangMax);
        await stop.CancelAsync();
        await running;
        Assert.Equal(2, asked.Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public async Task An_event_delivered_again_is_told_once()
    {
        var delivery = await Deliver(Reached(80, 4_000_00));
        await SendDue();
        await Deliver(delivery);
        await SendDue();
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_consumer_that_dies_before_its_commit_leaves_nothing_behind_and_tells_it_after_the_repeat()
    {
        var delivery = Delivery(Reached(80, 4_000_00));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Deliver(delivery, () => throw new InvalidOperationException("the process dies"))
        );
        await SendDue();
        Assert.Empty(asked);
        await Deliver(delivery);
        await SendDue();
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_sender_that_dies_after_sending_sends_again_under_the_same_id()
    {
        await host.Execute(
            """
            create function public.die() returns trigger language plpgsql as $$ begin raise exception 'the process dies'; end $$;
            create trigger die before insert on notifications.delivery for each row execute function public.die();
            """
        );
        await Deliver(Reached(80, 4_000_00));
        await SendDue();
        await host.Execute("drop trigger die on notifications.delivery");
        await SendDue();
        Assert.Single(asked);
        clock.Advance(TimeSpan.FromMinutes(3));
        await SendDue();
        Assert.Equal(2, asked.Count);
        Assert.Single(asked.Select(a => a.Id).Distinct());
        Assert.Equal("sent", await host.Select<string>("select state from notifications.notice"));
    }

    [Fact]
    public async Task While_the_messenger_is_away_it_is_tried_again_with_growing_waits()
    {
        botSays = new Error("module.silent", ErrorKind.Unavailable, "");
        await Deliver(Reached(80, 4_000_00));
        await SendDue();
        await SendDue();
        Assert.Single(asked);
        clock.Advance(TimeSpan.FromSeconds(6));
        await SendDue();
        clock.Advance(TimeSpan.FromSeconds(6));
        await SendDue();
        Assert.Equal(2, asked.Count);
        clock.Advance(TimeSpan.FromSeconds(6));
        botSays = null;
        await SendDue();
        Assert.Equal(3, asked.Count);
        Assert.Equal(
            "later later sent",
            await host.Select<string>("select string_agg(outcome, ' ' order by attempt) from notifications.delivery")
        );
    }

    [Fact]
    public async Task Old_news_is_given_up()
    {
        botSays = new Error("module.silent", ErrorKind.Unavailable, "");
        await Deliver(Reached(80, 4_000_00));
        clock.Advance(TimeSpan.FromDays(2));
        await SendDue();
        clock.Advance(TimeSpan.FromDays(2));
        await SendDue();
        Assert.Single(asked);
        Assert.Equal("expired", await host.Select<string>("select outcome from notifications.delivery"));
    }

    [Fact]
    public async Task A_person_who_blocked_the_bot_is_left_alone()
    {
        botSays = new Error("bot.unreachable", ErrorKind.NotFound, "");
        await Deliver(Reached(80, 4_000_00));
        await SendDue();
        clock.Advance(TimeSpan.FromDays(1));
        await SendDue();
        Assert.Single(asked);
        Assert.Equal("gave_up", await host.Select<string>("select state from notifications.notice"));
        Assert.Empty(letters);
        Assert.Equal("bot.unreachable", await host.Select<string>("select code from notifications.delivery where outcome = 'unreachable'"));
    }

    [Fact]
    public async Task Who_has_no_messenger_reads_it_in_a_letter()
    {
        botSays = new Error("bot.unreachable", ErrorKind.NotFound, "");
        ways = ways with { Channels = [] };
        var delivery = await Deliver(Reached(80, 4_000_00));
        await SendDue();
        await Deliver(delivery);
        await SendDue();
        var letter = Assert.Single(letters);
        Assert.Equal((anna, "Denga: лимит расходов"), (letter.Person, letter.Subject));
        Assert.Contains("Потрачено 80", letter.Text, StringComparison.Ordinal);
        Assert.NotEqual(Assert.Single(asked).Id, letter.Id);
        Assert.Equal(
            "email sent, messenger gave_up",
            await host.Select<string>("select string_agg(channel || ' ' || state, ', ' order by channel) from notifications.notice")
        );
    }

    [Fact]
    public async Task What_is_weighty_is_told_by_both_channels_and_one_that_is_away_does_not_keep_the_other()
    {
        botSays = new Error("module.silent", ErrorKind.Unavailable, "");
        await Deliver(new RefreshTokenReused(anna, new SessionId(Guid.CreateVersion7()), "203.0.113.7", Agent: null, clock.GetUtcNow()));
        await SendDue();
        var letter = Assert.Single(letters);
        Assert.Equal("Denga: сеанс закрыт, его ключ был у двоих", letter.Subject);
        Assert.Contains("203.0.113.7", letter.Text, StringComparison.Ordinal);
        botSays = null;
        clock.Advance(TimeSpan.FromSeconds(6));
        await SendDue();
        Assert.Equal(2, asked.Count);
        Assert.Contains("203.0.113.7", asked.Last().Text, StringComparison.Ordinal);
        Assert.Single(letters);
    }

    [Fact]
    public async Task Two_people_are_told_of_one_event_each_once()
    {
        var boris = PersonId.New();
        var delivery = Delivery(Reached(80, 4_000_00));
        for (var times = 0; times < 2; times++)
            await Write(unit => Tell(unit, delivery, anna, boris, anna));
        await SendDue();
        Assert.Equal([anna, boris], asked.Select(a => a.Person).OrderBy(p => p == boris));
        Assert.Equal(2, asked.Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_told_to_somebody_who_was_erased_and_nothing_of_it_is_kept()
    {
        await Deliver(Reached(80, 4_000_00));
        await Deliver(new PersonErased(anna, clock.GetUtcNow()));
        Assert.Equal(0, await SendDue());
        Assert.Empty(asked);
        Assert.Equal(0, await host.Select<long>("select count(*) from notifications.work"));
    }

    [Fact]
    public async Task What_waits_for_somebody_who_is_absorbed_is_told_in_order_with_what_waits_for_the_kept_one()
    {
        var absorbed = PersonId.New();
        kept = anna;
        botSays = new Error("module.silent", ErrorKind.Unavailable, "");
        await Deliver(Reached(80, 4_000_00) with { Person = absorbed });
        await Deliver(new PeopleMerged(anna, absorbed, clock.GetUtcNow()));
        await Deliver(Reached(100, 5_100_00));
        await SendDue();
        Assert.Single(asked);
        botSays = null;
        clock.Advance(TimeSpan.FromSeconds(6));
        await SendDue();
        Assert.Equal([anna, anna, anna], asked.Select(a => a.Person));
        Assert.Contains("Потрачено 80", asked.ElementAt(1).Text, StringComparison.Ordinal);
        Assert.Equal(
            2L,
            await host.Select<long>($"select count(*) from notifications.notice where person_id = '{anna.Value}' and state = 'sent'")
        );
    }

    [Fact]
    public async Task What_the_build_before_this_one_left_is_sent_under_the_id_of_its_event()
    {
        var (delivery, now) = (Delivery(Reached(80, 4_000_00)), clock.GetUtcNow().ToString("O"));
        await host.Execute(
            $"""
            insert into notifications.notice (event_id, person_id, type, body, created_at, next_at)
            values ('{delivery.Id}', '{anna.Value}', '{delivery.Type}', '{delivery.Body}'::json, '{now}', '{now}')
            on conflict on constraint notice_once do nothing;
            insert into notifications.delivery (event_id, attempt, at, outcome) values ('{delivery.Id}', 1, '{now}', 'later')
            on conflict on constraint delivery_once do nothing
            """
        );
        var job = host.Services.GetRequiredService<ForgetOldNotices>();
        await job.Run(CancellationToken.None);
        await job.Run(CancellationToken.None);
        await SendDue();
        var notice = Assert.Single(asked);
        Assert.Equal((new OperationId(delivery.Id), anna), (notice.Id, notice.Person));
        Assert.Equal("sent", await host.Select<string>("select state from notifications.notice"));
    }

    [Fact]
    public async Task A_recurring_entry_is_told_with_its_day_and_amount()
    {
        var rent = StandInExpenses.Entry(30_000_00, new DateOnly(2026, 11, 1), note: "Аренда");
        await Deliver(new RecurringRecorded(anna, new RecurringId(Guid.CreateVersion7()), rent));
        await SendDue();
        Assert.Equal("Записан регулярный расход за 1 ноября: Аренда, 30 000 ₽ («Кафе»).", Assert.Single(asked).Text.Replace('\u00A0', ' '));
    }

    [Fact]
    public async Task What_was_missed_and_what_cannot_be_recorded_is_told()
    {
        var rent = StandInExpenses.Entry(30_000_00, new DateOnly(2026, 11, 1), note: "Аренда");
        var coffee = StandInExpenses.Entry(350_00, new DateOnly(2026, 11, 20));
        await Deliver(
            new RecurringCaughtUp(
                anna,
                [
                    new CaughtUp(new RecurringId(Guid.CreateVersion7()), rent, new DateOnly(2026, 9, 1), 3, 0),
                    new CaughtUp(new RecurringId(Guid.CreateVersion7()), coffee, new DateOnly(2026, 10, 21), 31, 71),
                ]
            )
        );
        await Deliver(
            new RecurringFailed(
                anna,
                new RecurringId(Guid.CreateVersion7()),
                new NewExpense(new Money(5_000_000_000, Currency.Parse("TON")), new DateOnly(2026, 11, 1), "хостинг"),
                new DateOnly(2026, 11, 5),
                "expenses.no_rate"
            )
        );
        await SendDue();
        Assert.Equal(
            [
                "Записал регулярное за дни, пока Denga не работала:\n• Аренда — 30 000 ₽ × 3, 1 сентября – 1 ноября\n"
                    + "• Кафе — 350 ₽ × 31, 21 октября – 20 ноября; более ранние дни не записаны: 71",
                "Не могу записать регулярное «хостинг», 5 TON, за 5 ноября: нет курса TON. Запишу, как только он появится. Изменить сумму: /recurring",
            ],
            asked.Select(a => a.Text.Replace('\u00A0', ' '))
        );
    }

    [Fact]
    public async Task A_notice_of_somebody_who_was_joined_goes_to_the_kept_person()
    {
        kept = PersonId.New();
        await Deliver(Reached(80, 4_000_00));
        await SendDue();
        Assert.Equal(kept, Assert.Single(asked).Person);
    }

    private PersonId? kept;
    private SecuritySettings ways = new("anna@example.org", ["telegram"], TwoFactor: false, RecoveryCodesLeft: 0);
    private readonly ConcurrentQueue<SendLetter> letters = new();

    private TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource Second { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_payment_is_told_unless_a_message_shows_it_and_the_person_is_taken_to_look()
    {
        var invoice = Invoice(InvoiceState.Paid, paid: 500_00);
        await Deliver(Paid(invoice, Rubles(500_00), after: TimeSpan.FromMinutes(2)));
        await SendDue();
        var told = Assert.Single(asked);
        Assert.Equal($"invoice {invoice.Id}", told.Shown);
        Assert.Equal("Пополнение: пришло 500 ₽. Деньги на вашем счёте.", told.Text.Replace('\u00A0', ' '));
        // So much later nobody looks any more.
        await Deliver(Paid(Invoice(InvoiceState.Paid, paid: 500_00), Rubles(500_00), after: TimeSpan.FromMinutes(40)));
        await SendDue();
        Assert.Null(asked.Last().Shown);
    }

    [Theory]
    [InlineData("ru", InvoiceState.Paid, "Пришло 500 ₽ по счёту на 500 ₽, который уже не ждал оплаты. Деньги зачислены вам.")]
    [InlineData("en", InvoiceState.Paid, "500 ₽ came in for an invoice of 500 ₽ that was closed already. The money is on your account.")]
    public async Task Money_that_comes_late_is_told_in_any_case(string spoken, InvoiceState state, string text)
    {
        language = spoken;
        await Deliver(Paid(Invoice(state, paid: 500_00), Rubles(500_00), after: TimeSpan.FromMinutes(70)));
        await SendDue();
        var told = Assert.Single(asked);
        Assert.Null(told.Shown);
        Assert.Equal(text, told.Text.Replace('\u00A0', ' '));
    }

    [Fact]
    public async Task Money_in_another_currency_is_told_as_what_it_is()
    {
        await Deliver(Paid(Invoice(InvoiceState.Pending, paid: 0), new Money(20_00, Currency.Usd), after: TimeSpan.FromMinutes(2)));
        await SendDue();
        var told = Assert.Single(asked);
        Assert.Null(told.Shown);
        Assert.StartsWith("Деньги пришли в другой валюте: 20 $ вместо 500 ₽.", told.Text.Replace('\u00A0', ' '), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RefundState.Done, "Вернули 100 ₽. Деньги идут туда, откуда пришли: Карта или СБП (ЮKassa).")]
    [InlineData(RefundState.Failed, "Возврат 100 ₽ не прошёл: отказала платёжная система. Деньги снова на вашем счёте.")]
    public async Task The_end_of_a_refund_is_told(RefundState state, string text)
    {
        var now = clock.GetUtcNow();
        var refund = new Refund(
            RefundId.From(Guid.CreateVersion7()),
            InvoiceId.New(),
            Rubles(100_00),
            "yookassa",
            state,
            "asked",
            now,
            now
        );
        await Deliver(new RefundEnded(refund, anna, now));
        await SendDue();
        Assert.StartsWith(text, Assert.Single(asked).Text.Replace('\u00A0', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_an_order_is_told_and_its_steps_are_not()
    {
        var now = clock.GetUtcNow();
        var order = new StarsOrder(
            StarsOrderId.From(Guid.CreateVersion7()),
            StarsProduct.Stars,
            100,
            new StarsRecipient("masha", "Masha"),
            StarsWay.Balance,
            Rubles(185_00),
            StarsOrderState.Held,
            Invoice: null,
            Reference: null,
            Reason: null,
            now,
            EndedAt: null,
            now.AddHours(1)
        );
        foreach (var state in (StarsOrderState[])[StarsOrderState.Held, StarsOrderState.Purchasing, StarsOrderState.Delivered])
            await Deliver(new StarsOrderChanged(order with { State = state }, anna, now.AddSeconds(10)));
        await SendDue();
        var told = Assert.Single(asked);
        Assert.Equal($"stars-order {order.Id}", told.Shown);
        Assert.Equal("Доставлено: 100 звёзд для @masha. Списано 185 ₽.", told.Text.Replace('\u00A0', ' '));
    }

    private InvoicePaid Paid(Invoice invoice, Money credited, TimeSpan after) =>
        new(invoice, anna, credited, "sandbox", OperationId.New(), invoice.CreatedAt + after);

    private Invoice Invoice(InvoiceState state, long paid)
    {
        var now = clock.GetUtcNow();
        var attempt = new PaymentAttempt(PaymentId.New(), "sandbox", PaymentState.Paid, Link: null, Qr: null, now);
        return new(
            InvoiceId.New(),
            "top-up",
            Reference: null,
            Rubles(500_00),
            AccountId.New(),
            state,
            Rubles(paid),
            Rubles(0),
            [],
            now,
            now.AddHours(1),
            PaidAt: null,
            attempt
        );
    }

    private static Money Rubles(long minor) => new(minor, Currency.Rub);

    private Answers Others() =>
        new Answers()
            .On<Profile, Person>(p => new Person(kept ?? p.Person, language, "Europe/Moscow", clock.GetUtcNow()))
            .On<Categories, IReadOnlyList<Category>>(c =>
                new[] { new Category("cafe", c.Language == "ru" ? "Кафе" : "Cafe", "☕", EntryKind.Expense, IsOwn: false) }
            )
            .On<Security, SecuritySettings>(_ => ways)
            .On<SendLetter, Done>(letter =>
            {
                letters.Enqueue(letter);
                return Done.It;
            })
            .On<SendNotice, Done>(Send);

    public static TheoryData<string, BookingState?, BookingState, string?, string, string> Bookings =>
        new()
        {
            {
                "ru",
                BookingState.AwaitingPayment,
                BookingState.Paid,
                null,
                "Бронь ABC-234-XYZ, Квартира у реки подтверждена. Заезд 1 декабря, 15:00, выезд 4 декабря, 11:00.",
                "Denga: бронь подтверждена"
            },
            {
                "en",
                BookingState.Held,
                BookingState.Confirmed,
                null,
                "Booking ABC-234-XYZ, A flat by the river is confirmed. Arrival 1 December, 15:00, departure 4 December, 11:00.",
                "Denga: your booking is confirmed"
            },
            {
                "ru",
                BookingState.Requested,
                BookingState.Held,
                null,
                "Хозяин согласен: бронь ABC-234-XYZ, Квартира у реки. Даты ваши до 22 ноября, 15:00. Оплатите 9 000 ₽, и бронь подтвердится сама. Оплатить: /bookings",
                "Denga: хозяин согласен"
            },
            {
                "en",
                BookingState.Paid,
                BookingState.Cancelled,
                "A pipe burst",
                "The owner cancelled booking ABC-234-XYZ, A flat by the river: “A pipe burst”. Nothing was paid for it.",
                "Denga: the owner cancelled your booking"
            },
            {
                "en",
                BookingState.Requested,
                BookingState.Expired,
                "booking.unanswered",
                "Booking ABC-234-XYZ, A flat by the river. The owner did not answer in time and the days are free again. No money was taken.",
                "Denga: your booking came to nothing"
            },
        };

    [Theory]
    [MemberData(nameof(Bookings))]
    public async Task A_guest_is_told_of_his_booking_in_the_chat_and_by_letter(
        string spoken,
        BookingState? before,
        BookingState now,
        string? reason,
        string text,
        string subject
    )
    {
        language = spoken;
        await Deliver(new BookingChanged(Booking(now, reason), anna, before, clock.GetUtcNow()));
        await SendDue();
        Assert.Equal(text, Assert.Single(asked).Text.Replace('\u00A0', ' '));
        var letter = Assert.Single(letters);
        Assert.Equal(subject, letter.Subject);
        Assert.DoesNotContain("/bookings", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_guest_does_himself_is_no_news_to_him()
    {
        await Deliver(new BookingChanged(Booking(BookingState.Held, null), anna, Before: null, clock.GetUtcNow()));
        await Deliver(new BookingChanged(Booking(BookingState.AwaitingPayment, null), anna, BookingState.Held, clock.GetUtcNow()));
        await Deliver(new BookingChanged(Booking(BookingState.Paid, null), anna, BookingState.Paid, clock.GetUtcNow()));
        await Deliver(new BookingChanged(Booking(BookingState.Paid, null), anna, BookingState.Confirmed, clock.GetUtcNow()));
        await Deliver(
            new BookingChanged(Booking(BookingState.Cancelled, "booking.called_off"), anna, BookingState.Paid, clock.GetUtcNow())
        );
        await SendDue();
        Assert.Empty(asked);
    }

    [Fact]
    public async Task A_guest_is_reminded_of_what_is_due_and_of_his_arrival()
    {
        var booking = Booking(BookingState.Confirmed, null);
        await Deliver(new PaymentDueSoon(booking, anna, booking.Due[0], IsLate: false, clock.GetUtcNow()));
        await Deliver(new PaymentDueSoon(booking, anna, booking.Due[0], IsLate: true, clock.GetUtcNow()));
        await Deliver(new ArrivalSoon(booking, anna, clock.GetUtcNow()));
        var wanted = new DatesWanted(
            new WaitId(Guid.CreateVersion7()),
            booking.Object,
            booking.Slug,
            booking.ObjectName,
            booking.Dates,
            2,
            booking.Arrives,
            ToldAt: null
        );
        await Deliver(new DatesFree(wanted, anna, clock.GetUtcNow()));
        await SendDue();
        Assert.Equal(
            [
                "Бронь ABC-234-XYZ, Квартира у реки: до 22 ноября, 15:00 нужно оплатить 9 000 ₽. Оплатить: /bookings",
                "Бронь ABC-234-XYZ, Квартира у реки: 9 000 ₽ нужно было оплатить до 22 ноября, 15:00. Оплатите сейчас: /bookings",
                "Скоро заезд: бронь ABC-234-XYZ, Квартира у реки. Заезд 1 декабря, 15:00, выезд 4 декабря, 11:00.",
                "Освободилось: Квартира у реки, 1–4 декабря. Кто первый забронирует, того и даты. /book river-flat",
            ],
            asked.Select(a => a.Text.Replace('\u00A0', ' '))
        );
    }

    /// <summary>Three nights from the first of December, for 9,000 roubles.</summary>
    private RentalBooking Booking(BookingState state, string? reason)
    {
        var price = new Money(9_000_00, Currency.Rub);
        var none = Money.Zero(Currency.Rub);
        var dates = new StayDates(new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 4));
        var (arrives, leaves) = (
            new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 12, 4, 8, 0, 0, TimeSpan.Zero)
        );
        var until = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var inputs = new PriceInputs(
            1,
            TariffId.New(),
            1,
            new PricedPeriod(dates.In, dates.Out, arrives, leaves),
            2,
            [],
            Promo: null,
            clock.GetUtcNow(),
            new DateOnly(2026, 11, 21)
        );
        return new RentalBooking(
            BookingId.New(),
            "ABC-234-XYZ",
            state,
            ObjectId.New(),
            "river-flat",
            new LocalText("Квартира у реки", "A flat by the river"),
            "Europe/Moscow",
            Unit: null,
            dates,
            arrives,
            leaves,
            2,
            new PricedStay(inputs, TariffUnit.Night, 3, [], price, price, [], none, price, none, [], new CancellationPolicy([])),
            none,
            Deposit: null,
            [new BookingDue(1, DueKind.Prepayment, price, until, DueState.Open, Invoice: null, none)],
            Note: null,
            reason,
            clock.GetUtcNow().AddHours(-1),
            state is BookingState.Held or BookingState.Requested ? until : null,
            1
        );
    }

    private Result<Done> Send(SendNotice notice)
    {
        asked.Enqueue(notice);
        (asked.Count == 1 ? First : Second).TrySetResult();
        return botSays is null ? Done.It : botSays;
    }

    private LimitReached Reached(int threshold, long spent) =>
        new(
            anna,
            threshold,
            new LimitState(
                "cafe",
                new Money(5_000_00, Currency.Rub),
                new Money(spent, Currency.Rub),
                (int)(spent * 100 / 5_000_00),
                new DateOnly(2026, 11, 1),
                new DateOnly(2026, 11, 30),
                LastsUntil: null,
                new Money(111_11, Currency.Rub)
            )
        );

    private Delivery Delivery(IEvent happened) =>
        new(
            Guid.CreateVersion7(),
            EventTypes.NameOf(happened.GetType()),
            happened.Key,
            System.Text.Json.JsonSerializer.Serialize(happened, happened.GetType(), Platform.DengaJson.Options),
            Trace: null,
            clock.GetUtcNow()
        );

    private async Task<Delivery> Deliver(IEvent happened)
    {
        var delivery = Delivery(happened);
        await Deliver(delivery);
        return delivery;
    }

    /// <summary>Gives it to the consumer in a transaction, as the platform does, but without the inbox: the consumer must know it by itself.</summary>
    private Task Deliver(Delivery delivery, Action? beforeCommit = null)
    {
        var consumer = delivery.Event switch
        {
            PeopleMerged => (IConsumer)host.Services.GetRequiredService<Denga.Notifications.People.OnPeopleMerged>(),
            PersonErased => host.Services.GetRequiredService<Denga.Notifications.People.OnPersonErased>(),
            var happened => (IConsumer)host.Services.GetServices<INoticeTemplate>().Single(t => t.Event == happened.GetType()),
        };
        return Write(async unit =>
        {
            await consumer.Consume([delivery], unit, CancellationToken.None);
            beforeCommit?.Invoke();
        });
    }

    private Task Write(Func<UnitOfWork, Task> write) =>
        host
            .Services.GetRequiredService<Database<NotificationsModule>>()
            .Transaction(
                async unit =>
                {
                    await write(unit);
                    return 0;
                },
                CancellationToken.None
            );

    private async Task Tell(UnitOfWork unit, Delivery delivery, params PersonId[] people)
    {
        foreach (var person in people)
            await host.Services.GetRequiredService<NoticeLog>().Add(person, "messenger", delivery, unit);
    }

    private Task<int> SendDue() => host.Work();
}
