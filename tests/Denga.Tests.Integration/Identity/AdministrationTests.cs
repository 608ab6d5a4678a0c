using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;

namespace Denga.Tests.Integration.Identity;

/// <summary>Roles: the first administrator, those he appoints, and that there is always one left.</summary>
public sealed class AdministrationTests : IAsyncLifetime
{
    private Site site = null!;
    private SignedIn anna = null!;

    public async ValueTask InitializeAsync()
    {
        site = await Site.Start();
        anna = await site.Register("anna@example.org");
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_code_of_the_first_start_makes_one_administrator()
    {
        var old = (await site.Denga.Ask(new OfferAdministration())).Value.Code!;
        var code = (await site.Denga.Ask(new OfferAdministration())).Value.Code!;
        // Neither another start nor a year makes it void.
        site.Clock.Advance(TimeSpan.FromDays(365));
        anna = await site.SignIn("anna@example.org");
        await site.Denga.RunJob("identity.forget-old");
        Assert.Equal(Role.Administrator, (await Claim(anna, old.ToLowerInvariant())).Read<Person>().Role);
        // The token that was there before counts with the new role.
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/people", anna.Tokens!.Access)).Status);
        Assert.Null((await site.Denga.Ask(new OfferAdministration())).Value.Code);
        var boris = await site.Register("boris@example.org");
        (await Claim(boris, code)).IsRefused(HttpStatusCode.BadRequest, "identity.code_used");
        Assert.Equal(1, await site.Select<long>("select count(*) from identity.outbox where type = 'identity.role-changed.v1'"));
    }

    [Fact]
    public async Task The_code_of_the_first_start_makes_an_account_with_a_password()
    {
        var code = (await site.Denga.Ask(new OfferAdministration())).Value.Code!;
        Task<Answer> SetUp(string with, string email, string password) =>
            site.Post(
                "/api/v1/administration/first",
                new
                {
                    code = with,
                    email,
                    password,
                }
            );
        (await SetUp("AAAA-AAAA-AAAA-AAAA", "boss@example.org", Site.Password)).IsRefused(HttpStatusCode.BadRequest, "identity.bad_code");
        (await SetUp(code, "boss@example.org", "short")).IsRefused(HttpStatusCode.BadRequest, "identity.weak_password");
        (await SetUp(code, "Anna@Example.org", Site.Password)).IsRefused(HttpStatusCode.Conflict, "identity.email_taken");
        // None of that used it up, and nobody was made.
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => SetUp(code, $"boss{i}@example.org", Site.Password)));
        var boss = Assert.Single(answers, a => a.Status == HttpStatusCode.OK).Read<SignedIn>();
        Assert.Equal(2, answers.Count(a => a.Code == "identity.code_used"));
        Assert.Equal(Role.Administrator, boss.Person!.Role);
        Assert.Equal(2, await site.Select<long>("select count(*) from identity.person"));
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/people", boss.Tokens!.Access)).Status);
    }

    [Fact]
    public async Task Of_two_who_claim_at_once_one_becomes_administrator()
    {
        var boris = await site.Register("boris@example.org");
        var code = (await site.Denga.Ask(new OfferAdministration())).Value.Code!;
        var answers = await Task.WhenAll(Claim(anna, code), Claim(boris, code));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(1, await site.Select<long>("select count(*) from identity.person where role = 2"));
    }

    [Fact]
    public async Task An_administrator_gives_and_takes_roles_but_not_the_last_one()
    {
        await site.Denga.Ask(new Appoint("anna@example.org", Role.Administrator));
        var boris = await site.Register("boris@example.org");
        Assert.Equal(Role.Operator, (await Give(boris, Role.Operator)).Read<Person>().Role);
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/people", boris.Tokens!.Access)).Status);
        (await Give(boris, Role.User)).Read<Person>();
        (await site.Get("/api/v1/people", boris.Tokens.Access)).IsRefused(HttpStatusCode.Forbidden, "identity.forbidden");
        (await Give(anna, Role.User)).IsRefused(HttpStatusCode.Conflict, "identity.last_administrator");
    }

    [Fact]
    public async Task Two_administrators_cannot_take_the_role_from_each_other_at_once()
    {
        await site.Denga.Ask(new Appoint("anna@example.org", Role.Administrator));
        var boris = await site.Register("boris@example.org");
        await site.Denga.Ask(new Appoint("boris@example.org", Role.Administrator));
        var answers = await Task.WhenAll(
            Task.Run(() => site.Denga.Ask(new ChangeRole(anna.Person!.Id, boris.Person!.Id, Role.User))),
            Task.Run(() => site.Denga.Ask(new ChangeRole(boris.Person!.Id, anna.Person!.Id, Role.User)))
        );
        Assert.Single(answers, a => a.IsOk);
        Assert.Equal(1, await site.Select<long>("select count(*) from identity.person where role = 2"));
    }

    [Fact]
    public async Task An_account_made_on_the_command_line_signs_in_with_the_password_that_was_shown()
    {
        var appointed = (await site.Denga.Ask(new Appoint("root@example.org", Role.Administrator))).Value;
        var root = await site.SignIn("root@example.org", appointed.Password!);
        Assert.Equal(Role.Administrator, root.Person!.Role);
        Assert.Null((await site.Denga.Ask(new Appoint("root@example.org", Role.Administrator))).Value.Password);
        Assert.Equal("identity.bad_email", (await site.Denga.Ask(new Appoint("root", Role.User))).Error?.Code);
    }

    [Fact]
    public async Task People_are_listed_by_the_page_and_found_by_the_beginning_of_the_address()
    {
        for (var i = 0; i < 105; i++)
            await site.Denga.Ask(new Identify("telegram", FormattableString.Invariant($"{1000 + i}"), "ru"));
        await site.Denga.Ask(new Appoint("anna@example.org", Role.Operator));
        var first = (await site.Get("/api/v1/people", anna.Tokens!.Access)).Read<Page<PersonEntry>>();
        var second = (await site.Get("/api/v1/people?after=" + first.Next, anna.Tokens.Access)).Read<Page<PersonEntry>>();
        Assert.Equal((100, 6, null), (first.Items.Count, second.Items.Count, second.Next));
        Assert.Equal(106, first.Items.Concat(second.Items).Select(p => p.Person.Id).Distinct().Count());
        Assert.Equal("anna@example.org", Assert.Single((await Find("ANNA@")).Items).Email);
        Assert.Empty((await Find("%")).Items);
        (await site.Get("/api/v1/people?after=nonsense", anna.Tokens.Access)).IsRefused(HttpStatusCode.BadRequest, "identity.bad_cursor");

        async Task<Page<PersonEntry>> Find(string email) =>
            (await site.Get("/api/v1/people?email=" + Uri.EscapeDataString(email), anna.Tokens!.Access)).Read<Page<PersonEntry>>();
    }

    private Task<Answer> Claim(SignedIn who, string code) => site.Post("/api/v1/administration", new { code }, who.Tokens!.Access);

    private Task<Answer> Give(SignedIn whom, Role role) =>
        site.Send(HttpMethod.Put, $"/api/v1/people/{whom.Person!.Id}/role", new { role = role.ToString() }, anna.Tokens!.Access);
}
