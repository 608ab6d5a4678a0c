namespace Denga.Speech;

internal static class RatesErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["rates.unknown_pair"] = new("Курса этих валют нет. Выберите другую.", "There is no rate of these currencies. Choose another one."),
        ["rates.too_many"] = new("Можно спросить не больше 10 000 курсов сразу.", "At most 10,000 rates can be asked for at once."),
    };
}
