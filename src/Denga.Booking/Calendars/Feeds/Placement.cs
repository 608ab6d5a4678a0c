using Denga.Booking.Calendars.Ical;

namespace Denga.Booking.Calendars.Feeds;

/// <summary>Time on a unit.</summary>
internal readonly record struct TakenTime(DateTimeOffset From, DateTimeOffset To)
{
    internal bool Meets(TakenTime other) => From < other.To && other.From < To;
}

/// <summary>A block of any feed of a unit that is to take its time there.</summary>
/// <param name="Buffer">For cleaning after it.</param>
internal sealed record BlockToPlace(Guid Id, TakenTime Time, BlockKind Kind, TimeSpan Buffer = default);

/// <summary>What stands on the unit and is no block of a feed, its buffer within.</summary>
/// <param name="Guest">When a guest of ours is there; null: the owner closed it here.</param>
internal sealed record StandingTime(TakenTime Time, TakenTime? Guest);

/// <param name="Block">Whose time it is.</param>
internal readonly record struct PlacedTime(Guid Block, TakenTime Time);

/// <summary>Where the blocks of the feeds of a unit stand: around what stands there already, so that nothing overlaps and no day that another calendar calls
/// taken is open. A pure function of what is there: done again it changes nothing.</summary>
/// <param name="Conflicts">Blocks that are somebody's stay, or may be, over one of ours or over that of another calendar.</param>
internal sealed record Placement(IReadOnlyList<PlacedTime> Places, IReadOnlySet<Guid> Conflicts)
{
    internal static Placement Of(IEnumerable<BlockToPlace> blocks, IReadOnlyList<StandingTime> standing)
    {
        var taken = standing.Select(s => s.Time).ToList();
        var placed = new List<PlacedTime>();
        var conflicts = new HashSet<Guid>();
        var before = new List<BlockToPlace>();
        foreach (var block in blocks.OrderBy(b => b.Time.From).ThenBy(b => b.Id))
        {
            foreach (var free in Rest(block.Time with { To = block.Time.To + block.Buffer }, taken))
            {
                placed.Add(new PlacedTime(block.Id, free));
                taken.Add(free);
            }
            if (block.Kind == BlockKind.Closure)
                continue;
            if (standing.Any(s => s.Guest?.Meets(block.Time) == true))
                conflicts.Add(block.Id);
            foreach (var other in before.Where(b => b.Time.Meets(block.Time)))
            {
                conflicts.Add(block.Id);
                conflicts.Add(other.Id);
            }
            before.Add(block);
        }
        return new Placement(placed, conflicts);
    }

    private static IEnumerable<TakenTime> Rest(TakenTime time, List<TakenTime> taken)
    {
        var from = time.From;
        foreach (var other in taken.Where(t => t.Meets(time)).OrderBy(t => t.From).ToList())
        {
            if (other.From > from)
                yield return new TakenTime(from, other.From);
            from = other.To > from ? other.To : from;
        }
        if (from < time.To)
            yield return new TakenTime(from, time.To);
    }
}
