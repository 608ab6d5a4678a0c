namespace Denga.Speech;

internal static class ReportsErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["reports.format"] = new("Можно сделать Excel или PDF.", "It can be Excel or PDF."),
        ["reports.no_document"] = new("Такого файла нет.", "There is no such file."),
        ["reports.not_built"] = new(
            "Файл не получился. Попробуйте ещё раз чуть позже.",
            "The file could not be made. Please try again a little later."
        ),
        ["reports.too_many_entries"] = new(
            "В файл помещается миллион записей. Выберите период короче.",
            "A file holds a million entries. Choose a shorter period."
        ),
    };
}
