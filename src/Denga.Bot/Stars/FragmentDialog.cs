using Denga.Bot.Engine;

namespace Denga.Bot.Stars;

/// <summary><c>/buy_stars_fragment 100 @name</c>: the shop, by Fragment's seller.</summary>
internal sealed class FragmentDialog : Dialog
{
    internal override string Word => "frag";

    internal override IReadOnlyList<string> Commands => ["buy_stars_fragment"];

    internal override IReadOnlyList<MenuItem> Menu =>
        [new(118, "buy_stars_fragment", new("Звёзды через Fragment", "Stars through Fragment"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        turn.PassTo<StarsDialog>($"fragment {arguments}");
        return Task.CompletedTask;
    }
}
