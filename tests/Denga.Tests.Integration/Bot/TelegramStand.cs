using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.TestKit;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;
using Denga.TestKit.Telegram;

namespace Denga.Tests.Integration.Bot;

/// <summary>Denga and a Bot API double that talk to each other, by long polling or by webhook.</summary>
internal sealed class TelegramStand : IAsyncDisposable
{
    internal const string Secret = "the-secret-of-the-webhook";
    private readonly string database;
    private readonly Dictionary<string, string> settings;
    private readonly bool isOwn;

    private TelegramStand(TelegramDouble telegram, string database, bool isOwn, Dictionary<string, string> settings)
    {
        Telegram = telegram;
        this.isOwn = isOwn;
        this.database = database;
        this.settings = settings;
    }

    internal TelegramDouble Telegram { get; }

    internal DengaServer Denga { get; private set; } = null!;

    /// <summary>Between Denga and PostgreSQL, when it was asked for.</summary>
    internal PostgresGate? Gate { get; private init; }

    internal static Task<TelegramStand> Start(bool webhook = false, bool gate = false, params (string Name, string Value)[] more) =>
        Start(on: null, webhook, gate, more);

    /// <param name="on">Whose database it is; null: a new one.</param>
    internal static async Task<TelegramStand> Start(
        PostgresCluster? on,
        bool webhook = false,
        bool gate = false,
        params (string Name, string Value)[] more
    )
    {
        var telegram = await TelegramDouble.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Telegram:Token"] = telegram.Token,
            ["Telegram:ApiAddress"] = telegram.BaseUrl.ToString().TrimEnd('/'),
            ["Telegram:PollSeconds"] = "5",
            ["Telegram:MessagesPerSecond"] = "10000",
            ["Telegram:MessagesPerSecondAndChat"] = "10000",
            ["Telegram:BurstPerChat"] = "10000",
        };
        if (webhook)
        {
            var address = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
            settings["Http:Address"] = settings["Telegram:WebhookAddress"] = address;
            settings["Telegram:WebhookSecret"] = Secret;
        }
        foreach (var (name, value) in more)
            settings[name] = value;
        var database = on?.ConnectionString ?? await TestDatabase.Create();
        var stand = new TelegramStand(telegram, database, on is null, settings) { Gate = gate ? new PostgresGate(database) : null };
        await stand.StartDenga();
        return stand;
    }

    internal async Task StartDenga()
    {
        Denga = await DengaServer.Start(settings, database: Gate?.ConnectionString ?? database);
        if (settings.ContainsKey("Telegram:WebhookAddress"))
            await Telegram.WaitForCall("setWebhook");
    }

    /// <summary>As the stop of the process does it; the database stays.</summary>
    internal ValueTask StopDenga() => Denga.DisposeAsync();

    internal Task<T> Select<T>(string sql, object? parameters = null) => Sql.Select<T>(database, sql, parameters);

    internal Task Until(string condition) => Sql.Until(database, condition);

    internal async Task<PersonId> PersonOf(TelegramUser user) =>
        new(
            await Select<Guid>(
                "select person_id from bot.conversation where external_id = @id",
                new { id = user.Id.ToString(CultureInfo.InvariantCulture) }
            )
        );

    internal async Task<IReadOnlyList<Expense>> Entries(TelegramUser user) =>
        (await Denga.Ask(new FindExpenses(await PersonOf(user), Limit: 100))).Value.Items;

    public async ValueTask DisposeAsync()
    {
        await Denga.DisposeAsync();
        await Telegram.DisposeAsync();
        if (Gate is not null)
            await Gate.DisposeAsync();
        if (isOwn)
            await TestDatabase.Drop(database);
    }
}
