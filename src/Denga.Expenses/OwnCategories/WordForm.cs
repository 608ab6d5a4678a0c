namespace Denga.Expenses.OwnCategories;

/// <summary>A word without its ending, so that «рыбалку» is «рыбалка» and "books" is "book". No dictionary: two words that a person uses for two
/// categories differ in more than an ending.</summary>
internal static class WordForm
{
    private const int StemLettersMin = 2;

    /// <summary>The longest first.</summary>
    private static readonly string[] Endings =
        "иями ями ами ого его ому ему ыми ими иях иям ием ией ов ев ей ёв ам ям ах ях ом ем ой ый ий ая яя ое ее ые ие ую юю ых их ым им ия ью es а я о е ы и у ю ь й s".Split(
            ' '
        );

    /// <param name="word">Folded.</param>
    internal static string Stem(string word)
    {
        var stem = word;
        foreach (var ending in Endings)
            if (word.Length >= ending.Length + StemLettersMin && word.EndsWith(ending, StringComparison.Ordinal))
            {
                stem = word[..^ending.Length];
                break;
            }
        // A vowel that comes and goes: «подарок», «подарка».
        return stem.Length > StemLettersMin + 1 && stem[^2] is 'о' or 'е' && stem[^1] is 'к' or 'ц' ? stem[..^2] + stem[^1] : stem;
    }
}
