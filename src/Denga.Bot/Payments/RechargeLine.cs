namespace Denga.Bot.Payments;

/// <summary>"счёт на 500 рублей", "top up my balance with 20 $": what of a wish to top up is the amount.</summary>
internal static class RechargeLine
{
    private static readonly HashSet<string> Around = new(
        "на по в счёт счет счета баланс кошелёк кошелек мой свой мне себе by with on to into my the me account balance wallet for please пожалуйста".Split(
            ' '
        ),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What is topped up, so that "положи 500 на полку" is something else.</summary>
    private static readonly HashSet<string> Targets = new(
        ["счёт", "счет", "баланс", "кошелёк", "кошелек", "account", "balance", "wallet"],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> Verbs = new(
        ["положи", "положить", "положите", "закинь", "закинуть", "закиньте", "внеси", "внести", "внесите", "put", "deposit"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The words of the amount; empty where there are none.</summary>
    internal static string AmountOf(string arguments)
    {
        var words = Words(arguments).AsSpan();
        while (words.Length > 0 && Around.Contains(words[0]))
            words = words[1..];
        while (words.Length > 0 && Around.Contains(words[^1]))
            words = words[..^1];
        return string.Join(' ', words!);
    }

    /// <summary>What follows the wish in a line that begins with no command; null when it is no such wish.</summary>
    internal static string? Read(string line)
    {
        var words = Words(line);
        return words switch
        {
            ["top" or "Top", "up", .. var rest] => string.Join(' ', rest),
            [var verb, .. var rest] when Verbs.Contains(verb) && rest.Any(Targets.Contains) => string.Join(' ', rest),
            _ => null,
        };
    }

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
