using Denga.Contracts;
using Denga.Contracts.Stars;

namespace Denga.Bot.Stars;

/// <summary>"100 звёзд @masha", "premium 3 @masha", "fragment 100": what, how many and for whom, each of which may be missing.</summary>
/// <param name="Quantity">Stars, or months.</param>
/// <param name="To">As it was written; <see cref="Self"/> for oneself.</param>
/// <param name="IsNamed">It says that Stars or Premium are meant.</param>
internal sealed record StarsLine(StarsProduct Product, int? Quantity, string? To, bool Fragment, bool IsNamed)
{
    internal const string Self = "";

    private static readonly Currency Star = Currency.Parse("XTR");
    private static readonly HashSet<string> Verbs = Set("купи купить купите подари подарить подарите хочу buy get gift");
    private static readonly HashSet<string> Stars = Set("звезд звёзд звезда звезду звезды звёзды звёздочек звездочек stars star ⭐ ⭐️");
    private static readonly HashSet<string> Premium = Set("premium премиум telegram телеграм");
    private static readonly HashSet<string> Months = Set("месяц месяца месяцев мес мес. month months mo");
    private static readonly HashSet<string> Selves = Set("себе мне себя me myself self");
    private static readonly HashSet<string> Fragments = Set("fragment фрагмент fragment.com");
    private static readonly HashSet<string> Fillers = Set("для на через for to via the of и please пожалуйста");

    /// <summary>The wish of a line that begins with no command: "купи 100 звёзд @masha"; null for anything else.</summary>
    internal static StarsLine? Wish(string line)
    {
        var words = Split(line);
        return
            words.Length > 1
            && Verbs.Contains(words[0])
            && Read(string.Join(' ', words[1..])) is { IsNamed: true } wish
            && (wish.Product == StarsProduct.Stars || wish.Quantity is null or 3 or 6 or 12)
            ? wish
            : null;
    }

    /// <summary>Null where something stands that is neither.</summary>
    internal static StarsLine? Read(string line)
    {
        var read = new StarsLine(StarsProduct.Stars, null, null, Fragment: false, IsNamed: false);
        var numbers = new List<string>();
        foreach (var word in Split(line))
            if (Stars.Contains(word))
                read = read with { IsNamed = true };
            else if (Premium.Contains(word))
                read = read with { Product = StarsProduct.Premium, IsNamed = true };
            else if (Fragments.Contains(word))
                read = read with { Fragment = true };
            else if (IsRecipient(word))
                read = read with { To = word };
            else if (Selves.Contains(word))
                read = read with { To = Self };
            else if (!Months.Contains(word) && !Fillers.Contains(word))
                numbers.Add(word);
        if (numbers.Count == 0)
            return read;
        if (numbers is ["год" or "year"])
            return read with { Quantity = 12 };
        return
            AmountText.TryRead(string.Join(' ', numbers), Star, "en", out var number)
            && number.Currency == Star
            && number.Minor <= int.MaxValue
            ? read with
            {
                Quantity = (int)number.Minor,
            }
            : null;
    }

    internal static bool IsRecipient(string word) =>
        word.Length > 1 && (word[0] == '@' || word.Contains("t.me/", StringComparison.OrdinalIgnoreCase));

    internal static bool IsSelf(string word) => Selves.Contains(word);

    private static string[] Split(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.OrdinalIgnoreCase);
}
