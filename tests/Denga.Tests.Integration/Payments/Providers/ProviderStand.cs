using System.Net;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Payments;
using Denga.Payments.Providers;
using Denga.Payments.Providers.Heleket;
using Denga.Payments.Providers.Stripe;
using Denga.Payments.Providers.TelegramStars;
using Denga.Payments.Providers.YooKassa;
using Denga.Platform.Webhooks;
using Denga.TestKit;
using Denga.TestKit.Providers;
using Denga.TestKit.Server;
using Denga.TestKit.Telegram;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Payments.Providers;

/// <summary>A provider of ours and a double of whom it calls.</summary>
public abstract class ProviderStand : IAsyncLifetime
{
    internal IPaymentProvider Provider { get; private protected set; } = null!;

    /// <summary>In which it is asked for <see cref="Amount"/>.</summary>
    internal virtual Currency Currency => Currency.Rub;

    internal Money Amount => new(100 * Currency.UnitsPerOne, Currency);

    /// <summary>An amount that it refuses when it is asked; null where nothing is refused.</summary>
    internal virtual Money? TooLittle => new(1, Currency);

    internal abstract DateTimeOffset Now { get; }

    internal abstract IReadOnlyList<string> Violations { get; }

    /// <summary>How often it was called over HTTP.</summary>
    internal abstract int Calls { get; }

    /// <summary>Of the module that calls.</summary>
    internal virtual string Schema => "payments";

    internal abstract string Database { get; }

    internal abstract IReadOnlyList<string> Secrets { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    internal abstract void Pay(PaymentId key, decimal part = 1);

    internal abstract void Refuse(PaymentId key);

    internal abstract void Expire(PaymentId key);

    internal abstract void RefundOutside(PaymentId key);

    internal abstract void EndRefunds();

    internal abstract decimal GivenBack(PaymentId key);

    internal abstract void FailNext(int status, int times = 1, bool afterDoing = false, string body = "<html>busy</html>");

    /// <summary>Calls are carried out and not answered, until the client gives them up.</summary>
    internal abstract Task Silence(Func<Task> call);

    /// <summary>All is as it was, and nobody is left alone.</summary>
    internal abstract Task Recover();

    internal abstract void Advance(TimeSpan by);

    internal PaymentOrder Order(Money? amount = null, PaymentId? key = null) =>
        new(
            key ?? PaymentId.New(),
            InvoiceId.New(),
            PersonId.New(),
            amount ?? Amount,
            "Пополнение «Denga» \"<b>&</b>'; drop table invoice; --\n😀 " + new string('я', 500),
            [new TaxLine("НДС 20 %", 20, Money.Zero(Currency))],
            new Uri("https://denga.example/app/payments?x=1&y=2"),
            new Uri("https://denga.example/hooks/" + Provider.Name),
            Now,
            Now + TimeSpan.FromHours(1),
            "ru"
        );

    internal static PaymentReference Reference(PaymentOrder order, string? providerId = null) =>
        new(order.Key, providerId, order.Amount, order.StartedAt);

    internal async Task<ProviderPayment> Ask(PaymentOrder order) =>
        Assert.IsType<ProviderPayment>(await Provider.Ask(Reference(order), CancellationToken.None));

    internal async Task<(PaymentOrder Order, ProviderPayment Payment)> Paid()
    {
        var order = Order();
        await Provider.Start(order, CancellationToken.None);
        Pay(order.Key);
        return (order, await Ask(order));
    }

    internal async Task<T> Select<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }
}

/// <summary>One that is called over HTTP, in a module of its own and on a clock of the test's.</summary>
public abstract class HttpProviderStand<TDouble> : ProviderStand
    where TDouble : ProviderDouble
{
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private ModuleHost host = null!;

    internal TDouble Double { get; private set; } = null!;

    internal override DateTimeOffset Now => clock.GetUtcNow();

    internal override IReadOnlyList<string> Violations => Double.Violations;

    internal override int Calls => Double.Requests.Count;

    internal override string Database => host.Database;

    internal override IReadOnlyList<string> Secrets =>
        [.. Double.Settings.Values.Where(v => v.Contains("s3cr3t", StringComparison.Ordinal))];

    private protected abstract TDouble Make(TimeProvider time);

    private protected abstract IPaymentProvider Find(IServiceProvider services);

    private protected virtual IEnumerable<KeyValuePair<string, string>> More => [];

    public override async ValueTask InitializeAsync()
    {
        Double = Make(clock);
        await Double.Start();
        var settings = Double.Settings.Concat(More).ToDictionary(StringComparer.Ordinal);
        // A call is one attempt; when there are more is a matter of the pipeline's own tests.
        settings[$"Outside:{Double.Name}:Attempts"] = "1";
        host = await ModuleHost.Start(
            platform => platform.Add<PaymentsModule>(),
            new Answers().On<Security, SecuritySettings>(asked => new SecuritySettings("anna@example.org", [], TwoFactor: false, 0)),
            clock,
            settings: settings
        );
        Provider = Find(host.Services);
    }

    public override async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await Double.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal override void Pay(PaymentId key, decimal part = 1) => Double.Pay(key.ToString(), part);

    internal override void Refuse(PaymentId key) => Double.Refuse(key.ToString());

    internal override void Expire(PaymentId key) => Double.Expire(key.ToString());

    internal override void RefundOutside(PaymentId key) => Double.RefundOutside(key.ToString());

    internal override void EndRefunds() => Double.EndRefunds();

    internal override decimal GivenBack(PaymentId key) => Double.GivenBack(key.ToString());

    internal override void FailNext(int status, int times = 1, bool afterDoing = false, string body = "<html>busy</html>") =>
        Double.FailNext(status, times, afterDoing, body);

    internal override async Task Silence(Func<Task> call)
    {
        Double.Stall();
        var before = Calls;
        var calling = call();
        await Double.WaitForRequests(before + 1);
        clock.Advance(TimeSpan.FromSeconds(11));
        await calling;
        Double.Release();
    }

    internal override async Task Recover()
    {
        Double.Release();
        clock.Advance(TimeSpan.FromMinutes(2));
        // Lets the one call find out.
        await Provider.Ask(new PaymentReference(PaymentId.New(), ProviderId: null, Amount, Now), CancellationToken.None);
        // What went well does not count either.
        clock.Advance(TimeSpan.FromMinutes(1));
    }

    internal override void Advance(TimeSpan by) => clock.Advance(by);

    internal DoubleWebhook Webhook(PaymentOrder order) => Double.Webhook(order.Key.ToString());

    internal VerifiedWebhook? Verify(DoubleWebhook webhook, IPAddress? from = null) => Verify(webhook, from ?? webhook.From, Now);

    internal VerifiedWebhook? Verify(DoubleWebhook webhook, IPAddress? from, DateTimeOffset now) =>
        Provider.Webhooks!.Verify(new WebhookRequest(webhook.Body, name => webhook.Headers.GetValueOrDefault(name), from), now)
            is { Refusal: null } verified
            ? verified
            : null;

    internal Task<IReadOnlyList<ProviderPayment>> Read(DoubleWebhook webhook) =>
        Provider.Webhooks!.Read(
            new ReceivedWebhook(Guid.CreateVersion7(), "d", new Dictionary<string, string>(StringComparer.Ordinal), webhook.Body, Now),
            CancellationToken.None
        );
}

public sealed class HeleketStand : HttpProviderStand<HeleketDouble>
{
    private protected override HeleketDouble Make(TimeProvider time) => new(time);

    private protected override IPaymentProvider Find(IServiceProvider services) => services.GetRequiredService<HeleketProvider>();
}

public sealed class YooKassaStand : HttpProviderStand<YooKassaDouble>
{
    private protected override YooKassaDouble Make(TimeProvider time) => new(time);

    private protected override IPaymentProvider Find(IServiceProvider services) => services.GetRequiredService<YooKassaProvider>();

    private protected override IEnumerable<KeyValuePair<string, string>> More =>
        [
            new("Payments:Providers:yookassa:Receipts", "true"),
            new("Payments:Providers:yookassa:ReceiptEmail", "receipts@example.org"),
            new("Payments:Providers:yookassa:ReceiptTaxSystem", "2"),
        ];
}

public sealed class StripeStand : HttpProviderStand<StripeDouble>
{
    internal override Currency Currency => Currency.Usd;

    private protected override StripeDouble Make(TimeProvider time) => new(time);

    private protected override IPaymentProvider Find(IServiceProvider services) => services.GetRequiredService<StripeProvider>();

    private protected override IEnumerable<KeyValuePair<string, string>> More =>
        ((string[])["USD", "EUR", "JPY", "ISK", "UGX", "KWD", "HUF", "TWD"]).Select(
            (code, n) => new KeyValuePair<string, string>($"Payments:Providers:stripe:Currencies:{n}", code)
        );
}

/// <summary>The one that is called by the bot: the whole server, and a Bot API that knows Stars.</summary>
public sealed class TelegramStarsStand : ProviderStand
{
    private readonly ShiftedClock clock = new(TimeProvider.System.GetUtcNow());
    private DengaServer denga = null!;
    private TelegramUser payer = null!;

    internal TelegramDouble Telegram { get; private set; } = null!;

    internal override Currency Currency => Currency.Parse("XTR");

    internal override Money? TooLittle => null;

    internal override DateTimeOffset Now => clock.GetUtcNow();

    internal override IReadOnlyList<string> Violations => [.. Telegram.Violations.Select(v => v.ToString())];

    internal override int Calls =>
        Telegram.Calls.Count(c => c.Method is "createInvoiceLink" or "refundStarPayment" or "getStarTransactions");

    internal override string Schema => "bot";

    internal override string Database => denga.Database;

    internal override IReadOnlyList<string> Secrets => [Telegram.Token];

    public override async ValueTask InitializeAsync()
    {
        Telegram = await TelegramDouble.StartAsync(new TelegramDoubleOptions { Time = clock });
        payer = Telegram.User(42);
        denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Telegram:Token"] = Telegram.Token,
                ["Telegram:ApiAddress"] = Telegram.BaseUrl.ToString().TrimEnd('/'),
                ["Telegram:PollSeconds"] = "5",
                ["Payments:Providers:telegramstars:On"] = "true",
                ["Outside:telegram-stars:Attempts"] = "1",
                ["Outside:telegram-stars:AttemptTimeout"] = "00:00:02",
            },
            clock
        );
        Provider = denga.ServicesOf("payments").GetRequiredService<TelegramStarsProvider>();
        payer.Sends("/start");
    }

    public override async ValueTask DisposeAsync()
    {
        await denga.DisposeAsync();
        await Telegram.DisposeAsync();
    }

    internal override void Pay(PaymentId key, decimal part = 1) =>
        Telegram.TakeStars(payer, key.ToString(), (long)(Amount.Minor * part), isTold: false);

    /// <summary>Who has too few Stars buys some, and the window stays open.</summary>
    internal override void Refuse(PaymentId key) { }

    /// <summary>Links have no end.</summary>
    internal override void Expire(PaymentId key) { }

    internal override void RefundOutside(PaymentId key) => Telegram.GiveStarsBack(Telegram.StarCharges(key.ToString())[0]);

    internal override void EndRefunds() { }

    internal override decimal GivenBack(PaymentId key) => Telegram.StarsGivenBack(key.ToString());

    internal override void FailNext(int status, int times = 1, bool afterDoing = false, string body = "<html>busy</html>")
    {
        foreach (var method in (string[])["createInvoiceLink", "refundStarPayment", "getStarTransactions"])
            Telegram.FailNext(method, status, "Internal Server Error", times: times, afterDoing: afterDoing);
    }

    internal override async Task Silence(Func<Task> call)
    {
        using var stalls = new Stalls([
            .. ((string[])["createInvoiceLink", "refundStarPayment", "getStarTransactions"]).Select(Telegram.Stall),
        ]);
        await call();
    }

    internal override async Task Recover()
    {
        Telegram.ForgetFailures();
        clock.Advance(TimeSpan.FromMinutes(2));
        await Provider.Ask(new PaymentReference(PaymentId.New(), ProviderId: null, Amount, Now), CancellationToken.None);
        // What went well does not count either.
        clock.Advance(TimeSpan.FromMinutes(1));
    }

    internal override void Advance(TimeSpan by) => clock.Advance(by);

    private sealed class Stalls(IReadOnlyList<TelegramStall> stalls) : IDisposable
    {
        public void Dispose()
        {
            foreach (var stall in stalls)
                stall.Dispose();
        }
    }
}
