using Denga.Contracts.Identity;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Caching;

public sealed class SharedPeopleTests : RedisStand
{
    [Fact]
    public async Task A_profile_that_changes_in_one_process_is_changed_in_the_other()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Redis:ConnectionString"] = Server.ConnectionString };
        await using var one = await DengaServer.Start(settings);
        await using var two = await DengaServer.Start(settings, database: one.Database);
        foreach (var denga in new[] { one, two })
            await Until(async () =>
                (await denga.Http.GetStringAsync("/health/ready")).Contains("\"redis\":{\"status\":\"ok\"", StringComparison.Ordinal)
            );
        var anna = (await one.Ask(new Identify("test", "anna", "ru"))).Value.Person;
        Assert.Equal("ru", (await two.Ask(new Profile(anna.Id))).Value.Language);
        Assert.Contains("identity.person", await Server.Command("keys", "*"), StringComparison.Ordinal);
        await one.Ask(new ChangeProfile(anna.Id, Language: "en"));
        Assert.Equal("en", (await one.Ask(new Profile(anna.Id))).Value.Language);
        await Until(async () => (await two.Ask(new Profile(anna.Id))).Value.Language == "en");
    }
}
