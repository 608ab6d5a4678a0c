namespace Denga.Wallet.Ledger;

/// <summary>Where group commit reads and writes: PostgreSQL, or the simulation's memory.</summary>
internal interface ILedgerStore
{
    Task<LedgerReading> Read(IReadOnlyList<LedgerWrite> writes, KnownAccounts accounts, RecentIds recent);

    /// <summary>The head of a chain, and the latest time in the ledger.</summary>
    Task<(ChainHead Head, DateTimeOffset Latest)> Head(short chain);

    /// <summary>All of it, durably, or nothing. A conflict is thrown as what <see cref="Conflict"/> knows.</summary>
    Task Write(LedgerBatch batch);
}
