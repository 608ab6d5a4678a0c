using Denga.Booking;
using Denga.Booking.Bookings;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Payments;
using Denga.Platform.Data;
using Denga.Wallet;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Booking;

/// <summary>The invented rental business of <c>denga demo</c>.</summary>
[Collection(BookingCollection.Name)]
public sealed class DemoTests(BookingServer booking)
{
    [Fact]
    public async Task The_demo_has_a_past_whose_prices_and_money_can_be_reckoned_again_and_a_second_run_changes_nothing()
    {
        var guests = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => booking.Somebody()));

        var written = await Load(guests);

        var objects = await Shown();
        Assert.Equal((BookingModule.DemoObjects, 40), (objects.Count, BookingModule.DemoObjects));
        Assert.Equal(["boat", "car", "flat", "house", "tool"], objects.Select(o => o.Type).Distinct(StringComparer.Ordinal).Order());
        Assert.All(objects, o => Assert.Equal((2, true), (o.Photos.Count, o.From is not null)));
        var bookings = await Bookings(guests);
        Assert.Equal(written, bookings.Count);
        Assert.Subset(
            bookings.Select(b => b.State).ToHashSet(),
            new HashSet<BookingState>
            {
                BookingState.Completed,
                BookingState.Cancelled,
                BookingState.NoShow,
                BookingState.Confirmed,
                BookingState.Paid,
                BookingState.Held,
                BookingState.Requested,
            }
        );
        var now = booking.Clock.GetUtcNow();
        Assert.InRange(bookings.Min(b => b.Arrives), now.AddDays(-731), now.AddDays(-700));
        Assert.Contains(bookings, b => b.Arrives < now && b.Leaves > now);
        Assert.Contains(bookings, b => b.Arrives > now.AddDays(30));

        var tariffs = new Dictionary<TariffId, TariffRules>();
        foreach (var one in bookings.Where((_, i) => i % 20 == 0))
        {
            var inputs = one.Price.Inputs;
            if (!tariffs.TryGetValue(inputs.Tariff, out var rules))
                tariffs[inputs.Tariff] = rules = (await booking.Get(new TariffById(inputs.Tariff, inputs.TariffVersion))).Rules;
            Assert.Equal(one.Price.Total, StayPricing.Price(rules, inputs).Value.Total);
        }

        var services = booking.Denga.Services;
        Assert.Empty(await WalletModule.Verify(services, CancellationToken.None));
        Assert.Empty(await PaymentsModule.Verify(services, CancellationToken.None));
        // Of all that came in, what was not taken or given back is the deposits of those who are there now.
        var deposits = bookings
            .SelectMany(b => b.Due)
            .Where(d => d is { Kind: DueKind.Deposit, State: DueState.Paid })
            .Sum(d => d.Amount.Minor);
        var accounts = await Task.WhenAll(guests.Select(booking.Account));
        Assert.Equal((deposits, deposits), (accounts.Sum(a => a.Balance), accounts.Sum(a => a.Held)));
        Assert.True(deposits > 0);

        var before = await Rows();
        Assert.Equal(0, await Load(guests));
        Assert.Equal(before, await Rows());
    }

    private Task<long> Load(IReadOnlyList<PersonId> guests) =>
        BookingModule.LoadDemo(booking.Denga.Services, booking.Operator, guests, seed: 1, progress: null, CancellationToken.None);

    private async Task<List<RentalObject>> Shown()
    {
        var shown = new List<RentalObject>();
        foreach (var city in (string[])["Moscow", "Saint P", "Sochi", "Kazan", "Petrozavodsk", "Kaliningrad", "Yekaterinburg", "Irkutsk"])
            shown.AddRange((await booking.Get(new FindObjects(Place: city, Limit: 50))).Items.Where(o => o.Slug.StartsWith("flat-", StringComparison.Ordinal) is false));
        return shown;
    }

    private async Task<IReadOnlyList<BookingRow>> Bookings(PersonId[] guests)
    {
        await using var connection = await booking.Denga.Services.GetRequiredService<Database<BookingModule>>().Open(CancellationToken.None);
        await using var command = new NpgsqlCommand(BookingRow.Select + " where b.person_id = any ($1)", connection).With(
            guests.Select(g => g.Value).ToArray()
        );
        return await BookingRow.Read(command, CancellationToken.None);
    }

    private Task<string> Rows() =>
        booking.Denga.Select<string>(
            """
            select concat_ws(' ', (select count(*) from booking.object), (select sum(version) from booking.object), (select count(*) from booking.booking),
                (select count(*) from booking.stay), (select count(*) from booking.tariff_version), (select count(*) from booking.audit),
                (select count(*) from wallet.posting))
            """
        );
}
