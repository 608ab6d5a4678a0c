namespace Denga.Panel.Payments;

internal static class ProviderTexts
{
    internal static readonly Text Title = new("Платёжные провайдеры", "Payment providers");
    internal static readonly Text Hint = new(
        "Кто принимает деньги, отвечает ли он, и что у него лежит по нашему учёту и по его словам.",
        "Who takes money, whether he answers, and what stands there by our books and by his word."
    );
    internal static readonly Text None = new("Провайдеров нет.", "There are no providers.");
    internal static readonly Text State = new("Работа", "Working");
    internal static readonly Text Money = new("Деньги", "Money");
    internal static readonly Text Live = new("настоящие", "real");
    internal static readonly Text Play = new("пробные", "play");
    internal static readonly Text Answers = new("отвечает", "answers");
    internal static readonly Text LeftAlone = new(
        "не отвечает: минуту его не трогаем, людям предлагаем других",
        "fails: it is left alone for a minute, people are offered the others"
    );
    internal static readonly Text NotOffered = new("выключен, ведём старые платежи", "off, old payments are seen to their end");
    internal static readonly Text Ours = new("По нашему учёту", "By our books");
    internal static readonly Text Theirs = new("По его словам", "By its word");
    internal static readonly Text Silent = new("не сообщает", "does not tell");
    internal static readonly Text Compared = new("Сверен", "Reconciled");
    internal static readonly Text Never = new("ещё не сверялся", "never yet");
    internal static readonly Text Open = new("Расхождения", "Differences");
}
