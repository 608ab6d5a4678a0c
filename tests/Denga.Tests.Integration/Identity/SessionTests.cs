using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Identity;

/// <summary>Access tokens, refresh tokens, keys, and the list of sessions.</summary>
public sealed class SessionTests : IAsyncLifetime
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
    public async Task An_access_token_lives_for_minutes_and_is_renewed_with_the_refresh_token()
    {
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        (await Me(anna.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        var renewed = (await Refresh(anna.Tokens.Refresh)).Read<SignedIn>();
        Assert.Equal(anna.Session, renewed.Session);
        Assert.Equal(HttpStatusCode.OK, (await Me(renewed.Tokens!.Access)).Status);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_again_late_ends_its_whole_family()
    {
        var second = (await Refresh(anna.Tokens!.Refresh)).Read<SignedIn>();
        site.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Refresh(anna.Tokens.Refresh)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await Refresh(second.Tokens!.Refresh)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await Me(second.Tokens.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        // Another session of the same person is another family.
        var other = await site.SignIn("anna@example.org");
        Assert.Equal(HttpStatusCode.OK, (await Me(other.Tokens!.Access)).Status);
    }

    [Fact]
    public async Task Who_refreshes_at_once_or_again_after_a_lost_answer_gets_the_same_tokens()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Refresh(anna.Tokens!.Refresh)));
        var pair = Assert.Single(answers.Select(a => a.Read<SignedIn>().Tokens).Distinct());
        site.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(pair, (await Refresh(anna.Tokens!.Refresh)).Read<SignedIn>().Tokens);
        Assert.Equal(HttpStatusCode.OK, (await Me(pair!.Access)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Refresh(pair.Refresh)).Status);
        Assert.Equal(3, await site.Select<long>("select count(*) from identity.refresh_token"));
    }

    [Fact]
    public async Task The_same_tokens_are_given_again_after_a_restart()
    {
        var pair = (await Refresh(anna.Tokens!.Refresh)).Read<SignedIn>().Tokens;
        var second = await DengaServer.Start(clock: site.Clock, database: site.Denga.Database);
        await using var there = new Site(second);
        var again = await there.Post("/api/v1/sessions/refresh", new { refreshToken = anna.Tokens.Refresh });
        Assert.Equal(pair, again.Read<SignedIn>().Tokens);
    }

    [Fact]
    public async Task Once_the_new_token_was_used_the_old_one_ends_the_session_at_once()
    {
        var second = (await Refresh(anna.Tokens!.Refresh)).Read<SignedIn>();
        var third = (await Refresh(second.Tokens!.Refresh)).Read<SignedIn>();
        (await Refresh(anna.Tokens.Refresh)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await Me(third.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task Another_agent_does_not_get_the_answer_that_somebody_lost_and_the_owner_is_told_by_mail_and_messenger()
    {
        await using var chat = await site.Denga.OpenChat();
        var code = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>().Code;
        await chat.Say("/link " + code);
        await Refresh(anna.Tokens.Refresh);
        var thief = await site.Send(
            HttpMethod.Post,
            "/api/v1/sessions/refresh",
            new { refreshToken = anna.Tokens.Refresh },
            headers: ("User-Agent", "curl/8")
        );
        thief.IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        await site.Until("exists (select from identity.letter where address = 'anna@example.org' and subject like '%сеанс закрыт%')");
        await site.Until(
            $"exists (select from bot.message m join bot.conversation c on c.id = m.conversation_id where c.external_id = '{chat.Opened.Conversation}' and m.text like '%ключ пришёл второй раз%')"
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_unknown_refresh_token_is_refused(string token) =>
        (await Refresh(token)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");

    [Fact]
    public async Task A_session_ends_after_thirty_days_without_use()
    {
        site.Clock.Advance(TimeSpan.FromDays(29));
        var renewed = (await Refresh(anna.Tokens!.Refresh)).Read<SignedIn>();
        site.Clock.Advance(TimeSpan.FromDays(30));
        (await Refresh(renewed.Tokens!.Refresh)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task A_token_whose_algorithm_is_none_is_refused()
    {
        var (header, payload, _) = Parts();
        foreach (var alg in new[] { "none", "None", "NONE" })
        {
            header["alg"] = alg;
            (await Me($"{Encode(header)}.{Encode(payload)}.")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
            header.Remove("kid");
            (await Me($"{Encode(header)}.{Encode(payload)}.")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        }
    }

    [Fact]
    public async Task A_token_signed_with_another_key_is_refused_whatever_it_calls_the_key()
    {
        var (header, payload, _) = Parts();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = $"{Encode(header)}.{Encode(payload)}";
        var forged = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        (await Me($"{signed}.{WebEncoders.Base64UrlEncode(forged)}")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        header["kid"] = "mine";
        header["jwk"] = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256" };
        signed = $"{Encode(header)}.{Encode(payload)}";
        forged = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        (await Me($"{signed}.{WebEncoders.Base64UrlEncode(forged)}")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task The_public_key_does_not_serve_as_a_shared_secret()
    {
        var (header, payload, _) = Parts();
        header["alg"] = "HS256";
        var signed = $"{Encode(header)}.{Encode(payload)}";
        foreach (var secret in await PublicKeyForms())
        {
            var forged = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed));
            (await Me($"{signed}.{WebEncoders.Base64UrlEncode(forged)}")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        }
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        var (header, payload, signature) = Parts();
        payload["role"] = "administrator";
        (await Me($"{Encode(header)}.{Encode(payload)}.{signature}")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        payload["role"] = "user";
        payload["exp"] = 4_000_000_000;
        (await Me($"{Encode(header)}.{Encode(payload)}.{signature}")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Theory]
    [InlineData("a.b.c.d.e")]
    [InlineData("eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0..aaaa.bbbb.cccc")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.")]
    [InlineData("e30.e30.e30")]
    public async Task What_has_no_three_proper_parts_is_refused(string token) =>
        (await Me(token)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");

    [Fact]
    public async Task A_token_of_many_kilobytes_is_refused() =>
        (await Me("a." + new string('a', 10_000) + ".a")).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");

    [Fact]
    public async Task A_new_key_signs_while_tokens_of_the_old_one_stay_good()
    {
        var old = anna.Tokens!.Access;
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Execute("update identity.signing_key set created_at = created_at - interval '31 days'");
        await site.Denga.RunJob("identity.rotate-signing-keys");
        var fresh = (await site.SignIn("anna@example.org")).Tokens!.Access;
        Assert.NotEqual(Kid(old), Kid(fresh));
        Assert.Equal(HttpStatusCode.OK, (await Me(old)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Me(fresh)).Status);
        Assert.Equal([Kid(fresh), Kid(old)], await Kids());

        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await site.Denga.RunJob("identity.rotate-signing-keys");
        Assert.Equal([Kid(fresh)], await Kids());
    }

    [Fact]
    public async Task Anybody_can_check_a_token_with_the_published_keys()
    {
        var keys = (await site.Get("/.well-known/jwks.json")).Json.GetProperty("keys");
        var key = Assert.Single(keys.EnumerateArray());
        Assert.False(key.TryGetProperty("d", out _));
        using var verifier = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint
                {
                    X = WebEncoders.Base64UrlDecode(key.GetProperty("x").GetString()!),
                    Y = WebEncoders.Base64UrlDecode(key.GetProperty("y").GetString()!),
                },
            }
        );
        var token = anna.Tokens!.Access;
        var dot = token.LastIndexOf('.');
        Assert.True(
            verifier.VerifyData(
                Encoding.ASCII.GetBytes(token[..dot]),
                WebEncoders.Base64UrlDecode(token[(dot + 1)..]),
                HashAlgorithmName.SHA256
            )
        );
        Assert.Equal(Kid(token), key.GetProperty("kid").GetString());
    }

    [Fact]
    public async Task The_private_key_is_not_in_the_database_as_it_is()
    {
        var box = await site.Select<byte[]>("select private_key from identity.signing_key");
        using var key = ECDsa.Create();
        Assert.ThrowsAny<CryptographicException>(() => key.ImportPkcs8PrivateKey(box, out _));
    }

    [Fact]
    public async Task A_session_is_ended_from_another_one()
    {
        var second = await site.SignIn("anna@example.org");
        var list = (await site.Get("/api/v1/sessions", second.Tokens!.Access)).Read<IReadOnlyList<Session>>();
        Assert.Equal([second.Session, anna.Session], list.Select(s => (Contracts.SessionId?)s.Id));
        Assert.Equal([true, false], list.Select(s => s.IsCurrent));
        (await site.Send(HttpMethod.Delete, $"/api/v1/sessions/{anna.Session}", token: second.Tokens.Access)).IsDone();
        (await Me(anna.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await Refresh(anna.Tokens.Refresh)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        Assert.Equal(HttpStatusCode.OK, (await Me(second.Tokens.Access)).Status);
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_another_person()
    {
        var boris = await site.Register("boris@example.org");
        (await site.Send(HttpMethod.Delete, $"/api/v1/sessions/{anna.Session}", token: boris.Tokens!.Access)).IsRefused(
            HttpStatusCode.NotFound,
            "identity.unknown_session"
        );
        Assert.Equal(HttpStatusCode.OK, (await Me(anna.Tokens!.Access)).Status);
    }

    [Fact]
    public async Task Signing_out_ends_this_session_and_everywhere_means_all_of_them()
    {
        var second = await site.SignIn("anna@example.org");
        var third = await site.SignIn("anna@example.org");
        (await site.Send(HttpMethod.Delete, "/api/v1/sessions/current", token: second.Tokens!.Access)).IsDone();
        (await Me(second.Tokens.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        Assert.Equal(HttpStatusCode.OK, (await Me(third.Tokens!.Access)).Status);
        (await site.Send(HttpMethod.Delete, "/api/v1/sessions", token: third.Tokens.Access)).IsDone();
        (await Me(third.Tokens.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await Me(anna.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_tokens_of_the_web_chat_too()
    {
        await using var chat = await site.Denga.OpenChat();
        Assert.Equal(HttpStatusCode.OK, (await Me(chat.Opened.Token)).Status);
        (await site.Send(HttpMethod.Delete, "/api/v1/sessions", token: chat.Opened.Token)).IsDone();
        (await Me(chat.Opened.Token)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task Whatever_can_act_for_a_person_is_listed_by_name_and_ended_singly()
    {
        await using var chat = await site.Denga.OpenChat();
        await Link(chat.Opened.Token);
        await site.Denga.Ask(new Identify("telegram", "42", "ru", "anna_t"));
        var inBot = (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id;
        var code = (await site.Denga.Ask(new CreateLinkCode(anna.Person!.Id))).Value.Code;
        Assert.True((await site.Denga.Ask(new RedeemLinkCode(inBot, code))).IsOk);

        var list = await List(anna.Tokens!.Access);
        Assert.Equal(["chat", "program", "telegram"], list.Select(s => s.Kind).Order(StringComparer.Ordinal));
        Assert.Equal("@anna_t", list.Single(s => s.Kind == "telegram").Agent);
        Assert.True(list.Single(s => s.Kind == "program").IsCurrent);
        Assert.True((await List(chat.Opened.Token)).Single(s => s.Kind == "chat").IsCurrent);

        (await End(list.Single(s => s.Kind == "chat").Id)).IsDone();
        (await Me(chat.Opened.Token)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        (await End(list.Single(s => s.Kind == "telegram").Id)).IsDone();
        Assert.NotEqual(anna.Person.Id, (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id);
        Assert.Equal(["program"], (await List(anna.Tokens.Access)).Select(s => s.Kind));
        (await End(list.Single(s => s.Kind == "telegram").Id)).IsRefused(HttpStatusCode.NotFound, "identity.unknown_session");
    }

    [Fact]
    public async Task The_only_messenger_of_somebody_without_an_address_is_not_taken_off()
    {
        var person = (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id;
        var only = Assert.Single((await site.Denga.Ask(new Sessions(person))).Value);
        Assert.Equal("identity.last_way_in", (await site.Denga.Ask(new EndSession(person, only.Id))).Error?.Code);
        Assert.Equal(person, (await site.Denga.Ask(new Identify("telegram", "42", "ru"))).Value.Person.Id);
    }

    [Theory]
    [InlineData("change")]
    [InlineData("recovery")]
    [InlineData("everywhere")]
    public async Task The_token_of_a_linked_chat_ends_with_everything_else_and_whoever_listens_is_told(string how)
    {
        await using var chat = await site.Denga.OpenChat();
        await Link(chat.Opened.Token);
        var token = (await List(anna.Tokens!.Access)).Single(s => s.Kind == "chat").Id;
        var told = new System.Collections.Concurrent.ConcurrentBag<Contracts.SessionId>();
        site.Denga.Services.GetRequiredService<global::Denga.Platform.Events.Signals>()
            .Subscribe<AccessEnded>(ended =>
            {
                foreach (var id in ended.Sessions)
                    told.Add(id);
            });
        if (how == "change")
            (
                await site.Send(
                    HttpMethod.Put,
                    "/api/v1/me/password",
                    new { password = Site.Password, newPassword = "a new long password" },
                    anna.Tokens.Access
                )
            ).IsDone();
        else if (how == "everywhere")
            (await site.Send(HttpMethod.Delete, "/api/v1/sessions", token: anna.Tokens.Access)).IsDone();
        else
        {
            var started = (await site.Post("/api/v1/recoveries", new { email = "anna@example.org" })).Read<ChallengeStarted>();
            await site.Post(
                $"/api/v1/recoveries/{started.Challenge}/confirmation",
                new { code = await site.CodeFor("anna@example.org"), password = "a new long password" }
            );
        }
        (await Me(chat.Opened.Token)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        Assert.Contains(token, told);
    }

    [Fact]
    public async Task A_chats_token_that_was_ended_ends_in_another_process_within_seconds()
    {
        await using var chat = await site.Denga.OpenChat();
        var second = await DengaServer.Start(clock: site.Clock, database: site.Denga.Database);
        await using var there = new Site(second);
        Assert.Equal(HttpStatusCode.OK, (await there.Get("/api/v1/me", chat.Opened.Token)).Status);
        (await site.Send(HttpMethod.Delete, "/api/v1/sessions/current", token: chat.Opened.Token)).IsDone();
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        (await there.Get("/api/v1/me", chat.Opened.Token)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task A_chats_token_of_the_release_before_is_listed_and_ended_like_the_others()
    {
        await using var chat = await site.Denga.OpenChat();
        var person = (await Me(chat.Opened.Token)).Read<Person>().Id;
        var old = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(old)));
        await site.Execute(
            $"insert into identity.token (hash, person_id, expires_at) values ('\\x{hash}', '{person.Value}', '2027-01-01')"
        );
        var list = await List(old);
        Assert.Equal(2, list.Count);
        (await site.Send(HttpMethod.Delete, $"/api/v1/sessions/{list.Single(s => s.IsCurrent).Id}", token: chat.Opened.Token)).IsDone();
        (await Me(old)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        Assert.Equal(HttpStatusCode.OK, (await Me(chat.Opened.Token)).Status);
    }

    private async Task Link(string chatToken)
    {
        var code = (await site.Post("/api/v1/me/link-codes", token: anna.Tokens!.Access)).Read<LinkCode>().Code;
        (await site.Post("/api/v1/me/links", new { code }, chatToken)).Read<Linked>();
    }

    private async Task<IReadOnlyList<Session>> List(string token) =>
        (await site.Get("/api/v1/sessions", token)).Read<IReadOnlyList<Session>>();

    private Task<Answer> End(Contracts.SessionId session) =>
        site.Send(HttpMethod.Delete, $"/api/v1/sessions/{session}", token: anna.Tokens!.Access);

    [Fact]
    public async Task No_secret_of_a_session_is_in_the_database_as_it_is()
    {
        var kept = await site.Select<string>(
            "select (select string_agg(s::text, ' ') from identity.session s) || (select string_agg(r::text, ' ') from identity.refresh_token r)"
        );
        Assert.DoesNotContain(anna.Tokens!.Refresh, kept, StringComparison.Ordinal);
        Assert.Contains(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(anna.Tokens.Refresh))),
            kept,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_processes_take_each_others_tokens_and_learn_of_an_end_within_seconds()
    {
        var second = await DengaServer.Start(clock: site.Clock, database: site.Denga.Database);
        await using var there = new Site(second);
        Assert.Equal(HttpStatusCode.OK, (await there.Get("/api/v1/me", anna.Tokens!.Access)).Status);
        (await site.Send(HttpMethod.Delete, "/api/v1/sessions/current", token: anna.Tokens.Access)).IsDone();
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        (await there.Get("/api/v1/me", anna.Tokens.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
    }

    [Fact]
    public async Task With_another_key_file_people_sign_in_again()
    {
        var file = Path.Combine(TestDatabase.Root, ".denga", Guid.CreateVersion7() + ".key");
        var second = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Identity:KeyFile"] = file },
            site.Clock,
            site.Denga.Database
        );
        await using (var there = new Site(second))
        {
            (await there.Get("/api/v1/me", anna.Tokens!.Access)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
            var again = await there.SignIn("anna@example.org");
            Assert.Equal(HttpStatusCode.OK, (await there.Get("/api/v1/me", again.Tokens!.Access)).Status);
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.Delete(file);
    }

    [Fact]
    public async Task A_body_larger_than_the_limit_is_refused()
    {
        var answer = await site.Post("/api/v1/sessions", new { email = "anna@example.org", password = new string('x', 2_000_000) });
        answer.IsRefused(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    private Task<Answer> Me(string token) => site.Get("/api/v1/me", token);

    private Task<Answer> Refresh(string refreshToken) => site.Post("/api/v1/sessions/refresh", new { refreshToken });

    private (JsonObject Header, JsonObject Payload, string Signature) Parts()
    {
        var parts = anna.Tokens!.Access.Split('.');
        return (Decode(parts[0]), Decode(parts[1]), parts[2]);
    }

    private static JsonObject Decode(string part) => JsonNode.Parse(WebEncoders.Base64UrlDecode(part))!.AsObject();

    private static string Encode(JsonObject part) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(part));

    private static string Kid(string token) => Decode(token.Split('.')[0])["kid"]!.GetValue<string>();

    private async Task<IEnumerable<string>> Kids() =>
        (await site.Get("/.well-known/jwks.json")).Json.GetProperty("keys").EnumerateArray().Select(k => k.GetProperty("kid").GetString()!);

    private async Task<byte[][]> PublicKeyForms()
    {
        var der = await site.Select<byte[]>("select public_key from identity.signing_key");
        return [der, Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", der))];
    }
}
