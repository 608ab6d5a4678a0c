using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Microsoft.Extensions.Options;

namespace Denga.Payments.Simulation;

/// <summary>A webhook that came, as work: which of the provider's it was.</summary>
internal sealed record SimulatedWebhook(string Provider, int Number) : IWork
{
    public static string Kind => "webhook.simulated";
}

/// <summary>Payments under everything that providers, payers, operators and dying processes do: handlers, workers and rules are the real ones.</summary>
internal sealed class PaymentsSimulation : ISimulated
{
    private const int People = 12;
    private const int PastMax = 300;
    private static readonly PublicAddress Address = new(new Uri("https://denga.example"), IsGiven: true);

    /// <summary>Kept by every ledger from before: spent on things that are not simulated.</summary>
    private const string Shops = "external:shops";
    private readonly SimulatedWorld world;
    private readonly IOperations wallet;
    private readonly SimulatedPayments tables = new();
    private readonly ProviderBooks[] books;
    private readonly PersonId[] people;
    private readonly Dictionary<SimulatedProcess, Part> parts = [];
    private readonly List<(PersonId Person, InvoiceId Id)> past = [];
    private readonly List<OperationId> asked = [];
    private InvoiceId lastTouched;

    internal PaymentsSimulation(SimulatedWorld world, IOperations wallet)
    {
        (this.world, this.wallet) = (world, wallet);
        books = [new ProviderBooks("asked", world, isAskedAgain: true), new ProviderBooks("signed", world, isAskedAgain: false)];
        people = [.. Enumerable.Range(0, People).Select(_ => new PersonId(world.NewId()))];
        Module = new SimulatedModule(world, Begin);
        tables.Module = Module;
    }

    public SimulatedModule Module { get; }

    public string Left =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{tables.Invoices.Count} invoices, {tables.Charges.Count} charges, {tables.Refunds.Count} refunds"
        );

    public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel)
    {
        // The payer is at his provider, and is not told what comes of it.
        if (operation is PlaySandbox play)
        {
            if (Array.Find(books, b => b.Bills.ContainsKey(play.Payment)) is { } at)
                Pay(at, play.Payment);
            return Error.NotFound("simulated.at_provider", "What was paid is heard of, or not.");
        }
        return await world.Ask(process => parts[process].Ask(operation))
            ?? new Error("simulated.away", ErrorKind.Unavailable, "Payments gave no answer.");
    }

    public async Task Act()
    {
        var random = world.Random;
        switch (random.Next(100))
        {
            case < 30:
                await TopUp();
                break;
            case < 37 when Past() is { } open:
                var start = new StartPayment(new OperationId(world.NewId()), open.Person, open.Id, Some(books).Name);
                await world.Insist(this, start);
                break;
            case < 42 when Past() is { } late:
                await Ahead(late.Person, late.Id);
                break;
            case < 72:
                Pay();
                break;
            case < 75 when Some(books) is var given && given.Any() is { } disputed:
                given.GiveBack(disputed);
                Tell(given, disputed);
                break;
            case < 78 when Some(books) is var told && told.Any() is { } charged:
                told.TellFee(charged);
                Tell(told, charged);
                break;
            case < 90 when Past() is { } paid:
                await Refund(paid.Id);
                break;
            case < 93 when Past() is { } unwanted:
                await world.Insist(this, new CancelInvoice(unwanted.Person, unwanted.Id));
                break;
            case < 97:
                await Spend();
                break;
            default:
                Module.RetryGivenUp();
                break;
        }
    }

    public void Check() => tables.Check(lastTouched);

    public async Task Settle()
    {
        while (Module.RetryGivenUp()) { }
        foreach (var book in books)
        {
            book.Settle();
            foreach (var key in book.Bills.Keys)
            {
                await world.Time.Delay(TimeSpan.FromMilliseconds(1));
                await Come(book, book.Told(key));
            }
        }
    }

    public void CheckAll()
    {
        foreach (var invoice in tables.Invoices)
            tables.Check(invoice.Id);
        foreach (var book in books)
            Compare(book);
        foreach (var group in tables.Charges.GroupBy(c => (c.Provider, c.Amount.Currency)))
            CompareAccounts(group.Key.Provider, group.Key.Currency, [.. group]);
        foreach (var refund in tables.Refunds)
            if (refund.State == RefundState.Pending)
                throw new SimulationException($"a refund never ends: {refund.Id}");
    }

    /// <summary>The provider's books against ours: what came is here, once, and what it gave back is.</summary>
    private void Compare(ProviderBooks book)
    {
        var given = book.Given.ToHashSet();
        foreach (var (key, bill) in book.Bills)
        {
            if (tables.Payment(key) is not { } payment)
                continue;
            foreach (var charge in bill.Charges)
            {
                var here = tables.Charge(book.Name, charge.Id);
                if (here is null || here.Amount != charge.Amount || here.Payment != key)
                    throw new SimulationException($"{book.Name} has {charge} of {key}, and here stands {here}");
                if (here.CreditedAt is null || here.OwesFee)
                    throw new SimulationException($"came, and is not in the ledger: {here}");
                if (charge.Fee is { Minor: > 0 } fee && (here.Fee ?? here.LateFee) != fee)
                    throw new SimulationException($"{book.Name} kept {fee}, and here stands {here}");
            }
            // Whether what was given back is about a refund that has failed, only a person can tell: the payment is marked.
            if (tables.RefundsOf(payment.Invoice).Exists(r => r is { State: RefundState.Failed, IsHeld: true }))
                continue;
            var back = book.Told(key).Refunded!.Value;
            var done = tables
                .RefundsOf(payment.Invoice)
                .Where(r =>
                    r.State == RefundState.Done
                    && ReferenceEquals(r.Amount.Currency, back.Currency)
                    && tables.Charge(r.Provider, r.Charge)!.Payment == key
                )
                .Sum(r => r.Amount.Minor);
            if (done != back.Minor)
                throw new SimulationException($"{book.Name} gave back {back} of {key}, and here {done} is done");
        }
        foreach (var charge in tables.Charges.Where(c => c.Provider == book.Name))
            if (!book.Bills[charge.Payment].Charges.Exists(c => c.Id == charge.ProviderCharge))
                throw new SimulationException($"credited, and {book.Name} knows nothing of it: {charge}");
        foreach (var refund in tables.Refunds.Where(r => r.Provider == book.Name && r.AskedBy is not null))
            if ((refund.State == RefundState.Done) != given.Contains(refund.Id))
                throw new SimulationException(
                    $"{book.Name} {(given.Contains(refund.Id) ? "gave" : "did not give")} it back: {refund.Id}, {refund.State}, held: {refund.IsHeld}"
                );
    }

    /// <summary>What stands on the provider's account, and what it kept.</summary>
    private void CompareAccounts(string provider, Currency currency, IReadOnlyList<ChargeRow> charges)
    {
        var fees = charges.Sum(c => (c.Fee ?? c.LateFee)?.Minor ?? 0);
        var back = tables
            .Refunds.Where(r => r.Provider == provider && r.State == RefundState.Done && ReferenceEquals(r.Amount.Currency, currency))
            .Sum(r => r.Amount.Minor);
        var (external, kept) = (Balance("external:" + provider, currency), Balance("fees:" + provider, currency));
        if ((external, kept) != (fees + back - charges.Sum(c => c.Amount.Minor), -fees))
            throw new SimulationException($"the accounts of {provider} in {currency.Code} are {external} and {kept}");
    }

    private long Balance(string purpose, Currency currency) =>
        wallet.Ask(new OpenSystemAccount(purpose, currency), CancellationToken.None).Result.Value.Balance.Minor;

    private async Task TopUp()
    {
        var person = people[world.Random.Next(People)];
        var amount = new Money(1 + world.Random.Next(500_00), Currency.Rub);
        var operation = new TopUp(new OperationId(world.NewId()), person, amount, world.Random.Next(5) == 0 ? null : Some(books).Name);
        // Pressed twice.
        if (world.Random.Next(8) == 0)
            world.Begin(() => world.Insist(this, operation));
        if (await world.Insist(this, operation) is { } made)
            Remember(person, made.Id);
    }

    /// <summary>The payer is so fast that the provider tells before our row is there.</summary>
    private async Task Ahead(PersonId person, InvoiceId id)
    {
        var book = books[1];
        var key = new PaymentId(world.NewId());
        var invoice = await world.Insist(this, new InvoiceById(person, id));
        if (invoice is not { State: InvoiceState.Created or InvoiceState.Pending })
            return;
        book.Start(
            new PaymentOrder(key, id, person, invoice.Amount, "", [], Address.Base, Address.Base, world.Time.Now, invoice.ExpiresAt, "en")
        );
        book.Bills[key].IsAhead = true;
        book.Pay(key);
        Tell(book, key);
        await world.Insist(this, new StartPayment(new OperationId(key.Value), person, id, book.Name));
    }

    private void Pay()
    {
        var book = Some(books);
        if (book.Any() is { } key)
            Pay(book, key);
    }

    private void Pay(ProviderBooks book, PaymentId key)
    {
        // A word from before comes as well, perhaps after the next one.
        if (world.Random.Next(3) == 0)
            Tell(book, key);
        book.Pay(key);
        if (book.IsAskedAgain && world.Random.Next(10) == 0)
            world.Begin(() => Come(book, book.Lie(key)));
        Tell(book, key);
    }

    /// <summary>By no webhook, one, or two of the same, at once or much later.</summary>
    private void Tell(ProviderBooks book, PaymentId key)
    {
        var told = book.Told(key);
        for (
            var times = world.Random.Next(6) switch
            {
                0 => 0,
                1 => 2,
                _ => 1,
            };
            times > 0;
            times--
        )
        {
            var wait = world.Random.Next(10) switch
            {
                0 => TimeSpan.FromHours(world.Random.Next(30)),
                1 or 2 => TimeSpan.FromMinutes(world.Random.Next(30)),
                _ => TimeSpan.FromMilliseconds(world.Random.Next(50)),
            };
            world.Begin(async () =>
            {
                await world.Time.Delay(wait);
                await Come(book, told);
            });
        }
    }

    /// <summary>The provider sends it until it is stored.</summary>
    private async Task Come(ProviderBooks book, ProviderPayment told)
    {
        var number = book.Send(told);
        for (var isStored = false; !isStored; )
            isStored =
                await world.Ask(async process =>
                {
                    await Module
                        .In(process)
                        .Transaction(
                            unit =>
                            {
                                unit.Later(new SimulatedWebhook(book.Name, number), $"{book.Name} {number}");
                                return Task.FromResult(0);
                            },
                            CancellationToken.None
                        );
                    return (Result<Done>)Done.It;
                })
                    is not null;
    }

    private async Task Refund(InvoiceId invoice)
    {
        var amount = world.Random.Next(4) switch
        {
            0 => (Money?)null,
            1 => new Money(1 + world.Random.Next(100_00), Currency.Usd),
            _ => new Money(1 + world.Random.Next(300_00), Currency.Rub),
        };
        var id = asked.Count > 0 && world.Random.Next(20) == 0 ? asked[world.Random.Next(asked.Count)] : new OperationId(world.NewId());
        asked.Add(id);
        var operation = new RefundInvoice(id, people[0], invoice, "simulated", amount);
        if (world.Random.Next(6) == 0)
            world.Begin(() => world.Insist(this, operation));
        await world.Insist(this, operation);
        lastTouched = invoice;
    }

    /// <summary>Between a payment and its refund the money may go elsewhere.</summary>
    private async Task Spend()
    {
        var account = (await wallet.Ask(new OpenAccount(people[world.Random.Next(People)], Currency.Rub), CancellationToken.None)).Value;
        if (account.Available is not { Minor: > 0 } free)
            return;
        var part = new Money(1 + world.Random.NextInt64(free.Minor), Currency.Rub);
        var shops = (await wallet.Ask(new OpenSystemAccount(Shops, Currency.Rub), CancellationToken.None)).Value;
        await wallet.Ask(
            new Post(new OperationId(world.NewId()), "purchase", [new Leg(account.Id, -part), new Leg(shops.Id, part)]),
            CancellationToken.None
        );
    }

    private void Remember(PersonId person, InvoiceId id)
    {
        lastTouched = id;
        if (past.Count < PastMax)
            past.Add((person, id));
        else
            past[world.Random.Next(PastMax)] = (person, id);
    }

    private (PersonId Person, InvoiceId Id)? Past()
    {
        if (past.Count == 0)
            return null;
        var one = past[world.Random.Next(past.Count)];
        lastTouched = one.Id;
        return one;
    }

    private T Some<T>(T[] of) => of[world.Random.Next(of.Length)];

    /// <summary>What a process has of payments.</summary>
    private IReadOnlyList<IWorker> Begin(SimulatedProcess process, ITransactions transactions)
    {
        foreach (var dead in parts.Keys.Where(p => p.IsDead).ToList())
            parts.Remove(dead);
        var part = new Part(tables.In(transactions), books, world, process, world.Calls(process, new Neighbours(wallet)));
        parts[process] = part;
        return part.Workers;
    }

    private sealed class Part
    {
        private readonly InvoiceHandlers invoices;
        private readonly RefundHandlers refunds;

        internal Part(IPaymentTables tables, ProviderBooks[] books, SimulatedWorld world, SimulatedProcess process, IOperations operations)
        {
            var clock = world.Clock;
            var options = Options.Create(new PaymentsOptions());
            var all = books.Select(b => new SimulatedProvider(b, world, process)).ToArray();
            var providers = new ProviderList(all, options);
            var accounts = new SystemAccounts(operations);
            var crediting = new Crediting(tables, accounts, operations, clock);
            var facts = new Facts(tables, crediting, clock);
            var starting = new Starting(tables, facts, operations, Address, clock);
            var asking = new AskPayments(tables, providers, starting, facts, clock);
            var refunding = new Refunding(tables, providers, accounts, crediting, operations, clock);
            invoices = new InvoiceHandlers(tables, providers, starting, operations, options, clock);
            refunds = new RefundHandlers(tables, providers, refunding, operations, options, clock);
            Workers = [asking, new ExpireInvoices(tables, providers, asking, crediting, clock), refunding, new Webhooks(all, facts, clock)];
        }

        internal IReadOnlyList<IWorker> Workers { get; }

        internal async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation)
        {
            var cancel = CancellationToken.None;
            object answer = operation switch
            {
                TopUp of => await invoices.Handle(of, cancel),
                CreateInvoice of => await invoices.Handle(of, cancel),
                StartPayment of => await invoices.Handle(of, cancel),
                InvoiceById of => await invoices.Handle(of, cancel),
                CancelInvoice of => await invoices.Handle(of, cancel),
                RefundInvoice of => await refunds.Handle(of, cancel),
                GiveBackInvoice of => await refunds.Handle(of, cancel),
                _ => throw new SimulationException($"The simulated payments do not know {operation.GetType().Name}."),
            };
            return (Result<TAnswer>)answer;
        }
    }

    /// <summary>The real code of webhooks, on what was stored.</summary>
    private sealed class Webhooks(SimulatedProvider[] providers, Facts facts, TimeProvider clock) : Worker<SimulatedWebhook>
    {
        private readonly Dictionary<string, ProviderWebhook<SimulatedProvider>> byName = providers.ToDictionary(
            p => p.Name,
            p => new ProviderWebhook<SimulatedProvider>(p, facts, clock),
            StringComparer.Ordinal
        );

        public override WorkPolicy Policy => byName.Values.First().Policy;

        protected override Task<WorkResult> Work(SimulatedWebhook work, WorkItem item, CancellationToken cancel) =>
            byName[work.Provider]
                .Work(
                    new ReceivedWebhook(
                        new Guid(work.Number, 0, 0, new byte[8]),
                        item.Key,
                        new Dictionary<string, string>(StringComparer.Ordinal),
                        BitConverter.GetBytes(work.Number),
                        item.AddedAt
                    ),
                    item,
                    cancel
                );
    }

    /// <summary>The other modules that payments ask: people are there, and speak English.</summary>
    private sealed class Neighbours(IOperations wallet) : IOperations
    {
        public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
            operation switch
            {
                Profile => Task.FromResult<Result<TAnswer>>(Error.NotFound("simulated.no_profile", "Nobody told.")),
                // What is worth an unknown sum takes a code, and the simulated operators have theirs.
                RateOn => Task.FromResult<Result<TAnswer>>(Error.NotFound("simulated.no_rate", "There are no rates.")),
                VerifyStepUp => Task.FromResult((Result<TAnswer>)(object)(Result<Done>)Done.It),
                _ => wallet.Ask(operation, cancel),
            };
    }
}
