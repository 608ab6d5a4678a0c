using Denga.Platform.Texts;

namespace Denga.Bot.Engine;

/// <summary>A button's words and what it does: <c>(SendTexts.Cancel, new LeaveSending())</c>.</summary>
/// <param name="Link">The page that it opens.</param>
internal readonly record struct Choice(Text? Text, string? Words, IAction Action, string? Link = null)
{
    public static implicit operator Choice((Text Text, IAction Action) choice) => new(choice.Text, null, choice.Action);

    public static implicit operator Choice((string Words, IAction Action) choice) => new(null, choice.Words, choice.Action);

    internal Button In(string language) => new(Words ?? Text!.In(language), Action, Link);
}

/// <summary>A screen line by line and row by row, in the language of who sees it.</summary>
internal sealed class ScreenBuilder(string language)
{
    private readonly List<string> lines = [];
    private readonly List<IReadOnlyList<Button>> rows = [];
    private Subject? subject;
    private string? picture;
    private int charactersMax = int.MaxValue;

    public static implicit operator Screen(ScreenBuilder builder) =>
        new(
            PlainText.Cut(string.Join('\n', builder.lines), builder.charactersMax),
            builder.rows.Count == 0 ? null : builder.rows,
            builder.picture,
            Subject: builder.subject
        );

    internal ScreenBuilder Line(Text text, params object[] arguments) => Line(text.In(language, arguments));

    /// <summary>Null is no line.</summary>
    internal ScreenBuilder Line(string? line)
    {
        if (line is not null)
            lines.Add(line);
        return this;
    }

    internal ScreenBuilder Lines(IEnumerable<string> more)
    {
        lines.AddRange(more);
        return this;
    }

    /// <summary>Something about what was done, above the rest; null is nothing.</summary>
    internal ScreenBuilder Said(string? words) => words is null ? this : Line(words).Line("");

    internal ScreenBuilder Row(params IReadOnlyList<Choice> choices)
    {
        if (choices.Count > 0)
            rows.Add([.. choices.Select(c => c.In(language))]);
        return this;
    }

    /// <summary>Rows of at most <paramref name="width"/> buttons.</summary>
    internal ScreenBuilder Grid(int width, IEnumerable<Choice> choices)
    {
        foreach (var row in choices.Chunk(width))
            Row(row);
        return this;
    }

    internal ScreenBuilder About(Subject? about)
    {
        subject = about;
        return this;
    }

    /// <param name="key">File key of a PNG or JPEG; null is none.</param>
    internal ScreenBuilder Picture(string? key)
    {
        picture = key;
        return this;
    }

    internal ScreenBuilder Cut(int characters)
    {
        charactersMax = characters;
        return this;
    }
}
