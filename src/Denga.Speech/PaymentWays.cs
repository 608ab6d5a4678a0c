using Denga.Contracts;
using Denga.Contracts.Payments;

namespace Denga.Speech;

/// <summary>Who may take an amount now, the recommended first; where nobody may, the words that say why and what to do.</summary>
/// <param name="Away">A sentence about those who would take it and do not answer; null where all answer, or nobody.</param>
/// <param name="Refusal">Null where somebody may take it.</param>
public sealed record PaymentWays(IReadOnlyList<string> Providers, string? Away, string? Refusal)
{
    private static readonly Text NotTaken = new(
        "{0} сейчас никто не принимает. Принимают: {1}.",
        "Nobody takes {0} at the moment. Taken are {1}."
    );
    private static readonly Text Nothing = new("{0} сейчас никто не принимает.", "Nobody takes {0} at the moment.");
    private static readonly Text UnknownCurrency = new(
        "Такой валюты не знаю. Принимают: {0}.",
        "I do not know this currency. Taken are {0}."
    );
    private static readonly Text TooSmall = new(
        "Это слишком мало: пополнить можно самое меньшее на {0}.",
        "That is too little: the least to top up is {0}."
    );
    private static readonly Text TooLarge = new(
        "Это слишком много: за один раз можно самое большее {0}.",
        "That is too much: the most at once is {0}."
    );
    private static readonly Text NoneAnswers = new(
        "Способы оплаты сейчас не отвечают. Ничего не списано. Повторите через минуту.",
        "No way to pay answers at the moment. Nothing was taken. Try again in a minute."
    );
    private static readonly Text SomeAreAway = new("Сейчас не отвечает: {0}.", "Not answering at the moment: {0}.");

    /// <param name="methods">For the amount.</param>
    /// <param name="taken">Whatever is taken: it says why nobody takes this amount.</param>
    public static PaymentWays Of(IReadOnlyList<PaymentMethod> methods, IReadOnlyList<PaymentCurrency> taken, Money amount, string language)
    {
        var answering = methods.Where(m => m.Available).Select(m => m.Provider).ToList();
        var away = string.Join(", ", methods.Where(m => !m.Available).Select(m => Words.Provider(m.Provider, language)));
        if (answering.Count > 0)
            return new(answering, away.Length == 0 ? null : SomeAreAway.In(language, away), Refusal: null);
        return new([], Away: null, away.Length > 0 ? NoneAnswers.In(language) : WhyNot(taken, amount, language));
    }

    /// <summary>Which currencies may be paid in, to who named one that there is not.</summary>
    public static string Unknown(IReadOnlyList<PaymentCurrency> taken, string language) =>
        UnknownCurrency.In(language, Words.Names([.. taken.Select(t => t.Currency)], language));

    private static string WhyNot(IReadOnlyList<PaymentCurrency> taken, Money amount, string language)
    {
        if (taken.FirstOrDefault(t => ReferenceEquals(t.Currency, amount.Currency)) is { } range)
            return range.Least is { } least && amount < least ? TooSmall.In(language, Words.Of(least, language))
                : range.Most is { } most && amount > most ? TooLarge.In(language, Words.Of(most, language))
                : NoneAnswers.In(language);
        var name = Words.Title(amount.Currency, language);
        return taken.Count == 0
            ? Nothing.In(language, name)
            : NotTaken.In(language, name, Words.Names([.. taken.Select(t => t.Currency)], language));
    }
}
