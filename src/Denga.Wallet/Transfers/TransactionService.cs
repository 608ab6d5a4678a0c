using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Wallet.Accounts;
using Denga.Wallet.Ledger;
using Npgsql;

namespace Denga.Wallet.Transfers;

/// <summary>The transaction service: posts what was validated under the transfer's id, and publishes the result. Posting, state, mark of the event and
/// result commit together.</summary>
internal sealed class TransactionService(GeneralLedger ledger, AccountOpening opening, TimeProvider clock) : IConsumer
{
    public string Name => "wallet.transaction-service";

    public IReadOnlyList<Type> Events { get; } = [typeof(TransferValidated)];

    public async Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        var transfers = await TransferRow.Lock(
            work,
            [.. batch.Select(d => ((TransferValidated)d.Event).Transfer)],
            TransferStatus.Validated,
            cancel
        );
        if (transfers.Count == 0)
            return;
        var traces = TransferRow.Traces(batch, d => ((TransferValidated)d.Event).Transfer);
        var open = await MainAccounts(transfers, work.Connection, cancel);
        var ready = new List<(TransferRow Transfer, AccountId To, PostWrite Write)>();
        var done = new List<(TransferRow Transfer, AccountId To, Money Left)>();
        // Accounts are opened in one order, so that two processes do not wait for each other.
        foreach (var transfer in transfers.OrderBy(t => t.Payee.Value))
        {
            work.Cause = traces[transfer.Id];
            var prepared = await Prepare(transfer, open, work, cancel);
            if (prepared.IsOk)
                ready.Add(prepared.Value);
            else
                await transfer.Refuse(work, prepared.Error, clock.GetUtcNow(), cancel);
        }
        // In the order of the requests: who sends more than he has is refused the later ones.
        ready.Sort((a, b) => transfers.IndexOf(a.Transfer).CompareTo(transfers.IndexOf(b.Transfer)));
        var plain = ready.Where(r => r.Transfer.Request is null).ToList();
        if (plain.Count > 0)
        {
            var outcomes = await ledger.Write(work, [.. plain.Select(r => (LedgerWrite)r.Write)], cancel);
            for (var i = 0; i < plain.Count; i++)
                await End(plain[i].Transfer, plain[i].To, outcomes[i], done, traces, work, cancel);
        }
        // One by one: the second payer of a request must see whether the first one's money came.
        foreach (
            var (transfer, to, write) in ready.Where(r => r.Transfer.Request is not null).OrderBy(r => r.Transfer.Request!.Value.Value)
        )
        {
            var refused = await RequestRefuses(transfer, work, cancel);
            var outcome = refused is null ? (await ledger.Write(work, [write], cancel))[0] : Outcome.Of(refused);
            if (outcome.Error is null)
                await MarkPaid(transfer, work, cancel);
            await End(transfer, to, outcome, done, traces, work, cancel);
        }
        await Complete(done, work, cancel);
    }

    /// <summary>Open main accounts of people who were named without one.</summary>
    private static async Task<Dictionary<(PersonId Person, string Currency), AccountId>> MainAccounts(
        List<TransferRow> transfers,
        NpgsqlConnection connection,
        CancellationToken cancel
    )
    {
        var asked = transfers.Where(t => t.To is null).ToList();
        var found = new Dictionary<(PersonId Person, string Currency), AccountId>();
        if (asked.Count == 0)
            return found;
        await using var command = new NpgsqlCommand(
            """
            select a.person_id, a.currency, a.id from unnest($1, $2) as w (person_id, currency)
            join account a on a.person_id = w.person_id and a.purpose = 'main' and a.currency = w.currency
            where a.closed_at is null
            """,
            connection
        ).With(asked.Select(t => t.Payee.Value).ToArray()).With(asked.Select(t => t.Amount.Currency.Code).ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found[(new PersonId(rows.GetGuid(0)), rows.GetString(1))] = new AccountId(rows.GetGuid(2));
        return found;
    }

    private async Task<Result<(TransferRow Transfer, AccountId To, PostWrite Write)>> Prepare(
        TransferRow transfer,
        Dictionary<(PersonId Person, string Currency), AccountId> open,
        UnitOfWork work,
        CancellationToken cancel
    )
    {
        var to = transfer.To;
        if (to is null && open.TryGetValue((transfer.Payee, transfer.Amount.Currency.Code), out var main))
            to = main;
        else if (to is null)
        {
            var opened = await opening.Open(work, transfer.Payee, "main", transfer.Amount.Currency, floor: 0, cancel);
            if (!opened.IsOk)
                return opened.Error;
            to = opened.Value.Id;
        }
        var write = Rules.Check(
            transfer.Id,
            "transfer",
            [new Leg(transfer.From, -transfer.Amount), new Leg(to.Value, transfer.Amount)],
            eventAt: null,
            rate: null,
            metadata: null,
            hold: null,
            clock.GetUtcNow()
        );
        return write.IsOk ? (transfer, to.Value, write.Value) : write.Error;
    }

    private async Task End(
        TransferRow transfer,
        AccountId to,
        Outcome outcome,
        List<(TransferRow Transfer, AccountId To, Money Left)> done,
        Dictionary<OperationId, string?> traces,
        UnitOfWork work,
        CancellationToken cancel
    )
    {
        work.Cause = traces[transfer.Id];
        var now = clock.GetUtcNow();
        if (outcome.Error is { } error)
        {
            await transfer.Refuse(work, error, now, cancel);
            return;
        }
        done.Add((transfer, to, outcome.Posting!.Legs.Single(l => l.Account == transfer.From).BalanceAfter));
        work.Publish(
            new TransferCompleted(
                transfer.Id,
                transfer.Person,
                transfer.From,
                transfer.Payee,
                to,
                transfer.Amount,
                transfer.Schedule,
                transfer.Request,
                now
            )
        );
    }

    private async Task Complete(List<(TransferRow Transfer, AccountId To, Money Left)> done, UnitOfWork work, CancellationToken cancel)
    {
        if (done.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            $"""
            update transfer t set state = {TransferStatus.Completed:D}, to_id = d.to_id, left_minor = d.left_minor, ended_at = $4
            from unnest($1, $2, $3) as d (id, to_id, left_minor) where t.id = d.id
            """,
            work.Connection
        ).With(done.Select(d => d.Transfer.Id.Value).ToArray()).With(done.Select(d => d.To.Value).ToArray()).With(done.Select(d => d.Left.Minor).ToArray()).With(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<Error?> RequestRefuses(TransferRow transfer, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select state from payment_request where id = $1 for update", work.Connection).With(
            transfer.Request!.Value.Value
        );
        return (PaymentRequestState?)(short?)await command.ExecuteScalarAsync(cancel) switch
        {
            PaymentRequestState.Open => null,
            PaymentRequestState.Paid => WalletErrors.RequestPaid,
            PaymentRequestState.Cancelled => WalletErrors.RequestCancelled,
            _ => WalletErrors.RequestNotFound,
        };
    }

    private static async Task MarkPaid(TransferRow transfer, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"update payment_request set state = {PaymentRequestState.Paid:D}, transfer_id = $2 where id = $1",
            work.Connection
        )
            .With(transfer.Request!.Value.Value)
            .With(transfer.Id.Value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
