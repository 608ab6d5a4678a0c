using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Panel.Postings;

internal static class PostingTexts
{
    internal static readonly Text Title = new("Проводка", "Posting");
    internal static readonly Text Number = new("Номер операции", "Operation number");
    internal static readonly Text Find = new("Найти", "Find");
    internal static readonly Text Hint = new(
        "Номер вида op_… из чека, выписки или журнала.",
        "A number such as op_… from a receipt, a statement or the audit."
    );
    internal static readonly Text NoNumber = new(
        "Это не номер операции: он начинается с op_.",
        "This is no number of an operation: those begin with op_."
    );
    internal static readonly Text Legs = new("Движения", "Legs");
    internal static readonly Text Account = new("Счёт", "Account");
    internal static readonly Text Owner = new("Чей", "Owner");
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text After = new("Стало", "After");
    internal static readonly Text Happened = new("Произошло", "Happened");
    internal static readonly Text Recorded = new("Записано", "Written down");
    internal static readonly Text Rate = new("Курс", "Rate");
    internal static readonly Text Fee = new("Комиссия", "Fee");
    internal static readonly Text Undoes = new("Отменяет", "Undoes");
    internal static readonly Text UndoneBy = new("Отменена", "Undone by");
    internal static readonly Text Place = new("Место в учёте", "Place in the books");
    internal static readonly Text Chain = new("цепочка {0}, запись {1}", "chain {0}, entry {1}");
    internal static readonly Text Hash = new("Отпечаток", "Hash");
    internal static readonly Text More = new("Ещё об этом", "More about it");
    internal static readonly Text Reverse = new("Отменить операцию", "Reverse the operation");
    internal static readonly Text ReverseAsk = new(
        "Обратная проводка вернёт деньги: {0}. Её саму отменить нельзя.",
        "A reversal gives the money back: {0}. It cannot be reversed itself."
    );
    internal static readonly Text Reversed = new("Операция отменена.", "The operation is reversed.");
    private static readonly Text MainAccount = new("Основной счёт", "Main account");

    internal static string Purpose(PostedLeg leg, string purpose, string language) => Purpose(leg.Person, purpose, language);

    internal static string Purpose(PersonId? owner, string purpose, string language) =>
        owner is null ? Words.SystemAccount(purpose, language)
        : purpose == "main" ? MainAccount.In(language)
        : purpose;
}
