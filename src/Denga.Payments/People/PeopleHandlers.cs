using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Payments.History;
using Denga.Payments.Invoices;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.People;

/// <summary>What payments keep of a person, for the export.</summary>
internal sealed class PeopleHandlers(Database<PaymentsModule> database) : IOperationHandler<PaymentsRecords, PersonalRecords>
{
    private const int Max = 10_000;

    public async Task<Result<PersonalRecords>> Handle(PaymentsRecords operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            $"{InvoiceRow.Select} where i.person_id = $1 order by i.created_at desc, i.id desc limit {Max}",
            connection
        ).With(operation.Person.Value);
        var invoices = (await InvoiceRow.ReadAll(command, cancel)).Select(i => i.Shown());
        var history = await HistoryHandler.Newest(connection, operation.Person, Max, cancel);
        return new PersonalRecords(JsonSerializer.SerializeToElement(new { invoices, history }, DengaJson.Options));
    }
}

/// <summary>Invoices of the absorbed person are the kept one's, and so is money that still comes for them.</summary>
internal sealed class OnPeopleMerged() : Consumer<PeopleMerged>("payments.people-merged")
{
    protected override Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        foreach (var table in (string[])["invoice", "purchase", "adjustment", "bonus"])
            work.AtCommit($"update {table} set person_id = $1 where person_id = $2")
                .With(happened.Kept.Value)
                .With(happened.Absorbed.Value);
        return Task.CompletedTask;
    }
}

/// <summary>Links and reasons go; amounts stay under the pseudonym, as the ledger's do. What was open is called off.</summary>
internal sealed class OnPersonErased(IPaymentTables tables, TimeProvider clock) : Consumer<PersonErased>("payments.person-erased")
{
    protected override async Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(
            "select id from invoice where person_id = $1 and state in ('Created', 'Pending') order by id",
            work.Connection
        ).With(happened.Person.Value);
        var open = new List<InvoiceId>();
        await using (var rows = await find.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                open.Add(new InvoiceId(rows.GetGuid(0)));
        foreach (var id in open)
            if (await InvoiceRow.Lock(work, id, cancel) is { } invoice && InvoiceStates.IsOpen(invoice.State))
                (invoice with { Ended = InvoiceState.Cancelled }).Change(tables, work, invoice, clock.GetUtcNow());
        work.AtCommit("update payment set link = null where invoice_id in (select id from invoice where person_id = $1)")
            .With(happened.Person.Value);
        work.AtCommit("update adjustment set reason = '…' where person_id = $1").With(happened.Person.Value);
        work.AtCommit("update refund set reason = '…' where invoice_id in (select id from invoice where person_id = $1)")
            .With(happened.Person.Value);
        work.AtCommit(
                """
                update approval set reason = '…' where state <> 'Waiting' and purpose = 'refund'
                    and subject in (select 'inv_' || replace(id::text, '-', '') from invoice where person_id = $1)
                """
            )
            .With(happened.Person.Value);
    }
}
