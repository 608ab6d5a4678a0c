using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Rates;
using Denga.Expenses;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Denga.Tests.Integration.Expenses;

[CollectionDefinition(Name)]
public sealed class ExpensesCollection : ICollectionFixture<ExpensesServer>
{
    public const string Name = "expenses";
}

/// <summary>The expense module on a real PostgreSQL, asked through operations. People and rates are the test's own; nothing runs by itself.</summary>
public sealed class ExpensesServer : IAsyncLifetime
{
    private ModuleHost? host;
    private ModuleHost? other;

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
    public IServiceProvider Services => host!.Services;
    internal World World { get; } = new();

    public async ValueTask InitializeAsync()
    {
        host = await ModuleHost.Start(
            platform => platform.Add<WorldModule>().Add<ExpensesModule>(),
            clock: Clock,
            configure: services => services.AddSingleton(World),
            runs: false
        );
        other = await host.Another();
    }

    public async ValueTask DisposeAsync()
    {
        if (other is not null)
            await other.DisposeAsync();
        if (host is not null)
            await host.DisposeAsync();
    }

    public PersonId NewPerson(string language = "ru", string timeZone = "Europe/Moscow")
    {
        var id = PersonId.New();
        World.People[id] = new Person(id, language, timeZone, Clock.GetUtcNow());
        return id;
    }

    public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation) => host!.Ask(operation);

    /// <summary>Asks another process of the module, on the same database.</summary>
    public Task<Result<TAnswer>> AskOther<TAnswer>(IOperation<TAnswer> operation) => other!.Ask(operation);

    /// <summary>The answer of something that must not be refused.</summary>
    public async Task<TAnswer> Get<TAnswer>(IOperation<TAnswer> operation) => (await Ask(operation)).Value;

    public Task<Recorded> Record(PersonId person, params NewExpense[] entries) =>
        Get(new RecordExpenses(OperationId.New(), person, entries));

    /// <summary>What was published for a person, in order.</summary>
    public async Task<IReadOnlyList<IEvent>> Events(PersonId person)
    {
        await using var connection = await Database.Open(TestContext.Current.CancellationToken);
        var rows = await connection.QueryAsync<(string Type, string Body)>(
            "select type, body::text from outbox where key = @Key order by seq",
            new { Key = person.ToString() }
        );
        return [.. rows.Select(r => (IEvent)JsonSerializer.Deserialize(r.Body, EventTypes.All[r.Type], DengaJson.Options)!)];
    }

    public async Task<IReadOnlyList<TEvent>> Events<TEvent>(PersonId person)
        where TEvent : IEvent => [.. (await Events(person)).OfType<TEvent>()];

    public Task<IReadOnlyList<string>> Verify() => ExpensesModule.Verify(Services, TestContext.Current.CancellationToken);

    public Task<long> Count(string sql, PersonId person) => host!.Select<long>(sql, new { id = person.Value });

    public Task Execute(string sql, object? values = null) => host!.Execute(sql, values);

    /// <summary>Gives an event to a consumer, as the platform does.</summary>
    internal Task Deliver<TConsumer>(IEvent happened)
        where TConsumer : IConsumer
    {
        var type = EventTypes.All.Single(t => t.Value == happened.GetType()).Key;
        var body = JsonSerializer.Serialize(happened, happened.GetType(), DengaJson.Options);
        var delivery = new Delivery(Guid.CreateVersion7(), type, happened.Key, body, null, Clock.GetUtcNow());
        return Database.Transaction(
            async work =>
            {
                await Services.GetRequiredService<TConsumer>().Consume([delivery], work, TestContext.Current.CancellationToken);
                return Done.It;
            },
            TestContext.Current.CancellationToken
        );
    }

    private Database<ExpensesModule> Database => Services.GetRequiredService<Database<ExpensesModule>>();
}

/// <summary>Who lives in the world of a test, and what money is worth in it.</summary>
internal sealed class World
{
    internal ConcurrentDictionary<PersonId, Person> People { get; } = [];

    /// <summary>Rubles for one unit, by currency and day; a day without one has its own, so that a wrong day is seen.</summary>
    internal ConcurrentDictionary<(string, DateOnly), decimal> Rubles { get; } = [];

    internal bool HasRates { get; set; } = true;

    internal decimal? InRubles(Currency currency, DateOnly day) =>
        currency.Code switch
        {
            "RUB" => 1,
            "USD" => Rubles.TryGetValue(("USD", day), out var set) ? set : 80 + day.Day / 100m,
            "EUR" => Rubles.TryGetValue(("EUR", day), out var set) ? set : 91.1m + day.Day / 1000m,
            "CNY" => 11,
            "JPY" => 0.5m,
            _ => null,
        };
}

internal sealed class WorldModule : IModule
{
    public static string Name => "world";

    public static void Register(ModuleBuilder module) => module.WithoutSchema().Handles<WorldHandlers>();
}

internal sealed class WorldHandlers(World world) : IOperationHandler<Profile, Person>, IOperationHandler<RatesInto, IReadOnlyList<Rate>>
{
    public Task<Result<Person>> Handle(Profile operation, CancellationToken cancel) =>
        Task.FromResult<Result<Person>>(
            world.People.TryGetValue(operation.Person, out var person)
                ? person
                : Error.NotFound("identity.unknown_person", "There is nobody with this id.")
        );

    public Task<Result<IReadOnlyList<Rate>>> Handle(RatesInto operation, CancellationToken cancel)
    {
        var rates = new List<Rate>();
        foreach (var (from, day) in operation.Asked)
        {
            if (!world.HasRates || world.InRubles(from, day) is not { } one || world.InRubles(operation.To, day) is not { } other)
                return Task.FromResult<Result<IReadOnlyList<Rate>>>(Error.NotFound("rates.unknown_pair", "No such pair."));
            rates.Add(new Rate(from, operation.To, decimal.Round(one / other, 12), "test", day, IsStale: false));
        }
        return Task.FromResult<Result<IReadOnlyList<Rate>>>(rates);
    }
}
