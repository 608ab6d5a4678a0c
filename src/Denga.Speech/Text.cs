using System.Globalization;

namespace Denga.Speech;

/// <summary>A sentence in every language: one that lacks a language does not compile. <c>{0}</c> … take arguments that are already words.</summary>
public sealed record Text(string Ru, string En)
{
    public string In(string language, params object[] arguments) =>
        arguments.Length == 0 ? Of(language) : string.Format(CultureInfo.InvariantCulture, Of(language), arguments);

    private string Of(string language) => Words.IsRussian(language) ? Ru : En;
}

/// <summary>A word that follows a number, by the plural rules of CLDR; <c>{0}</c> takes the number.</summary>
public sealed record Plural(string RuOne, string RuFew, string RuMany, string EnOne, string EnOther)
{
    public string In(string language, long number) =>
        string.Format(CultureInfo.InvariantCulture, Form(language, Math.Abs(number)), Words.Number(number, 0, language));

    private string Form(string language, long n)
    {
        if (!Words.IsRussian(language))
            return n == 1 ? EnOne : EnOther;
        if (n % 10 == 1 && n % 100 != 11)
            return RuOne;
        return n % 10 is >= 2 and <= 4 && n % 100 is < 12 or > 14 ? RuFew : RuMany;
    }
}
