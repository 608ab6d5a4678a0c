using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Wallet.Ledger;
using Denga.Wallet.Transfers;
using Npgsql;

namespace Denga.Wallet.Conversion;

internal sealed class ExplainHandler(Database<WalletModule> database, Payees payees) : IOperationHandler<ExplainPosting, Explanation>
{
    public async Task<Result<Explanation>> Handle(ExplainPosting operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (
            await LedgerReading.PostingOf(connection, operation.Posting, cancel) is not { } posting
            || posting.Legs.All(l => l.Person != operation.Person)
        )
            return WalletErrors.PostingNotFound;
        var purposes = new Dictionary<Guid, string>();
        int chain;
        long number;
        string hash;
        await using (
            var command = new NpgsqlCommand(
                """
                select p.chain, p.number, encode(p.hash, 'hex'), a.id, a.purpose
                from posting p, unnest(p.account_nos) as l (no) join account a on a.no = l.no where p.id = $1
                """,
                connection
            ).With(operation.Posting.Value)
        )
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            await rows.ReadAsync(cancel);
            (chain, number, hash) = (rows.GetInt16(0), rows.GetInt64(1), rows.GetString(2));
            do purposes[rows.GetGuid(3)] = rows.GetString(4);
            while (await rows.ReadAsync(cancel));
        }
        var names = await payees.Names(posting.Legs.Select(l => l.Person).OfType<PersonId>().Where(p => p != operation.Person), cancel);
        var kept = await KeptQuote.OfConversion(connection, operation.Posting, cancel);
        var legs = posting.Legs.Select(leg =>
        {
            var own = leg.Person == operation.Person;
            var purpose = purposes[leg.Account.Value];
            var name =
                own ? $"{purpose} {leg.Amount.Currency}"
                : leg.Person is { } person ? names[person]
                : purpose;
            return new ExplainedLeg(
                own ? leg.Account : null,
                name,
                own,
                leg.Amount,
                own ? leg.BalanceAfter : null,
                own || leg.Person is null ? purpose : null
            );
        });
        var rule =
            kept is null ? posting.Kind
            : kept.Sells ? "conversion.sell"
            : "conversion.buy";
        return new Explanation(
            posting.Id,
            posting.Kind,
            rule,
            kept is null ? Plain(posting) : Text(kept),
            [.. legs],
            posting.Rate,
            kept?.Quote,
            kept is null ? null : kept.Exact / kept.Rounding.Currency.UnitsPerOne,
            kept is { Rounding.IsZero: false } ? kept.Rounding : null,
            posting.EventAt,
            posting.RecordedAt,
            posting.Reverses,
            chain,
            number,
            hash
        );
    }

    private static string Plain(Posting posting) =>
        posting.Reverses is { } reversed
            ? $"Undoes the posting {reversed}."
            : $"What left one account came to the other unchanged; there is no fee ({posting.Kind}).";

    private static string Text(KeptQuote kept)
    {
        var quote = kept.Quote;
        var sold = quote.Gives - quote.Fee;
        var rate = string.Create(
            CultureInfo.InvariantCulture,
            $"The rate is {quote.Rate}: {quote.SourceRate} of {quote.Source} for {quote.RateDate:yyyy-MM-dd} less {quote.SpreadPercent} %, rounded down. "
        );
        var exact = string.Create(
            CultureInfo.InvariantCulture,
            $"{kept.Exact / kept.Rounding.Currency.UnitsPerOne} {kept.Rounding.Currency}"
        );
        return rate
            + (
                kept.Sells
                    ? $"{sold} at it are {exact}, rounded down to {quote.Gets}; "
                    : $"{quote.Gets} at it cost {exact}, rounded up to {sold}; "
            )
            + (kept.Rounding.IsZero ? "nothing was left over. " : $"{kept.Rounding} went to the rounding account. ")
            + (quote.Fee.IsZero ? "There is no fee." : $"The fee is {quote.Fee}.");
    }
}
