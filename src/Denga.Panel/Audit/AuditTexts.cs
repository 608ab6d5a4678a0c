namespace Denga.Panel.Audit;

internal static class AuditTexts
{
    internal static readonly Text Title = new("Журнал действий", "What was done");
    internal static readonly Text None = new("Отвечать пока не за что.", "There is nothing to answer for yet.");
    internal static readonly Text Action = new("Действие", "Action");
    internal static readonly Text Subject = new("С чем", "To what");
    internal static readonly Text By = new("Кто", "Who");
    internal static readonly Text At = new("Когда", "When");
    internal static readonly Text Reason = new("Причина", "Reason");
    internal static readonly Text From = new("Откуда", "From");
    internal static readonly Text Change = new("Было и стало", "Before and after");
    private static readonly Text Person = new("человек", "person");
    private static readonly Text Operator = new("оператор", "operator");
    private static readonly Text System = new("сама Denga", "Denga itself");

    internal static Text Of(string actor) =>
        actor switch
        {
            "person" => Person,
            "operator" => Operator,
            _ => System,
        };
}
