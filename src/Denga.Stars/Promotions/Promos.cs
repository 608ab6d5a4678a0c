using System.Text.RegularExpressions;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Stars.Promotions;

/// <summary>Promo codes: a use is taken in the transaction of its order, and given back when the order comes to nothing (<c>OrderTable.Move</c>).</summary>
internal sealed partial class Promos(Database<StarsModule> database, TimeProvider clock)
    : IOperationHandler<CreateStarsPromo, StarsPromo>,
        IOperationHandler<StarsPromos, IReadOnlyList<StarsPromo>>
{
    private const int ListMax = 200;
    private const string Columns = "code, percent Percent, uses_max UsesMax, used Used, expires_at ExpiresAt, created_at CreatedAt";

    public async Task<Result<StarsPromo>> Handle(CreateStarsPromo operation, CancellationToken cancel)
    {
        if (CodeOf(operation.Code) is not { } code)
            return StarsErrors.BadCode;
        var now = clock.GetUtcNow();
        if (operation.Percent is < 0.1m or > 50 || operation.UsesMax is < 1 or > 1_000_000 || operation.ExpiresAt <= now)
            return StarsErrors.BadTerms;
        return await database.Attempt<StarsPromo>(
            async unit =>
            {
                var made = await unit.Connection.ExecuteAsync(
                    """
                    insert into promo (code, percent, uses_max, created_by, created_at, expires_at) values (@code, @Percent, @UsesMax, @by, @now, @ExpiresAt)
                    on conflict (code) do nothing
                    """,
                    new
                    {
                        code,
                        operation.Percent,
                        operation.UsesMax,
                        by = operation.Person.Value,
                        now,
                        operation.ExpiresAt,
                    }
                );
                var promo = await unit.Connection.QuerySingleAsync<Row>($"select {Columns} from promo where code = @code", new { code });
                if (made == 0)
                    return promo.Percent == operation.Percent && promo.UsesMax == operation.UsesMax ? promo.Told() : StarsErrors.CodeTaken;
                unit.Audit(
                    "stars.promo-created",
                    code,
                    operation.Person,
                    after: new
                    {
                        operation.Percent,
                        operation.UsesMax,
                        operation.ExpiresAt,
                    }
                );
                return promo.Told();
            },
            cancel
        );
    }

    public async Task<Result<IReadOnlyList<StarsPromo>>> Handle(StarsPromos operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<Row>($"select {Columns} from promo order by created_at desc, code limit {ListMax}");
        return rows.Select(r => r.Told()).ToList();
    }

    /// <summary>Null when the person cannot use it now; a quote promises no more than that it could be used.</summary>
    internal async Task<(string Code, decimal Percent)?> Usable(string written, PersonId person, CancellationToken cancel)
    {
        if (CodeOf(written) is not { } code)
            return null;
        await using var connection = await database.Open(cancel);
        return
            await connection.ExecuteScalarAsync<decimal?>(
                """
                select percent from promo p where code = @code and used < uses_max and expires_at > @now
                    and not exists (select from promo_use u where u.code = p.code and u.person_id = @person)
                """,
                new
                {
                    code,
                    person = person.Value,
                    now = clock.GetUtcNow(),
                }
            )
                is { } percent
            ? (code, percent)
            : null;
    }

    /// <summary>Takes a use for an order; false when there is none left for the person.</summary>
    internal async Task<bool> Use(UnitOfWork unit, string code, PersonId person, StarsOrderId order, CancellationToken cancel)
    {
        await using var use = new NpgsqlCommand(
            """
            with taken as (
                insert into promo_use (code, person_id, order_id) select code, $2, $3 from promo where code = $1
                on conflict on constraint promo_use_once do nothing returning code
            )
            update promo set used = used + 1
            where code in (select code from taken) and used < uses_max and expires_at > $4
            """,
            unit.Connection
        ).With(code).With(person.Value).With(order.Value).With(clock.GetUtcNow());
        return await use.ExecuteNonQueryAsync(cancel) == 1;
    }

    private static string? CodeOf(string written) => written.Trim().ToLowerInvariant() is var code && Code().IsMatch(code) ? code : null;

    [GeneratedRegex(@"\A[a-z0-9-]{3,20}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();

    private sealed record Row(string Code, decimal Percent, int UsesMax, int Used, DateTime ExpiresAt, DateTime CreatedAt)
    {
        internal StarsPromo Told() =>
            new(Code, Percent, UsesMax, Used, new DateTimeOffset(ExpiresAt, TimeSpan.Zero), new DateTimeOffset(CreatedAt, TimeSpan.Zero));
    }
}
