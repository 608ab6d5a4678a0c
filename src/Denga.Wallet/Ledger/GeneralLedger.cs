using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Wallet.Ledger;

/// <summary>The ways to write to the ledger. Nothing else changes a balance.</summary>
internal sealed class GeneralLedger(Database<WalletModule> database, LedgerGroup group, LedgerClock clock, TimeProvider time)
{
    /// <summary>Group commit: a transaction of the ledger's own, shared with whoever else comes at the moment.</summary>
    internal Task<Outcome> Write(LedgerWrite write, CancellationToken cancel) => group.Run(write, cancel);

    /// <summary>The caller's transaction: in the caller's transaction, all or nothing with it. Post last and commit at once: the accounts stay locked until
    /// then. An error leaves the transaction as it was. Several writes see each other; what is refused is refused by itself.</summary>
    internal async Task<IReadOnlyList<Outcome>> Write(UnitOfWork unit, IReadOnlyList<LedgerWrite> writes, CancellationToken cancel)
    {
        var reading = await LedgerReading.Read(unit.Connection, writes, lockAccounts: true, new KnownAccounts(), recent: null, cancel);
        var (head, latest) = await LedgerReading.FreeHead(unit.Connection, cancel);
        var decided = new LedgerBatch(reading, head, clock.Now(latest));
        var outcomes = writes.Select(decided.Decide).ToList();
        if (decided.IsEmpty)
            return outcomes;
        await using var batch = new NpgsqlBatch(unit.Connection);
        decided.Write(batch);
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException e) when (Conflict.IsOfId(e))
        {
            // As a serialization failure the transaction runs again, and finds the id written.
            throw new PostgresException(e.MessageText, e.Severity, e.InvariantSeverity, PostgresErrorCodes.SerializationFailure);
        }
        unit.EventsWritten();
        return outcomes;
    }

    /// <summary>What the write would be answered, with nothing written.</summary>
    internal async Task<Outcome> Try(LedgerWrite write, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var reading = await LedgerReading.Read(connection, [write], lockAccounts: false, new KnownAccounts(), recent: null, cancel);
        var (head, latest) = await LedgerReading.Head(connection, chain: 0, cancel);
        return new LedgerBatch(reading, head, clock.Now(latest)).Decide(write);
    }

    /// <summary>A posting by group commit. Errors: as <see cref="Denga.Contracts.Wallet.Post"/>.</summary>
    internal async Task<Result<Posting>> Post(Post post, CancellationToken cancel)
    {
        var write = Check(post);
        return write.IsOk ? (await (post.DryRun ? Try(write.Value, cancel) : Write(write.Value, cancel))).ToPosting() : write.Error;
    }

    /// <summary>A posting in the caller's transaction.</summary>
    internal async Task<Result<Posting>> Post(UnitOfWork unit, Post post, CancellationToken cancel)
    {
        var write = Check(post);
        return write.IsOk ? (await Write(unit, [write.Value], cancel))[0].ToPosting() : write.Error;
    }

    internal async Task<Result<Posting>> Capture(Capture capture, CancellationToken cancel)
    {
        var write = Check(capture);
        return write.IsOk ? (await (capture.DryRun ? Try(write.Value, cancel) : Write(write.Value, cancel))).ToPosting() : write.Error;
    }

    internal async Task<Result<Posting>> Capture(UnitOfWork unit, Capture capture, CancellationToken cancel)
    {
        var write = Check(capture);
        return write.IsOk ? (await Write(unit, [write.Value], cancel))[0].ToPosting() : write.Error;
    }

    internal async Task<Result<Posting>> Reverse(Reverse reverse, CancellationToken cancel)
    {
        var write = Rules.Check(reverse, time.GetUtcNow());
        return write.IsOk ? (await (reverse.DryRun ? Try(write.Value, cancel) : Write(write.Value, cancel))).ToPosting() : write.Error;
    }

    internal async Task<Result<Posting>> Reverse(UnitOfWork unit, Reverse reverse, CancellationToken cancel)
    {
        var write = Rules.Check(reverse, time.GetUtcNow());
        return write.IsOk ? (await Write(unit, [write.Value], cancel))[0].ToPosting() : write.Error;
    }

    internal async Task<Result<Hold>> Place(PlaceHold place, CancellationToken cancel)
    {
        var write = Rules.Check(place, time.GetUtcNow());
        return write.IsOk ? (await (place.DryRun ? Try(write.Value, cancel) : Write(write.Value, cancel))).ToHold() : write.Error;
    }

    internal async Task<Result<Hold>> Place(UnitOfWork unit, PlaceHold place, CancellationToken cancel)
    {
        var write = Rules.Check(place, time.GetUtcNow());
        return write.IsOk ? (await Write(unit, [write.Value], cancel))[0].ToHold() : write.Error;
    }

    internal async Task<Result<Hold>> End(HoldId hold, HoldState state, CancellationToken cancel) =>
        (await Write(new EndWrite { Hold = hold, As = state }, cancel)).ToHold();

    internal async Task<Result<Hold>> End(UnitOfWork unit, HoldId hold, HoldState state, CancellationToken cancel) =>
        (await Write(unit, [new EndWrite { Hold = hold, As = state }], cancel))[0].ToHold();

    private Result<PostWrite> Check(Post post) =>
        Rules.Check(post.Id, post.Kind, post.Legs, post.EventAt, post.Rate, post.Metadata, hold: null, time.GetUtcNow());

    private Result<PostWrite> Check(Capture capture) =>
        Rules.Check(
            capture.Id,
            capture.Kind,
            capture.Legs,
            capture.EventAt,
            capture.Rate,
            capture.Metadata,
            capture.Hold,
            time.GetUtcNow()
        );
}
