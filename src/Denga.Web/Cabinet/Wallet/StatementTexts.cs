using Denga.Contracts.Wallet;

namespace Denga.Web.Cabinet.Wallet;

internal static class StatementTexts
{
    internal static readonly Text Title = new("Выписка", "Statement");
    internal static readonly Text From = new("С", "From");
    internal static readonly Text To = new("По", "To");
    internal static readonly Text Kind = new("Что", "Kind");
    internal static readonly Text All = new("Всё", "Everything");
    internal static readonly Text Search = new("Слова в пояснении", "Words in the note");
    internal static readonly Text Opening = new("На начало", "At the start");
    internal static readonly Text Closing = new("На конец", "At the end");
    internal static readonly Text Went = new(
        "Остаток за эти дни: сначала {0}, в конце {1}",
        "The balance of these days: {0} at first, {1} at the end"
    );
    internal static readonly Text Csv = new("Скачать CSV", "Download CSV");
    internal static readonly Text Empty = new("За эти дни ничего не было.", "Nothing happened on these days.");

    internal static string IconOf(StatementLine line) =>
        line.Reverses is not null ? "reverse"
        : line.Rate is not null ? "exchange"
        : line.Amount.Minor > 0 ? "come-in"
        : "send-money";
}
