using Denga.Contracts.Wallet;

namespace Denga.Wallet.Ledger;

/// <summary>Accounts as the next write will find them: read once, then followed in memory.</summary>
internal sealed class KnownAccounts
{
    private readonly Dictionary<AccountId, AccountState> byId = [];
    private readonly Dictionary<long, AccountState> byNo = [];
    private int round;

    internal int Count => byId.Count;

    internal AccountState? Find(AccountId id) => byId.GetValueOrDefault(id);

    internal AccountState Get(long no) => byNo[no];

    /// <summary>What is known already is newer than what was read: it counts what is on its way.</summary>
    internal void Add(AccountState account)
    {
        if (!byId.TryAdd(account.Id, account))
            return;
        byNo[account.No] = account;
        account.ReadIn = round;
    }

    internal void NextRound() => round++;

    /// <summary>Whether a refusal rests on an account that was not read for it.</summary>
    internal bool IsDoubtful(LedgerWrite write) =>
        write switch
        {
            PostWrite post => post.Hold is not null || post.Reverses is not null || post.Legs.Any(l => IsOld(l.Account)),
            HoldWrite hold => IsOld(hold.Account),
            _ => false,
        } && !write.IsReadAgain;

    internal void Forget(LedgerWrite write)
    {
        write.IsReadAgain = true;
        switch (write)
        {
            case PostWrite { Hold: null, Reverses: null } post:
                foreach (var leg in post.Legs)
                    Forget(leg.Account);
                break;
            case HoldWrite hold:
                Forget(hold.Account);
                break;
            default:
                // Which accounts these touch is in the database.
                Clear();
                break;
        }
    }

    internal void Clear()
    {
        byId.Clear();
        byNo.Clear();
    }

    private void Forget(AccountId id)
    {
        if (byId.Remove(id, out var account))
            byNo.Remove(account.No);
    }

    private bool IsOld(AccountId id) => byId.TryGetValue(id, out var account) && account.ReadIn != round;
}
