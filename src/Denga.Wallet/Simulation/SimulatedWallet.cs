using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;
using Denga.Wallet.Ledger;

namespace Denga.Wallet.Simulation;

/// <summary>The wallet as other modules ask it, in memory: the ledger's own rules and decisions, each at one moment. How it writes them is simulated by
/// <see cref="LedgerSimulation"/>.</summary>
internal sealed class SimulatedWallet(TimeProvider time) : IOperations
{
    private readonly SimulatedLedger ledger = new(time.GetUtcNow());
    private readonly LedgerClock clock = new(time);
    private readonly Dictionary<AccountId, Account> accounts = [];

    /// <summary>Everything anew from postings and holds alone; at the end nothing is held any more.</summary>
    internal void CheckAll()
    {
        ledger.CheckAll();
        if (ledger.OpenHolds.FirstOrDefault() is { } open)
            throw new SimulationException($"still held: {open.Hold}");
    }

    internal void Check() => ledger.Check();

    public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
        Task.FromResult((Result<TAnswer>)Answer(operation));

    private object Answer<TAnswer>(IOperation<TAnswer> operation) =>
        operation switch
        {
            Post post => Write(
                    Rules.Check(post.Id, post.Kind, post.Legs, post.EventAt, post.Rate, post.Metadata, hold: null, time.GetUtcNow()),
                    post.DryRun
                )
                .ToPosting(),
            Capture capture => Write(
                    Rules.Check(
                        capture.Id,
                        capture.Kind,
                        capture.Legs,
                        capture.EventAt,
                        capture.Rate,
                        capture.Metadata,
                        capture.Hold,
                        time.GetUtcNow()
                    ),
                    capture.DryRun
                )
                .ToPosting(),
            PlaceHold place => Write(Rules.Check(place, time.GetUtcNow()), place.DryRun).ToHold(),
            Release release => Write<EndWrite>(new EndWrite { Hold = release.Hold, As = HoldState.Released }, isTried: false).ToHold(),
            PostingById one => ledger.Posting(one.Posting.Value) is { } known
                ? (Result<Posting>)known.Posting
                : (Result<Posting>)WalletErrors.PostingNotFound,
            OpenAccount open => (Result<Account>)Open(open.Person, open.Purpose, open.Currency),
            OpenSystemAccount open => (Result<Account>)Open(person: null, open.Purpose, open.Currency),
            LedgerAccounts all => (Result<IReadOnlyList<Account>>)all.Accounts.Select(a => Now(accounts[a])).ToArray(),
            Balances of => (Result<IReadOnlyList<Account>>)accounts.Values.Where(a => a.Person == of.Person).Select(Now).ToArray(),
            _ => throw new SimulationException($"The simulated wallet does not know {operation.GetType().Name}."),
        };

    private Outcome Write<TWrite>(Result<TWrite> checkedWrite, bool isTried)
        where TWrite : LedgerWrite
    {
        if (!checkedWrite.IsOk)
            return Outcome.Of(checkedWrite.Error);
        LedgerWrite write = checkedWrite.Value;
        var known = new KnownAccounts();
        ledger.ReadAccounts([write], known);
        var reading = ledger.ReadRest([write], known, recent: null);
        var (head, latest) = ledger.Head(chain: 0);
        var batch = new LedgerBatch(reading, head, clock.Now(latest));
        var outcome = batch.Decide(write);
        if (!isTried && !batch.IsEmpty)
            ledger.Apply(batch);
        return outcome;
    }

    private Account Open(PersonId? person, string purpose, Currency currency)
    {
        var id = new AccountId(DerivedId.Of("simulated account", person?.ToString() ?? "", currency.Code, purpose).Value);
        if (!accounts.TryGetValue(id, out var account))
        {
            var zero = Money.Zero(currency);
            Money? floor = person is null ? null : zero;
            ledger.Open(id, person, currency, floor?.Minor);
            accounts[id] = account = new Account(id, person, purpose, zero, zero, floor, floor, 0, time.GetUtcNow(), ClosedAt: null);
        }
        return Now(account);
    }

    private Account Now(Account opened)
    {
        var (balance, held, version) = ledger.Balance(opened.Id);
        var currency = opened.Currency;
        return opened with
        {
            Balance = new Money(balance, currency),
            Held = new Money(held, currency),
            Available = opened.Floor is { } floor ? new Money(balance - held - floor.Minor, currency) : null,
            Version = version,
        };
    }
}
