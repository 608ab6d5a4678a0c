using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Platform;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Identity;

/// <summary>What operators do is written down with its effect, can be read by operators, and cannot be changed by anybody.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private Site site = null!;
    private SignedIn anna = null!;
    private SignedIn boris = null!;

    public async ValueTask InitializeAsync()
    {
        site = await Site.Start();
        boris = await site.Register("boris@example.org");
        await site.Register("anna@example.org");
        await site.Denga.Ask(new Appoint("anna@example.org", Role.Administrator));
        anna = (await site.Post("/api/v1/sessions", new { email = "anna@example.org", password = Site.Password })).Read<SignedIn>();
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_change_of_role_says_who_did_it_to_whom_from_where_and_what_it_was_before()
    {
        await Give(boris, Role.Operator);
        var page = await Trail($"?subject={boris.Person!.Id}");
        var entry = Assert.Single(page.Items);
        Assert.Equal(
            ("operator", anna.Person!.Id, "identity.role-changed", boris.Person.Id.ToString(), anna.Session),
            (entry.Actor, entry.By, entry.Action, entry.Subject, entry.Session)
        );
        Assert.False(string.IsNullOrEmpty(entry.Address));
        Assert.Equal(("User", "Operator"), (RoleIn(entry.Before), RoleIn(entry.After)));
        Assert.Null(page.Next);
        // The command line made the first administrator.
        var first = Assert.Single((await Trail($"?subject={anna.Person.Id}")).Items);
        Assert.Equal(("system", null, null), (first.Actor, first.By, first.Address));
    }

    [Fact]
    public async Task What_was_refused_or_changes_nothing_is_not_written_down()
    {
        (await Put(anna, anna, Role.User)).IsRefused(HttpStatusCode.Conflict, "identity.last_administrator");
        await Give(boris, Role.User);
        Assert.Single((await Trail("")).Items);
    }

    [Fact]
    public async Task The_newest_comes_first_by_the_hundred_and_can_be_narrowed()
    {
        for (var i = 0; i < 102; i++)
            await site.Denga.Ask(new Appoint("boris@example.org", i % 2 == 0 ? Role.Operator : Role.User));
        await Give(boris, Role.Operator);
        var newest = await Trail("");
        Assert.Equal((100, anna.Person!.Id), (newest.Items.Count, newest.Items[0].By));
        var rest = await Trail("?after=" + newest.Next);
        Assert.Equal((4, null), (rest.Items.Count, rest.Next));
        Assert.Equal(104, newest.Items.Concat(rest.Items).DistinctBy(e => e.Id, StringComparer.Ordinal).Count());
        Assert.Equal(newest.Items[0].Id, Assert.Single((await Trail($"?by={anna.Person.Id}")).Items).Id);
        Assert.Empty((await Trail("?action=identity.person-erased")).Items);
        Assert.Empty((await Trail("?until=2020-01-01T00:00:00Z")).Items);
        (await site.Get("/api/v1/audit/identity?after=nonsense", anna.Tokens!.Access)).IsRefused(
            HttpStatusCode.BadRequest,
            "request.invalid"
        );
        (await site.Get("/api/v1/audit/nonsense", anna.Tokens.Access)).IsRefused(HttpStatusCode.NotFound, "platform.unknown_module");
        (await site.Get("/api/v1/audit/identity", (await site.Register("clara@example.org")).Tokens!.Access)).IsRefused(
            HttpStatusCode.Forbidden,
            "identity.forbidden"
        );
    }

    [Fact]
    public async Task A_person_who_erases_himself_did_it_and_every_module_that_acted_says_so()
    {
        await site.Denga.Ask(new ErasePerson((await site.Denga.Ask(new Identify("telegram", "77", "en"))).Value.Person.Id));
        Assert.Equal("person", Assert.Single((await Trail("?action=identity.person-erased")).Items).Actor);
        var frozen = (await site.Get("/api/v1/audit/wallet?action=wallet.person-frozen", anna.Tokens!.Access)).Read<Page<AuditEntry>>();
        Assert.Equal("system", Assert.Single(frozen.Items).Actor);
    }

    [Theory]
    [InlineData("update identity.audit set reason = 'none'")]
    [InlineData("delete from identity.audit")]
    [InlineData("truncate identity.audit")]
    public async Task Not_even_the_databases_administrator_changes_or_deletes_a_row(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => site.Execute(statement));
        Assert.Equal("audit_only_grows", refused.ConstraintName);
    }

    private static string? RoleIn(System.Text.Json.JsonElement? value) => value?.GetProperty("role").GetString();

    private async Task Give(SignedIn subject, Role role) => (await Put(anna, subject, role)).Read<Person>();

    private Task<Answer> Put(SignedIn by, SignedIn subject, Role role) =>
        site.Send(HttpMethod.Put, $"/api/v1/people/{subject.Person!.Id}/role", new { role = role.ToString() }, by.Tokens!.Access);

    private async Task<Page<AuditEntry>> Trail(string query) =>
        (await site.Get("/api/v1/audit/identity" + query, anna.Tokens!.Access)).Read<Page<AuditEntry>>();
}
