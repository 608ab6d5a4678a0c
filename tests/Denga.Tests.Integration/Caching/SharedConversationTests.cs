using Denga.Tests.Integration.Bot;

namespace Denga.Tests.Integration.Caching;

/// <summary>Where a conversation stands is copied to Redis; the database is the truth. A typed label of a shown button is understood only by who knows
/// what was shown last.</summary>
public sealed class SharedConversationTests : RedisStand
{
    private const string Key = "denga:bot.conversation:{telegram 1}:value";
    private TelegramStand stand = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        stand = await TelegramStand.Start(more: ("Redis:ConnectionString", Server.ConnectionString));
        await stand.Telegram.User(1, "ru").Asks("350 кофе");
        await Wait.Until(async () => (await Server.Command("get", Key)).Contains("Изменить", StringComparison.Ordinal));
    }

    public override async ValueTask DisposeAsync()
    {
        await stand.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_bot_that_starts_again_goes_on_from_Redis()
    {
        await stand.StopDenga();
        // So it can be known from nowhere else.
        await stand.Select<string>("update bot.conversation set state = '{}' returning 'done'");
        await stand.StartDenga();
        Assert.NotNull((await stand.Telegram.User(1).Asks("Изменить")).Button("Категория"));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_flushed_and_a_dead_Redis_lose_nothing()
    {
        await stand.StopDenga();
        await Server.Command("flushall");
        await stand.StartDenga();
        var anna = stand.Telegram.User(1);
        Assert.NotNull((await anna.Asks("Изменить")).Button("Категория"));
        await Server.Kill();
        Assert.NotNull((await anna.Asks("Категория")).Button("Назад"));
        await stand.StopDenga();
        await stand.StartDenga();
        Assert.NotNull((await anna.Asks("Назад")).Button("Категория"));
    }

    [Fact]
    public async Task A_copy_that_is_behind_is_passed_over()
    {
        var behind = await Server.Command("get", Key);
        var anna = stand.Telegram.User(1);
        await anna.Asks("Изменить");
        await Wait.Until(async () => (await Server.Command("get", Key)).Contains("Категория", StringComparison.Ordinal));
        await stand.StopDenga();
        await Server.Command("set", Key, behind);
        await stand.StartDenga();
        Assert.NotNull((await anna.Asks("Категория")).Button("Назад"));
        Assert.Equal(1, await stand.Select<int>("select count(*) from expenses.expense"));
        await Wait.Until(async () => (await Server.Command("get", Key)).Contains("Назад", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_somebody_who_was_erased_stays_in_Redis()
    {
        var person = await stand.PersonOf(stand.Telegram.User(1));
        Assert.True((await stand.Denga.Ask(new Contracts.Identity.ErasePerson(person))).IsOk);
        await Wait.Until(async () => (await Server.Command("get", Key)).Length == 0);
        Assert.StartsWith("Записал: 100", (await stand.Telegram.User(1).Asks("100 чай")).Text, StringComparison.Ordinal);
    }
}
