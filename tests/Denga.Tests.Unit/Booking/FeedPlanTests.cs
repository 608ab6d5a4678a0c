using Denga.Booking.Calendars.Feeds;
using Denga.Booking.Calendars.Ical;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Denga.Tests.Unit.Booking;

/// <summary>What becomes of what a calendar said, after it says something else.</summary>
public sealed class FeedPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void New_ones_come_the_same_stay_and_one_that_vanished_goes()
    {
        var known = new[] { Known("a", 10, 13), Known("b", 20, 22), Known("c", 30, 31) };
        var plan = Decide(known, Says(Event("a", 10, 13), Event("c", 30, 31), Event("d", 40, 41)));
        Assert.Equal("d", Assert.Single(plan.Add).Uid);
        Assert.Equal([known[0], known[2]], plan.Keep);
        Assert.Equal([known[1]], plan.Free);
        Assert.Empty(plan.Missing);
    }

    [Fact]
    public void An_entry_under_another_name_or_at_another_time_is_the_same_one()
    {
        var known = new[] { Known("a", 10, 13), Known("b", 20, 22) };
        var plan = Decide(known, Says(Event("a2", 10, 13), Event("b", 21, 24)));
        Assert.Empty(plan.Add);
        Assert.Empty(plan.Free);
        Assert.Equal([known[0] with { Uid = "a2" }, known[1] with { From = At(21), To = At(24) }], plan.Keep.OrderBy(k => k.From));
    }

    [Fact]
    public void A_calendar_that_could_not_be_read_whole_frees_nothing_and_adds()
    {
        var plan = Decide([Known("a", 10, 13)], new FeedContent([Event("b", 20, 21)], IsWhole: false, HasUnknownZones: false));
        Assert.Equal("b", Assert.Single(plan.Add).Uid);
        Assert.Empty(plan.Free);
        Assert.Empty(plan.Missing);
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, true)]
    [InlineData(2, 1, false)]
    [InlineData(4, 2, false)]
    [InlineData(3, 1, false)]
    [InlineData(4, 1, true)]
    [InlineData(10, 5, false)]
    [InlineData(10, 4, true)]
    [InlineData(10, 0, true)]
    public void Most_of_them_vanishing_at_once_waits_for_somebody(int were, int are, bool waits)
    {
        var known = Enumerable.Range(0, were).Select(n => Known("u" + n, 10 + 2 * n, 11 + 2 * n)).ToArray();
        var plan = Decide(known, Says([.. Enumerable.Range(0, are).Select(n => Event("u" + n, 10 + 2 * n, 11 + 2 * n))]));
        Assert.Equal(waits ? 0 : were - are, plan.Free.Count);
        Assert.Equal(waits ? were - are : 0, plan.Missing.Count);
        Assert.All(plan.Missing, m => Assert.Equal(Now, m.MissingSince));
        // They are back: nothing was lost.
        var back = Decide([.. plan.Keep, .. plan.Missing], Says([.. known.Select(k => new FeedEvent(k.Uid, k.From, k.To, k.Kind))]));
        Assert.Equal(plan.Free.Count, back.Add.Count);
        Assert.All(back.Keep, k => Assert.Null(k.MissingSince));
    }

    [Fact]
    public void Where_each_that_went_was_named_nobody_is_asked()
    {
        var plan = FeedPlan.Decide(
            [Known("a", 10, 11), Known("b", 12, 13), Known("c", 14, 15)],
            Says(),
            [],
            Now,
            Guid.CreateVersion7,
            asksBeforeLoss: false
        );
        Assert.Equal(3, plan.Free.Count);
    }

    [Fact]
    public void What_has_begun_runs_out_and_what_is_over_is_let_be()
    {
        var known = new[] { Known("here", -2, 3), Known("over", -9, -5), Known("to come", 10, 12), Known("to stay", 20, 22) };
        var plan = Decide(known, Says(Event("to stay", 20, 22)));
        Assert.Equal([known[2]], plan.Free);
    }

    [Fact]
    public void What_was_told_from_here_and_comes_back_is_an_echo_for_as_long_as_it_does()
    {
        ToldTime[] told = [new(At(10), At(13)), new(At(13), At(15))];
        var plan = Decide(
            [],
            Says(
                // Of two that meet, platforms make one.
                Event("closed", 10, 15, BlockKind.Closure),
                Event("part", 11, 12, BlockKind.Closure),
                Event("unknown", 13, 15, BlockKind.Unknown),
                Event("unknown part", 11, 13, BlockKind.Unknown),
                Event("booked", 10, 13, BlockKind.Reservation),
                Event("wider", 10, 16, BlockKind.Closure),
                Event("ours", 10, 13) with
                {
                    IsOurs = true,
                }
            ),
            told
        );
        Assert.Equal(["closed", "part", "unknown"], plan.Add.Where(a => a.EchoAt is not null).Select(a => a.Uid).Order());
        Assert.Equal(["booked", "unknown part", "wider"], plan.Add.Where(a => a.EchoAt is null).Select(a => a.Uid).Order());

        // Ours is cancelled, and the platform has not looked yet.
        var echo = plan.Add.Single(a => a.Uid == "unknown");
        var later = FeedPlan.Decide([echo], Says(Event("unknown", 13, 15, BlockKind.Unknown)), [], Now.AddHours(23), Guid.CreateVersion7);
        Assert.Equal([echo], later.Keep);
        // A day later it is somebody's after all; and so is another entry of the same days at once.
        var real = FeedPlan.Decide([echo], Says(Event("unknown", 13, 15, BlockKind.Unknown)), [], Now.AddDays(1), Guid.CreateVersion7);
        Assert.Null(Assert.Single(real.Keep).EchoAt);
        var other = FeedPlan.Decide([echo], Says(Event("another", 13, 15, BlockKind.Unknown)), [], Now.AddHours(1), Guid.CreateVersion7);
        Assert.Null(Assert.Single(other.Keep).EchoAt);
        // What was there before we told of the same days is no echo of ours, now or later.
        var early = Known("early", 10, 13);
        Assert.Equal([early], Decide([early], Says(Event("early", 10, 13)), told).Keep);
        // It takes no time, so it is nothing to lose.
        Assert.Equal([echo], Decide([echo], Says()).Free);
    }

    [Property(MaxTest = 2000)]
    public Property Whatever_is_said_each_entry_is_there_once_and_nothing_is_lost_without_a_word()
    {
        var entries =
            from uid in Gen.Choose(0, 6)
            from day in Gen.Choose(-5, 30)
            from length in Gen.Choose(1, 6)
            from kind in Gen.Elements(Enum.GetValues<BlockKind>())
            select new FeedEvent("u" + uid, At(day), At(day + length), kind);
        var cases =
            from before in Gen.ListOf(entries)
            from after in Gen.ListOf(entries)
            from isWhole in Gen.Elements(true, true, false)
            from told in Gen.ListOf(entries)
            select (before.ToList(), after.ToList(), isWhole, Told: told.Select(t => new ToldTime(t.From, t.To)).ToList());
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                var known = Decide([], Says([.. c.Item1]), [.. c.Told]).Add;
                var content = new FeedContent(c.Item2, c.isWhole, HasUnknownZones: false);
                var plan = Decide([.. known], content, [.. c.Told]);
                var after = plan.Keep.Concat(plan.Add).ToList();
                // Exactly what is said is there.
                var said = c
                    .Item2.Where(e => e.To > Now)
                    .GroupBy(e => (e.Uid, e.From))
                    .Select(g => (g.Key.Uid, g.Key.From, g.Max(e => e.To)))
                    .Order();
                Assert.Equal(said, after.Select(a => (a.Uid, a.From, a.To)).Order());
                // Each that was is kept, freed, missed, has begun, or waits for a whole answer.
                var ids = plan.Keep.Concat(plan.Free).Concat(plan.Missing).Select(k => k.Id).ToList();
                Assert.Equal(ids.Count, ids.Distinct().Count());
                Assert.All(known.Where(k => c.isWhole && k.From > Now), k => Assert.Contains(k.Id, ids));
                if (!c.isWhole)
                    Assert.Empty(plan.Free.Concat(plan.Missing));
                Assert.DoesNotContain(plan.Free, f => f.From <= Now);
                // Again it changes nothing.
                var again = Decide([.. after, .. plan.Missing], content, [.. c.Told]);
                Assert.Empty(again.Add);
                Assert.Equal(after.OrderBy(a => a.Id), again.Keep.OrderBy(a => a.Id));
            }
        );
    }

    [Property(MaxTest = 2000)]
    public Property Blocks_stand_around_what_stands_there_overlap_nothing_and_leave_no_day_open()
    {
        var times = from first in Gen.Choose(0, 60) from length in Gen.Choose(1, 12) select new TakenTime(At(first), At(first + length));
        var cases =
            from stays in Gen.ListOf(times)
            from blocks in Gen.ListOf(times)
            from kinds in Gen.ArrayOf(Gen.Elements(Enum.GetValues<BlockKind>()), 100)
            from buffer in Gen.Choose(0, 48)
            select (stays, blocks, kinds, Buffer: TimeSpan.FromHours(buffer));
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                // As the database has them: without overlaps.
                var standing = new List<StandingTime>();
                foreach (var stay in c.stays.Where(s => !standing.Exists(o => o.Time.Meets(s))))
                    standing.Add(new StandingTime(stay, standing.Count % 3 == 0 ? null : stay));
                var blocks = c.blocks.Select((b, n) => new BlockToPlace(Guid.CreateVersion7(), b, c.kinds[n % 100], c.Buffer)).ToList();
                var placed = Placement.Of(blocks, standing);
                var all = placed.Places.Select(p => p.Time).Concat(standing.Select(s => s.Time)).ToList();
                for (var i = 0; i < all.Count; i++)
                {
                    Assert.True(all[i].From < all[i].To);
                    for (var j = i + 1; j < all.Count; j++)
                        Assert.False(all[i].Meets(all[j]));
                }
                foreach (var block in blocks)
                {
                    for (var at = block.Time.From; at < block.Time.To + block.Buffer; at = at.AddHours(1))
                        Assert.Contains(all, t => t.From <= at && at < t.To);
                    var meets =
                        standing.Exists(s => s.Guest?.Meets(block.Time) == true)
                        || blocks.Exists(b => b != block && b.Kind != BlockKind.Closure && b.Time.Meets(block.Time));
                    Assert.Equal(block.Kind != BlockKind.Closure && meets, placed.Conflicts.Contains(block.Id));
                }
                Assert.Equal(placed.Places, Placement.Of(Enumerable.Reverse(blocks), standing).Places);
            }
        );
    }

    private static FeedPlan Decide(KnownBlock[] known, FeedContent content, ToldTime[]? told = null) =>
        FeedPlan.Decide(known, content, told ?? [], Now, Guid.CreateVersion7);

    private static FeedContent Says(params FeedEvent[] events) => new(events, IsWhole: true, HasUnknownZones: false);

    private static DateTimeOffset At(int day) => new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    private static FeedEvent Event(string uid, int from, int to, BlockKind kind = BlockKind.Unknown) => new(uid, At(from), At(to), kind);

    private static KnownBlock Known(string uid, int from, int to) => new(Guid.CreateVersion7(), uid, At(from), At(to), BlockKind.Unknown);
}
