using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Contracts.Reports;
using Denga.Platform.Grpc;
using Denga.Platform.Grpc.Wire;
using Denga.TestKit.Grpc;
using Grpc.Core;

namespace Denga.Tests.Integration.Grpc;

/// <summary>Our server as gRPC's own client for Node sees it, and as nobody should call it.</summary>
public sealed class GrpcServerTests(GrpcStand stand) : IClassFixture<GrpcStand>
{
    private const string Documents = "denga.reports.v1.Documents";
    private const string Health = "grpc.health.v1.Health";

    [Fact]
    public async Task A_document_is_asked_for_and_asked_about()
    {
        var person = await NewPerson();
        var id = OperationId.New().ToString();
        var asked = await stand.Call(Documents, "Request", Request(id, person));
        Assert.Equal((0, id), (asked.Code, asked.Answers.Single().GetProperty("id").GetString()));
        var again = await stand.Call(Documents, "Request", Request(id, person));
        Assert.Equal((0, 1), (again.Code, again.Answers.Count));

        var known = await stand.Call(Documents, "Get", new JsonObject { ["person"] = person, ["document"] = id });
        Assert.Equal(id, known.Answers.Single().GetProperty("id").GetString());
    }

    [Fact]
    public async Task News_of_a_document_are_heard_once_and_after_the_end_nothing_more()
    {
        await using var anna = await stand.Denga.OpenChat();
        var person = (await stand.Denga.Ask(new WhoHolds(anna.Opened.Token))).Value.Person.Id;
        await anna.Say("350 кофе");
        await anna.Say("/report");
        // A person's documents are worked one after the other, and this one is never done.
        await stand.Denga.Execute(
            $"""
            insert into reports.work (kind, key, order_key, body, added_at, next_at)
            values ('reports.document', 'never', '{person.Value}', '"never"', now(), 'infinity')
            """
        );
        var waiting = await anna.Press("Excel");
        Guid? document = null;
        while (document is null)
            document = await stand.Denga.Select<Guid?>(
                $"select id from reports.document_request where person_id = '{person.Value}' and format = 'xlsx'"
            );

        Task<GrpcOutcome> Tell(string what, JsonObject news) =>
            stand.Call(
                "denga.bot.v1.Documents",
                "Tell",
                new JsonObject
                {
                    ["id"] = new OperationId(document.Value).ToString(),
                    ["conversation"] = anna.Opened.Conversation.ToString(),
                    [what] = news,
                }
            );
        var finished = new JsonObject { ["file"] = "00112233445566778899aabbccddeeff.xlsx", ["entries"] = 1 };
        await Tell("progress", new JsonObject { ["percent"] = 40 });
        await Tell("progress", new JsonObject { ["percent"] = 40 });
        Assert.Equal(waiting.Text + "\nГотово 40\u00a0%", (await anna.Next()).Text);
        await Tell("finished", (JsonObject)finished.DeepClone());
        await Tell("finished", (JsonObject)finished.DeepClone());
        await Tell("progress", new JsonObject { ["percent"] = 99 });
        ChatMessage[] heard = [await anna.Next(), await anna.Next()];
        Assert.Equal(["1 запись в файле.", "Готово, файл ниже."], heard.Select(m => m.Text).Order(StringComparer.Ordinal));
        Assert.StartsWith("Сегодня", (await anna.Say("/stats")).Text, StringComparison.Ordinal);

        var nobody = await stand.Call(
            "denga.bot.v1.Documents",
            "Tell",
            new JsonObject
            {
                ["id"] = OperationId.New().ToString(),
                ["conversation"] = ConversationId.New().ToString(),
                ["finished"] = finished,
            }
        );
        Assert.Equal((int)StatusCode.NotFound, nobody.Code);
    }

    [Fact]
    public async Task An_expected_error_keeps_its_code_and_its_words()
    {
        var person = await NewPerson();
        var unknown = await stand.Call(
            Documents,
            "Get",
            new JsonObject { ["person"] = person, ["document"] = OperationId.New().ToString() }
        );
        Assert.Equal(((int)StatusCode.NotFound, "There is no such document."), (unknown.Code, unknown.Message));
        var info = Denga.Platform.Grpc.Wire.Status.Parser.ParseFrom(unknown.Details).Details.Single().Unpack<ErrorInfo>();
        Assert.Equal(("reports.no_document", "denga"), (info.Reason, info.Domain));

        var id = OperationId.New().ToString();
        await stand.Call(Documents, "Request", Request(id, person));
        var other = Request(id, person);
        other["format"] = "pdf";
        Assert.Equal((int)StatusCode.FailedPrecondition, (await stand.Call(Documents, "Request", other)).Code);
    }

    [Fact]
    public async Task A_call_that_is_not_signed_by_a_part_of_the_system_is_refused()
    {
        var request = Request(OperationId.New().ToString(), await NewPerson());
        Assert.Equal((int)StatusCode.Unauthenticated, (await stand.Call(Documents, "Request", request.DeepClone(), secret: null)).Code);
        var forged = await stand.Call(Documents, "Request", request, secret: "another secret of thirty-two characters");
        Assert.Equal((int)StatusCode.Unauthenticated, forged.Code);
    }

    [Fact]
    public async Task A_message_that_breaks_the_rules_of_its_proto_is_refused_with_all_that_is_wrong()
    {
        var wrong = Request("op_1", await NewPerson());
        wrong["format"] = "doc";
        var refused = await stand.Call(Documents, "Request", wrong);
        Assert.Equal((int)StatusCode.InvalidArgument, refused.Code);
        Assert.Contains("format: must be in list [xlsx, pdf]", refused.Message, StringComparison.Ordinal);
        var violations = Denga.Platform.Grpc.Wire.Status.Parser.ParseFrom(refused.Details).Details[0].Unpack<Violations>().Violations_;
        Assert.Equal([("id", "string.pattern"), ("format", "string.in")], violations.Select(v => (Rules.PathOf(v.Field), v.RuleId)));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_ends_the_call()
    {
        // Nothing comes after the first status, so the client waits until its deadline.
        var watched = await stand.Call(Health, "Watch", new JsonObject { ["service"] = "" }, secret: null, c => c["deadlineMs"] = 300);
        Assert.Equal((int)StatusCode.DeadlineExceeded, watched.Code);
        Assert.Equal("SERVING", watched.Answers.Single().GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_client_that_has_heard_enough_goes()
    {
        var watched = await stand.Call(Health, "Watch", new JsonObject { ["service"] = "" }, secret: null, c => c["cancelAfter"] = 1);
        Assert.Equal(((int)StatusCode.Cancelled, 1), (watched.Code, watched.Answers.Count));
    }

    [Fact]
    public async Task Health_is_told_of_every_service_and_of_the_whole()
    {
        foreach (var service in (string[])["", Documents, "denga.bot.v1.Documents"])
        {
            var checkedOne = await stand.Call(Health, "Check", new JsonObject { ["service"] = service }, secret: null);
            Assert.Equal("SERVING", checkedOne.Answers.Single().GetProperty("status").GetString());
        }
        var unknown = await stand.Call(Health, "Check", new JsonObject { ["service"] = "nobody" }, secret: null);
        Assert.Equal((int)StatusCode.NotFound, unknown.Code);
        var watched = await stand.Call(Health, "Watch", new JsonObject { ["service"] = "nobody" }, secret: null, c => c["cancelAfter"] = 1);
        Assert.Equal("SERVICE_UNKNOWN", watched.Answers.Single().GetProperty("status").GetString());
    }

    [Fact]
    public async Task Reflection_tells_the_services_and_their_files()
    {
        var told = await stand.Call(
            "grpc.reflection.v1.ServerReflection",
            "ServerReflectionInfo",
            new JsonArray
            {
                new JsonObject { ["list_services"] = "" },
                new JsonObject { ["file_containing_symbol"] = Documents },
                new JsonObject { ["file_containing_symbol"] = "denga.bot.v1.TellDocument" },
                new JsonObject { ["file_by_filename"] = "nothing.proto" },
            },
            secret: null
        );
        Assert.Equal(0, told.Code);
        var services = told.Answers[0].GetProperty("list_services_response").GetProperty("service");
        Assert.Equal(
            [
                "denga.bot.v1.Documents",
                Documents,
                Health,
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            ],
            services.EnumerateArray().Select(s => s.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)
        );
        // A file comes with what it imports.
        Assert.Equal([5, 6], told.Answers.Skip(1).Take(2).Select(Files));
        Assert.Equal((int)StatusCode.NotFound, told.Answers[3].GetProperty("error_response").GetProperty("error_code").GetInt32());

        using var alpha = await Post("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", []);
        Assert.Equal("0", Code(alpha));
    }

    [Fact]
    public async Task What_is_no_message_is_refused()
    {
        var (path, frame) = stand.Written(new DocumentById(PersonId.New(), OperationId.New()));
        Assert.Equal("13", await CodeOf(path, frame[..^1]));
        Assert.Equal("13", await CodeOf(path, frame[..3]));
        Assert.Equal("13", await CodeOf(path, [1, .. frame[1..]]));
        Assert.Equal("2", await CodeOf(path, [7, .. frame[1..]]));
        Assert.Equal("13", await CodeOf(path, []));
        Assert.Equal("13", await CodeOf(path, [.. frame, .. frame]));
        Assert.Equal("13", await CodeOf(path, [0, 0, 0, 0, 2, 0xff, 0xff]));
        // Announced larger than is taken: refused before it comes.
        Assert.Equal("8", await CodeOf(path, [0, 0x7f, 0xff, 0xff, 0xff, 1]));
        using var compressed = await Post(path, [1, .. frame[1..]], r => r.Headers.Add("grpc-encoding", "brotli"));
        Assert.Equal("12", Code(compressed));
        using var broken = await Post(path, [1, .. frame[1..]], r => r.Headers.Add("grpc-encoding", "gzip"));
        Assert.Equal("2", Code(broken));
    }

    [Fact]
    public async Task A_compressed_message_is_taken_and_one_that_swells_is_not()
    {
        var person = await NewPerson();
        var asked = await stand.Call(Documents, "Request", Request(OperationId.New().ToString(), person), with: c => c["compress"] = true);
        Assert.Equal(0, asked.Code);
        var swelling = Request(OperationId.New().ToString(), person);
        swelling["language"] = new string('x', 10 * GrpcStand.MessageBytesMax);
        var refused = await stand.Call(Documents, "Request", swelling, with: c => c["compress"] = true);
        Assert.Equal((int)StatusCode.ResourceExhausted, refused.Code);
    }

    [Fact]
    public async Task What_is_no_gRPC_is_told_so_by_HTTP()
    {
        using var json = await Post(Documents + "/Get", [], r => r.Content!.Headers.ContentType = new("application/json"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        using var web = await Post(Documents + "/Get", [], r => r.Content!.Headers.ContentType = new("application/grpc-web"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, web.StatusCode);
        using var nowhere = await Post(Documents + "/Nothing", [0, 0, 0, 0, 0]);
        Assert.Equal("12", Code(nowhere));
        using var old = await stand.Denga.Http.PostAsync(Documents + "/Get", Content([]));
        Assert.Equal(HttpStatusCode.UpgradeRequired, old.StatusCode);
    }

    [Fact]
    public async Task The_same_methods_answer_over_REST_and_keep_the_rules()
    {
        await using var chat = await stand.Denga.OpenChat();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/reports/documents");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", chat.Opened.Token);
        request.Content = JsonContent.Create(
            new
            {
                from = "2026-11-01",
                to = "2026-11-30",
                format = "doc",
            }
        );
        using var refused = await stand.Denga.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("must be in list [xlsx, pdf]", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_for_parts_of_the_system_answers_over_REST_when_it_is_signed()
    {
        var id = OperationId.New();
        var path = $"/internal/v1/documents/{id}/news";
        var body = Encoding.UTF8.GetBytes($$$"""{"conversation":"{{{ConversationId.New()}}}","failed":{"code":"reports.not_built"}}""");
        Assert.Equal((HttpStatusCode.Unauthorized, 16), await Rest(path, body, null));
        // Nobody talks there.
        Assert.Equal((HttpStatusCode.NotFound, 5), await Rest(path, body, GrpcStand.Signature.Sign("POST " + path, body)));
        var empty = "{}"u8.ToArray();
        Assert.Equal((HttpStatusCode.BadRequest, 3), await Rest(path, empty, GrpcStand.Signature.Sign("POST " + path, empty)));
        var broken = "{"u8.ToArray();
        Assert.Equal((HttpStatusCode.BadRequest, 3), await Rest(path, broken, GrpcStand.Signature.Sign("POST " + path, broken)));
    }

    private async Task<(HttpStatusCode, int)> Rest(string path, byte[] body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        if (signature is not null)
            request.Headers.Add("Denga-Signature", signature);
        using var response = await stand.Denga.Http.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, answer.RootElement.GetProperty("code").GetInt32());
    }

    private async Task<string> NewPerson() =>
        (await stand.Denga.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "ru"))).Value.Person.Id.ToString();

    private static JsonObject Request(string id, string person) =>
        new()
        {
            ["id"] = id,
            ["person"] = person,
            ["from"] = "2026-11-01",
            ["to"] = "2026-11-30",
            ["format"] = "xlsx",
        };

    private static int Files(JsonElement answer) =>
        answer.GetProperty("file_descriptor_response").GetProperty("file_descriptor_proto").GetArrayLength();

    private async Task<string> CodeOf(string path, byte[] body)
    {
        using var response = await Post(path, body);
        return Code(response);
    }

    private static string Code(HttpResponseMessage response) =>
        response.TrailingHeaders.Concat(response.Headers).First(h => h.Key == "grpc-status").Value.Single();

    private async Task<HttpResponseMessage> Post(string path, byte[] body, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{stand.Address}/{path.TrimStart('/')}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = Content(body),
        };
        // The signature is over the first message.
        var message = body.AsSpan(Math.Min(body.Length, GrpcStand.FrameHeaderBytes));
        message = message[..Math.Min(message.Length, body.Length > 4 ? body[4] : 0)];
        request.Headers.Add("denga-signature", GrpcStand.Signature.Sign("/" + path.TrimStart('/'), message));
        with?.Invoke(request);
        return await stand.Denga.Http.SendAsync(request);
    }

    private static ByteArrayContent Content(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
}
