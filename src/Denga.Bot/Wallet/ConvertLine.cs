using Denga.Bot.Dialogs;
using Denga.Contracts;

namespace Denga.Bot.Wallet;

/// <summary>"100 usd to rub": what is given or, with the amount after the preposition, what is to be got.</summary>
/// <param name="Amount">In <paramref name="From"/> or in <paramref name="To"/>.</param>
internal sealed record ConvertLine(Money? Amount, Currency From, Currency? To)
{
    private static readonly HashSet<string> Prepositions = new(
        ["to", "in", "into", "в", "на", "->", "→"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Null when the line is about something else, or names no currency where one is needed.</summary>
    internal static ConvertLine? Read(string line, string language)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var middle = Array.FindIndex(words, Prepositions.Contains);
        if (middle < 0)
            return Side(line, language) is { } only ? new ConvertLine(only.Amount, only.Currency, null) : null;
        return
            Side(string.Join(' ', words[..middle]), language) is { } from
            && Side(string.Join(' ', words[(middle + 1)..]), language) is { } to
            && (from.Amount is null || to.Amount is null)
            ? new ConvertLine(from.Amount ?? to.Amount, from.Currency, to.Currency)
            : null;
    }

    /// <summary>A currency, or an amount that names one: then it is the same whatever the main currency is.</summary>
    private static (Money? Amount, Currency Currency)? Side(string text, string language)
    {
        if (CurrencyText.TryRead(text, out var currency))
            return (null, currency);
        return
            AmountText.TryRead(text, Currency.Rub, language, out var amount)
            && AmountText.TryRead(text, Currency.Usd, language, out var other)
            && amount == other
            ? (amount, amount.Currency)
            : null;
    }
}
