using Denga.Booking.Bookings;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Caching;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Booking.Objects;

/// <summary>An object as guests see it, with its prices.</summary>
/// <param name="Rules">Of its tariff as it is now; null without one.</param>
internal sealed record PricedObject(RentalObject Object, TariffRules? Rules);

/// <summary>Copies of objects as guests see them, for five minutes: the popular ones are asked for again and again. Whoever changes an object or its tariff has
/// the copies forgotten in all processes; what is booked is looked at in the database, whatever a copy says.</summary>
internal sealed class ObjectCopies(Caches caches, Database<BookingModule> database)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);
    private readonly Cache<PricedObject> copies = caches.Of<PricedObject>("booking.priced-object", GoodFor);

    /// <param name="key">An id or a slug. Hidden objects are found too: whoever asks looks at the state.</param>
    internal ValueTask<PricedObject?> Find(string key, CancellationToken cancel) =>
        copies.Get(ObjectId.TryParse(key, null, out var id) ? id.ToString() : key, () => Read(key), cancel);

    /// <summary>After the commit that changed it.</summary>
    internal async Task Forget(RentalObject changed, string? formerSlug, CancellationToken cancel)
    {
        await copies.Remove(changed.Id.ToString(), cancel);
        await copies.Remove(changed.Slug, cancel);
        if (formerSlug is not null && formerSlug != changed.Slug)
            await copies.Remove(formerSlug, cancel);
    }

    private async Task<PricedObject?> Read(string key)
    {
        await using var connection = await database.Open(CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection);
        var isId = ObjectId.TryParse(key, null, out var id);
        var which = isId ? "o.id = $1" : "o.slug = $1";
        foreach (var sql in (string[])[$"{ObjectRow.Select} where {which}", $"{StayPrices.RulesSelect} where {which} and not t.archived"])
            if (isId)
                batch.Command(sql).With(id.Value);
            else
                batch.Command(sql).With(key);
        await using var rows = await batch.ExecuteReaderAsync(CancellationToken.None);
        if (await ObjectRow.ReadAll(rows, CancellationToken.None) is not [var one])
            return null;
        await rows.NextResultAsync(CancellationToken.None);
        return new PricedObject(one.Shown(), await rows.ReadAsync(CancellationToken.None) ? StayPrices.RulesOf(rows.GetString(2)) : null);
    }
}
