using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Denga.Contracts.Bot;
using Denga.Platform;
using Denga.TestKit;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Crash;

/// <summary>Kills Denga and its PostgreSQL in the middle of a thousand messages: what was answered is there, once.</summary>
public class KillTests
{
    private const int People = 20;
    private const int MessagesEach = 50;

    /// <summary>Smaller sums might be a number of coffees.</summary>
    private const int First = 100;

    /// <summary>Of how Denga is run; none is as it comes.</summary>
    protected virtual (string Name, string Value)[] Settings { get; } = [];

    [Fact]
    public async Task A_thousand_messages_survive_kills_of_denga_and_of_postgresql()
    {
        await using var denga = await DengaProcess.Up(Settings);
        var chats = new List<ChatOpened>();
        for (var i = 0; i < People; i++)
            chats.Add(await Open(denga.Http));

        // Whoever still talks when the test has failed.
        using var failed = new CancellationTokenSource();
        try
        {
            await MessagesSurvive(denga, chats, failed.Token);
        }
        finally
        {
            await failed.CancelAsync();
        }
    }

    private static async Task MessagesSurvive(DengaProcess denga, List<ChatOpened> chats, CancellationToken failed)
    {
        var accepted = 0;
        var third = new TaskCompletionSource();
        var twoThirds = new TaskCompletionSource();
        void Accepted()
        {
            var count = Interlocked.Increment(ref accepted);
            if (count == People * MessagesEach / 3)
                third.SetResult();
            if (count == People * MessagesEach * 2 / 3)
                twoThirds.SetResult();
        }
        var talking = Task.WhenAll(chats.Select(chat => Task.Run(() => Talk(denga.Http, chat, Accepted, failed))));

        await Reached(third.Task, talking, "a third");
        await denga.Kill();
        await denga.StartAgain();
        await Reached(twoThirds.Task, talking, "two thirds");
        denga.KillPostgres();
        await talking.WaitAsync(KillRun.StepMax, failed);

        foreach (var chat in chats)
        {
            // Whatever was accepted is answered, also what was waiting when the process died.
            var messages = await AllMessages(denga.Http, chat, failed);
            Assert.Equal(MessagesEach, messages.Count(m => m.From == "person"));
            Assert.Equal(MessagesEach, messages.Count(m => m.From == "bot" && m.Text.StartsWith("Записал", StringComparison.Ordinal)));

            var amounts = await Amounts(denga.Http, chat, failed);
            Assert.Equal(Enumerable.Range(First + 1, MessagesEach), amounts.Order());

            var days = await Get(denga.Http, chat, "/api/v1/expenses/spending?from=2020-01-01&to=2029-12-31", failed);
            Assert.Equal(
                (MessagesEach * First + MessagesEach * (MessagesEach + 1) / 2).ToString("F2", CultureInfo.InvariantCulture),
                days.GetProperty("spent").GetProperty("amount").GetString()
            );
            await LiveTotalsAgree(denga.Http, chat, failed);
        }
        var verified = await denga.Run("verify");
        Assert.True(verified.Code == 0, verified.Said);
    }

    private static async Task Reached(Task part, Task talking, string what) =>
        await Wait.Until(
            async () =>
            {
                if (!part.IsCompleted)
                    await KillRun.CheckNobodyLeft([talking]);
                return part.IsCompleted;
            },
            KillRun.StepMax,
            $"{what} of the messages are accepted"
        );

    private static async Task Talk(HttpClient http, ChatOpened chat, Action accepted, CancellationToken cancel)
    {
        for (var i = 1; i <= MessagesEach; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{First + i} кофе");
            await Insist(
                async () =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/chat/{chat.Conversation}/messages");
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", chat.Token);
                    request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"message {i}"));
                    request.Content = JsonContent.Create(new { text });
                    using var response = await http.SendAsync(request, cancel);
                    return response.IsSuccessStatusCode;
                },
                cancel
            );
            accepted();
        }
    }

    /// <summary>As a client does: an unknown outcome is asked again under the same key.</summary>
    private static Task Insist(Func<Task<bool>> attempt, CancellationToken cancel) =>
        Wait.Until(
            async () =>
            {
                try
                {
                    return await attempt();
                }
                catch (HttpRequestException)
                {
                    // It is dead at the moment.
                    cancel.ThrowIfCancellationRequested();
                    return false;
                }
            },
            KillRun.StepMax,
            "a request is answered"
        );

    private static async Task<IReadOnlyList<ChatMessage>> AllMessages(HttpClient http, ChatOpened chat, CancellationToken cancel)
    {
        IReadOnlyList<ChatMessage> messages = [];
        await Wait.Until(
            async () =>
            {
                var page = await Get(http, chat, $"/api/v1/chat/{chat.Conversation}/messages", cancel);
                messages = page.Deserialize<ChatPage>(DengaJson.Options)!.Messages;
                return messages.Count(m => m.From == "bot") > MessagesEach;
            },
            KillRun.StepMax,
            "every message has its answer"
        );
        return messages;
    }

    private static Task LiveTotalsAgree(HttpClient http, ChatOpened chat, CancellationToken cancel)
    {
        var today = DateTimeOffset
            .FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())
            .ToOffset(TimeSpan.FromHours(3));
        var from = today.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var to = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Wait.Until(
            async () =>
            {
                var totals = await Get(http, chat, $"/api/v1/stats?from={from}&to={to}", cancel);
                var count = totals.EnumerateArray().Sum(t => t.GetProperty("count").GetInt32());
                Assert.InRange(count, 0, MessagesEach);
                return count == MessagesEach;
            },
            KillRun.StepMax,
            "the live totals have counted every entry"
        );
    }

    private static async Task<IReadOnlyList<int>> Amounts(HttpClient http, ChatOpened chat, CancellationToken cancel)
    {
        var page = await Get(http, chat, "/api/v1/expenses?limit=100", cancel);
        return
        [
            .. page.GetProperty("items")
                .EnumerateArray()
                .Select(e => (int)decimal.Parse(e.GetProperty("amount").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture)),
        ];
    }

    private static async Task<JsonElement> Get(HttpClient http, ChatOpened chat, string path, CancellationToken cancel)
    {
        JsonElement answer = default;
        await Insist(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", chat.Token);
                using var response = await http.SendAsync(request, cancel);
                if (!response.IsSuccessStatusCode)
                    return false;
                answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancel);
                return true;
            },
            cancel
        );
        return answer;
    }

    private static async Task<ChatOpened> Open(HttpClient http)
    {
        using var response = await http.PostAsJsonAsync("/api/v1/chat", new { language = "ru", timeZone = "Europe/Moscow" });
        return (await response.Content.ReadFromJsonAsync<ChatOpened>(DengaJson.Options))!;
    }
}
