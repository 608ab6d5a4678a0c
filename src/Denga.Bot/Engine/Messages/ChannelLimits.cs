using Denga.Platform.Texts;

namespace Denga.Bot.Engine;

/// <summary>What a messenger takes. A message is made to fit before it is delivered, so that no dialog and no channel need think of it.</summary>
/// <param name="TextCharactersMax">Of a message, in UTF-16 units.</param>
/// <param name="CaptionCharactersMax">Of the words under a picture or with a file.</param>
/// <param name="LabelCharactersMax">Of a button.</param>
/// <param name="ButtonsMax">Of a message; where the messenger has lists, their lines count. What a button that is left out does can be typed.</param>
/// <param name="Edits">A sent message can be changed; where it cannot, it is sent anew.</param>
internal sealed record ChannelLimits(
    int TextCharactersMax,
    int CaptionCharactersMax,
    int LabelCharactersMax,
    int ButtonsMax,
    bool Edits = true
)
{
    internal Outgoing Fit(Outgoing message)
    {
        var screen = message.Screen;
        var isCaption = screen.Picture is not null || screen.File is not null;
        return message with
        {
            Screen = screen with
            {
                Text = PlainText.Cut(screen.Text, isCaption ? CaptionCharactersMax : TextCharactersMax),
                Buttons = Fit(screen.Buttons),
            },
            External = Edits ? message.External : null,
        };
    }

    private List<IReadOnlyList<Button>>? Fit(IReadOnlyList<IReadOnlyList<Button>>? rows)
    {
        if (rows is null)
            return null;
        var left = ButtonsMax;
        var fitting = new List<IReadOnlyList<Button>>();
        foreach (var row in rows)
        {
            IReadOnlyList<Button> shown = [.. row.Take(left).Select(b => b with { Label = PlainText.Cut(b.Label, LabelCharactersMax) })];
            left -= shown.Count;
            if (shown.Count > 0)
                fitting.Add(shown);
        }
        return fitting;
    }
}
