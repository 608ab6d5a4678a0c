namespace Denga.Wallet.Ledger;

/// <summary>The time of recording, which never goes back: along an account's life it only grows, whatever the machine's clock does.</summary>
internal sealed class LedgerClock(TimeProvider clock)
{
    private readonly Lock gate = new();
    private DateTimeOffset last = DateTimeOffset.MinValue;

    /// <param name="atLeast">The latest time in the ledger, as far as the caller has read it.</param>
    internal DateTimeOffset Now(DateTimeOffset atLeast)
    {
        var now = Rules.Microseconds(clock.GetUtcNow());
        lock (gate)
        {
            if (atLeast > last)
                last = atLeast;
            if (now > last)
                last = now;
            return last;
        }
    }
}
