using Denga.Booking.Availability;
using Denga.Contracts;
using Denga.Contracts.Booking;
using NpgsqlTypes;

namespace Denga.Tests.Unit.Booking;

/// <summary>Days and hours of a place as moments, wherever it lies and whatever its clock does.</summary>
public sealed class StayTimesTests
{
    [Theory]
    // 25 hours apart at the same moment: the date is the object's.
    [InlineData("Pacific/Kiritimati", "2026-12-31", "2027-01-01", "2026-12-31T01:00:00Z", "2026-12-31T21:00:00Z")]
    [InlineData("Pacific/Pago_Pago", "2026-12-31", "2027-01-01", "2027-01-01T02:00:00Z", "2027-01-01T22:00:00Z")]
    // 29 February, and both changes of the clock in Berlin: a night of 23 hours less the change, and one of 25.
    [InlineData("Europe/Berlin", "2028-02-28", "2028-03-01", "2028-02-28T14:00:00Z", "2028-03-01T10:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28", "2026-03-29", "2026-03-28T14:00:00Z", "2026-03-29T09:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24", "2026-10-25", "2026-10-24T13:00:00Z", "2026-10-25T10:00:00Z")]
    public void A_night_is_from_the_check_in_to_the_check_out_of_the_place(
        string zone,
        string first,
        string last,
        string arrives,
        string leaves
    )
    {
        var period = StayTimes.Of(Flat(zone, TariffUnit.Night), new StayDates(Day(first), Day(last))).Value;
        Assert.Equal((At(arrives), At(leaves)), (period.StartsAt, period.EndsAt));
        Assert.Equal(Day(last).DayNumber - Day(first).DayNumber, StayTimes.Units(period));
    }

    [Theory]
    // The clock goes from 2:00 to 3:00: from 1:00 to 4:00 two hours pass; back from 3:00 to 2:00: four.
    [InlineData("2026-03-29", 1, 4, 2)]
    [InlineData("2026-10-25", 1, 4, 4)]
    [InlineData("2026-06-01", 1, 4, 3)]
    public void Hours_are_those_that_pass_over_both_changes_of_the_clock(string day, int from, int until, int hours)
    {
        var dates = new StayDates(Day(day), Day(day), new TimeOnly(from, 0), new TimeOnly(until, 0));
        Assert.Equal(hours, StayTimes.Units(StayTimes.Of(Flat("Europe/Berlin", TariffUnit.Hour), dates).Value));
    }

    [Fact]
    public void A_time_that_the_clock_skips_or_that_is_no_quarter_is_nobodys_to_choose()
    {
        var boat = Flat("Europe/Berlin", TariffUnit.Hour);
        StayDates On(TimeOnly? from, TimeOnly? until) => new(Day("2026-03-29"), Day("2026-03-29"), from, until);
        Assert.Equal("booking.bad_dates", StayTimes.Of(boat, On(new TimeOnly(2, 30), new TimeOnly(5, 0))).Error!.Code);
        Assert.Equal("booking.bad_dates", StayTimes.Of(boat, On(new TimeOnly(5, 7), new TimeOnly(6, 0))).Error!.Code);
        Assert.Equal("booking.bad_dates", StayTimes.Of(boat, On(null, null)).Error!.Code);
        Assert.Equal("booking.out_before_in", StayTimes.Of(boat, On(new TimeOnly(6, 0), new TimeOnly(5, 0))).Error!.Code);
        Assert.Equal(
            "booking.bad_dates",
            StayTimes.Of(Flat("Europe/Berlin", TariffUnit.Night), On(new TimeOnly(5, 0), new TimeOnly(6, 0))).Error!.Code
        );
    }

    [Fact]
    public void The_buffer_is_within_what_is_occupied()
    {
        var flat = Flat("UTC", TariffUnit.Night);
        var period = StayTimes.Of(flat, new StayDates(Day("2026-06-01"), Day("2026-06-02"))).Value;
        Assert.Equal(
            period.EndsAt.AddHours(3).UtcDateTime,
            StayTimes.Span(period, flat.Rules with { Buffer = TimeSpan.FromHours(3) }).UpperBound
        );
    }

    [Fact]
    public void Whatever_fits_into_a_pool_is_placed_and_nothing_that_does_not()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            UnitId[] units = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => UnitId.New())];
            PlacedStay Stay() => new(Guid.CreateVersion7(), Unit: null, IsPinned: false, Span(random.Next(30), 1 + random.Next(6)));
            PlacedStay[] stays = [.. Enumerable.Range(0, random.Next(12)).Select(_ => Stay())];
            var added = Stay() with { Id = Guid.Empty };
            var most = Enumerable
                .Range(0, 40)
                .Max(day => stays.Append(added).Count(s => s.Span.LowerBound <= At(day) && At(day) < s.Span.UpperBound));
            var plan = Placing.Place(units, stays, added);
            Assert.Equal(most <= units.Length, plan is not null);
            if (plan is null)
                continue;
            foreach (var one in stays.Append(added))
                Assert.DoesNotContain(
                    stays.Append(added),
                    other =>
                        other.Id != one.Id
                        && plan[other.Id] == plan[one.Id]
                        && other.Span.LowerBound < one.Span.UpperBound
                        && one.Span.LowerBound < other.Span.UpperBound
                );
        }
    }

    [Fact]
    public void What_is_bound_stays_where_it_is_and_the_others_go_around_it_however_long_that_takes()
    {
        // Whether it fits is found out by trying everything.
        static bool Fits(UnitId[] units, PlacedStay[] left, List<PlacedStay> placed) =>
            left.Length == 0
            || units.Any(u =>
                (!left[0].IsPinned || left[0].Unit == u)
                && !placed.Exists(p =>
                    p.Unit == u && p.Span.LowerBound < left[0].Span.UpperBound && left[0].Span.LowerBound < p.Span.UpperBound
                )
                && Fits(units, left[1..], [.. placed, left[0] with { Unit = u }])
            );
        var random = new Random(11);
        var (fit, full) = (0, 0);
        for (var round = 0; round < 500; round++)
        {
            UnitId[] units = [.. Enumerable.Range(0, 2 + random.Next(2)).Select(_ => UnitId.New())];
            PlacedStay Stay(bool isPinned) =>
                new(Guid.CreateVersion7(), units[random.Next(units.Length)], isPinned, Span(random.Next(12), 1 + random.Next(5)));
            var bound = new List<PlacedStay>();
            for (var i = random.Next(4); i > 0; i--)
                if (Stay(isPinned: true) is var one && Placing.Place(units, bound, one) is not null)
                    bound.Add(one);
            PlacedStay[] stays = [.. bound, .. Enumerable.Range(0, random.Next(5)).Select(_ => Stay(isPinned: false))];
            var added = Stay(isPinned: random.Next(2) == 0) with { Id = Guid.Empty };
            var plan = Placing.Place(units, stays, added);
            Assert.Equal(Fits(units, [.. stays, added], []), plan is not null);
            _ = plan is null ? full++ : fit++;
            if (plan is not null)
                Assert.All(stays.Append(added).Where(s => s.IsPinned), s => Assert.Equal(s.Unit, plan[s.Id]));
        }
        Assert.True(fit > 50 && full > 50, $"{fit} fitted and {full} did not.");
    }

    [Theory]
    // A year ends at another moment in each place; a leap day is a night like any other, and there is none in 2027.
    [InlineData("Pacific/Kiritimati", "2027-12-31", "2028-01-02", 2)]
    [InlineData("Pacific/Pago_Pago", "2027-12-31", "2028-01-02", 2)]
    [InlineData("Europe/Berlin", "2028-02-28", "2028-03-01", 2)]
    [InlineData("Europe/Berlin", "2027-02-28", "2027-03-01", 1)]
    public void Nights_are_counted_by_the_days_of_the_place(string zone, string first, string last, int nights)
    {
        var period = StayTimes.Of(Flat(zone, TariffUnit.Night), new StayDates(Day(first), Day(last))).Value;
        Assert.Equal(nights, StayTimes.Units(period));
        Assert.Equal(TimeSpan.FromHours(24 * nights - 4), period.EndsAt - period.StartsAt);
    }

    [Theory]
    // At 11:00 UTC on 31 December it is the first of January on Kiritimati and still New Year's Eve everywhere else.
    [InlineData("Pacific/Kiritimati", "2026-12-31", "booking.in_past")]
    [InlineData("Pacific/Kiritimati", "2027-01-01", null)]
    [InlineData("Pacific/Pago_Pago", "2026-12-30", "booking.in_past")]
    [InlineData("Pacific/Pago_Pago", "2026-12-31", null)]
    public void Which_day_is_over_is_said_by_the_clock_of_the_place(string zone, string first, string? code)
    {
        var flat = Flat(zone, TariffUnit.Night);
        var dates = new StayDates(Day(first), Day(first).AddDays(1));
        Assert.Equal(code, StayTimes.Refuses(flat, dates, StayTimes.Of(flat, dates).Value, At("2026-12-31T11:00:00Z"))?.Code);
    }

    private static NpgsqlRange<DateTime> Span(int from, int days) =>
        new(At(from), lowerBoundIsInclusive: true, At(from + days), upperBoundIsInclusive: false);

    private static DateTime At(int day) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day);

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static ObjectText Flat(string zone, TariffUnit soldBy) =>
        new(
            "flat",
            "flat",
            new LocalText("Квартира", "Flat"),
            new LocalText("", ""),
            new LocalText("", ""),
            new Place(new LocalText("Город", "City")),
            zone,
            soldBy,
            Currency.Rub,
            4,
            new StayRules(new TimeOnly(15, 0), new TimeOnly(11, 0), 1, 30, [], TimeSpan.Zero, TimeSpan.Zero, 400, NeedsApproval: false),
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
}
