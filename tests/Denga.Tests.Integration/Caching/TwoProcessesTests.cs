using System.Text.RegularExpressions;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Caching;

/// <summary>What one process has changed, the other does not answer from its copies.</summary>
public sealed partial class TwoProcessesTests : RedisStand
{
    private DengaServer one = null!;
    private DengaServer two = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Redis:ConnectionString"] = Server.ConnectionString,
            ["Identity:Mailbox"] = "true",
        };
        one = await DengaServer.Start(settings);
        two = await DengaServer.Start(settings, database: one.Database);
        await Task.WhenAll(one.UntilOk("redis"), two.UntilOk("redis"));
    }

    public override async ValueTask DisposeAsync()
    {
        await two.DisposeAsync();
        await one.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_changed_profile()
    {
        var anna = (await one.Ask(new Identify("test", "anna", "ru"))).Value.Person;
        Assert.Equal("ru", (await two.Ask(new Profile(anna.Id))).Value.Language);
        Assert.Contains("identity.person", await Server.Command("keys", "*"), StringComparison.Ordinal);
        await one.Ask(new ChangeProfile(anna.Id, Language: "en"));
        Assert.Equal("en", (await one.Ask(new Profile(anna.Id))).Value.Language);
        await Wait.Until(async () => (await two.Ask(new Profile(anna.Id))).Value.Language == "en");
    }

    [Fact]
    public async Task An_ended_session()
    {
        const string Email = "anna@example.org";
        var begun = (await one.Ask(new Register(Email, "a long pass phrase"))).Value;
        var code = SixDigits().Match((await one.Ask(new Mailbox())).Value.First(l => l.To == Email).Text).Value;
        var anna = (await one.Ask(new ConfirmRegistration(begun.Challenge, code))).Value;
        var token = new WhoHolds(anna.Tokens!.Access);
        Assert.Equal(anna.Session, (await two.Ask(token)).Value.Session);
        await one.Ask(new EndSession(anna.Person!.Id, anna.Session!.Value));
        await Wait.Until(async () => (await two.Ask(token)).Error?.Code == "identity.bad_token");
    }

    [Fact]
    public async Task A_revoked_token()
    {
        await using var chat = await one.OpenChat();
        var token = new WhoHolds(chat.Opened.Token);
        var person = (await two.Ask(token)).Value.Person.Id;
        await one.Ask(new SignOutEverywhere(person));
        await Wait.Until(async () => (await two.Ask(token)).Error?.Code == "identity.bad_token");
    }

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.None, 1000)]
    private static partial Regex SixDigits();
}
