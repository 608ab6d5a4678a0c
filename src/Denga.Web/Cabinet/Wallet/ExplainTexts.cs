namespace Denga.Web.Cabinet.Wallet;

internal static class ExplainTexts
{
    internal static readonly Text Converted = new("Обмен выполнен.", "Converted.");
    internal static readonly Text Legs = new("Проводка", "Posting");
    internal static readonly Text Account = new("Счёт", "Account");
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text After = new("Стало", "After");
    internal static readonly Text How = new("Как посчитано", "How it was worked out");
    internal static readonly Text Exact = new("До округления", "Before rounding");
    internal static readonly Text Rounding = new("Округление", "Rounding");
    internal static readonly Text Rule = new("Правило", "Rule");
    internal static readonly Text Happened = new("Произошло", "Happened");
    internal static readonly Text Recorded = new("Записано", "Written down");
    internal static readonly Text Proof = new("Место в учёте", "Place in the books");
    internal static readonly Text Chain = new("Цепочка {0}, запись {1}", "Chain {0}, entry {1}");
    internal static readonly Text Hash = new("Отпечаток", "Hash");
    internal static readonly Text Id = new("Номер операции", "Operation number");
    internal static readonly Text Mine = new("ваш", "yours");
    internal static readonly Text Transfer = new("К переводу", "To the transfer");
    internal static readonly Text RuleTransfer = new(
        "Сумма перевода без изменений переходит с одного счёта на другой.",
        "The amount goes from one account to the other unchanged."
    );
    internal static readonly Text RuleSell = new(
        "Названа сумма, которую отдают. За вычетом комиссии она умножена на курс и округлена вниз до наименьшей единицы; остаток ушёл на счёт округлений.",
        "The amount given was named. Less the fee, it was multiplied by the rate and rounded down to the smallest unit; the rest went to the rounding account."
    );
    internal static readonly Text RuleBuy = new(
        "Названа сумма, которую получают. Она поделена на курс и округлена вверх до наименьшей единицы, затем прибавлена комиссия.",
        "The amount got was named. It was divided by the rate and rounded up to the smallest unit, then the fee was added."
    );
    internal static readonly Text RuleSandbox = new("Пробные деньги из ниоткуда.", "Play money from nowhere.");
    internal static readonly Text RuleOther = new(
        "Суммы проводки сходятся в ноль по каждой валюте.",
        "The legs add up to zero in every currency."
    );

    internal static Text RuleOf(string rule) =>
        rule switch
        {
            "transfer" => RuleTransfer,
            "conversion.sell" => RuleSell,
            "conversion.buy" => RuleBuy,
            "sandbox" => RuleSandbox,
            _ => RuleOther,
        };
}
