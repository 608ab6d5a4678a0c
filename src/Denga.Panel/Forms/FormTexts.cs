namespace Denga.Panel.Forms;

internal static class FormTexts
{
    internal static readonly Text Save = new("Сохранить", "Save");
    internal static readonly Text Discard = new("Отменить правки", "Discard changes");
    internal static readonly Text Saved = new("Сохранено.", "Saved.");
    internal static readonly Text Nothing = new("Ничего не изменено.", "Nothing was changed.");
    internal static readonly Text Restored = new(
        "Это вы набрали раньше и не сохранили.",
        "This is what you typed before and did not save."
    );
    internal static readonly Text Changed = new(
        "Пока форма была открыта, это изменил кто-то другой. Выберите, чему быть, и сохраните ещё раз.",
        "Somebody else changed this while the form was open. Choose what it shall be, and save once more."
    );
    internal static readonly Text TheirsIs = new("Теперь здесь: {0}", "It says now: {0}");
    internal static readonly Text TakeTheirs = new("Взять «{0}»", "Take “{0}”");
    internal static readonly Text KeepMine = new("Оставить «{0}»", "Keep “{0}”");
    internal static readonly Text Choose = new("Выберите одно из двух.", "Choose one of the two.");
}
