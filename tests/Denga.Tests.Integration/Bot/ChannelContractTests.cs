using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Bot;

/// <summary>What every channel does, whichever it is. The transcripts play whole conversations in each.</summary>
public sealed class ChannelContractTests(TranscriptTests.Stage stage) : IClassFixture<TranscriptTests.Stage>
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Channels =>
        [
            .. typeof(IMessengerChannel)
                .Assembly.GetTypes()
                .Where(t => t.IsAssignableTo(typeof(IMessengerChannel)) && !t.IsInterface)
                .Select(t => t.Name),
        ];

    [Theory]
    [MemberData(nameof(Channels))]
    public async Task A_message_comes_with_its_buttons_and_a_press_changes_it(string channel)
    {
        await using var talker = await Talk(channel);
        var recorded = await Asks(talker, "350 кофе");
        Assert.StartsWith("Записал: 350", recorded.Text, StringComparison.Ordinal);
        await talker.Press(recorded.Id, "Отменить");
        var undone = await talker.Next(HangMax);
        Assert.Equal((recorded.Id, true), (undone.Id, undone.IsEdited));
        Assert.StartsWith("Отменил", undone.Text, StringComparison.Ordinal);
        Assert.Equal(
            [
                ["Вернуть"],
            ],
            undone.Buttons
        );
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public async Task A_label_that_is_typed_is_a_press(string channel)
    {
        await using var talker = await Talk(channel);
        await Asks(talker, "350 кофе");
        var undone = await Asks(talker, "Отменить");
        Assert.StartsWith("Отменил", undone.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public async Task Edited_words_and_replies_are_told_from_new_ones(string channel)
    {
        await using var talker = await Talk(channel);
        var recorded = await Asks(talker, "350 кофе");
        await talker.Edit("400 кофе");
        var corrected = await talker.Next(HangMax);
        Assert.Equal((recorded.Id, true), (corrected.Id, corrected.IsEdited));
        await talker.Reply(recorded.Id, "450");
        Assert.Contains("450", (await talker.Next(HangMax)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public async Task Pictures_and_files_arrive(string channel)
    {
        await using var talker = await Talk(channel);
        await Asks(talker, "350 кофе");
        var report = await Asks(talker, "/report");
        Assert.True(report.HasPicture);
        await talker.Press(report.Id, report.Buttons.SelectMany(r => r).Single(b => b.Contains("CSV", StringComparison.Ordinal)));
        Assert.True((await talker.Next(HangMax)).HasFile);
    }

    [Fact]
    public async Task A_forged_button_shows_and_changes_nothing_of_another_guests_booking()
    {
        var anna = (await stage.Denga.Ask(new Identify("test", "anna-who-books", "ru"))).Value.Person.Id;
        var flat = (await stage.Denga.Ask(new ObjectBySlug("river-flat"))).Value;
        var dates = new StayDates(new DateOnly(2027, 1, 12), new DateOnly(2027, 1, 14));
        var quote = (await stage.Denga.Ask(new QuoteStay(anna, flat.Id, dates, 2, []))).Value;
        var booking = (await stage.Denga.Ask(new BookStay(OperationId.New(), anna, quote.Id))).Value;
        await using var mallory = await stage.Denga.OpenChat("ru", "Europe/Moscow");
        var id = booking.Id.Value.ToString("N");
        foreach (
            var action in (string[])
                [
                    $"stay:look:{id}",
                    $"stay:pay:{id}:sandbox",
                    $"stay:pay:{id}",
                    $"stay:off:{id}",
                    $"stay:yes:{id}:0",
                    $"stay:yes:{id}:-1",
                    $"stay:doc:{id}:0",
                    $"stay:doc:{id}:77",
                    $"stay:agree:{id}:",
                    $"stay:agree:{id}:000000000000",
                    $"stay:alter:{id}",
                    $"stay:altered:{id}",
                    $"stay:bal:{id}:600000",
                    $"stay:nowait:{id}",
                    $"book:go:{id}",
                    $"book:no:{id}",
                    $"book:obj:{id}",
                    "book:obj:",
                    "book:day:20269999",
                    "book:day:20270112",
                    "book:guests:999999999999",
                    "book:guests:-1",
                    $"book:add:{id}",
                    "book:price:",
                    "stay:",
                    "book:nothing:like:this",
                ]
        )
        {
            var last = mallory.Last!.Id;
            await mallory.Post(new { button = $"{last}|{action}" });
            var answer = await mallory.Next();
            Assert.DoesNotContain(booking.Number, answer.Text, StringComparison.Ordinal);
            Assert.True(answer.Files is null or { Count: 0 }, action);
            Assert.DoesNotContain("Что-то сломалось", answer.Text, StringComparison.Ordinal);
        }
        Assert.Equal(booking.Version, (await stage.Denga.Ask(new BookingById(anna, booking.Id))).Value.Version);
    }

    private static async Task<Seen> Asks(ITalker talker, string text)
    {
        await talker.Say(text);
        return await talker.Next(HangMax);
    }

    /// <summary>A newcomer who has been greeted. A new channel needs a talker.</summary>
    private async Task<ITalker> Talk(string channel)
    {
        ITalker talker = channel switch
        {
            "WebChannel" => new WebTalker(await stage.Denga.OpenChat("ru", "Europe/Moscow")),
            "TelegramChannel" => new TelegramTalker(stage.Telegram.User(stage.NextUser(), "ru")),
            _ => throw new InvalidOperationException($"{channel} needs an ITalker."),
        };
        await Asks(talker, "/start");
        return talker;
    }
}
