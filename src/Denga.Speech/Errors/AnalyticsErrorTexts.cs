namespace Denga.Speech;

internal static class AnalyticsErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["analytics.period"] = new("Можно показать не больше 400 дней сразу.", "At most 400 days can be shown at once."),
        ["analytics.window"] = new("Можно показать не больше суток сразу.", "At most a day can be shown at once."),
    };
}
