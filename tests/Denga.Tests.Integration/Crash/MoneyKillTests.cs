using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.TestKit;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Crash;

/// <summary>Kills Denga and its PostgreSQL, again and again, while people move money: whatever was answered is true, once, and nothing else is.
/// <c>DENGA_TEST_KILLS</c> makes it longer, <c>DENGA_TEST_SEED</c> another.</summary>
public sealed class MoneyKillTests(ITestOutputHelper output)
{
    private const int People = 12;
    private const string Secret = "a secret that the parts of this system share";
    private static readonly int Kills = KillRun.Kills(6);
    private static readonly int Seed = KillRun.Seed(3);

    /// <summary>With which a request of these people may be refused.</summary>
    private static readonly string[] Refusals =
    [
        "wallet.not_enough",
        "wallet.same_account",
        "wallet.payee_not_found",
        "wallet.quote_expired",
    ];

    [Fact]
    public async Task Money_survives_kills_of_denga_and_of_postgresql()
    {
        await using var denga = await DengaProcess.Up(
            ("Modules:Secret", Secret),
            ("Wallet:Conversion:RatesMaxAge", "3650.00:00:00"),
            ("Wallet:Conversion:QuoteLifetime", "00:10:00"),
            ("Wallet:Limits:LookupsPerMinute", "10000"),
            ("Wallet:Limits:PerMinute", "10000")
        );
        // Whoever still asks when the test has failed.
        using var failed = new CancellationTokenSource();
        try
        {
            await MoneySurvives(denga, failed.Token);
        }
        finally
        {
            await failed.CancelAsync();
        }
    }

    private async Task MoneySurvives(DengaProcess denga, CancellationToken failed)
    {
        var random = new Random(Seed);
        using var calls = new CallsBetweenProcesses(denga, Secret, failed);
        var people = Enumerable.Range(0, People).Select(i => new Customer(denga, calls, new Random(Seed * People + i), failed)).ToList();
        await Task.WhenAll(people.Select(p => p.Begin()));

        using var answered = new SemaphoreSlim(0);
        using var over = new CancellationTokenSource();
        var living = Task.WhenAll(people.Select((p, i) => Task.Run(() => Live(p, i, people, answered, over.Token))));
        for (var kill = 0; kill < Kills; kill++)
        {
            // More than there are people: at least one of these was asked for after the last kill.
            for (var n = random.Next(People + 1, People * 5); n > 0; n--)
                await Wait.Until(
                    async () =>
                    {
                        await KillRun.CheckNobodyLeft([living]);
                        return await answered.WaitAsync(TimeSpan.FromMilliseconds(100), failed);
                    },
                    KillRun.StepMax,
                    $"somebody is answered before kill {kill}"
                );
            await Strike(denga, kill);
        }
        await over.CancelAsync();
        await living.WaitAsync(KillRun.StepMax, failed);

        await Task.WhenAll(people.Select(p => p.AwaitEnds())).WaitAsync(KillRun.StepMax, failed);
        var deeds = people.SelectMany(p => p.Deeds).ToList();
        await Task.WhenAll(people.Select(p => AnswersStand(p, calls))).WaitAsync(KillRun.StepMax, failed);
        await BalancesFollow(people, deeds);
        await SumsAreZero(people, calls);
        var verified = await denga.Run("verify");
        Assert.True(verified.Code == 0, verified.Said);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Kills} kills: {deeds.Count} requests, {deeds.Count(d => d.First!.IsOk)} accepted, {deeds.Count(d => !d.First!.IsOk)} refused; seed {Seed}"
            )
        );
    }

    /// <summary>Denga, its PostgreSQL, both.</summary>
    private static async Task Strike(DengaProcess denga, int kill)
    {
        if (kill % 3 != 0)
            denga.KillPostgres();
        if (kill % 3 == 1)
            return;
        await denga.Kill();
        await denga.StartAgain();
    }

    private static async Task Live(Customer person, int i, List<Customer> people, SemaphoreSlim answered, CancellationToken over)
    {
        for (var n = 1; !over.IsCancellationRequested; n++)
        {
            await person.Act(people[(i + (n % (people.Count - 1)) + 1) % people.Count]);
            answered.Release();
        }
    }

    /// <summary>A repeat is answered as the first time; what was accepted is in the ledger, what was refused is not.</summary>
    private static async Task AnswersStand(Customer person, CallsBetweenProcesses calls)
    {
        foreach (var deed in person.Deeds)
        {
            if (deed.IsRepeatable)
                Assert.Equal(deed.First, await deed.Again());
            if (!deed.First!.IsOk)
                Assert.Contains(deed.First.Code, Refusals);
            var there = deed.IsPosting
                ? (await calls.Ask(new PostingById(deed.Id))).IsOk
                : (await calls.Ask(new HoldById(HoldId.From(deed.Id.Value)))).IsOk;
            Assert.True(
                there == deed.First.IsOk,
                $"{deed.Id}, which was answered {deed.First}, {(there ? "is" : "is not")} in the ledger."
            );
        }
    }

    /// <summary>Every account stands where exactly the accepted requests lead.</summary>
    private static async Task BalancesFollow(List<Customer> people, List<Deed> deeds)
    {
        foreach (var person in people)
        {
            var accounts = await person.Accounts();
            foreach (var account in accounts)
            {
                var start = account.Id == person.Rubles ? Customer.Capital : 0;
                var moved = deeds.Where(d => d.First!.IsOk).SelectMany(d => d.Legs).Where(l => l.Account == account.Id);
                Assert.Equal(start + moved.Sum(l => l.Amount.Minor), account.Balance.Minor);
            }
            Assert.Equal(person.Deeds.Where(d => d.First!.IsOk).Sum(d => d.Holds), accounts.Single(a => a.Id == person.Rubles).Held.Minor);
        }
    }

    private static async Task SumsAreZero(List<Customer> people, CallsBetweenProcesses calls)
    {
        var total = new Dictionary<Currency, long> { [Currency.Rub] = 0, [Currency.Usd] = 0 };
        foreach (var person in people)
        foreach (var account in await person.Accounts())
            total[account.Currency] += account.Balance.Minor;
        foreach (var currency in total.Keys.ToList())
        foreach (var purpose in (string[])["liquidity", "fees", "rounding", "external:play"])
            total[currency] += (await calls.Ask(new OpenSystemAccount(purpose, currency))).Value.Balance.Minor;
        Assert.All(total, sum => Assert.Equal(0, sum.Value));
    }
}
