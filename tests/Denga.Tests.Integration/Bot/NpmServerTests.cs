using Denga.Speech;
using Denga.TestKit.Server;
using Denga.TestKit.Telegram;

namespace Denga.Tests.Integration.Bot;

/// <summary>The same bot against a Bot API server that others wrote.</summary>
public sealed class NpmServerTests
{
    [Fact]
    public async Task An_expense_is_saved_and_undone()
    {
        Assert.SkipWhen(NpmTelegramServer.FindFolder() is null, "npm ci was not run in tests/peers/telegram-test-api");
        var cancel = TestContext.Current.CancellationToken;
        await using var telegram = await NpmTelegramServer.StartAsync();
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Telegram:Token"] = telegram.Token,
                ["Telegram:ApiAddress"] = telegram.BaseUrl.ToString().TrimEnd('/'),
                ["Telegram:PollSeconds"] = "0",
            }
        );
        await telegram.Sends(7, "350 кофе", "ru", cancel);
        var saved = await telegram.WaitForMessage(7, m => m.Text.StartsWith("Записал: 350", StringComparison.Ordinal), ct: cancel);
        await telegram.Presses(7, saved, "Отменить", "ru", cancel);
        var undone = await telegram.WaitForMessage(7, m => m.Text.StartsWith("Отменил: 350", StringComparison.Ordinal), ct: cancel);
        Assert.Equal(saved.MessageId, undone.MessageId);
        Assert.Contains(undone.Buttons, b => b.Label == "Вернуть");
    }
}
