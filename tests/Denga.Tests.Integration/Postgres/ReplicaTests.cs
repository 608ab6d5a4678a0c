using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Expenses;
using Denga.Platform.Data;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Postgres;

/// <summary>Denga on a real primary with two real streaming replicas.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private PostgresCluster cluster = null!;
    private DengaServer denga = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await PostgresCluster.Start(replicas: 2);
        denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Database:Replicas"] = cluster.Places,
                ["Database:ReplicaLagMax"] = "00:00:02",
            },
            database: cluster.ConnectionString
        );
    }

    public async ValueTask DisposeAsync()
    {
        await denga.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task What_may_be_a_moment_old_is_read_from_replicas_and_their_failures_are_noticed_and_survived()
    {
        var person = (await denga.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "ru"))).Value.Person.Id;
        await Health("ok", "2 follow");
        Assert.True((await denga.Ask(new RecordText(OperationId.New(), person, "350 кофе", TimeProvider.System.GetUtcNow()))).IsOk);
        await Wait.Until(async () => await Found(person) == 1);
        // Whoever reads so is on a replica; both have their turn.
        var database = denga.Services.GetRequiredService<Database<ExpensesModule>>();
        var places = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 4; i++)
        {
            var (isReplica, name) = await database.Read(
                connection => connection.QuerySingleAsync<(bool, string)>("select pg_is_in_recovery(), current_setting('cluster_name')"),
                CancellationToken.None
            );
            Assert.True(isReplica);
            places.Add(name);
        }
        Assert.Equal(["replica-1", "replica-2"], places.Order());

        // Both stand still: the list that a person looks at after writing shows it, and money is right at once.
        foreach (var replica in cluster.Replicas)
            await replica.Pause();
        Assert.True((await denga.Ask(new RecordText(OperationId.New(), person, "200 такси", TimeProvider.System.GetUtcNow()))).IsOk);
        Assert.Equal(2, (await denga.Ask(new FindExpenses(person))).Value.Items.Count);
        await MoneyIsRight(person);
        // Until they are found to be behind, a search may miss it; then the primary answers.
        foreach (var replica in cluster.Replicas)
            await Health("degraded", replica.Socket + " is more than");
        Assert.Equal(2, await Found(person));

        await cluster.Replicas[0].Continue();
        await Health("degraded", "behind", exceptFor: cluster.Replicas[0].Socket);
        cluster.Replicas[0].Kill();
        // The very next question meets the gap, and is answered all the same.
        Assert.Equal(2, await Found(person));
        await Health("degraded", "does not answer");
        await cluster.Replicas[0].StartAgain();
        await cluster.Replicas[1].Continue();
        await Health("ok", "2 follow");
    }

    private async Task MoneyIsRight(PersonId person)
    {
        var account = (await denga.Ask(new OpenAccount(person, Currency.Rub))).Value.Id;
        var world = (await denga.Ask(new OpenSystemAccount("external:test", Currency.Rub))).Value.Id;
        var amount = new Money(5_00, Currency.Rub);
        for (var i = 1; i <= 3; i++)
        {
            Assert.True((await denga.Ask(new Post(OperationId.New(), "test", [new Leg(world, -amount), new Leg(account, amount)]))).IsOk);
            Assert.Equal(5_00 * i, (await denga.Ask(new Balances(person))).Value.Single(b => b.Id == account).Balance.Minor);
        }
    }

    private async Task<int> Found(PersonId person) => (await denga.Ask(new FindExpenses(person, Query: ">1"))).Value.Items.Count;

    private Task Health(string status, string detail, string exceptFor = "?") =>
        Wait.Until(async () =>
        {
            using var health = JsonDocument.Parse(await denga.Http.GetStringAsync("/health/ready"));
            var replicas = health.RootElement.GetProperty("dependencies").GetProperty("postgresql replicas");
            var said = replicas.GetProperty("detail").GetString()!;
            return replicas.GetProperty("status").GetString() == status
                && said.Contains(detail, StringComparison.Ordinal)
                && !said.Contains(exceptFor, StringComparison.Ordinal);
        });
}
