using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Host;
using Denga.Payments;
using Denga.TestKit;
using Denga.TestKit.Server;
using Denga.Wallet;
using Npgsql;

namespace Denga.Tests.Integration.Payments;

/// <summary>Three processes take payments side by side and are killed thirty times, each time when some step has just been written: after a charge, a hold, a
/// delivery, an attempt. What was paid is credited once, what was given back is given back once.</summary>
public sealed class PaymentKillTests
{
    private const int Parts = 3;
    private const int Rounds = 10;
    private const int People = 6;
    private static readonly TimeSpan HangMax = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(20);

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
    ];

    [Fact]
    public async Task Thirty_kills_between_the_steps_of_top_ups_and_refunds_lose_and_double_nothing()
    {
        using var limit = new CancellationTokenSource(HangMax);
        var database = await TestDatabase.Create();
        var core = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
        var addresses = Enumerable.Range(0, Parts).Select(_ => Ports.FreeAddress()).ToList();
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["Modules:Secret"] = "a secret of at least thirty-two characters",
        };
        foreach (var module in DengaModules.Names.Except(["payments"]))
            settings["Modules:" + module] = core;
        var parts = Array.Empty<DengaProcess>();
        var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Http:Address"] = core,
                ["Modules:Secret"] = settings["Modules:Secret"],
                ["Modules:payments"] = addresses[0].GetLeftPart(UriPartial.Authority),
            },
            database: database
        );
        try
        {
            parts = await Task.WhenAll(addresses.Select(a => DengaProcess.Serve("payments", a, settings, database)));

            using var enough = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => Somebody(denga)));
            var paying = people.Select((person, i) => Pay(denga, person, i, enough, limit.Token)).ToList();
            for (var round = 0; round < Rounds; round++)
                await Task.WhenAll(
                    Enumerable
                        .Range(0, Parts)
                        .Select(async i =>
                        {
                            await UntilOneMore(database, Steps[(round + i * 3) % Steps.Length], limit.Token);
                            await parts[i].Kill();
                            await parts[i].StartAgain();
                        })
                );
            await enough.CancelAsync();
            var paid = (await Task.WhenAll(paying)).Sum();
            Assert.True(paid >= People, $"{paid}");
            await Until(
                database,
                "not exists (select from payments.refund where state = 'Pending') and not exists (select from payments.charge where credited_at is null)",
                limit.Token
            );

            foreach (var person in people)
            {
                var accounts = await denga.Ask(new Balances(person));
                var left = await Select<long>(
                    database,
                    "select coalesce(sum(paid - refunded), 0)::bigint from payments.invoice where person_id = @id",
                    new { id = person.Value }
                );
                Assert.Equal((left, 0L), (accounts.Value.Sum(a => a.Balance.Minor), accounts.Value.Sum(a => a.Held.Minor)));
            }
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
            Assert.Empty(await PaymentsModule.Verify(whole.Services, limit.Token));
            Assert.Empty(await WalletModule.Verify(whole.Services, limit.Token));
        }
        await TestDatabase.Drop(database);
    }

    private static async Task<PersonId> Somebody(DengaServer denga) =>
        (await denga.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Value.Person.Id;

    /// <summary>Tops up and has a half given back, again and again; answers how often.</summary>
    private static async Task<int> Pay(
        DengaServer denga,
        PersonId person,
        int number,
        CancellationTokenSource enough,
        CancellationToken cancel
    )
    {
        var times = 0;
        while (!enough.IsCancellationRequested)
        {
            var amount = new Money(10_00 * (number + 2), Currency.Rub);
            var invoice = await Insist(denga, new TopUp(OperationId.New(), person, amount, "sandbox"), cancel);
            while (invoice.Payment!.State == PaymentState.Unknown)
                invoice = await Insist(denga, new InvoiceById(person, invoice.Id), cancel);
            await Insist(denga, new PlaySandbox(invoice.Payment.Id, times % 2 == 0 ? "pay" : "webhook-twice"), cancel);
            while (invoice.State != InvoiceState.Paid)
                invoice = await Insist(denga, new InvoiceById(person, invoice.Id), cancel);
            var half = new Money(amount.Minor / 2, Currency.Rub);
            await Insist(denga, new RefundInvoice(OperationId.New(), person, invoice.Id, "under fire", half), cancel);
            times++;
        }
        return times;
    }

    /// <summary>An unknown outcome is asked again under the same id.</summary>
    private static async Task<T> Insist<T>(DengaServer denga, IOperation<T> operation, CancellationToken cancel)
    {
        while (true)
        {
            var answer = await denga.Ask(operation);
            if (answer.IsOk)
                return answer.Value;
            Assert.Equal(ErrorKind.Unavailable, answer.Error.Kind);
            await Task.Delay(BackOff, cancel);
        }
    }

    private static async Task UntilOneMore(string database, string count, CancellationToken cancel)
    {
        var before = await Select<long>(database, count);
        while (await Select<long>(database, count) <= before)
            await Task.Delay(BackOff, cancel);
    }

    private static async Task Until(string database, string condition, CancellationToken cancel)
    {
        while (!await Select<bool>(database, "select " + condition))
            await Task.Delay(BackOff, cancel);
    }

    private static async Task<T> Select<T>(string database, string sql, object? values = null)
    {
        await using var connection = new NpgsqlConnection(database);
        return (await connection.ExecuteScalarAsync<T>(sql, values))!;
    }
}
