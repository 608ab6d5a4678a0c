using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.TestKit.Postgres;

namespace Denga.Tests.Integration.Bot;

/// <summary>A PostgreSQL of these tests' own, which may be stopped in the middle of everything.</summary>
public sealed class StallablePostgres : IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await PostgresCluster.Start(replicas: 0);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>PostgreSQL hangs (SIGSTOP): nothing fails, and nothing answers.</summary>
public sealed class HangingDatabaseTests(StallablePostgres postgres, ITestOutputHelper output) : IClassFixture<StallablePostgres>
{
    private const int Payers = 40;
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);

    /// <summary>Telegram's own patience, after which nobody can pay. The answer is to come within two seconds; how long it takes is said, and is no
    /// condition of the test.</summary>
    private static readonly TimeSpan TelegramWaits = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_a_hanging_database_everybody_at_the_till_is_answered_in_Telegrams_time(bool webhook)
    {
        await using var stand = await TelegramStand.Start(postgres.Cluster, webhook, more: ("Payments:Providers:telegramstars:On", "true"));
        // The database knows the updates of the case before.
        stand.Telegram.NumberUpdatesFrom(webhook ? 20_000 : 10_000);
        var anna = stand.Telegram.User(webhook ? 71 : 72, "ru");
        await anna.Asks("/start");
        var person = await stand.PersonOf(anna);
        var invoice = await stand.Denga.Ask(new TopUp(OperationId.New(), person, new Money(100, Currency.Parse("XTR")), "telegramstars"));
        Assert.True(invoice.IsOk, invoice.Error?.Code);
        var link = invoice.Value.Payment!.Link!;
        await stand.Telegram.WaitUntilConfirmed();

        await postgres.Cluster.Stall();
        try
        {
            // What cannot be stored is in the way of whoever comes after it.
            anna.Sends("350 кофе");
            foreach (var atOnce in new[] { 1, 1, Payers, 1 })
            {
                var start = Stopwatch.GetTimestamp();
                var payers = Enumerable.Range(0, atOnce).Select(i => stand.Telegram.User(1_000 + i, "ru"));
                var questions = payers.Select(p => stand.Telegram.OpenStars(p, link)).ToList();
                foreach (var question in questions)
                {
                    var left = TelegramWaits - Stopwatch.GetElapsedTime(start);
                    await stand.Telegram.WaitForAnswer(question, left);
                    Assert.Contains("Попробуйте через минуту", question.Refusal, StringComparison.Ordinal);
                }
                output.WriteLine($"{atOnce} answered in {(long)Stopwatch.GetElapsedTime(start).TotalMilliseconds} ms");
            }
        }
        finally
        {
            await postgres.Cluster.Continue();
        }
        // Nothing was lost meanwhile, and Stars are taken again.
        await stand.Until($"(select count(*) from expenses.expense where note = 'кофе' and person_id = '{person.Value}') = 1");
        await stand.Telegram.WaitUntilConfirmed();
        using var limit = new CancellationTokenSource(HangMax);
        // The questions that hung are answered, too, and until then nobody asks more.
        while ((await stand.Telegram.WaitForAnswer(stand.Telegram.OpenStars(anna, link))).Refusal is { } refusal)
            Assert.False(limit.IsCancellationRequested, refusal);
        Assert.Empty(stand.Telegram.Violations);
    }
}
