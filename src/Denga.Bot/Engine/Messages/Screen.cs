namespace Denga.Bot.Engine;

/// <summary>What the person sees: at most 4,096 characters of plain text (1,024 with a picture), rows of buttons, a picture, a file.</summary>
/// <param name="Picture">File key of a PNG or JPEG; 2 to 10 of them, with spaces between, are an album, which has no buttons and is not edited.</param>
/// <param name="File">File key of a document.</param>
/// <param name="Subject">What the message is about, so that a reply to it is understood.</param>
internal sealed record Screen(
    string Text,
    IReadOnlyList<IReadOnlyList<Button>>? Buttons = null,
    string? Picture = null,
    string? File = null,
    Subject? Subject = null
)
{
    internal const int AlbumMax = 10;

    internal IReadOnlyList<string> Pictures => Picture?.Split(' ') ?? [];

    /// <summary>Pictures that belong together, the first first; one is a picture as any other.</summary>
    internal static Screen Album(string text, IEnumerable<string> pictures) =>
        new(text, Picture: string.Join(' ', pictures.Take(AlbumMax)));
}

/// <param name="Action">As <see cref="ActionCodec"/> writes it. The address that a button opens follows on a line of its own, where a release that knows no
/// such buttons reads over it.</param>
internal sealed record Button(string Label, string Action)
{
    /// <param name="link">The page that a press opens; the action is what typing the label does.</param>
    internal Button(string label, IAction action, string? link = null)
        : this(label, ActionCodec.WriteButton(action) + (link is null ? "" : "\n" + link)) { }

    /// <summary>What a press does, as the channel brings it back.</summary>
    internal string Press() => Action.Split('\n', 2)[0];

    internal string? Link() => Action.Split('\n', 2) is [_, var link] ? link : null;
}

/// <summary>What a message is about: <c>recording op_…</c>.</summary>
/// <param name="Kind">A word.</param>
/// <param name="IsWatched">Events change the message; see <see cref="Watch"/>.</param>
internal readonly record struct Subject(string Kind, string Id, bool IsWatched = false)
{
    internal static Subject? Read(string? written, bool isWatched) =>
        written?.Split(' ', 2) is [var kind, var id] ? new Subject(kind, id, isWatched) : null;

    public override string ToString() => $"{Kind} {Id}";
}
