using Denga.Bot.Engine;
using Denga.Contracts;

namespace Denga.Bot.Dialogs;

/// <summary>The way home.</summary>
[Action("start")]
internal sealed record OpenStart : IAction;

/// <summary>Buttons and screens that many dialogs have.</summary>
internal static class Choices
{
    internal static readonly Choice Home = (Texts.Home, new OpenStart());

    /// <summary>Why it was not done, and what to do instead; without anything, the way home.</summary>
    internal static void ShowError(this Turn turn, Error error, params IReadOnlyList<Choice> instead) =>
        turn.Show(turn.Screen().Line(ErrorWords.Of(error, turn.Person.Language)).Row(instead.Count == 0 ? [Home] : instead));

    /// <summary>How something stands now. Where the pressed message says so already, the tap was one too many, or a look at what has not changed: a word
    /// over the button says that.</summary>
    /// <param name="said">About what was done, above it.</param>
    internal static void ShowAsItStands(this Turn turn, Screen screen, string? said = null)
    {
        if (said is not null)
            screen = screen with { Text = $"{said}\n\n{screen.Text}" };
        if (turn.About?.Shows(screen) == true)
            turn.Say(Texts.NoChange.In(turn.Person.Language));
        else
            turn.Show(screen);
    }

    /// <summary>An error as a message of its own, without buttons.</summary>
    internal static void SendError(this Turn turn, Error error) =>
        turn.Send(turn.Screen().Line(ErrorWords.Of(error, turn.Person.Language)));

    /// <summary>Pages of a list: the choices of this page in rows of two, then the way back, <paramref name="between"/>, and the way on.</summary>
    internal static ScreenBuilder Page<T>(
        this ScreenBuilder screen,
        IReadOnlyList<T> all,
        int page,
        int size,
        Func<T, Choice> choice,
        Func<int, IAction> turnTo,
        Choice between
    )
    {
        page = Math.Clamp(page, 0, Math.Max(0, (all.Count - 1) / size));
        screen.Grid(2, all.Skip(page * size).Take(size).Select(choice));
        var last = new List<Choice>();
        if (page > 0)
            last.Add((Texts.Earlier, turnTo(page - 1)));
        last.Add(between);
        if ((page + 1) * size < all.Count)
            last.Add((Texts.Later, turnTo(page + 1)));
        return screen.Row(last);
    }
}
