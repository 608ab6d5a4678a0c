using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Wallet.Conversion;
using Denga.Wallet.Ledger;
using Npgsql;

namespace Denga.Wallet.Operators;

/// <summary>What operators see of a posting, and how an administrator undoes one.</summary>
internal sealed class PostingHandlers(Database<WalletModule> database, GeneralLedger ledger, IOperations operations)
    : IOperationHandler<FindPosting, FoundPosting>,
        IOperationHandler<ReversePosting, Posting>
{
    private const int ReasonCharactersMax = 500;

    public async Task<Result<FoundPosting>> Handle(FindPosting operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (await LedgerReading.PostingOf(connection, operation.Posting, cancel) is not { } posting)
            return WalletErrors.PostingNotFound;
        var quote = await KeptQuote.OfConversion(connection, operation.Posting, cancel);
        await using var command = new NpgsqlCommand(
            """
            select p.chain, p.number, encode(p.hash, 'hex'), (select r.id from posting r where r.reverses = p.id),
                (select array_agg(a.purpose order by l.at) from unnest(p.account_nos) with ordinality as l (no, at) join account a on a.no = l.no)
            from posting p where p.id = $1
            """,
            connection
        ).With(operation.Posting.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new FoundPosting(
            posting,
            row.GetFieldValue<string[]>(4),
            quote?.Quote,
            row.Nullable<Guid>(3) is { } reversal ? new OperationId(reversal) : null,
            row.GetInt16(0),
            row.GetInt64(1),
            row.GetString(2)
        );
    }

    public async Task<Result<Posting>> Handle(ReversePosting operation, CancellationToken cancel)
    {
        if (operation.Reason.Trim() is not { Length: > 0 and <= ReasonCharactersMax } reason)
            return Error.Invalid("request.invalid", $"reason: it has 1 to {ReasonCharactersMax} characters.");
        var reverse = new Reverse(operation.Id, operation.Posting);
        // Before anybody is asked for a code: what was done stays done, and what cannot be done needs none.
        var tried = await Try(reverse, cancel);
        // Maybe by this very id, a moment after it was looked for.
        if (tried.Error == WalletErrors.AlreadyReversed)
            tried = await Try(reverse, cancel);
        if (!tried.IsOk)
            return tried.Error;
        if (tried.Value.IsReplay)
        {
            OperationRecord.Replayed();
            return tried;
        }
        var verified = await operations.Ask(new VerifyStepUp(operation.Person, $"reverse {operation.Posting}", operation.Code), cancel);
        if (!verified.IsOk)
            return verified.Error;
        return await database.Attempt(
            async unit =>
            {
                var reversed = await ledger.Reverse(unit, reverse, cancel);
                if (reversed is { IsOk: true, Value.IsReplay: false })
                    unit.Audit(
                        "wallet.posting-reversed",
                        operation.Posting.ToString(),
                        operation.Person,
                        reason,
                        after: new { operation.Id }
                    );
                return reversed;
            },
            cancel
        );
    }

    private Task<Result<Posting>> Try(Reverse reverse, CancellationToken cancel) => ledger.Reverse(reverse with { DryRun = true }, cancel);
}
