using Denga.Bot.Engine;

namespace Denga.Bot.Dialogs;

/// <summary>Buttons and rows of them.</summary>
internal static class Rows
{
    internal static Button Button(Text label, string action, string language) => new(label.In(language), action);

    internal static Button Home(string language) => Button(Texts.Home, "start:", language);

    /// <summary>Rows of at most <paramref name="width"/> buttons.</summary>
    internal static IEnumerable<IReadOnlyList<Button>> Of(IEnumerable<Button> buttons, int width) => buttons.Chunk(width);
}
