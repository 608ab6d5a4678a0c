using System.Globalization;
using Radzen;

namespace Denga.Panel.Frame;

/// <summary>What Radzen's parts say by themselves, where the panel uses them; everything else says ours.</summary>
internal sealed class KitTexts : ILocalizer
{
    private static readonly Dictionary<string, Text> Known = new(StringComparer.Ordinal)
    {
        ["DataGrid_EmptyText"] = PanelTexts.Nothing,
        ["Dialog_CloseAriaLabel"] = PanelTexts.Close,
        ["Dialog_OkText"] = new("Да", "Yes"),
        ["Dialog_CancelText"] = PanelTexts.Cancel,
        ["Notification_CloseAriaLabel"] = PanelTexts.Close,
    };

    public string? Get(string key, CultureInfo culture) =>
        Known.TryGetValue(key, out var text) ? text.In(culture.TwoLetterISOLanguageName) : null;
}
