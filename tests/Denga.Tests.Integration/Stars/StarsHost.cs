using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Rates;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Stars;
using Denga.Stars.Orders;
using Denga.Stars.Sellers;
using Denga.Stars.Sellers.Sandbox;
using Denga.TestKit;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Crash;
using Denga.Wallet;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Stars;

/// <summary>The shop and the wallet on a real PostgreSQL; rates, usernames and invoices are the test's. Work is done when the test says so, on a clock that
/// stands until the test moves it.</summary>
public sealed class StarsHost : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly string? database;
    private readonly IReadOnlyDictionary<string, string> settings;
    private ModuleHost? host;

    public StarsHost()
        : this(database: null, settings: null, Start) { }

    internal StarsHost(string? database, IReadOnlyDictionary<string, string>? settings, DateTimeOffset now)
    {
        this.database = database;
        this.settings = settings ?? new Dictionary<string, string>(StringComparer.Ordinal);
        Clock = new ManualClock(now);
    }

    public ManualClock Clock { get; }

    internal WorldOutside World { get; } = new();

    internal ModuleHost Host => host!;

    public async ValueTask InitializeAsync()
    {
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        all.TryAdd("Stars:CapPerHour", "10000000");
        all.TryAdd("Stars:CapPerDay", "10000000");
        all.TryAdd("Stars:LookupsPerMinute", "10000");
        host = await ModuleHost.Start(
            platform => platform.Add<WalletModule>().Add<StarsModule>().Add<OutsideModule>(),
            clock: Clock,
            database: database,
            settings: all
        );
        World.Routes = host.Services.GetRequiredService<OperationRoutes>();
        host.Services.GetRequiredService<WorldOutside.Holder>().World = World;
    }

    /// <summary>One that goes on with a database of another keeps it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (database is null)
            await Host.DisposeAsync();
        else
            await Host.Stop();
    }

    internal string Database => Host.Database;

    public Task<Result<T>> Ask<T>(IOperation<T> operation) => Host.Ask(operation);

    public async Task<T> Get<T>(IOperation<T> operation) => (await Ask(operation)).Value;

    /// <summary>A new person with so much on his main account.</summary>
    public async Task<PersonId> Somebody(long minor = 0, Currency? currency = null)
    {
        var person = PersonId.New();
        if (minor > 0)
            await Pay(person, new Money(minor, currency ?? Currency.Rub));
        return person;
    }

    public async Task Pay(PersonId person, Money amount)
    {
        var account = await Get(new OpenAccount(person, amount.Currency));
        var world = await Get(new OpenSystemAccount("external:test", amount.Currency));
        await Get(new Post(OperationId.New(), "test", [new Leg(world.Id, -amount), new Leg(account.Id, amount)]));
    }

    public Task<StarsQuote> Quote(
        PersonId person,
        string username = "durov",
        int quantity = 100,
        StarsWay way = StarsWay.Balance,
        Currency? currency = null,
        string? promo = null
    ) => Get(new QuoteStars(person, StarsProduct.Stars, quantity, currency ?? Currency.Rub, username, way, promo));

    public async Task<StarsOrder> Order(PersonId person, string username = "durov", int quantity = 100, StarsWay way = StarsWay.Balance) =>
        await Get(new OrderStars(OperationId.New(), person, (await Quote(person, username, quantity, way)).Id));

    /// <summary>Does what is due, and what becomes due within a time.</summary>
    public async Task Work(TimeSpan? within = null)
    {
        var until = Clock.GetUtcNow() + (within ?? TimeSpan.Zero);
        await Host.Work();
        while (Clock.GetUtcNow() < until)
        {
            var step = until - Clock.GetUtcNow() is var left && left < TimeSpan.FromSeconds(5) ? left : TimeSpan.FromSeconds(5);
            Clock.Advance(step);
            await Host.Work();
        }
    }

    public Task<StarsOrder> Now(StarsOrder order, PersonId person) => Get(new StarsOrderById(person, order.Id));

    public async Task<Account> Main(PersonId person, Currency? currency = null) =>
        (await Get(new Balances(person))).Single(a => a.Purpose == "main" && a.Currency == (currency ?? Currency.Rub));

    public async Task<long> System(string purpose, Currency currency) =>
        (await Get(new OpenSystemAccount(purpose, currency))).Balance.Minor;

    /// <summary>How often the sandbox took money for an order.</summary>
    public Task<int> Bought(StarsOrderId order) =>
        Select<int>(
            "select coalesce(sum(bought), 0)::int from stars.sandbox_sale where reference = @order",
            new { order = order.ToString() }
        );

    public Task<T> Select<T>(string sql, object? values = null) => Host.Select<T>(sql, values);

    public Task Execute(string sql, object? values = null) => Host.Execute(sql, values);

    /// <summary>An event of another module arrives, as often as the test says.</summary>
    internal Task Hear<TConsumer>(IEvent happened)
        where TConsumer : IConsumer =>
        Host
            .Services.GetRequiredService<Database<StarsModule>>()
            .Transaction(
                async unit =>
                {
                    var type = happened
                        .GetType()
                        .GetCustomAttributes(typeof(EventAttribute), inherit: false)
                        .Cast<EventAttribute>()
                        .Single()
                        .Type;
                    var body = JsonSerializer.Serialize(happened, happened.GetType(), DengaJson.Options);
                    var delivery = new Delivery(Guid.CreateVersion7(), type, happened.Key, body, Trace: null, Clock.GetUtcNow());
                    await Host.Services.GetRequiredService<TConsumer>().Consume([delivery], unit, CancellationToken.None);
                    return 0;
                },
                CancellationToken.None
            );

    /// <summary>The invoice of an order is paid: the money stands on the account, and the shop hears of it.</summary>
    internal async Task<InvoicePaid> PayInvoice(PersonId person, InvoiceId invoice, Money? amount = null)
    {
        var paid = World.Paid(invoice, amount);
        await Pay(person, amount ?? paid.Amount);
        var happened = new InvoicePaid(paid, person, amount ?? paid.Amount, "sandbox", OperationId.New(), Clock.GetUtcNow());
        await Hear<OnInvoicePaid>(happened);
        return happened;
    }

    public async Task LedgerIsRight() => Assert.Empty(await WalletModule.Verify(Host.Services, CancellationToken.None));

    private sealed class OutsideModule : IModule
    {
        public static string Name => "outside";

        public static bool HasSchema => false;

        public static void Register(ModuleBuilder module)
        {
            module.Services.AddSingleton<WorldOutside.Holder>();
            module.Services.AddSingleton<IOperations>(services => services.GetRequiredService<WorldOutside.Holder>());
            // The sandbox is a seller in another house: the process may die before and after it is asked.
            module.Services.Remove(module.Services.Single(s => s.ImplementationType == typeof(SandboxSeller)));
            module.Services.AddSingleton<SandboxSeller>();
            module.Services.AddSingleton<IStarsSeller>(services => new MortalSeller(
                services.GetRequiredService<SandboxSeller>(),
                services.GetRequiredService<WorldOutside.Holder>()
            ));
        }
    }
}

/// <summary>Answers for the modules that are not there, and may die before or after any call that moves money or Stars.</summary>
internal sealed class WorldOutside : Mortal
{
    /// <summary>Of all processes, as Payments would keep them.</summary>
    private static readonly Dictionary<InvoiceId, Invoice> Made = [];
    private static readonly Lock Gate = new();

    internal OperationRoutes Routes { get; set; } = null!;

    internal Dictionary<PersonId, string> Usernames { get; } = [];

    /// <summary>Roubles for a USDT.</summary>
    internal decimal Rate { get; set; } = 80;

    internal DateOnly RateDate { get; set; } = new(2026, 11, 20);

    /// <summary>What Payments answers instead of an invoice.</summary>
    internal Error? InvoiceRefused { get; set; }

    internal Invoice Paid(InvoiceId invoice, Money? amount)
    {
        lock (Gate)
        {
            var now = Made[invoice];
            var paid = now.Paid + (amount ?? now.Amount);
            return Made[invoice] = now with { Paid = paid, State = paid < now.Amount ? InvoiceState.PartlyPaid : InvoiceState.Paid };
        }
    }

    internal Invoice One(InvoiceId invoice)
    {
        lock (Gate)
            return Made[invoice];
    }

    internal async Task<Result<T>> Ask<T>(IOperation<T> operation, CancellationToken cancel)
    {
        if (operation is not (PlaceHold { DryRun: false } or Capture or Release or CreateInvoice))
            return await Answer(operation, cancel);
        await Step();
        var done = await Answer(operation, cancel);
        await Step();
        return done;
    }

    private async Task<Result<T>> Answer<T>(IOperation<T> operation, CancellationToken cancel)
    {
        object? answer = operation switch
        {
            RateOn rate => Of(rate),
            UsernameOf of => (Result<KnownUsername>)new KnownUsername(Usernames.GetValueOrDefault(of.Person)),
            VerifyStepUp asked => asked.Code == "right"
                ? (Result<Done>)Done.It
                : Error.Invalid("identity.step_up_needed", "A code is needed."),
            CreateInvoice create => Make(create),
            StartPayment start => (Result<Invoice>)One(start.Invoice),
            InvoiceById by => (Result<Invoice>)One(by.Invoice),
            CancelInvoice cancelled => Cancel(cancelled),
            _ => null,
        };
        return answer is null ? await ((IOperations)Routes).Ask(operation, cancel) : (Result<T>)answer;
    }

    private Result<Rate> Of(RateOn asked)
    {
        decimal? value = (asked.From.Code, asked.To.Code) switch
        {
            ("USDT", "RUB") => Rate,
            ("USDT", "USD") => 1,
            ("USDT", "JPY") => 150,
            _ => null,
        };
        return value is { } known
            ? new Rate(asked.From, asked.To, known, "cbr+peg", RateDate, IsStale: false)
            : Error.NotFound("rates.unknown_pair", "No such pair.");
    }

    private Result<Invoice> Make(CreateInvoice asked)
    {
        if (InvoiceRefused is { } refused)
            return refused;
        lock (Gate)
        {
            var id = InvoiceId.From(asked.Id.Value);
            var now = DateTimeOffset.UnixEpoch;
            Made.TryAdd(
                id,
                new Invoice(
                    id,
                    asked.Purpose,
                    asked.Reference,
                    asked.Amount,
                    AccountId.New(),
                    InvoiceState.Pending,
                    Money.Zero(asked.Amount.Currency),
                    Money.Zero(asked.Amount.Currency),
                    [],
                    now,
                    now + asked.Lifetime!.Value,
                    PaidAt: null,
                    Payment: null
                )
            );
            return Made[id].Amount == asked.Amount ? Made[id] : OperationRecord.IdReused;
        }
    }

    private Result<Invoice> Cancel(CancelInvoice asked)
    {
        lock (Gate)
        {
            var now = Made[asked.Invoice];
            return now.State is InvoiceState.Paid
                ? Error.Conflict("payments.invoice_closed", "It is paid.")
                : Made[asked.Invoice] = now with { State = InvoiceState.Cancelled };
        }
    }

    internal sealed class Holder : IOperations
    {
        internal WorldOutside World { get; set; } = null!;

        public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) => World.Ask(operation, cancel);
    }
}

/// <summary>The sandbox's seller, with the steps at which the process that asks him may die.</summary>
internal sealed class MortalSeller(SandboxSeller seller, WorldOutside.Holder outside) : IStarsSeller
{
    public string Name => seller.Name;

    public Currency Currency => seller.Currency;

    public bool BuysOnce => seller.BuysOnce;

    public Task<IReadOnlyList<SellerPrice>> Prices(StarsProduct product, IReadOnlyList<int> quantities, CancellationToken cancel) =>
        seller.Prices(product, quantities, cancel);

    public Task<Result<StarsRecipient>> Look(StarsProduct product, string username, CancellationToken cancel) =>
        seller.Look(product, username, cancel);

    public Task<SellerOrder> Place(SellerRequest request, CancellationToken cancel) => Mortal(() => seller.Place(request, cancel));

    public Task<SellerOrder> Buy(SellerRequest request, string order, Money cost, CancellationToken cancel) =>
        Mortal(() => seller.Buy(request, order, cost, cancel));

    public Task<SellerOrder?> Ask(SellerRequest request, string order, CancellationToken cancel) =>
        Mortal(() => seller.Ask(request, order, cancel));

    public Task<Money?> Funds(CancellationToken cancel) => seller.Funds(cancel);

    private async Task<T> Mortal<T>(Func<Task<T>> call)
    {
        await outside.World.Step();
        try
        {
            return await call();
        }
        finally
        {
            await outside.World.Step();
        }
    }
}
