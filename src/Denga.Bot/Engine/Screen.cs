namespace Denga.Bot.Engine;

/// <summary>What the person sees: at most 4,096 characters of plain text (1,024 with a picture), rows of buttons, a picture, a file.</summary>
/// <param name="Picture">File key of a PNG or JPEG.</param>
/// <param name="File">File key of a document.</param>
/// <param name="Subject">What the message is about (<c>recording op_…</c>), so that a reply to it is understood.</param>
internal sealed record Screen(
    string Text,
    IReadOnlyList<IReadOnlyList<Button>>? Buttons = null,
    string? Picture = null,
    string? File = null,
    string? Subject = null
);

/// <param name="Action">The dialog's word, a colon and its arguments; at most 64 bytes of UTF-8.</param>
internal sealed record Button(string Label, string Action);
