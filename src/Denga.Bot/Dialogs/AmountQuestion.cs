using Denga.Bot.Engine;
using Denga.Contracts;

namespace Denga.Bot.Dialogs;

/// <summary>An amount that was asked for.</summary>
internal static class AmountQuestion
{
    /// <summary>False where it is none: then the turn has gone on as in <see cref="Dialog.NoAnswer"/>.</summary>
    internal static bool TryRead(Dialog dialog, Turn turn, string about, string text, Currency main, Button instead, out Money amount)
    {
        var fault = AmountText.Read(text, main, turn.Person.Language, out amount);
        if (fault == AmountFault.None)
            return true;
        // "350 tea" looks like a currency nobody knows, and is an entry.
        if (fault is AmountFault.NotAnAmount or AmountFault.UnknownCurrency)
            dialog.NoAnswer(turn, about, text, AmountTexts.Of(AmountFault.NotAnAmount, Surface.Chat), instead);
        else
            dialog.Remind(turn, about, AmountTexts.Of(fault, Surface.Chat), instead);
        return false;
    }
}
