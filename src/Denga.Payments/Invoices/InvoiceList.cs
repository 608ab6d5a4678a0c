using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Payments.Invoices;

/// <summary>A person's invoices, page by page.</summary>
internal sealed class InvoiceList(Database<PaymentsModule> database) : IOperationHandler<Contracts.Payments.Invoices, Page<Invoice>>
{
    private const int ListMax = 100;

    public async Task<Result<Page<Invoice>>> Handle(Contracts.Payments.Invoices operation, CancellationToken cancel)
    {
        InvoiceId before = default;
        if (operation.Cursor is { } cursor && !InvoiceId.TryParse(cursor, null, out before))
            return PaymentsErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, ListMax);
        await using var command = database
            .Source.CreateCommand(
                $"""
                {InvoiceRow.Select}
                where i.person_id = $1 and ($2::uuid is null or (i.created_at, i.id) < (select created_at, id from invoice where id = $2 and person_id = $1))
                order by i.created_at desc, i.id desc limit $3
                """
            )
            .With(operation.Person.Value)
            .With(operation.Cursor is null ? (Guid?)null : before.Value)
            .With(limit + 1);
        var rows = await InvoiceRow.ReadAll(command, cancel);
        return new Page<Invoice>([.. rows.Take(limit).Select(r => r.Shown())], rows.Count > limit ? rows[limit - 1].Id.ToString() : null);
    }
}
