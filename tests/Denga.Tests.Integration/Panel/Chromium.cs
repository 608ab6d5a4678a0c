using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Panel;

/// <summary>A person at a real browser (Debian's Chromium, driven by <c>tests/screens/remote.mjs</c>), for pages that live in their scripts. One browser is
/// there for all, each person with cookies and windows of his own; it ends with the tests.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Process> Browser = new(StartBrowser);
    private static readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> Waiting = new();
    private static readonly Lock Writing = new();
    private static int came;
    private readonly int who = Interlocked.Increment(ref came);

    private Chromium() { }

    /// <param name="options">Playwright's options of a context, as JSON: size, colours.</param>
    internal static async Task<Chromium> Come(string options = "{}")
    {
        var chromium = new Chromium();
        await chromium.Ask(new { chromium.who, options = JsonDocument.Parse(options).RootElement });
        return chromium;
    }

    /// <summary>Runs a piece of Playwright's JavaScript; answers what it returns, as text.</summary>
    internal Task<string> Run(string code) => Ask(new { who, code });

    internal Task Open(Uri address) => Run($"await page.goto({JsonSerializer.Serialize(address)})");

    internal Task SignIn(Uri site, string email, string password) =>
        Run(
            $"""
            await page.goto({JsonSerializer.Serialize(new Uri(site, "/app/sign-in"))});
            await page.locator("#f-email").fill({JsonSerializer.Serialize(email)});
            await page.locator("#f-password").fill({JsonSerializer.Serialize(password)});
            await page.locator("main button.primary").first().click();
            await page.waitForURL("**/app");
            """
        );

    /// <summary>Waits for words on the page.</summary>
    internal Task See(string words) => Run($"await page.getByText({JsonSerializer.Serialize(words)}).first().waitFor()");

    internal Task Press(string button) =>
        Run($"await page.getByRole('button', {{ name: {JsonSerializer.Serialize(button)} }}).last().click()");

    public async ValueTask DisposeAsync() => await Ask(new { who });

    private async Task<string> Ask(object asked)
    {
        var answered = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting[who] = answered;
        Write(JsonSerializer.Serialize(asked));
        var answer = await answered.Task.WaitAsync(AnswerMax);
        Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
        return answer.GetProperty("returned").ToString();
    }

    private static void Write(string line)
    {
        lock (Writing)
            Browser.Value.StandardInput.WriteLine(line);
    }

    private static Process StartBrowser()
    {
        var process = ChildProcess.Start(
            new ProcessStartInfo("node", ["remote.mjs"])
            {
                WorkingDirectory = Path.Combine(TestDatabase.Root, "tests", "screens"),
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
            isGraceful: true
        );
        _ = Task.Run(() => Hear(process.StandardOutput));
        return process;
    }

    private static async Task Hear(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            var answer = JsonDocument.Parse(line).RootElement;
            if (Waiting.TryRemove(answer.GetProperty("who").GetInt32(), out var waiting))
                waiting.SetResult(answer);
        }
        foreach (var waiting in Waiting.Values)
            waiting.TrySetException(new InvalidOperationException("The browser has ended."));
    }
}
