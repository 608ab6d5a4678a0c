using Denga.Bot.Engine;
using Denga.Contracts;

namespace Denga.Tests.Unit.Bot;

public sealed class ChannelLimitsTests
{
    private static readonly ChannelLimits Narrow = new(20, 10, 8, 3, Edits: false);

    [Fact]
    public void A_message_is_cut_to_what_the_channel_takes()
    {
        Assert.Equal("12345678901234567890", Fitted(new Screen("12345678901234567890")).Text);
        Assert.Equal(20, Fitted(new Screen("123456789012345678901")).Text.Length);
        Assert.Equal(10, Fitted(new Screen("12345678901", Picture: "p")).Text.Length);
        Assert.Equal(10, Fitted(new Screen("12345678901", File: "f")).Text.Length);
    }

    [Fact]
    public void Buttons_that_are_too_many_are_left_out_and_long_ones_cut()
    {
        Button[][] rows =
        [
            [new("one", "a"), new("two", "b")],
            [new("a long label", "c"), new("four", "d")],
            [new("five", "e")],
        ];
        var fitted = Fitted(new Screen("", rows)).Buttons!;
        Assert.Equal(
            [
                ["one", "two"],
                ["a long…"],
            ],
            fitted.Select(r => r.Select(b => b.Label).ToArray())
        );
        Assert.Equal("c", fitted[1][0].Action);
    }

    [Fact]
    public void Where_a_message_cannot_be_edited_it_is_sent_anew()
    {
        Assert.Null(Narrow.Fit(Message(new Screen("x"))).External);
        Assert.Equal("7", (Narrow with { Edits = true }).Fit(Message(new Screen("x"))).External);
    }

    private static Screen Fitted(Screen screen) => Narrow.Fit(Message(screen)).Screen;

    private static Outgoing Message(Screen screen) => new(1, ConversationId.New(), "narrow", "1", 1, screen, "7", false, null);
}
