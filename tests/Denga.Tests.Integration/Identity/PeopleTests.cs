using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Identity;

public sealed class PeopleTests : IAsyncLifetime
{
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private DengaServer denga = null!;

    public async ValueTask InitializeAsync() => denga = await DengaServer.Start(clock: clock);

    public ValueTask DisposeAsync() => denga.DisposeAsync();

    [Fact]
    public async Task Two_first_messages_at_once_register_one_person()
    {
        var calls = Enumerable.Range(0, 20).Select(_ => Task.Run(() => denga.Ask(new Identify("telegram", "42", "ru"))));
        var answers = (await Task.WhenAll(calls)).Select(a => a.Value).ToArray();
        Assert.Single(answers.Select(a => a.Person).Distinct());
        Assert.Single(answers, a => a.IsNew);
        Assert.Equal(
            1,
            await Count(
                "select count(*) from identity.person where id in (select person_id from identity.identity where external_id = '42')"
            )
        );
        Assert.Equal(1, await Count("select count(*) from identity.outbox where type = 'identity.person-registered.v1'"));
    }

    [Fact]
    public async Task The_same_number_in_two_channels_is_two_people()
    {
        var one = (await denga.Ask(new Identify("telegram", "1", "ru"))).Value.Person;
        var other = (await denga.Ask(new Identify("web", "1", "ru"))).Value.Person;
        Assert.NotEqual(one.Id, other.Id);
    }

    [Theory]
    [InlineData("ru-RU", "ru", "Europe/Moscow")]
    [InlineData("ru", "ru", "Europe/Moscow")]
    [InlineData("en-GB", "en", "UTC")]
    [InlineData("de", "en", "UTC")]
    [InlineData(null, "en", "UTC")]
    public async Task The_language_that_the_messenger_reports_decides_at_first(string? reported, string language, string zone)
    {
        var person = (await denga.Ask(new Identify("telegram", "7", reported))).Value.Person;
        Assert.Equal((language, zone), (person.Language, person.TimeZone));
    }

    [Fact]
    public async Task The_time_zone_follows_the_language_until_it_is_chosen()
    {
        var id = await Register();
        Assert.Equal("UTC", (await denga.Ask(new ChangeProfile(id, Language: "en"))).Value.TimeZone);
        Assert.Equal("Asia/Almaty", (await denga.Ask(new ChangeProfile(id, TimeZone: "Asia/Almaty"))).Value.TimeZone);
        Assert.Equal("Asia/Almaty", (await denga.Ask(new ChangeProfile(id, Language: "ru"))).Value.TimeZone);
    }

    [Fact]
    public async Task A_change_is_seen_by_the_next_question_however_it_is_asked()
    {
        var id = await Register();
        var token = (await denga.Ask(new IssueToken(id))).Value.Token;
        await denga.Ask(new WhoHolds(token));
        var changed = (await denga.Ask(new ChangeProfile(id, "en", "Europe/Berlin"))).Value;
        Assert.Equal(changed, (await denga.Ask(new Profile(id))).Value);
        Assert.Equal(changed, (await denga.Ask(new WhoHolds(token))).Value.Person);
        Assert.Equal(changed, (await denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person);
        Assert.Equal(1, await Count("select count(*) from identity.outbox where type = 'identity.profile-changed.v1'"));
    }

    [Theory]
    [InlineData("fr", null, "identity.unknown_language")]
    [InlineData(null, "Moscow", "identity.unknown_time_zone")]
    [InlineData(null, "Russian Standard Time", "identity.unknown_time_zone")]
    [InlineData(null, "../../etc/passwd", "identity.unknown_time_zone")]
    [InlineData(null, "posix/Europe/Moscow", "identity.unknown_time_zone")]
    public async Task A_language_or_zone_that_is_not_known_changes_nothing(string? language, string? zone, string code)
    {
        var id = await Register();
        Assert.Equal(code, (await denga.Ask(new ChangeProfile(id, language, zone))).Error!.Code);
        Assert.Equal(
            ("ru", "Europe/Moscow"),
            ((await denga.Ask(new Profile(id))).Value.Language, (await denga.Ask(new Profile(id))).Value.TimeZone)
        );
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_is_kept()
    {
        var id = await Register();
        var token = (await denga.Ask(new IssueToken(id))).Value.Token;
        Assert.Equal(43, token.Length);
        Assert.Equal(id, (await denga.Ask(new WhoHolds(token))).Value.Person.Id);
        Assert.Equal(0, await Count($"select count(*) from identity.token t where t::text like '%{token}%'"));
        Assert.Equal(1, await Count($"select count(*) from identity.token where hash = sha256('{token}'::bytea)"));
    }

    [Fact]
    public async Task An_expired_token_is_refused_like_an_unknown_one()
    {
        var issued = (await denga.Ask(new IssueToken(await Register()))).Value;
        clock.Advance(issued.ExpiresAt - clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        Assert.True((await denga.Ask(new WhoHolds(issued.Token))).IsOk);
        clock.Advance(TimeSpan.FromMinutes(1));
        var expired = (await denga.Ask(new WhoHolds(issued.Token))).Error;
        var unknown = (await denga.Ask(new WhoHolds(new string('a', 43)))).Error;
        Assert.Equal("identity.bad_token", expired!.Code);
        Assert.Equal(expired, unknown);
        await denga.RunJob("identity.forget-expired-tokens");
        Assert.Equal(0, await Count("select count(*) from identity.token"));
    }

    [Fact]
    public async Task Nobody_gets_a_token_for_a_person_who_is_not_there() =>
        Assert.Equal("identity.unknown_person", (await denga.Ask(new IssueToken(PersonId.New()))).Error!.Code);

    private async Task<PersonId> Register() => (await denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id;

    private Task<long> Count(string sql) => denga.Select<long>(sql);
}
