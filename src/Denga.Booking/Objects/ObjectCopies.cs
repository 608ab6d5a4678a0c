using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Booking.Objects;

/// <summary>Copies of objects as guests see them, for five minutes: the popular ones are asked for again and again. Whoever changes an object has its copies
/// forgotten in all processes; what is booked is looked at in the database, whatever a copy says.</summary>
internal sealed class ObjectCopies(Caches caches, Database<BookingModule> database)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);
    private readonly Cache<RentalObject> copies = caches.Of<RentalObject>("booking.object-copy", GoodFor);

    /// <param name="key">An id or a slug. Hidden objects are found too: whoever asks looks at the state.</param>
    internal ValueTask<RentalObject?> Find(string key, CancellationToken cancel) =>
        copies.Get(ObjectId.TryParse(key, null, out var id) ? id.ToString() : key, () => Read(key), cancel);

    /// <summary>After the commit that changed it.</summary>
    internal async Task Forget(RentalObject changed, string? formerSlug, CancellationToken cancel)
    {
        await copies.Remove(changed.Id.ToString(), cancel);
        await copies.Remove(changed.Slug, cancel);
        if (formerSlug is not null && formerSlug != changed.Slug)
            await copies.Remove(formerSlug, cancel);
    }

    private async Task<RentalObject?> Read(string key)
    {
        await using var connection = await database.Open(CancellationToken.None);
        await using var command = ObjectId.TryParse(key, null, out var id)
            ? new NpgsqlCommand(ObjectRow.Select + " where o.id = $1", connection).With(id.Value)
            : new NpgsqlCommand(ObjectRow.Select + " where o.slug = $1", connection).With(key);
        return await ObjectRow.Read(command, CancellationToken.None) is [var one] ? one.Shown() : null;
    }
}
