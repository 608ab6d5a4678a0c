using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Speech;

namespace Denga.Tests.Integration.Bot;

/// <summary>PostgreSQL has committed, and the connection breaks before Denga learns it: everything is answered, and once.</summary>
public sealed class LostAcknowledgementTests
{
    [Fact]
    public async Task A_turn_whose_acknowledgement_is_lost_is_answered_once()
    {
        await using var stand = await TelegramStand.Start(gate: true);
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("350 кофе");
        var lost = stand.Gate!.LoseAnswerTo("Записал: 200");
        Assert.StartsWith("Записал: 200", (await anna.Asks("200 обед")).Text, StringComparison.Ordinal);
        Assert.True(lost.IsCompletedSuccessfully);
        Assert.StartsWith("Записал: 100", (await anna.Asks("100 чай")).Text, StringComparison.Ordinal);
        Assert.Equal(3, Sent(stand));
        Assert.Equal(3, await stand.Select<int>("select count(*) from bot.message where from_bot"));
        Assert.Equal(3, (await stand.Entries(anna)).Count);
        Assert.Equal(0, await stand.Select<int>("select count(*) from bot.unworked"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_update_whose_arrival_was_not_acknowledged_is_taken_up(bool webhook)
    {
        await using var stand = await TelegramStand.Start(webhook, gate: true);
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("350 кофе");
        var lost = stand.Gate!.LoseAnswerTo("200 taxi");
        var answer = anna.Asks("200 taxi");
        await lost;
        await stand.Telegram.WaitUntilConfirmed();
        // Nobody works it: it is known, and nobody was told so.
        Assert.Equal(1, await stand.Select<int>("select count(*) from bot.unworked"));
        await stand.Select<int>(
            "with late as (update bot.incoming set at = at - interval '1 minute' returning 1) select count(*) from late"
        );
        await stand.Denga.RunJob("work late updates");
        Assert.StartsWith("Записал: 200", (await answer).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await stand.Entries(anna)).Count);
        Assert.Equal(2, Sent(stand));
    }

    [Fact]
    public async Task A_notice_whose_acknowledgement_is_lost_is_sent_once()
    {
        await using var stand = await TelegramStand.Start(gate: true);
        var anna = stand.Telegram.User(1, "ru");
        await anna.Asks("350 кофе");
        var notice = new SendNotice(OperationId.New(), await stand.PersonOf(anna), "A notice");
        var lost = stand.Gate!.LoseAnswerTo("A notice");
        await Record.ExceptionAsync(() => stand.Denga.Ask(notice));
        await lost;
        Assert.True((await stand.Denga.Ask(notice)).IsOk);
        await stand.Telegram.WaitForMessage(anna.Id, m => m.Text == "A notice");
        Assert.True((await stand.Denga.Ask(notice)).IsOk);
        await anna.Asks("100 чай");
        Assert.Equal(3, Sent(stand));
    }

    private static int Sent(TelegramStand stand) => stand.Telegram.Calls.Count(c => c.Method == "sendMessage");
}
