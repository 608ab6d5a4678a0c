using System.Diagnostics;
using System.Text.Json;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Panel;

/// <summary>A real browser (Debian's Chromium, driven by <c>tests/screens/remote.mjs</c>), for pages that live in their scripts.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private Chromium(Process process) => this.process = process;

    /// <param name="options">Playwright's options of a context, as JSON: size, colours.</param>
    internal static Chromium Start(string options = "{}") =>
        new(
            Process.Start(
                new ProcessStartInfo("node", ["remote.mjs", options])
                {
                    WorkingDirectory = Path.Combine(TestDatabase.Root, "tests", "screens"),
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!
        );

    /// <summary>Runs a piece of Playwright's JavaScript; answers what it returns, as text.</summary>
    internal async Task<string?> Run(string code)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(code));
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(AnswerMax);
        Assert.True(line is not null, "The browser has ended.");
        var answer = JsonDocument.Parse(line).RootElement;
        Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
        return answer.GetProperty("returned").ToString();
    }

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

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(AnswerMax);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }
}
