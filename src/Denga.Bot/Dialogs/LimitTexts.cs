namespace Denga.Bot.Dialogs;

/// <summary>What is said about limits.</summary>
internal static class LimitTexts
{
    internal static readonly Text Total = new("Всего за месяц", "Whole month");
    internal static readonly Text State = new("{0}: {1} из {2} ({3} %)", "{0}: {1} of {2} ({3}%)");
    internal static readonly Text Over = new("лимит превышен на {0}", "over the limit by {0}");
    internal static readonly Text UsedUp = new("лимит исчерпан", "the limit is used up");
    internal static readonly Text LastsUntil = new("при таком темпе хватит до {0}", "at this pace it lasts until {0}");
    internal static readonly Text PerDay = new("можно {0} в день", "{0} a day is left");
}
