using Denga.Contracts;
using Denga.Contracts.Payments;

namespace Denga.Speech;

/// <summary>Who may take an amount now, the recommended first; where nobody may, the words that say why and what to do.</summary>
/// <param name="Away">A sentence about those who would take it and do not answer; null where all answer, or nobody.</param>
/// <param name="Refusal">Null where somebody may take it.</param>
public sealed record PaymentWays(IReadOnlyList<string> Providers, string? Away, string? Refusal)
{
    private static readonly Text NotTaken = new(
        "Сейчас никто не принимает {0}. Возьмите другую валюту, например рубли или доллары.",
        "Nobody takes {0} at the moment. Choose another currency, such as US dollars or roubles."
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

    public static PaymentWays Of(IReadOnlyList<PaymentMethod> methods, Money amount, string language)
    {
        var fitting = methods.Where(m => !(m.Least > amount) && !(m.Most < amount)).ToList();
        var answering = fitting.Where(m => m.Available).Select(m => m.Provider).ToList();
        var away = string.Join(", ", fitting.Where(m => !m.Available).Select(m => Words.Provider(m.Provider, language)));
        if (answering.Count > 0)
            return new(answering, away.Length == 0 ? null : SomeAreAway.In(language, away), Refusal: null);
        var (least, most) = (methods.Min(m => m.Least), methods.Max(m => m.Most));
        return new(
            [],
            Away: null,
            away.Length > 0 ? NoneAnswers.In(language)
                : least is { } few && amount < few ? TooSmall.In(language, Words.Of(few, language))
                : most is { } many && amount > many ? TooLarge.In(language, Words.Of(many, language))
                : NotTaken.In(language, Words.Name(amount.Currency, language))
        );
    }
}
