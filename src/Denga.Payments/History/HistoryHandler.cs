using System.Globalization;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.History;

/// <summary>One list over all that moves a person's money.</summary>
internal sealed class HistoryHandler(Database<PaymentsModule> database) : IOperationHandler<MoneyHistory, Page<MoneyRecord>>
{
    private const int PageMax = 100;
    private const string Columns =
        "prefix, id, type, status, minor, currency, external_id, created_at, changed_at, metadata::text from money_history";

    public async Task<Result<Page<MoneyRecord>>> Handle(MoneyHistory operation, CancellationToken cancel)
    {
        Guid? before = null;
        if (operation.Cursor is { } cursor)
        {
            if (!Guid.TryParseExact(cursor, "N", out var id))
                return PaymentsErrors.BadCursor;
            before = id;
        }
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = database
            .Source.CreateCommand(
                $"""
                select {Columns} where person_id = $1 and ($2::text is null or type = $2) and ($3::text is null or status = $3)
                    and ($4::uuid is null or (created_at, id) < (select created_at, id from money_history where person_id = $1 and id = $4 limit 1))
                order by created_at desc, id desc limit $5
                """
            )
            .With(operation.Person.Value)
            .With(operation.Type?.ToString())
            .With(operation.Status?.ToString())
            .With(before)
            .With(limit + 1);
        var (records, ids) = await Read(command, cancel);
        return new Page<MoneyRecord>([.. records.Take(limit)], records.Count > limit ? ids[limit - 1].ToString("N") : null);
    }

    internal static async Task<IReadOnlyList<MoneyRecord>> Newest(
        NpgsqlConnection connection,
        PersonId person,
        int max,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} where person_id = $1 order by created_at desc, id desc limit $2",
            connection
        )
            .With(person.Value)
            .With(max);
        return (await Read(command, cancel)).Records;
    }

    internal static async Task<MoneyRecord> One(NpgsqlConnection connection, PersonId person, Guid id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} where person_id = $1 and id = $2", connection)
            .With(person.Value)
            .With(id);
        return (await Read(command, cancel)).Records.Single();
    }

    private static async Task<(List<MoneyRecord> Records, List<Guid> Ids)> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var (records, ids) = (new List<MoneyRecord>(), new List<Guid>());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            ids.Add(rows.GetGuid(1));
            var amount = new Money(rows.GetInt64(4), Currency.Parse(rows.GetString(5)));
            var metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(rows.GetString(9), DengaJson.Options)!;
            if (metadata.Remove("discount_minor", out var discount))
                metadata["discount"] = new Money(long.Parse(discount, CultureInfo.InvariantCulture), amount.Currency).ToAmountString();
            records.Add(
                new MoneyRecord(
                    $"{rows.GetString(0)}_{rows.GetGuid(1):N}",
                    Enum.Parse<MoneyType>(rows.GetString(2)),
                    Enum.Parse<MoneyStatus>(rows.GetString(3)),
                    amount,
                    rows.Text(6),
                    rows.GetFieldValue<DateTimeOffset>(7),
                    rows.GetFieldValue<DateTimeOffset>(8),
                    metadata
                )
            );
        }
        return (records, ids);
    }
}

/// <summary>Purchases are told by who sells.</summary>
internal sealed class OnStarsOrderChanged() : Consumer<StarsOrderChanged>("payments.stars-order-changed")
{
    protected override Task Consume(StarsOrderChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var order = happened.Order;
        work.AtCommit(
                """
                insert into purchase (id, person_id, product, quantity, minor, currency, status, reference, created_at, changed_at, discount, promo)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                on conflict (id) do update set status = excluded.status, reference = excluded.reference, changed_at = excluded.changed_at
                where purchase.changed_at <= excluded.changed_at
                """
            )
            .With(order.Id.Value)
            .With(happened.Person.Value)
            .With(order.Product.ToString())
            .With(order.Quantity)
            .With(order.Price.Minor)
            .With(order.Price.Currency.Code)
            .With(
                (
                    order.State switch
                    {
                        StarsOrderState.Created => MoneyStatus.Pending,
                        StarsOrderState.Delivered => MoneyStatus.Completed,
                        StarsOrderState.Failed => MoneyStatus.Failed,
                        StarsOrderState.Cancelled => MoneyStatus.Cancelled,
                        _ => MoneyStatus.Processing,
                    }
                ).ToString()
            )
            .With(order.Reference)
            .With(order.CreatedAt)
            .With(happened.At)
            .With(order.Discount?.Minor)
            .With(order.Promo);
        return Task.CompletedTask;
    }
}

/// <summary>What somebody got for whom he brought.</summary>
internal sealed class OnStarsBonusPaid() : Consumer<StarsBonusPaid>("payments.stars-bonus-paid")
{
    /// <summary>Of the bonuses for bringing somebody.</summary>
    internal const string Source = "referral";

    protected override Task Consume(StarsBonusPaid happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        work.AtCommit(
                """
                insert into bonus (id, person_id, minor, currency, source, reference, at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing
                """
            )
            .With(happened.Posting.Value)
            .With(happened.Person.Value)
            .With(happened.Amount.Minor)
            .With(happened.Amount.Currency.Code)
            .With(Source)
            .With(happened.Order.ToString())
            .With(happened.At);
        return Task.CompletedTask;
    }
}
