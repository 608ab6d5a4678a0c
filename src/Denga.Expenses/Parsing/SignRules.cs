using Denga.Contracts.Expenses;
using Denga.Expenses.Categories;

namespace Denga.Expenses.Parsing;

/// <summary>What the words of a line say about the direction of its money.</summary>
[Flags]
internal enum Sign
{
    None = 0,
    Income = 1,

    /// <summary>It may have come in.</summary>
    Maybe = 2,
    Refund = 4,
    Spending = 8,
    Debt = 16,
}

/// <summary>Expense, income or refund.</summary>
internal static class SignRules
{
    private delegate Sign? Says(Line line, Draft draft, in NoteWords words, in Amount amount, int i);

    private readonly record struct Row(string Name, Role Role, Says Says);

    /// <summary>Words that mean money coming in only together with others; the first row that says something counts.</summary>
    private static readonly Row[] Table =
    [
        new(
            "перевод",
            Role.Transfer,
            (line, _, in _, in amount, i) =>
                line.Has(Role.From) ? null
                : line.Has(Role.Receiver) ? Sign.None
                : line.IsWord(i + 1) || Payers.IsName(line, amount.Last + 1) ? Sign.None
                : Sign.Maybe
        ),
        new("подарили 5000 на юбилей", Role.GaveMoney, (_, _, in words, in _, _) => words.Count > 1 ? Sign.Maybe : null),
        new("квартплата пришла 5600", Role.Received, (line, draft, in _, in _, i) => IsOther(line, draft, i - 1) ? Sign.Maybe : null),
        new(
            "получил 500",
            Role.Received,
            (line, _, in _, in amount, i) => amount.IsBeside(i) || line.Has(Role.From) ? Sign.Income : Sign.Maybe
        ),
        new("проценты по вкладу", Role.Interest, (line, _, in _, in _, _) => line.Has(Role.DepositWord) ? Sign.Income : null),
        new("проценты по кредиту", Role.Interest, (line, _, in _, in _, _) => line.Has(Role.LoanWord) ? Sign.Spending : null),
        new("снял наличные", Role.Withdrew, (line, _, in _, in _, _) => line.Has(Role.Cash) ? Sign.Maybe : null),
        new("снял", Role.Withdrew, (_, _, in words, in _, _) => words.Count == 1 ? Sign.Maybe : Sign.None),
        new("got a refund", Role.Got, (line, _, in _, in _, _) => line.Has(Role.CameBack) ? Sign.Refund : null),
        new("got paid", Role.Got, (line, _, in _, in _, _) => line.Has(Role.Paid) || line.Has(Role.From) ? Sign.Income : null),
        new("got 100", Role.Got, (_, _, in _, in amount, i) => amount.IsBeside(i) ? Sign.Maybe : Sign.None),
        new("премия", Role.BonusPaid, (line, _, in words, in _, _) => !line.Has(Role.Insured) && words.Count <= 3 ? Sign.Income : null),
        new(
            "пополнение на 5000",
            Role.TopUp,
            (line, draft, in words, in amount, _) =>
                line.Has(Role.From) ? Sign.Income
                : draft.IsStatement
                    ? Payers.HasInitial(line) ? Sign.Income
                        : Sign.Maybe
                : words.Count == (line.Is(amount.First - 1, Role.PricePreposition) ? 2 : 1) ? Sign.Maybe
                : Sign.None
        ),
        new(
            "плюс 500",
            Role.PlusWord,
            (line, _, in words, in amount, i) =>
                i != words.First || i + 1 != amount.First ? Sign.None
                : line.Has(Role.From) ? Sign.Income
                : Sign.Maybe
        ),
        new(
            "сестре вернул",
            Role.HandedIn,
            (line, _, in _, in _, i) => line.Is(i - 1, Role.Receiver) || line.Is(i + 1, Role.Receiver) ? Sign.Spending : null
        ),
        new("карманные 1000", Role.Pocket, (_, _, in words, in _, _) => words.Count > 1 ? Sign.None : null),
        new(
            "смена 4300",
            Role.Shift,
            (line, _, in words, in _, i) =>
                line.Has(Role.Tips) ? Sign.Maybe
                : line.Is(i, Role.Debt)
                    ? words.Count > 2 || line.Has(Role.Spending) ? Sign.None
                        : null
                : line.Has(Role.Spending) || line.IsWord(i + 1) && !line.Is(i + 1, Role.SentMoney) && !Payers.IsPreposition(line, i + 1)
                    ? Sign.None
                : null
        ),
        new(
            "яндекс за день 5340",
            Role.Earned,
            (line, _, in words, in _, i) =>
                line.Has(Role.Spending) || line.IsLatin(i) && i > words.First || IsBought(line, words.First) ? Sign.None : null
        ),
        new(
            "target return 18.99",
            Role.Returns,
            (_, _, in words, in amount, i) => i > words.First && i + 1 == amount.First ? Sign.Maybe : Sign.None
        ),
        new("otherwise", Role.MaybeIncome, (_, _, in _, in _, _) => Sign.Maybe),
    ];

    internal static EntryKind Of(Line line, Draft draft, in Amount amount, out bool doubt)
    {
        doubt = false;
        if (amount.Plus && !line.Has(Role.Refund))
        {
            doubt = !line.Has(Role.Income) && !line.Has(Role.MaybeIncome) && !line.Has(Role.From);
            return EntryKind.Income;
        }
        var words = NoteWords.Of(line, draft);
        var isRebate = words.Count > 0 && line.Is(words.First, Role.Rebate);
        var gives = isRebate && words.Count <= 1 || words.Count > 0 && line.Is(words.First, Role.Giver) && line.IsWord(words.First + 1);
        var signs = gives ? Sign.Maybe : Sign.None;
        for (var i = 0; i < line.Count; i++)
            if (line[i] is { Kind: TokenKind.Word, Sense: not null } && draft.IsFree(i))
                signs |= At(line, draft, words, amount, i);
        signs = Together(line, words, amount, signs);

        if ((signs & Sign.Refund) != Sign.None)
        {
            var isDebt = (signs & Sign.Debt) != Sign.None;
            doubt =
                isDebt
                || (signs & Sign.Spending) != Sign.None && !line.Has(Role.MayComeBack)
                || line.Has(Role.Receiver)
                || line.Has(Role.Payer);
            return isDebt ? EntryKind.Income : EntryKind.Refund;
        }
        var isSpending = (signs & Sign.Spending) != Sign.None;
        if (isSpending && !((gives || (signs & Sign.Maybe) != Sign.None) && (line.Has(Role.SentMoney) || line.Has(Role.PaymentNoun))))
            return EntryKind.Expense;
        var isIncome = (signs & Sign.Income) != Sign.None;
        var isMaybe =
            (signs & Sign.Maybe) != Sign.None
            && (!gives || isSpending || isRebate || line.Has(Role.GaveMoney) || line.Has(Role.SentMoney) || Payers.HasPayer(line));
        doubt = isIncome
            ? !line.Has(Role.From) && (line.Has(Role.Receiver) || line.Has(Role.WageNoun) && Payers.HasDative(line, draft))
            : isMaybe;
        return isIncome ? EntryKind.Income : EntryKind.Expense;
    }

    private static Sign At(Line line, Draft draft, in NoteWords words, in Amount amount, int i)
    {
        ref readonly var token = ref line[i];
        var signs = Sign.None;
        if (token.Is(Role.Income) && !(token.Is(Role.BeforeTax) && line.Is(i + 1, Role.Tax)))
            signs |= Sign.Income;
        if (token.Is(Role.Refund))
            signs |= Sign.Refund;
        if (token.Is(Role.Pay) && IsWage(line, words, amount, i))
            signs |= Sign.Maybe;
        else if (token.Is(Role.Spending, Role.PaidPerson) && !(token.Is(Role.Pay) && line.Is(i - 1, Role.Income)))
            signs |= Sign.Spending;
        if (token.Is(Role.Debt))
            signs |= Sign.Debt;
        if (
            token.Is(Role.SentMoney, Role.GaveMoney)
            && (Payers.IsSubject(line, words, i - 1) || !line.Has(Role.Receiver) && Payers.IsPerson(line, words, i - 1))
        )
            signs |= Sign.Maybe;
        if (token.Is(Role.SentMoney, Role.GaveMoney) && !token.Is(Role.PaidByMe) && Payers.IsGiverAfter(line, i + 1))
            signs |= Sign.Maybe;
        if (token.Is(Role.PaysOut) && IsOther(line, draft, i - 1) && !line.Has(Role.Receiver))
            signs |= Sign.Maybe;
        if (token.Is(Role.MaybeIncome))
            foreach (ref readonly var row in Table.AsSpan())
                if (token.Is(row.Role) && row.Says(line, draft, words, amount, i) is { } says)
                    return signs | says;
        return signs;
    }

    /// <summary>What several words say only together.</summary>
    private static Sign Together(Line line, in NoteWords words, in Amount amount, Sign signs)
    {
        if (line.Has(Role.Money) && line.Has(Role.Back) || line.Has(Role.Returned))
            signs |= Sign.Refund;
        if (line.Has(Role.ToMe) && line.Has(Role.Tips) && line.Has(Role.GaveMoney))
            return signs | Sign.Income;
        if (line.Has(Role.Payer) && Payers.IsPaidTo(line) || line.Has(Role.WorkPaid) && Payers.IsWorkPaid(line, amount))
            return signs & ~(Sign.Spending | Sign.Maybe) | Sign.Income;
        if (
            line.Has(Role.OnCredit) && line.Has(Role.Took)
            || line.Has(Role.Change) && !amount.Computed
            || line.Has(Role.Me) && line.Has(Role.Back)
            || line.Has(Role.HandedIn) && line.Has(Role.BackAgain)
            || line.Has(Role.Debt) && line.Has(Role.From)
            || line.Has(Role.From)
                && (Payers.HasGiver(line) || line.Has(Role.Transfer) || line.Has(Role.PaymentNoun) && Payers.HasSender(line))
            || line.Is(words.First, Role.From)
            || line.Has(Role.DidWork)
            || line.Has(Role.DidPerhaps) && line.Has(Role.ToOrder)
            || line.Has(Role.PaymentNoun) && line.Is(0, Role.Firm) && !line.Has(Role.PricePreposition)
            || line.Has(Role.ToMe) && (line.Has(Role.SentMoney) || line.Has(Role.GaveMoney))
            || line.Has(Role.Service) && line.Has(Role.ServedPerson)
            || line.Has(Role.Payer) && Payers.HasPayer(line)
        )
            signs |= Sign.Maybe;
        return line.Has(Role.Advance) && line.Has(Role.ForWork) ? signs & ~Sign.Income | Sign.Maybe : signs;
    }

    private static bool IsBought(Line line, int i) => Keywords.Find(line.Low(i).ToString(), EntryKind.Expense) is not null;

    /// <summary>"teaching pay 140"; not "apple pay 20".</summary>
    private static bool IsWage(Line line, in NoteWords words, in Amount amount, int i) =>
        i > words.First && i + 1 == amount.First && !line.Is(i - 1, Role.PayBrand, Role.Plan);

    /// <summary>A word that neither is the writer nor says what came in.</summary>
    private static bool IsOther(Line line, Draft draft, int i) =>
        draft.IsFree(i) && line.IsWord(i) && !line.Is(i, Role.Income, Role.MaybeIncome) && !line.Is(i, Role.Pronoun, Role.Chat);
}
