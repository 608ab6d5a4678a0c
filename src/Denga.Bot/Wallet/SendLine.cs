using Denga.Bot.Dialogs;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Bot.Wallet;

/// <summary>"500 @anna lunch": how much, to whom and a note, in one line; each may be missing.</summary>
/// <param name="Fault">Why there is no amount, when something stands where it should be.</param>
internal sealed record SendLine(Money? Amount, string? To, string? Note, AmountFault Fault = AmountFault.None)
{
    private static readonly HashSet<string> Prepositions = new(["to", "for", "кому", "для", "на"], StringComparer.OrdinalIgnoreCase);

    internal static bool IsPayee(string word) =>
        word.Length > 1 && (word.Contains('@', StringComparison.Ordinal) || AccountId.TryParse(word, null, out _));

    internal static SendLine Read(string line, Currency main, string language)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var payee = Array.FindIndex(words, IsPayee);
        if (payee < 0)
            return Amounts(words, main, language) with { To = null };
        var before = words[..payee].Where(w => !Prepositions.Contains(w)).ToArray();
        var after = words[(payee + 1)..];
        if (before.Length == 0)
            return after.Length == 0 ? new SendLine(null, words[payee], null) : Amounts(after, main, language) with { To = words[payee] };
        var fault = AmountText.Read(string.Join(' ', before), main, language, out var amount);
        return new SendLine(fault == AmountFault.None ? amount : null, words[payee], Joined(after), fault);
    }

    /// <summary>The longest beginning that is an amount; the rest is a note, or a contact's name.</summary>
    private static SendLine Amounts(string[] words, Currency main, string language)
    {
        var whole = AmountFault.NotAnAmount;
        for (var end = words.Length; end > 0; end--)
        {
            var fault = AmountText.Read(string.Join(' ', words[..end]), main, language, out var amount);
            if (fault == AmountFault.None)
                return new SendLine(amount, null, Joined(words[end..]));
            if (fault != AmountFault.NotAnAmount)
                whole = fault;
        }
        return new SendLine(null, null, null, whole);
    }

    private static string? Joined(string[] words) => words.Length == 0 ? null : string.Join(' ', words);
}
