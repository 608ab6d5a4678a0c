using System.Globalization;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Host;
using Denga.Payments;
using Denga.TestKit;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Crash;
using Denga.Wallet;
using Npgsql;

namespace Denga.Tests.Integration.Payments;

/// <summary>Three processes take payments and sell Stars side by side and are killed, each time when some step has just been written: after a
/// charge, a hold, a delivery, an attempt, a purchase. What was paid is credited once, what was given back is given back once, what was ordered is bought once
/// and paid. <c>DENGA_TEST_KILLS</c> makes it longer, <c>DENGA_TEST_SEED</c> another.</summary>
public sealed class PaymentKillTests(ITestOutputHelper output)
{
    private const int Parts = 3;
    private const int People = 6;
    private const string Killed = "payments,stars";
    private static readonly int Kills = KillRun.Kills(18);
    private static readonly int Seed = KillRun.Seed(1);

    /// <summary>What the sandbox plays with each.</summary>
    private static readonly string[] Usernames = ["durov", "slow_one", "failed_one", "unknown_one", "lost_one"];

    /// <summary>What was just written when a process dies.</summary>
    private static readonly string[] Steps =
    [
        "select count(*) from payments.payment",
        "select count(*) from payments.sandbox_payment where state = 'Paid'",
        "select count(*) from payments.webhook",
        "select count(*) from payments.charge",
        "select count(*) from payments.charge where credited_at is not null",
        "select count(*) from payments.refund",
        "select count(*) from payments.refund where is_held",
        "select count(*) from payments.sandbox_refund",
        "select count(*) from payments.refund where state = 'Done'",
        "select count(*) from wallet.posting where kind in ('top-up', 'refund')",
        "select count(*) from stars.star_order",
        "select count(*) from stars.star_order where held_at is not null",
        "select count(*) from stars.star_order where seller_order is not null",
        "select count(*) from stars.star_order where buying_at is not null",
        "select count(*) from stars.sandbox_sale where bought > 0",
        "select count(*) from stars.star_order where ended_at is not null",
        "select count(*) from wallet.posting where kind = 'stars'",
    ];

    [Fact]
    public async Task Kills_between_the_steps_of_top_ups_refunds_and_orders_of_stars_lose_and_double_nothing()
    {
        var database = await TestDatabase.Create();
        var core = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
        var addresses = Enumerable.Range(0, Parts).Select(_ => Ports.FreeAddress()).ToList();
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["Modules:Secret"] = "a secret of at least thirty-two characters",
            ["Stars:RatesMaxAge"] = "3650.00:00:00",
            ["Stars:LookupsPerMinute"] = "10000",
            ["Stars:CapPerHour"] = "10000000",
            ["Stars:CapPerDay"] = "10000000",
        };
        foreach (var module in DengaModules.Names.Except(Killed.Split(',')))
            settings["Modules:" + module] = core;
        var parts = Array.Empty<DengaProcess>();
        var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Http:Address"] = core,
                ["Modules:Secret"] = settings["Modules:Secret"],
                ["Modules:payments"] = addresses[0].GetLeftPart(UriPartial.Authority),
                ["Modules:stars"] = addresses[0].GetLeftPart(UriPartial.Authority),
            },
            database: database
        );
        try
        {
            parts = await Task.WhenAll(addresses.Select(a => DengaProcess.Serve(Killed, a, settings, database)));

            using var enough = new CancellationTokenSource();
            var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => Somebody(denga)));
            var paying = people.Select((person, i) => Pay(denga, person, i, enough.Token)).ToList();
            var random = new Random(Seed);
            for (var kills = 0; kills < Kills; kills += Parts)
            {
                var steps = random.GetItems(Steps, Parts);
                await Task.WhenAll(
                    parts.Zip(
                        steps,
                        async (part, step) =>
                        {
                            await KillRun.UntilOneMore(database, step, paying);
                            await part.Kill();
                            await part.StartAgain();
                        }
                    )
                );
            }
            await enough.CancelAsync();
            var paid = (await Task.WhenAll(paying)).Sum();
            Assert.True(paid >= People, $"{paid}");
            const string ended =
                "select not exists (select from payments.refund where state = 'Pending') and not exists (select from payments.charge where credited_at is null) and not exists (select from stars.star_order where ended_at is null)";
            await Wait.Until(() => Select<bool>(database, ended), KillRun.StepMax, ended);

            foreach (var person in people)
            {
                var accounts = await denga.Ask(new Balances(person));
                var left = await Select<long>(
                    database,
                    """
                    select (select coalesce(sum(paid - refunded), 0)::bigint from payments.invoice where person_id = @id)
                        - (select coalesce(sum(price_minor), 0)::bigint from stars.star_order where person_id = @id and state = 'Delivered')
                    """,
                    new { id = person.Value }
                );
                Assert.Equal((left, 0L), (accounts.Value.Sum(a => a.Balance.Minor), accounts.Value.Sum(a => a.Held.Minor)));
            }
            Assert.Equal(
                (0L, 0L),
                (
                    await Select<long>(database, "select count(*) from stars.sandbox_sale where bought > 1"),
                    await Select<long>(
                        database,
                        "select count(*) from stars.star_order o left join stars.sandbox_sale s on s.reference = 'ord_' || replace(o.id::text, '-', '') where (o.state = 'Delivered') <> coalesce(s.bought = 1 and s.state = 'Delivered', false)"
                    )
                )
            );
            var (refunds, delivered) = (
                await Select<long>(database, "select count(*) from payments.refund"),
                await Select<long>(database, "select count(*) from stars.star_order where state = 'Delivered'")
            );
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Kills} kills, seed {Seed}: {paid} top-ups, {refunds} refunds, {delivered} orders delivered"
                )
            );
            // Told once for each charge, and each payment made one.
            Assert.Equal(
                await Select<long>(database, "select count(*) from payments.charge"),
                await Select<long>(database, "select count(*) from payments.outbox where type = 'payments.invoice-paid.v1'")
            );
            Assert.True(
                await Select<bool>(
                    database,
                    "select bool_and(paid = minor) from payments.invoice where state not in ('Created', 'Pending')"
                )
            );
        }
        finally
        {
            await Task.WhenAll(parts.Select(p => p.DisposeAsync().AsTask()));
            await denga.DisposeAsync();
        }
        await using (
            var whole = await DengaServer.Start(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["Modules:Secret"] = settings["Modules:Secret"] },
                database: database
            )
        )
        {
            Assert.Empty(await PaymentsModule.Verify(whole.Services, CancellationToken.None));
            Assert.Empty(await WalletModule.Verify(whole.Services, CancellationToken.None));
        }
        await TestDatabase.Drop(database);
    }

    private static async Task<PersonId> Somebody(DengaServer denga) =>
        (await denga.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Value.Person.Id;

    /// <summary>Tops up and has a half given back, again and again; answers how often.</summary>
    private static async Task<int> Pay(DengaServer denga, PersonId person, int number, CancellationToken enough)
    {
        var times = 0;
        while (!enough.IsCancellationRequested)
        {
            var amount = new Money(10_00 * (number + 2), Currency.Rub);
            var invoice = await Insist(denga, new TopUp(OperationId.New(), person, amount, "sandbox"));
            var now = new InvoiceById(person, invoice.Id);
            await KillRun.Until(denga, now, i => i.Payment!.State != PaymentState.Unknown, "the provider has begun");
            await Insist(denga, new PlaySandbox(invoice.Payment!.Id, times % 2 == 0 ? "pay" : "webhook-twice"));
            await KillRun.Until(denga, now, i => i.State == InvoiceState.Paid, $"{invoice.Id} is paid");
            var half = new Money(amount.Minor / 2, Currency.Rub);
            await Insist(denga, new RefundInvoice(OperationId.New(), person, invoice.Id, "under fire", half));
            times++;
            await Buy(denga, person, Usernames[(number + times) % Usernames.Length]);
        }
        return times;
    }

    /// <summary>Orders Stars where the balance is enough, and sees the order to its end.</summary>
    private static async Task Buy(DengaServer denga, PersonId person, string username)
    {
        var quote = await KillRun.Insist(
            denga,
            new QuoteStars(person, StarsProduct.Stars, 50, Currency.Rub, username),
            "stars.seller_away"
        );
        if (quote is null)
            return;
        var asked = new OrderStars(OperationId.New(), person, quote.Id);
        if (await KillRun.Insist(denga, asked, "wallet.not_enough") is { } order)
            await KillRun.Until(denga, new StarsOrderById(person, order.Id), o => o.EndedAt is not null, $"{order.Id} has ended");
    }

    private static async Task<T> Insist<T>(DengaServer denga, IOperation<T> operation)
        where T : class => (await KillRun.Insist(denga, operation))!;

    private static async Task<T> Select<T>(string database, string sql, object? values = null)
    {
        await using var connection = new NpgsqlConnection(database);
        return (await connection.ExecuteScalarAsync<T>(sql, values))!;
    }
}
