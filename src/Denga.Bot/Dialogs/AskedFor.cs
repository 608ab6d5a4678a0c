using Denga.Bot.Engine;
using Denga.Contracts;

namespace Denga.Bot.Dialogs;

/// <summary>What dialogs ask people for. False where the answer is none: then the turn has gone on as in <see cref="Turn.NoAnswer"/>.</summary>
internal static class AskedFor
{
    private const int CodeDigitsMin = 6;
    private const int RecoveryCodeCharactersMin = 12;

    internal static bool TryReadAmount(this Turn turn, IAction question, string text, Currency main, Choice instead, out Money amount)
    {
        var fault = AmountText.Read(text, main, turn.Person.Language, out amount);
        if (fault == AmountFault.None)
            return true;
        // "350 tea" looks like a currency nobody knows, and is an entry.
        if (fault is AmountFault.NotAnAmount or AmountFault.UnknownCurrency)
            turn.NoAnswer(question, text, AmountTexts.Of(AmountFault.NotAnAmount, Surface.Chat), instead);
        else
            turn.Remind(question, AmountTexts.Of(fault, Surface.Chat), instead);
        return false;
    }

    internal static bool TryReadDay(this Turn turn, IAction question, string text, Text notADay, Choice instead, out DateOnly day)
    {
        if (DayText.TryRead(text, turn.Today, out day))
            return true;
        // "32 мая" is a day that there is not, and no entry.
        if (text.Split(' ').Any(w => DayText.Month(w) is not null) || !text.Any(char.IsLetter))
            turn.Remind(question, notADay, instead);
        else
            turn.NoAnswer(question, text, notADay, instead);
        return false;
    }

    /// <summary>Six digits, or a recovery code of twelve letters and digits.</summary>
    internal static bool IsCode(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-')
        && (
            text.Count(char.IsAsciiDigit) >= CodeDigitsMin && !text.Any(char.IsAsciiLetter)
            || text.Trim().Length >= RecoveryCodeCharactersMin
        );
}
