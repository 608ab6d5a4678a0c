using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;

namespace Denga.Expenses;

/// <summary>Language and time zone of people. Kept for a minute, because every entry asks; a change drops what is kept here at once.</summary>
internal sealed class Profiles(IOperations operations, TimeProvider clock)
{
    private const int KeptMax = 100_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<PersonId, (Person Person, DateTimeOffset Until)> kept = [];
    private readonly ConcurrentDictionary<PersonId, PersonId> moved = [];

    /// <summary>The person; for an id that was absorbed the one who was kept, also while whoever knows people still has an older copy.</summary>
    internal async ValueTask<Result<Person>> Of(PersonId person, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (!moved.IsEmpty && moved.TryGetValue(person, out var other))
        {
            if (other == default)
                return ExpensesErrors.Erased;
            person = other;
        }
        if (kept.TryGetValue(person, out var known) && known.Until > now)
            return known.Person;
        var asked = await operations.Ask(new Profile(person), cancel);
        if (!asked.IsOk)
            return asked;
        if (!moved.IsEmpty && moved.ContainsKey(asked.Value.Id))
            return await Of(asked.Value.Id, cancel);
        if (kept.Count >= KeptMax)
            kept.Clear();
        kept[person] = (asked.Value, now + KeptFor);
        return asked;
    }

    /// <summary>His day at a moment.</summary>
    internal static DateOnly DayOf(Person person, DateTimeOffset at)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(person.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
    }

    internal DateOnly TodayOf(Person person) => DayOf(person, clock.GetUtcNow());

    internal void Forget(PersonId person) => kept.TryRemove(person, out _);

    /// <summary>The book of <paramref name="former"/> is that of <paramref name="now"/>; of nobody (default), when he was erased.</summary>
    internal void Moved(PersonId former, PersonId now)
    {
        if (moved.Count >= KeptMax)
            moved.Clear();
        moved[former] = now;
        Forget(former);
    }
}

/// <summary>A new zone counts from the next entry on; a new language brings its currency while none was chosen and nothing is recorded.</summary>
internal sealed class OnProfileChanged(Profiles profiles, Books.OpenBooks books) : Consumer<ProfileChanged>("expenses.profiles")
{
    protected override async Task Consume(ProfileChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        profiles.Forget(happened.Person);
        await books.FollowLanguage(work, happened.Person, happened.Language, cancel);
    }
}
