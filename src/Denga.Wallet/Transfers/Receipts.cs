using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Wallet.Transfers;

/// <summary>A transfer as each of its two sides may see it.</summary>
internal sealed class Receipts(Payees payees)
{
    internal async Task<TransferReceipt> Of(TransferRow row, PersonId asks, CancellationToken cancel) => (await Of([row], asks, cancel))[0];

    internal async Task<IReadOnlyList<TransferReceipt>> Of(IReadOnlyList<TransferRow> rows, PersonId asks, CancellationToken cancel)
    {
        var names = await payees.Names(rows.Select(r => r.Person), cancel);
        return [.. rows.Select(r => Of(r, asks, names[r.Person]))];
    }

    /// <summary>The answer of the operation that sends: what was refused is an error.</summary>
    internal async Task<Result<TransferReceipt>> Answer(TransferRow row, CancellationToken cancel)
    {
        if (row.Refusal is not { } refusal)
            return await Of(row, row.Person, cancel);
        var args = new Dictionary<string, string>(refusal.Args ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["transfer"] = row.Id.ToString(),
        };
        return new Error(refusal.Code, KindOf(refusal.Code), refusal.Detail, args);
    }

    private static ErrorKind KindOf(string code) =>
        code switch
        {
            "wallet.account_not_found" or "wallet.request_not_found" => ErrorKind.NotFound,
            "wallet.wrong_currency" or "wallet.same_account" or "wallet.overflow" => ErrorKind.Invalid,
            "wallet.too_fast" => ErrorKind.Limited,
            _ => ErrorKind.Conflict,
        };

    private static TransferReceipt Of(TransferRow row, PersonId asks, string payer)
    {
        var incoming = row.Person != asks;
        var hops = new List<TransferHop> { new(TransferStatus.Requested, "front end", row.RequestedAt) };
        if (row.ValidatedAt is { } validated)
            hops.Add(new TransferHop(TransferStatus.Validated, "transaction manager", validated));
        if (row.EndedAt is { } ended)
            hops.Add(new TransferHop(row.Status, row.ValidatedAt is null ? "transaction manager" : "transaction service", ended));
        return new TransferReceipt(
            row.Id,
            row.Status,
            row.Amount,
            incoming ? null : row.From,
            incoming || row.Own ? row.To : null,
            payer,
            row.PayeeName,
            row.Note,
            incoming,
            row.Own,
            incoming ? null : row.Refusal,
            incoming ? null : row.Schedule,
            row.Request,
            hops,
            incoming ? null : row.Left
        );
    }
}
