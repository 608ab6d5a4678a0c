using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Foundation;

/// <summary>Operations between processes.</summary>
public sealed class OperationsTests(OperationsTests.Stand stand) : IClassFixture<OperationsTests.Stand>
{
    private const string Secret = "a secret of at least thirty-two characters";
    private readonly DengaServer first = stand.Denga;

    [Fact]
    public async Task A_module_in_another_process_answers_as_if_it_were_here()
    {
        await using var second = await Second(Secret, first.Http.BaseAddress!.ToString());
        await using var anna = await second.OpenChat();
        var answer = await anna.Say("350 кофе");
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        var person = await Me(second, anna);
        var here = await second.Ask(new FindExpenses(person.Id));
        var there = await first.Ask(new FindExpenses(person.Id));
        Assert.Equal(Assert.Single(there.Value.Items).Id, Assert.Single(here.Value.Items).Id);
        // Expected errors travel whole.
        Assert.Equal(
            (await first.Ask(new ExpenseById(person.Id, ExpenseId.New()))).Error,
            (await second.Ask(new ExpenseById(person.Id, ExpenseId.New()))).Error
        );
    }

    [Fact]
    public async Task A_call_with_another_secret_is_refused()
    {
        await using var second = await Second("another secret, as long as the first one is", first.Http.BaseAddress!.ToString());
        var asked = await second.Ask(new ExpenseBook(PersonId.New()));
        Assert.Equal("module.silent", asked.Error?.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1700000000.00")]
    [InlineData("99999999999999999999.00")]
    [InlineData("nonsense")]
    public async Task A_call_that_is_not_signed_is_refused(string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/operations/IssueToken");
        request.Content = JsonContent.Create(new { person = PersonId.New().ToString() });
        if (signature is not null)
            request.Headers.TryAddWithoutValidation("Denga-Signature", signature);
        using var response = await first.Http.SendAsync(request);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("internal.bad_signature", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_process_without_a_secret_has_no_door_for_others()
    {
        await using var alone = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Modules:wallet"] = "local" }
        );
        using var response = await alone.Http.PostAsync("/internal/operations/IssueToken", content: null);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_module_whose_process_is_away_is_silent_and_the_person_is_told()
    {
        string gone;
        await using (var other = await DengaServer.Start())
            gone = other.Http.BaseAddress!.ToString();
        await using var second = await Second(Secret, gone);
        Assert.Equal("module.silent", (await second.Ask(new ExpenseBook(PersonId.New()))).Error?.Code);
        await using var anna = await second.OpenChat();
        Assert.NotEqual("", (await anna.Say("350 кофе")).Text);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/expenses");
        request.Headers.Authorization = new("Bearer", anna.Opened.Token);
        using var response = await second.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_message_waits_for_a_module_that_starts_again()
    {
        var refusals = 4;
        await using var starting = await Process(async context =>
        {
            if (
                context.Request.Path.Value!.EndsWith("/" + nameof(RecordText), StringComparison.Ordinal)
                && Interlocked.Decrement(ref refusals) >= 0
            )
            {
                context.Abort();
                return;
            }
            using var request = new HttpRequestMessage(HttpMethod.Post, context.Request.Path.Value);
            request.Content = new StreamContent(context.Request.Body);
            foreach (var name in (string[])["Denga-Signature", "Denga-Deadline"])
                request.Headers.Add(name, context.Request.Headers[name].ToString());
            using var answer = await first.Http.SendAsync(request);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body);
        });
        await using var second = await Second(Secret, starting.Urls.Single());
        await using var anna = await second.OpenChat();
        Assert.StartsWith("Записал: 350", (await anna.Say("350 кофе")).Text, StringComparison.Ordinal);
        Assert.Single((await first.Ask(new FindExpenses((await Me(second, anna)).Id))).Value.Items);
    }

    [Theory]
    [InlineData(200, "text/html")]
    [InlineData(200, "application/json")]
    [InlineData(422, "application/json")]
    [InlineData(502, "text/html")]
    public async Task An_answer_that_is_not_Dengas_is_no_answer(int status, string type)
    {
        await using var stranger = await Process(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return context.Response.WriteAsync("<html>Welcome to nginx!</html>");
        });
        await using var second = await Second(Secret, stranger.Urls.Single());
        Assert.Equal("module.silent", (await second.Ask(new ExpenseBook(PersonId.New()))).Error?.Code);
    }

    [Fact]
    public async Task A_question_whose_answer_is_lost_is_asked_again_and_a_write_without_an_id_is_not()
    {
        var asked = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await using var unsteady = await Process(async context =>
        {
            if (asked.AddOrUpdate(context.Request.Path.Value!.Split('/')[^1], 1, (_, times) => times + 1) == 1)
            {
                context.Abort();
                return;
            }
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await context.Response.WriteAsJsonAsync(Error.NotFound("test.answered", "At last."), DengaJson.Options);
        });
        await using var second = await Second(Secret, unsteady.Urls.Single());
        var person = PersonId.New();
        Assert.Equal("test.answered", (await second.Ask(new ExpenseBook(person))).Error?.Code);
        var limit = new Money(1_00, Currency.Rub);
        Assert.Equal("module.silent", (await second.Ask(new SetLimit(person, Category: null, limit))).Error?.Code);
        Assert.Equal(2, asked[nameof(ExpenseBook)]);
        Assert.Equal(1, asked[nameof(SetLimit)]);
    }

    [Fact]
    public async Task A_process_that_stays_silent_is_left_alone_for_a_moment()
    {
        var asked = 0;
        await using var silent = await Process(context =>
        {
            Interlocked.Increment(ref asked);
            context.Abort();
            return Task.CompletedTask;
        });
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        using var module = new RemoteModule(new Uri(silent.Urls.Single()), new OperationSignature(Secret, clock), clock);
        for (var i = 0; i < 10; i++)
            Assert.Null(await module.Ask("Any", [], isRepeatable: false, CancellationToken.None));
        Assert.Equal(5, asked);
        clock.Advance(TimeSpan.FromSeconds(3));
        for (var i = 0; i < 10; i++)
            Assert.Null(await module.Ask("Any", [], isRepeatable: false, CancellationToken.None));
        // One went to see.
        Assert.Equal(6, asked);
    }

    [Fact]
    public async Task Whoever_answers_gives_up_when_nobody_waits_any_more()
    {
        const string operation = nameof(ExpenseBook);
        var body = JsonSerializer.SerializeToUtf8Bytes(new ExpenseBook(PersonId.New()), DengaJson.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/operations/" + operation);
        request.Content = new ByteArrayContent(body);
        request.Headers.Add("Denga-Signature", new OperationSignature(Secret, TimeProvider.System).Sign(operation, body));
        request.Headers.Add("Denga-Deadline", "0");
        using var response = await first.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Theory]
    [InlineData("RecordExpenses", "")]
    [InlineData("RecordExpenses", "null")]
    [InlineData("RecordExpenses", "[]")]
    [InlineData("RecordExpenses", "{\"id\":")]
    [InlineData("RecordExpenses", "{\"more\":1}")]
    [InlineData("RecordExpenses", "{PERSON,\"id\":\"op_0198f1c2d3e47a5b8c9d0e1f2a3b4c5d\",\"entries\":[null]}")]
    [InlineData(
        "RecordExpenses",
        "{PERSON,\"id\":\"op_0198f1c2d3e47a5b8c9d0e1f2a3b4c5d\",\"ID\":\"op_0198f1c2d3e47a5b8c9d0e1f2a3b4c5e\",\"entries\":[]}"
    )]
    [InlineData("Spending", "{PERSON,\"from\":\"0001-01-01\",\"to\":\"0001-01-02\"}")]
    [InlineData("AddCategory", "{PERSON,\"name\":\"a\\u0000b\"}")]
    [InlineData("AddCategory", "{PERSON,\"name\":\"\\ud800\"}")]
    public async Task A_call_of_another_part_that_is_no_operation_is_refused(string operation, string body)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(
            body.Replace("PERSON", $"\"person\":\"{PersonId.New()}\"", StringComparison.Ordinal)
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/operations/" + operation);
        request.Content = new ByteArrayContent(bytes);
        request.Headers.Add("Denga-Signature", new OperationSignature(Secret, TimeProvider.System).Sign(operation, bytes));
        using var response = await first.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("request.invalid", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private static async Task<WebApplication> Process(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var process = builder.Build();
        process.Run(answer);
        await process.StartAsync();
        return process;
    }

    private static async Task<Person> Me(DengaServer denga, ChatClient anna) =>
        (await denga.Ask(new WhoHolds(anna.Opened.Token))).Value.Person;

    private Task<DengaServer> Second(string secret, string expenses) =>
        DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Modules:Secret"] = secret, ["Modules:expenses"] = expenses },
            database: first.Database
        );

    public sealed class Stand : DengaStand
    {
        protected override Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal) { ["Modules:Secret"] = Secret };
    }
}
