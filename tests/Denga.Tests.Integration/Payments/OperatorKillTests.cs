using System.Collections.Concurrent;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Crash;
using Denga.Wallet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Payments;

/// <summary>A process dies while it closes a difference, applies a replay or tells another system, before and after each thing that cannot be taken back. The next
/// one goes on: it is done once, or not yet; what is told is told at least once, under one id.</summary>
public sealed class OperatorKillTests
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly PersonId Boss = PersonId.New();

    [Fact]
    public async Task A_difference_is_corrected_once_wherever_a_process_dies()
    {
        var database = await TestDatabase.Create();
        var till = new Till();
        var host = await Begin(database, till, Start);
        for (var (deaths, isDead) = (0, true); isDead; deaths++)
        {
            var person = PersonId.New();
            var (charge, lost) = ($"c{deaths}", $"lost {deaths}");
            var invoice = await host.TopUp(person);
            till.Knows(Told(host, invoice, charge));
            await host.Take(till, Told(host, invoice, charge));
            // Nobody has heard of the second one, and the ledger has one posting more.
            var unheard = await host.TopUp(person);
            till.Knows(Told(host, unheard, lost));
            var main = (await host.Get(new Balances(person))).Single().Id;
            var external = (await host.Get(new OpenSystemAccount("external:till", Currency.Rub))).Id;
            var twice = OperationId.New();
            await host.Get(
                new Post(
                    twice,
                    "top-up",
                    [new Leg(main, PaymentsServer.Rubles(50_00)), new Leg(external, PaymentsServer.Rubles(-50_00))],
                    Metadata: new Dictionary<string, string>(StringComparer.Ordinal) { ["invoice"] = invoice.Id.ToString() }
                )
            );
            await host.Host.Execute("delete from payments.work where kind in ('payments.ask', 'payments.expire')");
            host.Clock.Advance(TimeSpan.FromHours(2));
            await host.Get(new ReconcilePayments(OperationId.New(), Boss, "till"));
            await host.Host.Work();
            var open = (await host.Get(new ReconciliationCases(CaseState.Open))).Items;
            Assert.Equal([CaseKind.MissingHere, CaseKind.PostedTwice], open.Select(c => c.Kind).Order());

            var closing = open.Select(c => new CloseCase(OperationId.New(), Boss, c.Id, "looked at it")).ToList();
            (host, isDead) = await Live(
                host,
                deaths,
                async living =>
                {
                    foreach (var close in closing)
                        await living.Get(close);
                },
                () => Begin(database, till, Start),
                // Nobody asks again: what was decided goes on by itself.
                isAskedAgain: deaths % 2 == 0
            );
            foreach (var close in closing)
                await host.Get(close);
            Assert.All((await host.Get(new ReconciliationCases())).Items, c => Assert.Equal((deaths, CaseState.Closed), (deaths, c.State)));
            Assert.Equal((deaths, 200_00L), (deaths, (await host.Get(new Balances(person))).Single().Balance.Minor));
        }
        await End(host, database);
    }

    [Fact]
    public async Task A_replay_credits_once_wherever_a_process_dies()
    {
        var database = await TestDatabase.Create();
        var till = new Till();
        var host = await Begin(database, till, Start);
        for (var (deaths, isDead) = (0, true); isDead; deaths++)
        {
            var person = PersonId.New();
            var invoices = new[] { await host.TopUp(person), await host.TopUp(person) };
            var webhooks = new List<Guid>();
            foreach (var invoice in invoices)
            {
                webhooks.Add(Guid.CreateVersion7());
                await host.Host.Execute(
                    "insert into payments.webhook (id, provider, delivery_key, headers, body, received_at) values (@id, 'till', @key, '{}', @body, @now)",
                    new
                    {
                        id = webhooks[^1],
                        key = webhooks[^1].ToString(),
                        body = JsonSerializer.SerializeToUtf8Bytes(Told(host, invoice, "c" + invoice.Id), DengaJson.Options),
                        now = host.Clock.GetUtcNow(),
                    }
                );
            }
            var preview = await host.Get(
                new PreviewReplay(OperationId.New(), Boss, Provider: "till", From: host.Clock.GetUtcNow().AddSeconds(-1))
            );
            Assert.Equal(webhooks.Count, preview.Webhooks.Count);
            (host, isDead) = await Live(
                host,
                deaths,
                living => living.Get(new ApplyReplay(Boss, preview.Id)),
                () => Begin(database, till, Start),
                isAskedAgain: true
            );
            Assert.Equal(ReplayState.Applied, (await host.Get(new ApplyReplay(Boss, preview.Id))).State);
            Assert.Equal((deaths, 200_00L), (deaths, (await host.Get(new Balances(person))).Single().Balance.Minor));
            Assert.Equal(
                1L,
                await host.Host.Select<long>(
                    "select count(*) from payments.audit where action = 'payments.webhooks-replayed' and subject = @id",
                    new { id = preview.Id.ToString() }
                )
            );
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        await End(host, database);
    }

    [Fact]
    public async Task Another_system_is_told_each_event_under_one_id_wherever_a_process_dies()
    {
        var database = await TestDatabase.Create();
        var till = new Till();
        var host = await Begin(database, till, Start);
        await using var other = await OtherSystem.Start();
        await host.Get(new AddEndpoint(OperationId.New(), Boss, other.Url, ["payments.invoice-paid.v1"]));
        async Task Happens(int number)
        {
            var invoice = await host.TopUp(PersonId.New());
            await host.Take(till, Told(host, invoice, "c" + number));
            // The relay rests on the clock of the test.
            await Wait.Until(async () =>
            {
                host.Clock.Advance(TimeSpan.FromMilliseconds(10));
                return await host.Host.Select<int>("select count(*)::int from payments.outgoing_delivery") == number;
            });
        }

        // Longer than a lease, and than an endpoint is left alone for.
        var later = TimeSpan.FromMinutes(2);
        // It is told, and the answer comes too late.
        await Happens(1);
        other.Hold();
        await DyingProcess.BeforeItIsAnswered(host.Host, () => other.Received.Count == 1, other.Release);
        host.Clock.Advance(later);
        // It is told, and that is not written down.
        await Happens(2);
        await DyingProcess.BeforeItWrites(host.Host, "payments.outgoing_delivery");
        host.Clock.Advance(later);
        // It is written down that it is to be told, and that is all.
        await Happens(3);
        await host.Host.Stop();
        host = await Begin(database, till, host.Clock.GetUtcNow() + later);
        await host.Host.Work().WaitAsync(HangMax);

        var kept = await host.Host.Select<string>(
            "select string_agg('dlv_' || replace(id::text, '-', '') || ' ' || event_id || ' ' || state, ',' order by id) from payments.outgoing_delivery"
        );
        var told = other.Received.Distinct().Select(r => $"{r.Delivery} {r.Event} Delivered").Order(StringComparer.Ordinal);
        Assert.Equal(kept, string.Join(',', told));
        Assert.True(other.Received.Count >= 5, $"{other.Received.Count}");
        await End(host, database);
    }

    /// <summary>Does it in a process that dies at its next step, and then in another.</summary>
    private static async Task<(PaymentsHost Host, bool IsDead)> Live(
        PaymentsHost host,
        int deaths,
        Func<PaymentsHost, Task> what,
        Func<Task<PaymentsHost>> another,
        bool isAskedAgain
    )
    {
        host.World.DiesAt = host.World.Steps + deaths + 1;
        var living = what(host);
        await Task.WhenAny(living, host.World.Died.Task).WaitAsync(HangMax);
        if (!host.World.Died.Task.IsCompleted)
        {
            await living;
            host.World.DiesAt = null;
            return (host, false);
        }
        // Longer than a lease, and than callers are waited for.
        var now = host.Clock.GetUtcNow() + TimeSpan.FromMinutes(2);
        await host.Host.Stop();
        host = await another();
        host.Clock.Advance(now - host.Clock.GetUtcNow());
        if (isAskedAgain)
            await what(host).WaitAsync(HangMax);
        await host.Host.Work().WaitAsync(HangMax);
        return (host, true);
    }

    private static async Task End(PaymentsHost host, string database)
    {
        Assert.Empty(await PaymentsModule.Verify(host.Host.Services, CancellationToken.None));
        Assert.Empty(await WalletModule.Verify(host.Host.Services, CancellationToken.None));
        await host.Host.Stop();
        await TestDatabase.Drop(database);
    }

    private static ProviderPayment Told(PaymentsHost host, Invoice invoice, string charge) =>
        Till.Paid(invoice, PaymentsServer.Rubles(100_00), host.Clock.GetUtcNow(), charge);

    private static async Task<PaymentsHost> Begin(string database, Till till, DateTimeOffset now)
    {
        var host = new PaymentsHost(now);
        await host.Start(database, till);
        return host;
    }

    /// <summary>Payments and the wallet in a process that can die.</summary>
    private sealed class PaymentsHost(DateTimeOffset now)
    {
        internal ManualClock Clock { get; } = new(now);

        internal Mortal World { get; } = new();

        internal ModuleHost Host { get; private set; } = null!;

        internal async Task Start(string database, Till till)
        {
            Host = await ModuleHost.Start(
                platform => platform.Add<WalletModule>().Add<PaymentsModule>(),
                clock: Clock,
                database: database,
                settings: new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Payments:OpenMax"] = "1000",
                    ["Payments:PrivateHosts"] = "localhost",
                },
                configure: services =>
                    services
                        .AddSingleton<IPaymentProvider>(till)
                        .AddSingleton<IOperations>(p => new MortalCalls(World, p.GetRequiredService<OperationRoutes>()))
            );
        }

        internal async Task<T> Get<T>(IOperation<T> operation) => (await Host.Ask(operation)).Value;

        internal Task<Invoice> TopUp(PersonId person) => Get(new TopUp(OperationId.New(), person, PaymentsServer.Rubles(100_00), "till"));

        internal async Task Take(Till till, ProviderPayment told) =>
            Assert.Null(await Host.Services.GetRequiredService<Facts>().Take(till, told, webhook: null, CancellationToken.None));
    }

    /// <summary>It is told, and answers when it may.</summary>
    private sealed class OtherSystem : IAsyncDisposable
    {
        private WebApplication web = null!;
        private TaskCompletionSource? held;

        internal ConcurrentQueue<(string Delivery, string Event)> Received { get; } = new();

        internal string Url => new UriBuilder(web.Urls.First()) { Host = "localhost", Path = "/denga" }.ToString();

        internal static async Task<OtherSystem> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var started = new OtherSystem { web = builder.Build() };
            started.web.MapPost(
                "/denga",
                async (HttpContext context) =>
                {
                    using var body = await JsonDocument.ParseAsync(context.Request.Body);
                    var until = started.held?.Task;
                    started.Received.Enqueue(
                        (context.Request.Headers["Denga-Delivery"].ToString(), body.RootElement.GetProperty("id").GetString()!)
                    );
                    if (until is not null)
                        await until;
                }
            );
            await started.web.StartAsync();
            return started;
        }

        internal void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void Release()
        {
            held!.SetResult();
            held = null;
        }

        public ValueTask DisposeAsync() => web.DisposeAsync();
    }

    /// <summary>Asks the wallet, and may die before and after what moves money.</summary>
    private sealed class MortalCalls(Mortal world, IOperations routes) : IOperations
    {
        public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel)
        {
            if (operation is Profile)
                return Error.NotFound("test.nobody", "Nobody is asked.");
            if (operation is not (Post { DryRun: false } or Reverse or Capture or Release))
                return await routes.Ask(operation, cancel);
            await world.Step();
            var answer = await routes.Ask(operation, cancel);
            await world.Step();
            return answer;
        }
    }
}
