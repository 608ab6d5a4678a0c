using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Wallet.Ledger;

internal sealed class LedgerHandlers(GeneralLedger ledger, Database<WalletModule> database)
    : IOperationHandler<Post, Posting>,
        IOperationHandler<Capture, Posting>,
        IOperationHandler<Reverse, Posting>,
        IOperationHandler<PlaceHold, Hold>,
        IOperationHandler<Release, Hold>,
        IOperationHandler<HoldById, Hold>,
        IOperationHandler<PostingById, Posting>
{
    public async Task<Result<Posting>> Handle(Post operation, CancellationToken cancel) =>
        WithReplayMark(await ledger.Post(operation, cancel));

    public async Task<Result<Posting>> Handle(Capture operation, CancellationToken cancel) =>
        WithReplayMark(await ledger.Capture(operation, cancel));

    public async Task<Result<Posting>> Handle(Reverse operation, CancellationToken cancel) =>
        WithReplayMark(await ledger.Reverse(operation, cancel));

    public Task<Result<Hold>> Handle(PlaceHold operation, CancellationToken cancel) => ledger.Place(operation, cancel);

    public Task<Result<Hold>> Handle(Release operation, CancellationToken cancel) => ledger.End(operation.Hold, HoldState.Released, cancel);

    public async Task<Result<Hold>> Handle(HoldById operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await LedgerReading.HoldOf(connection, operation.Hold, cancel) is { } hold ? hold : WalletErrors.HoldNotFound;
    }

    public async Task<Result<Posting>> Handle(PostingById operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await LedgerReading.PostingOf(connection, operation.Posting, cancel) is { } posting ? posting : WalletErrors.PostingNotFound;
    }

    private static Result<Posting> WithReplayMark(Result<Posting> result)
    {
        if (result is { IsOk: true, Value.IsReplay: true })
            OperationRecord.Replayed();
        return result;
    }
}
