using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Platform.Data;
using Denga.Rates.Sources;
using Npgsql;

namespace Denga.Rates.Book;

/// <summary>A set as it is kept.</summary>
internal sealed record KeptSet(RateSet Set, DateTimeOffset FetchedAt);

/// <summary>The tables of sets and rates: only ever appended to.</summary>
internal sealed class RateHistory(Database<RatesModule> database, TimeProvider clock)
{
    /// <summary>False when the very same set is known already.</summary>
    public Task<bool> Store(RateSet set, CancellationToken cancel) =>
        database.Transaction(
            async work =>
            {
                var currencies = set.PerUnit.Keys.OrderBy(c => c.Code, StringComparer.Ordinal).ToArray();
                await using var command = new NpgsqlCommand(
                    """
                    with fresh as (
                        insert into rate_set (source, date, base, content_hash, fetched_at) values ($1, $2, $3, $4, $5)
                        on conflict on constraint rate_set_once do nothing
                        returning id
                    )
                    insert into rate (set_id, currency, per_unit)
                    select fresh.id, r.currency, r.per_unit from fresh, unnest($6, $7) as r (currency, per_unit)
                    """,
                    work.Connection
                );
                command.With(set.Source);
                command.With(set.Date);
                command.With(set.Base.Code);
                command.With(Hash(set, currencies));
                command.With(clock.GetUtcNow());
                command.With<string[]>([.. currencies.Select(c => c.Code)]);
                command.With<decimal[]>([.. currencies.Select(c => set.PerUnit[c])]);
                if (await command.ExecuteNonQueryAsync(cancel) == 0)
                    return false;
                work.Publish(new RatesPublished(set.Source, set.Date, currencies.Length));
                return true;
            },
            cancel
        );

    public async Task<long> CountSets(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select count(*) from rate_set");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>All that a question about the day or a later one may need, in the order in which it became known: of each source and base the sets that come
    /// after it, and of those before, each currency's last.</summary>
    public async Task<IReadOnlyList<StoredSet>> Read(DateOnly from, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            with last as (
                select s.source, s.base, r.currency, max(s.date) as date
                from rate_set s join rate r on r.set_id = s.id where s.date <= $1 group by s.source, s.base, r.currency
            )
            select s.source, s.base, s.date, s.fetched_at, array_agg(r.currency), array_agg(r.per_unit)
            from rate_set s join rate r on r.set_id = s.id left join last using (source, base, currency)
            where s.date > $1 or s.date = last.date
            group by s.id
            order by s.id
            """
        );
        command.With(from);
        var sets = new List<StoredSet>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            sets.Add(
                new StoredSet(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetFieldValue<DateOnly>(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetFieldValue<string[]>(4),
                    reader.GetFieldValue<decimal[]>(5)
                )
            );
        return sets;
    }

    private static byte[] Hash(RateSet set, IEnumerable<Currency> currencies)
    {
        var text = new StringBuilder(set.Base.Code);
        foreach (var currency in currencies)
            text.Append(CultureInfo.InvariantCulture, $" {currency.Code}={set.PerUnit[currency] / 1.0000000000000000000000000000m}");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
