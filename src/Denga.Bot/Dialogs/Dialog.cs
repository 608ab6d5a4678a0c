using Denga.Bot.Engine;
using Denga.Contracts;

namespace Denga.Bot.Dialogs;

/// <summary>A conversation about one thing, defined once for every channel. It has no memory of its own: what it must remember is in the turn's
/// state, in names that begin with its word.</summary>
internal abstract class Dialog
{
    /// <summary>Begins the actions of its buttons: <c>word:arguments</c>.</summary>
    internal abstract string Word { get; }

    /// <summary>The command without the slash, and the words that mean the same, in both languages, in small letters.</summary>
    internal virtual IReadOnlyList<string> Commands => [];

    /// <summary>Whether the command's word with these arguments, typed without a slash, is a command: "отчёт май" is, "отчёт 500" is an expense.</summary>
    internal virtual bool Takes(string command, string arguments) => false;

    /// <summary>The command was given; <paramref name="arguments"/> is the rest of the line.</summary>
    internal abstract Task Open(Turn turn, string arguments, CancellationToken cancel);

    /// <summary>A button was pressed. One that no longer fits must show how things are now.</summary>
    internal virtual Task Press(Turn turn, string arguments, CancellationToken cancel) => Open(turn, "", cancel);

    /// <summary>The text that <see cref="Expect"/> waited for.</summary>
    internal virtual Task Hear(Turn turn, string about, string text, CancellationToken cancel) => Open(turn, text, cancel);

    /// <summary>Whether the awaited answer may be any words, a note or a name: then words that are commands elsewhere are the answer.</summary>
    internal virtual bool HearsAnyWords(string about) => false;

    /// <summary>What a message shows has changed by itself.</summary>
    internal virtual Task Happened(Turn turn, string arguments, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Whether a line without any command is for this dialog all the same: "100 usd to rub".</summary>
    internal virtual bool Recognises(string line) => false;

    /// <summary>The turn goes on as another dialog's command.</summary>
    protected static void PassOn(Turn turn, string word, string arguments) => turn.Next = (word, arguments);

    /// <summary>The next text of the person is for this dialog, with <paramref name="about"/>. Any command, button or other wish ends the waiting.</summary>
    protected void Expect(Turn turn, string about) => turn.Set(Router.Expected, Word + ":" + about);

    /// <summary>What was written is no answer to what was asked. An entry may be written at any moment and takes the place of the question; to anything
    /// else is said what is expected, and the question goes on waiting.</summary>
    protected void NoAnswer(Turn turn, string about, string text, Text expected, Button instead)
    {
        if (text.Any(char.IsAsciiDigit))
        {
            PassOn(turn, "e", text);
            return;
        }
        Remind(turn, about, expected, instead);
    }

    /// <summary>Says what is expected, and goes on waiting.</summary>
    protected void Remind(Turn turn, string about, Text expected, Button instead)
    {
        Expect(turn, about);
        turn.Send(
            new Screen(
                expected.In(turn.Person.Language),
                [
                    [instead],
                ]
            )
        );
    }

    /// <summary>The amount that was asked for; where it is none, the turn has gone on as in <see cref="NoAnswer"/>.</summary>
    protected bool TryHearAmount(Turn turn, string about, string text, Currency main, Button instead, out Money amount)
    {
        var fault = AmountText.Read(text, main, turn.Person.Language, out amount);
        if (fault == AmountFault.None)
            return true;
        // "350 tea" looks like a currency nobody knows, and is an entry.
        if (fault is AmountFault.NotAnAmount or AmountFault.UnknownCurrency)
            NoAnswer(turn, about, text, AmountTexts.Of(AmountFault.NotAnAmount, Surface.Chat), instead);
        else
            Remind(turn, about, AmountTexts.Of(fault, Surface.Chat), instead);
        return false;
    }
}
