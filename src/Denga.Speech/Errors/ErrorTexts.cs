using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Speech;

/// <summary>Where an error is read. The bot speaks of itself and knows commands; the cabinet has forms; a notice is read later and elsewhere.</summary>
public enum Surface
{
    Chat,
    Cabinet,
    Notice,
}

/// <summary>Every expected error in words that say what to do. A sentence takes the error's <see cref="Error.Args"/> by name, as people write them:
/// <c>{limit}</c> and <c>{left}</c> as amounts of the argument <c>currency</c>, <c>{date}</c> as a day,
/// <c>{retryAfterSeconds}</c> as a wait after "через" or "in"; <c>{number}</c> is the short id that finds the trace. A test finds every code there is and
/// fails for one without a sentence.</summary>
public static class ErrorTexts
{
    private const string Bug = "platform.bug";
    private const string Away = "module.silent";

    internal static readonly IReadOnlyDictionary<string, ErrorText> ByCode = new IReadOnlyDictionary<string, ErrorText>[]
    {
        AnalyticsErrorTexts.All,
        BookingErrorTexts.All,
        BotErrorTexts.All,
        ExpensesErrorTexts.All,
        HealthErrorTexts.All,
        IdentityErrorTexts.All,
        PaymentsErrorTexts.All,
        PlatformErrorTexts.All,
        RatesErrorTexts.All,
        ReportsErrorTexts.All,
        StarsErrorTexts.All,
        WalletErrorTexts.All,
    }
        .SelectMany(module => module)
        .ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Codes { get; } = [.. ByCode.Keys];

    /// <param name="number">The short id of the trace, for an error that only an operator can look into.</param>
    public static string Of(Error error, string language, Surface surface, string number)
    {
        var text =
            ByCode.GetValueOrDefault(error.Code)
            // Of another release: what it means is not known here, but whether to try again is.
            ?? ByCode[error.Kind == ErrorKind.Unavailable ? Away : Bug];
        return Filled(text.On(surface).In(language), error.Args, number, language, surface);
    }

    /// <summary>Of an error as it was kept.</summary>
    public static string Of(Refusal refusal, string language, Surface surface, string number) =>
        Of(new Error(refusal.Code, ErrorKind.Conflict, refusal.Detail, refusal.Args), language, surface, number);

    /// <summary>The sentence of a code that takes no arguments, where a surface knows the error before it asks.</summary>
    public static Text Of(string code, Surface surface) => ByCode[code].On(surface);

    /// <summary>What broke on Denga's side.</summary>
    public static string Broken(string language, Surface surface, string number) =>
        Filled(Of(Bug, surface).In(language), null, number, language, surface);

    private static string Filled(string words, IReadOnlyDictionary<string, string>? args, string number, string language, Surface surface)
    {
        while (words.IndexOf('{', StringComparison.Ordinal) is >= 0 and var from)
        {
            var to = words.IndexOf('}', from);
            var name = words[(from + 1)..to];
            // An error kept by an earlier release may lack an argument: a gap, but nothing raw.
            var value = name == "number" ? number : Shown(name, args, language, surface) ?? "…";
            words = string.Concat(words.AsSpan(0, from), value, words.AsSpan(to + 1));
        }
        return words;
    }

    private static string? Shown(string name, IReadOnlyDictionary<string, string>? args, string language, Surface surface)
    {
        if (args?.GetValueOrDefault(name) is not { } value)
            return null;
        return name switch
        {
            "retryAfterSeconds" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? Words.Wait(TimeSpan.FromSeconds(seconds), language)
                : null,
            "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? Words.Of(day, language)
                : null,
            _ => Currency.TryFind(args.GetValueOrDefault("currency"), out var currency)
            && ExactDecimal.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, out var amount)
            && Money.TryFrom(amount, currency, out var money)
                ? surface == Surface.Cabinet
                    ? Words.Exact(money, language)
                    : Words.Of(money, language)
                : null,
        };
    }
}

/// <summary>A sentence for everywhere, and another where a surface needs its own.</summary>
internal sealed record ErrorText(Text Everywhere)
{
    internal ErrorText(string ru, string en)
        : this(new Text(ru, en)) { }

    internal Text? InChat { get; init; }

    internal Text? InCabinet { get; init; }

    internal Text? InNotice { get; init; }

    internal Text On(Surface surface) =>
        surface switch
        {
            Surface.Chat => InChat,
            Surface.Cabinet => InCabinet,
            _ => InNotice,
        } ?? Everywhere;
}
