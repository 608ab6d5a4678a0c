using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Platform.Operations;

namespace Denga.Tests.Integration.Booking;

/// <summary>What operators may do of booking, and what two of them do together.</summary>
[Collection(BookingCollection.Name)]
public sealed partial class RightsTests(BookingServer booking)
{
    [Fact]
    public void Whatever_operators_do_of_booking_takes_a_right_and_what_guests_do_takes_none()
    {
        string[] rights =
        [
            BookingRights.View,
            BookingRights.Objects,
            BookingRights.Prices,
            BookingRights.Bookings,
            BookingRights.Money,
            BookingRights.Calendars,
        ];
        var ours = OperationDescription.All.Values.Where(d => d.Module == "Booking" && d.Path is not null).ToList();
        Assert.Empty(ours.Where(d => (d.Access == Access.Operator) != (d.Right is not null)).Select(d => d.Name));
        Assert.Equal(rights.Order(), ours.Select(d => d.Right).OfType<string>().Distinct().Order());
    }

    [Fact]
    public async Task An_operator_does_what_he_has_a_right_to_and_the_refusal_names_the_one_he_lacks()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var (clerk, token) = await booking.Employee(BookingRights.View, BookingRights.Bookings);
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(260, 1)));
        var file = await booking.Send(HttpMethod.Get, $"/api/v1/booking/all/{paid.Id}", token);
        Assert.Equal((HttpStatusCode.OK, guest.ToString()), (file.Status, (string?)file.Body!["customer"]));
        using var note = JsonContent.Create(new { text = "Comes late" });
        Assert.Equal(HttpStatusCode.OK, (await booking.Send(HttpMethod.Post, $"/api/v1/booking/all/{paid.Id}/notes", token, note)).Status);

        using var reason = JsonContent.Create(new { reason = "Burnt down" });
        var refused = await booking.Send(HttpMethod.Post, $"/api/v1/booking/all/{paid.Id}/refusal", token, reason);
        Assert.Equal(
            (HttpStatusCode.Forbidden, "identity.right_missing", BookingRights.Money),
            (refused.Status, (string?)refused.Body!["code"], (string?)refused.Body["args"]!["right"])
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await booking.Send(HttpMethod.Delete, $"/api/v1/booking/own/{flat.Id}", token)).Status);
        Assert.Equal(BookingState.Paid, (await booking.Now(guest, paid)).State);

        // Given, it counts at once; taken away altogether, nothing is left; not narrowed, he may all.
        await booking.Get(new ChangeRights(booking.Operator, clerk, [BookingRights.Money]));
        Assert.Equal(HttpStatusCode.Forbidden, (await booking.Send(HttpMethod.Get, $"/api/v1/booking/all/{paid.Id}", token)).Status);
        await booking.Get(new ChangeRights(booking.Operator, clerk, []));
        Assert.Equal(HttpStatusCode.Forbidden, (await booking.Send(HttpMethod.Get, "/api/v1/booking/attention", token)).Status);
        await booking.Get(new ChangeRights(booking.Operator, clerk, Rights: null));
        using var again = JsonContent.Create(new { reason = "Burnt down" });
        var done = await booking.Send(HttpMethod.Post, $"/api/v1/booking/all/{paid.Id}/refusal", token, again);
        Assert.Equal((HttpStatusCode.OK, "Cancelled"), (done.Status, (string?)done.Body!["state"]));
        Assert.Equal((0, 0), await booking.Settled(guest));
    }

    [Fact]
    public async Task Rights_are_given_by_administrators_and_only_those_there_are()
    {
        var (clerk, token) = await booking.Employee(BookingRights.View);
        using var all = JsonContent.Create(new { rights = new[] { BookingRights.Money } });
        var own = await booking.Send(HttpMethod.Put, $"/api/v1/people/{clerk}/rights", token, all);
        Assert.Equal((HttpStatusCode.Forbidden, "identity.forbidden"), (own.Status, (string?)own.Body!["code"]));
        Assert.Equal("identity.unknown_right", (await booking.Ask(new ChangeRights(booking.Operator, clerk, ["booking.all"]))).Error!.Code);
        Assert.Equal([BookingRights.View], (await booking.Get(new PersonById(clerk))).Entry.Person.Rights!);
        var known = await booking.Get(new RightsThereAre());
        Assert.Contains(nameof(RefuseBooking), known.Single(r => r.Right == BookingRights.Money).Operations);
        Assert.Contains(clerk, await booking.Get(new OperatorsWith(BookingRights.View)));
        Assert.DoesNotContain(clerk, await booking.Get(new OperatorsWith(BookingRights.Money)));
    }

    [Fact]
    public async Task A_large_sum_comes_back_when_another_one_agrees_and_not_before()
    {
        var guest = await booking.Somebody();
        var (asker, second) = ((await booking.Employee()).Id, (await booking.Employee()).Id);
        var large = await Large(guest, 270);
        var asked = new RefuseBooking(asker, large.Id, "Burnt down");
        Assert.Equal("payments.approval_needed", (await booking.Ask(asked)).Error!.Code);
        Assert.Equal("payments.approval_needed", (await booking.Ask(asked)).Error!.Code);
        Assert.Equal(BookingState.Paid, (await booking.Now(guest, large)).State);
        var waiting = Assert.Single((await booking.Get(new Approvals(ApprovalState.Waiting))).Items, a => a.Subject == large.Id.ToString());
        Assert.Equal((asker, large.Paid, "Burnt down"), (waiting.AskedBy, waiting.Amount, waiting.Reason));

        Assert.Equal("payments.approval_own", (await booking.Ask(new Approve(asker, waiting.Id))).Error!.Code);
        var needed = (await booking.Ask(new Approve(second, waiting.Id))).Error!;
        Assert.Equal("identity.step_up_needed", needed.Code);
        await booking.Get(new RequestStepUp(second, needed.Args!["purpose"]));
        await booking.Get(new Approve(second, waiting.Id, await Code(second)));
        await booking.Until(large, BookingState.Cancelled);
        // The same again is a success, another answer is too late.
        Assert.Equal(second, (await booking.Get(new Approve(second, waiting.Id))).AnsweredBy);
        Assert.Equal("payments.approval_answered", (await booking.Ask(new Disapprove(second, waiting.Id, "No"))).Error!.Code);
        Assert.Equal(BookingState.Cancelled, (await booking.Get(asked)).State);
        Assert.Equal((0, 0), await booking.Settled(guest));
        Assert.Equal(
            1,
            await booking.Denga.Select<int>(
                "select count(*)::int from payments.refund r join payments.invoice i on i.id = r.invoice_id where i.reference = @id and r.state = 'Done'",
                new { id = large.Id.ToString() }
            )
        );
    }

    [Fact]
    public async Task A_no_leaves_everything_as_it_is_and_a_small_sum_needs_nobody()
    {
        var guest = await booking.Somebody();
        var (asker, second) = ((await booking.Employee()).Id, (await booking.Employee()).Id);
        var large = await Large(guest, 320);
        var asked = new RefuseBooking(asker, large.Id, "Burnt down");
        Assert.Equal("payments.approval_needed", (await booking.Ask(asked)).Error!.Code);
        var waiting = (await booking.Get(new Approvals(ApprovalState.Waiting))).Items.First(a => a.Subject == large.Id.ToString());
        await booking.Get(new Disapprove(second, waiting.Id, "It stands"));
        Assert.Equal("payments.approval_refused", (await booking.Ask(asked)).Error!.Code);
        Assert.Equal("payments.approval_answered", (await booking.Ask(new Approve(second, waiting.Id, "123456"))).Error!.Code);
        Assert.Equal(BookingState.Paid, (await booking.Now(guest, large)).State);
        // A part of it that one may give back alone.
        var part = await booking.Get(asked with { Refund = Business.Rub(99_999_99) });
        Assert.Equal(BookingState.Cancelled, part.State);
        Assert.Equal((0, 0), await booking.Settled(guest));
    }

    [Fact]
    public async Task A_large_refund_of_an_invoice_is_done_as_it_was_asked_for_when_another_one_agrees()
    {
        var guest = await booking.Somebody();
        var (asker, second) = ((await booking.Employee()).Id, (await booking.Employee()).Id);
        var invoice = await booking.Get(new TopUp(OperationId.New(), guest, Business.Rub(150_000_00), "sandbox"));
        await booking.Denga.Until(
            "exists (select from payments.payment where id = @id and state = 'Pending')",
            new { id = invoice.Payment!.Id.Value }
        );
        await booking.Get(new PlaySandbox(invoice.Payment.Id, "pay"));
        await booking.Denga.Until(
            "exists (select from payments.charge where invoice_id = @id and credited_at is not null)",
            new { id = invoice.Id.Value }
        );
        var asked = new RefundInvoice(OperationId.New(), asker, invoice.Id, "Too much ");
        Assert.Equal("payments.approval_needed", (await booking.Ask(asked)).Error!.Code);
        Assert.Equal((150_000_00, 0), await booking.Account(guest));
        var approval = ApprovalId.From(asked.Id.Value);
        await booking.Ask(new Approve(second, approval));
        await booking.Get(new RequestStepUp(second, $"approve {approval}"));
        await booking.Get(new Approve(second, approval, await Code(second)));
        await booking.Denga.Until("exists (select from payments.refund where id = @id and state = 'Done')", new { id = asked.Id.Value });
        Assert.Equal((0, 0), await booking.Account(guest));
        // Whoever asks again is told what became of it.
        Assert.Equal(150_000_00, (await booking.Get(asked)).Amount.Minor);
    }

    [Fact]
    public async Task A_request_is_declined_without_the_right_to_money_and_waits_in_the_list_until_then()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object(change: t => t with { Rules = t.Rules with { NeedsApproval = true } });
        var (clerk, _) = await booking.Employee(BookingRights.Bookings, BookingRights.View);
        var requested = await booking.Book(guest, flat, BookingServer.Nights(390, 2));
        var item = Assert.Single(await booking.Get(new BookingAttention()), i => i.Booking == requested.Id);
        Assert.Equal((AttentionKind.Request, requested.Number), (item.Kind, item.Number));
        // Whoever may say yes or no is told.
        await booking.Denga.Until(
            "exists (select from notifications.notice where type = 'booking.attention-needed.v1' and person_id = @id)",
            new { id = clerk.Value }
        );
        Assert.Equal("booking.bad_reason", (await booking.Ask(new DeclineRequest(clerk, requested.Id, " "))).Error!.Code);
        var declined = await booking.Get(new DeclineRequest(clerk, requested.Id, "Full"));
        Assert.Equal((BookingState.Cancelled, "Full"), (declined.State, declined.Reason));
        Assert.Equal(BookingState.Cancelled, (await booking.Get(new DeclineRequest(clerk, requested.Id, "Full"))).State);
        Assert.DoesNotContain(await booking.Get(new BookingAttention()), i => i.Booking == requested.Id);
        var paid = await booking.Pay(guest, await booking.Book(guest, await booking.Object(), BookingServer.Nights(390, 1)));
        Assert.Equal("booking.wrong_state", (await booking.Ask(new DeclineRequest(clerk, paid.Id, "Full"))).Error!.Code);
    }

    /// <summary>120,000 roubles.</summary>
    private async Task<RentalBooking> Large(PersonId guest, int day)
    {
        var castle = await booking.Object(change: t => t with { Rules = t.Rules with { Most = 60 } });
        return await booking.Pay(guest, await booking.Book(guest, castle, BookingServer.Nights(day, 40)));
    }

    private async Task<string> Code(PersonId person)
    {
        var address = (await booking.Get(new Security(person))).Email;
        // He is written to about what waits for him as well.
        return Digits().Match((await booking.Get(new Mailbox())).First(l => l.To == address && Digits().IsMatch(l.Text)).Text).Value;
    }

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
