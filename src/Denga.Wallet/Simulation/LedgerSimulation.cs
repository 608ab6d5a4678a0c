using System.Buffers.Binary;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;
using Denga.Wallet.Ledger;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Wallet.Simulation;

/// <summary>The money core under everything that can go wrong, from one seed: the group, the rules and the decisions are the real ones; time, the
/// network, the processes and the database are simulated. After every operation the six invariants are checked.</summary>
internal sealed class LedgerSimulation
{
    private const int ClientsMax = 24;
    private const int People = 8;
    private const int ViolationsMax = 25;
    private const int FullChecks = 16;
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);

    private readonly Random random;
    private readonly VirtualTime time = new(Start);
    private readonly SimulatedLedger ledger = new(Start);
    private readonly long operations;
    private readonly List<(AccountId Id, Currency Currency)> people = [];
    private readonly Dictionary<Currency, AccountId> outside = [];
    private readonly Dictionary<Currency, AccountId> liquidity = [];
    private readonly List<Request> past = [];
    private readonly LedgerGroup?[] groups = new LedgerGroup?[2];
    private readonly SimulatedStore?[] stores = new SimulatedStore?[2];
    private readonly LedgerClock callersClock;
    private decimal rate = 90m;
    private long started;
    private long done;
    private int running;
    private Exception? failure;

    private LedgerSimulation(long seed, long operations)
    {
        random = new Random(HashCode(seed));
        this.operations = operations;
        callersClock = new LedgerClock(time.Clock);
        foreach (var currency in new[] { Currency.Rub, Currency.Usd })
        {
            outside[currency] = Open(null, currency, null);
            liquidity[currency] = Open(null, currency, null);
            for (var i = 0; i < People; i++)
                people.Add((Open(new PersonId(NewId()), currency, i == 0 ? -50_00 : 0), currency));
        }
    }

    /// <summary>Null when all went well; else what was broken, and at which operation.</summary>
    internal static (long Operations, string? Failure, string Left) Run(long seed, long operations)
    {
        var simulation = new LedgerSimulation(seed, operations);
        try
        {
            if (!simulation.time.Run(simulation.Begin, () => simulation.Failure is not null || simulation.running == 0))
                simulation.failure ??= new SimulationException("an operation is never answered");
            if (simulation.Failure is null)
                simulation.ledger.CheckAll();
        }
        catch (SimulationException e)
        {
            simulation.failure ??= e;
        }
        var left =
            $"{simulation.ledger.PostingCount} postings, {simulation.ledger.HoldCount} holds, {simulation.time.Now - Start} of virtual time";
        return (simulation.done, simulation.Failure?.Message, left);
    }

    private static int HashCode(long seed) => (int)(seed ^ (seed >> 32));

    private Exception? Failure => ledger.Failure ?? failure;

    private void Begin()
    {
        Restart(0);
        for (var i = 0; i < ClientsMax; i++)
        {
            running++;
            _ = Guarded(Client);
        }
        _ = Guarded(Disturb);
        _ = Guarded(Expire);
    }

    /// <summary>A broken rule may surface wherever it is noticed; it ends the run.</summary>
    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (SimulationException e)
        {
            failure ??= e;
        }
    }

    private async Task Client()
    {
        while (started < operations && Failure is null)
        {
            started++;
            await time.Delay(Some(4000));
            var request = Next();
            var outcome = await Ask(request);
            done++;
            Judge(request, outcome);
            ledger.Check();
            if (done % Math.Max(1, operations / FullChecks) == 0)
                ledger.CheckAll();
        }
        running--;
    }

    /// <summary>Processes die and come back; now and then two write at once, as when a release is rolled out.</summary>
    private async Task Disturb()
    {
        while (Failure is null)
        {
            await time.Delay(TimeSpan.FromMilliseconds(20 + random.Next(400)));
            rate += (decimal)(random.Next(2001) - 1000) / 10_000;
            switch (random.Next(6))
            {
                case 0:
                    Restart(0);
                    break;
                case 1:
                    Restart(1);
                    break;
                case 2:
                    stores[1]?.Kill();
                    (groups[1], stores[1]) = (null, null);
                    break;
                default:
                    break;
            }
        }
    }

    private async Task Expire()
    {
        while (Failure is null)
        {
            await time.Delay(TimeSpan.FromMilliseconds(50));
            foreach (var row in ledger.OpenHolds.Where(h => h.Hold.ExpiresAt <= time.Now).Take(20).ToList())
                _ = Guarded(() =>
                    Send(
                        new Request(row.Hold.Id.Value, () => new EndWrite { Hold = row.Hold.Id, As = HoldState.Expired }) { IsEnd = true },
                        _ => { }
                    )
                );
        }
    }

    private void Restart(int process)
    {
        stores[process]?.Kill();
        var store = new SimulatedStore(ledger, time, random);
        stores[process] = store;
        groups[process] = new LedgerGroup(
            store,
            new LedgerClock(time.Clock),
            time.Clock,
            Options.Create(new WalletOptions { BatchMax = 1 + random.Next(12), QueueMax = 64 })
        )
        {
            Start = work => Guarded(work),
        };
    }

    /// <summary>Until there is an answer: a request without one is sent again under the same id.</summary>
    private async Task<Outcome> Ask(Request request)
    {
        while (true)
        {
            var answer = new TaskCompletionSource<Outcome?>();
            for (var copies = random.Next(10) == 0 ? 2 : 1; copies > 0; copies--)
            {
                request.Sent++;
                _ = Guarded(() => Send(request, outcome => answer.TrySetResult(outcome)));
            }
            time.After(Patience, () => answer.TrySetResult(null));
            if (await answer.Task is { } outcome && outcome.Error?.Code != WalletErrors.Busy.Code)
                return outcome;
        }
    }

    private async Task Send(Request request, Action<Outcome?> answer)
    {
        await time.Delay(Some(3000));
        if (random.Next(50) == 0)
            return;
        Outcome? outcome;
        try
        {
            var write = request.Write();
            var isWritten = write.Key is { } key && (ledger.Posting(key) is not null || ledger.Hold(key) is not null);
            outcome = await Deliver(write);
            Compare(request, outcome.Value, isWritten);
        }
        catch (TimeoutException)
        {
            outcome = null;
        }
        catch (PostgresException e)
        {
            // Somebody else was faster, many times over: possible. Always: the core accepts what the database refuses.
            if (++request.Violations > ViolationsMax)
                throw new SimulationException($"the core decides what the database never takes: {e.SqlState} {e.ConstraintName}");
            outcome = null;
        }
        await time.Delay(Some(3000));
        if (random.Next(50) != 0)
            answer(outcome);
    }

    /// <summary>What was written before the request came decides its answer.</summary>
    private static void Compare(Request request, Outcome outcome, bool isWritten)
    {
        if (!isWritten || outcome.Error?.Code == WalletErrors.Busy.Code)
            return;
        if (request.IsReuse && outcome.Error?.Code != OperationRecord.IdReused.Code)
            throw new SimulationException($"another request under a used id was not told so ({outcome.Error?.Code}): {request.Id}");
        if (!request.IsReuse && outcome.Error is { } error)
            throw new SimulationException($"a repeat of what was written is refused ({error.Code}): {request.Id}");
    }

    private async Task<Outcome> Deliver(LedgerWrite write)
    {
        if (random.Next(8) == 0)
            return Transact(write);
        var group = groups[random.Next(5) == 0 ? 1 : 0] ?? groups[0]!;
        return await group.Run(write, CancellationToken.None);
    }

    /// <summary>In a caller's transaction: the accounts are locked, so that it happens at one moment.</summary>
    private Outcome Transact(LedgerWrite write)
    {
        var accounts = new KnownAccounts();
        ledger.ReadAccounts([write], accounts);
        var reading = ledger.ReadRest([write], accounts, recent: null);
        var (head, latest) = ledger.Head((short)(1 + random.Next(SimulatedLedger.Chains - 1)));
        var batch = new LedgerBatch(reading, head, callersClock.Now(latest));
        var outcome = batch.Decide(write);
        if (batch.IsEmpty)
            return outcome;
        try
        {
            ledger.Apply(batch);
        }
        catch (PostgresException e)
        {
            // Nobody could come between.
            throw new SimulationException($"the core decides what the database refuses: {e.SqlState} {e.ConstraintName}, {outcome}");
        }
        return outcome;
    }

    private void Judge(Request request, Outcome outcome)
    {
        var (posting, hold) = (ledger.Posting(request.Id), ledger.Hold(request.Id));
        if (outcome.Posting is { } answered)
        {
            if (posting is null || !posting.Posting.Legs.SequenceEqual(answered.Legs) || posting.Posting.RecordedAt != answered.RecordedAt)
                throw new SimulationException($"answered and not written: {answered.Id}");
            if (request.Legs is { } legs && !legs.SequenceEqual(answered.Legs.Select(l => new Leg(l.Account, l.Amount))))
                throw new SimulationException($"another movement than was asked for: {answered.Id}");
        }
        else if (outcome.Hold is { } reserved)
        {
            if (
                (ledger.Hold(reserved.Id.Value)?.Hold) is not { } kept
                || kept.Amount != reserved.Amount
                || kept.Account != reserved.Account
            )
                throw new SimulationException($"answered and not held: {reserved.Id}");
        }
        else if (outcome.Error is { } error)
        {
            // Of one that was sent once, nobody else can have made the difference.
            if (request is { Sent: 1, IsReuse: false, IsEnd: false } && (posting is not null || hold is not null))
                throw new SimulationException($"refused ({error.Code}) and yet written: {request.Id}");
            if (error.Code == OperationRecord.IdReused.Code && !request.IsReuse)
                throw new SimulationException($"taken for another request: {request.Id}");
        }
        if (outcome.Error is null && past.Count < 500)
            past.Add(request);
        else if (outcome.Error is null)
            past[random.Next(past.Count)] = request;
    }

    private Request Next()
    {
        var id = NewId();
        var (from, currency) = people[random.Next(people.Count)];
        var to = people.Where(p => ReferenceEquals(p.Currency, currency)).ElementAt(random.Next(People)).Id;
        var amount = new Money(1 + random.Next(random.Next(4) == 0 ? 100_00 : 10_00), currency);
        switch (random.Next(20))
        {
            case < 4:
                return Post(id, "top-up", [new Leg(outside[currency], -amount), new Leg(from, amount)]);
            case < 6:
                var (rub, usd) = (people[random.Next(People)].Id, people[People + random.Next(People)].Id);
                var dollars = new Money(1 + random.Next(500), Currency.Usd);
                var roubles = new Money((long)(dollars.Minor * rate), Currency.Rub);
                var used = new UsedRate(rate, "simulated", time.Now);
                return Post(
                    id,
                    "conversion",
                    [
                        new Leg(rub, -roubles),
                        new Leg(liquidity[Currency.Rub], roubles),
                        new Leg(liquidity[Currency.Usd], -dollars),
                        new Leg(usd, dollars),
                    ],
                    used
                );
            case < 8:
                var expiresAt = time.Now.AddMilliseconds(1 + random.Next(500));
                return new Request(
                    id,
                    () => Rules.Check(new PlaceHold(new OperationId(id), from, amount, "hold", expiresAt), time.Now).Value
                );
            case < 11 when ledger.OpenHolds.ElementAtOrDefault(random.Next(12)) is { } row:
                if (random.Next(3) == 0)
                    return new Request(row.Hold.Id.Value, () => new EndWrite { Hold = row.Hold.Id, As = HoldState.Released })
                    {
                        IsEnd = true,
                    };
                var taken = new Money(1 + random.NextInt64(row.Hold.Amount.Minor * 11 / 10), row.Hold.Amount.Currency);
                return Post(
                    id,
                    "capture",
                    [new Leg(row.Hold.Account, -taken), new Leg(liquidity[taken.Currency], taken)],
                    hold: row.Hold.Id
                );
            case < 12 when past.Count > 0:
                var undone = new OperationId(past[random.Next(past.Count)].Id);
                return new Request(id, () => Rules.Check(new Reverse(new OperationId(id), undone), time.Now).Value);
            case < 13 when past.Count > 0:
                // The same id for something else: refused, whoever comes first.
                return Post(past[random.Next(past.Count)].Id, "reuse", [new Leg(from, -amount), new Leg(liquidity[currency], amount)]) with
                {
                    IsReuse = true,
                };
            case < 14 when past.Count > 0:
                // A late repeat, long after the answer.
                return past[random.Next(past.Count)] with { Sent = 2, Violations = 0 };
            default:
                return Post(
                    id,
                    "transfer",
                    from == to
                        ? [new Leg(from, -amount), new Leg(outside[currency], amount)]
                        : [new Leg(from, -amount), new Leg(to, amount)]
                );
        }
    }

    private Request Post(Guid id, string kind, Leg[] legs, UsedRate? used = null, HoldId? hold = null) =>
        new(id, () => Rules.Check(new OperationId(id), kind, legs, eventAt: null, used, metadata: null, hold, time.Now).Value)
        {
            Legs = legs,
        };

    private AccountId Open(PersonId? person, Currency currency, long? floor)
    {
        var id = new AccountId(NewId());
        ledger.Open(id, person, currency, floor);
        return id;
    }

    /// <summary>A UUID of version 7, of the virtual clock and the seed. Some clients' clocks are ahead.</summary>
    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var at = time.Now.ToUnixTimeMilliseconds() + (random.Next(20) == 0 ? 5000 : 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (at << 16) | 0x7000L | (long)random.Next(0x1000));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private TimeSpan Some(int microsecondsMax) => TimeSpan.FromMicroseconds(random.Next(microsecondsMax));

    /// <summary>What a client wants; made anew for each attempt, as it comes over the wire.</summary>
    private sealed record Request(Guid Id, Func<LedgerWrite> Write)
    {
        internal IReadOnlyList<Leg>? Legs { get; init; }
        internal bool IsReuse { get; init; }

        /// <summary>The id is that of a hold, not its own.</summary>
        internal bool IsEnd { get; init; }
        internal int Sent { get; set; }
        internal int Violations { get; set; }
    }
}
