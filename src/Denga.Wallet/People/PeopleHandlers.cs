using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Wallet.People;

/// <summary>What Identity asks before it joins, erases or exports a person.</summary>
internal sealed class PeopleHandlers(Database<WalletModule> database, IOperations operations)
    : IOperationHandler<MoneyHeld, HeldValue>,
        IOperationHandler<WalletRecords, PersonalRecords>
{
    private const int TransfersMax = 10_000;
    private const int PageMax = 100;

    public async Task<Result<HeldValue>> Handle(MoneyHeld operation, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"select {Departures.HoldsSql}").With(operation.Person.Value);
        return new HeldValue((bool)(await command.ExecuteScalarAsync(cancel))!);
    }

    public async Task<Result<PersonalRecords>> Handle(WalletRecords operation, CancellationToken cancel)
    {
        var person = operation.Person;
        var accounts = await operations.Ask(new Balances(person, Closed: true), cancel);
        var contacts = await operations.Ask(new Contracts.Wallet.Contacts(person), cancel);
        var requests = await operations.Ask(new PaymentRequests(person), cancel);
        var schedules = await operations.Ask(new Contracts.Wallet.Schedules(person), cancel);
        var alerts = await operations.Ask(new Contracts.Wallet.RateAlerts(person), cancel);
        if ((accounts.Error ?? contacts.Error ?? requests.Error ?? schedules.Error ?? alerts.Error) is { } error)
            return error;
        var transfers = new List<TransferReceipt>();
        for (string? after = null; transfers.Count < TransfersMax; )
        {
            var page = await operations.Ask(new Contracts.Wallet.Transfers(person, after, PageMax), cancel);
            if (!page.IsOk)
                return page.Error;
            transfers.AddRange(page.Value.Items);
            if (page.Value.Next is null)
                break;
            after = page.Value.Next;
        }
        return new PersonalRecords(
            JsonSerializer.SerializeToElement(
                new
                {
                    accounts = accounts.Value,
                    transfers,
                    contacts = contacts.Value,
                    requests = requests.Value.Select(r => r with { Qr = "" }),
                    schedules = schedules.Value,
                    alerts = alerts.Value,
                },
                DengaJson.Options
            )
        );
    }
}

/// <summary>What the absorbed person arranged goes on for the kept one, and so does what is on its way to him. His accounts are empty and closed (nobody with
/// money is absorbed) and stay as they are: a ledger is not rewritten.</summary>
internal sealed class OnPeopleMerged(Departures departures) : Consumer<PeopleMerged>("wallet.people-merged")
{
    protected override async Task Consume(PeopleMerged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(work.Connection);
        foreach (
            var sql in (string[])
                [
                    "delete from contact c where person_id = $2 and (payee_id = $1 or exists (select 1 from contact k where k.person_id = $1 and k.payee_id = c.payee_id and k.account_id is not distinct from c.account_id))",
                    "update contact set person_id = $1 where person_id = $2",
                    // An account of his that somebody knows is closed: who pays it means the person.
                    "delete from contact c where payee_id = $2 and (person_id = $1 or exists (select 1 from contact k where k.person_id = c.person_id and (k.payee_id = $1 and k.account_id is null or k.payee_id = $2 and k.id < c.id)))",
                    "update contact set payee_id = $1, account_id = null where payee_id = $2",
                    "update payment_request set person_id = $1 where person_id = $2",
                    "update rate_alert set person_id = $1 where person_id = $2",
                    "update schedule set payee_id = $1, to_id = null where payee_id = $2",
                    // It paid from accounts that are closed now.
                    "update schedule set next_day = null, next_at = null where person_id = $2 and $1 is not null",
                    "update transfer set person_id = $1 where person_id = $2",
                    $"update transfer set payee_id = $1, to_id = case when state in ({TransferStatus.Requested:D}, {TransferStatus.Validated:D}) then null else to_id end where payee_id = $2",
                ]
        )
            batch.Command(sql).With(happened.Kept.Value).With(happened.Absorbed.Value);
        await batch.ExecuteNonQueryAsync(cancel);
        await departures.Gone(work, happened.Absorbed, happened.Kept, happened.At, cancel);
    }
}

/// <summary>What identifies the person goes: notes, names, contacts, plans. Postings stay under the pseudonym.</summary>
internal sealed class OnPersonErased(Departures departures) : Consumer<PersonErased>("wallet.person-erased")
{
    protected override async Task Consume(PersonErased happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(work.Connection);
        foreach (
            var sql in (string[])
                [
                    "delete from contact where person_id = $1 or payee_id = $1",
                    $"delete from payment_request where person_id = $1 and state <> {PaymentRequestState.Paid:D}",
                    "update payment_request set note = null where person_id = $1",
                    "delete from schedule where person_id = $1 or payee_id = $1",
                    "delete from rate_alert where person_id = $1",
                    "delete from quote where person_id = $1 and conversion_id is null",
                    "delete from pace where person_id = $1",
                    "update transfer set note = null where person_id = $1",
                    "update transfer set payee_name = '…' where payee_id = $1",
                ]
        )
            batch.Command(sql).With(happened.Person.Value);
        await batch.ExecuteNonQueryAsync(cancel);
        await departures.Gone(work, happened.Person, kept: null, happened.At, cancel);
    }
}

/// <summary>Quotes nobody took, the counting of questions, and departures that were called off, are of no use a day later.</summary>
internal sealed class ForgetOldQuotes(Database<WalletModule> database, TimeProvider clock) : Platform.Jobs.IJob
{
    public string Name => "wallet.forget-old-quotes";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        await using var quotes = database
            .Source.CreateCommand("delete from quote where conversion_id is null and expires_at < $1")
            .With(clock.GetUtcNow().AddDays(-1));
        await quotes.ExecuteNonQueryAsync(cancel);
        await using var paces = database.Source.CreateCommand("delete from pace where minute < $1").With(clock.GetUtcNow().AddDays(-1));
        await paces.ExecuteNonQueryAsync(cancel);
        await using var departures = database
            .Source.CreateCommand($"delete from departure where state = {DepartureState.CalledOff:D} and at < $1")
            .With(clock.GetUtcNow().AddDays(-1));
        await departures.ExecuteNonQueryAsync(cancel);
    }
}
