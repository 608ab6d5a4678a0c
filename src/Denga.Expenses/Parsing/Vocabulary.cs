using System.Globalization;
using Denga.Contracts;
using Denga.Speech;

namespace Denga.Expenses.Parsing;

/// <summary>The words that the parser knows, Russian and English, in lower case and with е for ё: the tables of <c>Words</c>, and
/// <c>numbers.txt</c> of Denga.Speech. A row gives roles,
/// then perhaps <c>=number</c> and <c>$CURRENCY</c> (several with / between), to the words after its colon. <c>рубл(ь,я)</c> are two words,
/// <c>sun_cream</c> is a pair of them. A word that stands in several rows has the roles of all. <c>slips.txt</c> gives other spellings
/// (<c>*</c>: words that are known with one letter amiss; <c>-</c>: words that are not those).</summary>
internal static class Vocabulary
{
    private const int LengthMax = 24;
    private const int SlipLengthMin = 5;

    /// <summary>By their first letter: the words that are known with a slip of the pen.</summary>
    private static readonly Dictionary<char, List<(int Letters, string Word)>> Near = [];

    private static readonly Dictionary<string, Sense> Senses = Load();
    private static readonly Dictionary<string, Sense>.AlternateLookup<ReadOnlySpan<char>> Lookup = Senses.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly HashSet<string> SmallUnits = CodesOf(Role.SmallUnits);
    private static readonly HashSet<string> Dollars = CodesOf(Role.Dollar);

    internal static Sense? Find(ReadOnlySpan<char> lower) =>
        lower.Length <= LengthMax && Lookup.TryGetValue(lower, out var sense) ? sense : null;

    /// <summary>A word that is known, or is one of the marked words with one letter amiss.</summary>
    internal static Sense? FindNear(ReadOnlySpan<char> lower)
    {
        if (Find(lower) is { } known)
            return known;
        if (lower.Length is < SlipLengthMin or > LengthMax || !Near.TryGetValue(lower[0], out var near))
            return null;
        var letters = Slips.Letters(lower);
        foreach (var (others, word) in near)
            if (Slips.MayBeOne(letters, others) && Slips.IsOne(lower, word))
                return Senses[word];
        return null;
    }

    /// <summary>A word, or a pair of words.</summary>
    internal static bool Is(ReadOnlySpan<char> lower, Role role) => Find(lower) is { } sense && sense.Is(role);

    /// <summary>Everyday prices in these currencies have two digits and more, so that a lonely small number is rather a count.</summary>
    internal static bool HasSmallUnits(Currency currency) => SmallUnits.Contains(currency.Code);

    /// <summary>A currency that is called dollar where it is used.</summary>
    internal static bool IsDollar(Currency currency) => Dollars.Contains(currency.Code);

    private static HashSet<string> CodesOf(Role role) =>
        Currency.All.Select(c => c.Code).Where(code => Is(code.ToLowerInvariant(), role)).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, Sense> Load()
    {
        var words = new Dictionary<string, Sense>(4096, StringComparer.Ordinal);
        foreach (var currency in Currency.All)
            Add(words, currency.Code.ToLowerInvariant(), [Role.Currency, Role.BeforeAmount], 0, currency.Code);
        foreach (var (key, list) in WordTable.Numbers())
            Read(words, key, list);
        foreach (var table in (string[])["currencies", "days", "units", "things", "signs", "sharing", "talk"])
        foreach (var (key, list) in WordTable.Rows(typeof(Vocabulary).Assembly, table))
            Read(words, key, list);
        foreach (var gone in CurrencyNames.Gone)
        foreach (var word in gone.Words.Append(gone.Code.ToLowerInvariant()))
            Add(words, word, [Role.GoneCurrency], 0, gone.Code);
        foreach (var pair in words.Keys.Where(word => word.Contains(' ', StringComparison.Ordinal)).ToArray())
        {
            var first = pair[..pair.IndexOf(' ', StringComparison.Ordinal)];
            Add(words, first, [Role.BeginsPair], 0, null);
            words[pair].Add(words[first]);
        }
        foreach (var (meant, list) in WordTable.Rows(typeof(Vocabulary).Assembly, "slips"))
        foreach (var slip in WordTable.Split(list))
            if (meant == "*")
                AddNear(slip);
            else if (meant == "-")
                words.TryAdd(slip, new Sense());
            else
                words.TryAdd(slip, words[meant]);
        return words;
    }

    private static void AddNear(string word)
    {
        if (!Near.TryGetValue(word[0], out var near))
            Near[word[0]] = near = [];
        near.Add((Slips.Letters(word), word));
    }

    private static void Read(Dictionary<string, Sense> words, string key, string list)
    {
        var parts = key.Split(' ');
        var roles = parts[0].Split('+').Select(role => Enum.Parse<Role>(role)).ToArray();
        var number = 0m;
        string? currency = null;
        foreach (var part in parts.Skip(1))
            if (part[0] == '=')
                number = decimal.Parse(part.AsSpan(1), NumberStyles.Number, CultureInfo.InvariantCulture);
            else
                currency = part[1..].Replace('/', ' ');
        foreach (var word in WordTable.Split(list))
        {
            var open = word.IndexOf('(', StringComparison.Ordinal);
            if (open < 0)
                Add(words, word.Replace('_', ' '), roles, number, currency);
            else
                foreach (var ending in word[(open + 1)..^1].Split(','))
                    Add(words, word[..open] + ending, roles, number, currency);
        }
    }

    private static void Add(Dictionary<string, Sense> words, string word, Role[] roles, decimal number, string? currency)
    {
        if (!words.TryGetValue(word, out var sense))
            words[word] = sense = new Sense();
        foreach (var role in roles)
            sense.Add(role, number, currency);
    }
}
