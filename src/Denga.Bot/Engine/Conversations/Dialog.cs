using Denga.Contracts.Identity;

namespace Denga.Bot.Engine;

/// <summary>A conversation about one thing, defined once for every channel. It has no memory of its own: what it must remember is in the turn's
/// state, in names that begin with its word.</summary>
internal abstract class Dialog
{
    /// <summary>Begins the actions of its buttons: <c>word:arguments</c>.</summary>
    internal abstract string Word { get; }

    /// <summary>The command without the slash, and the words that mean the same, in both languages, in small letters.</summary>
    internal virtual IReadOnlyList<string> Commands => [];

    /// <summary>Whether a link may give its command with the rest of a line: <c>?start=friends_CODE</c>. Whoever follows a stranger's link has not
    /// asked for anything yet, so only what takes no money and asks before the next step.</summary>
    internal virtual bool OpensFromLink => false;

    /// <summary>Its commands as messengers list them.</summary>
    internal virtual IReadOnlyList<MenuItem> Menu => [];

    /// <summary>Whether the command's word with these arguments, typed without a slash, is a command: "отчёт май" is, "отчёт 500" is an expense.</summary>
    internal virtual bool Takes(string command, string arguments) => false;

    /// <summary>Whether a line without any command is for this dialog all the same: "100 usd to rub".</summary>
    internal virtual bool Recognises(string line) => false;

    /// <summary>The command was given; <paramref name="arguments"/> is the rest of the line.</summary>
    internal abstract Task Open(Turn turn, string arguments, CancellationToken cancel);

    /// <summary>One of its buttons was pressed. What no longer fits must show how things are now.</summary>
    internal virtual Task Press(Turn turn, IAction action, CancellationToken cancel) => Open(turn, "", cancel);

    /// <summary>A button or a question of an older version, or one that was made up: shows how things are now.</summary>
    internal virtual Task Outdated(Turn turn, CancellationToken cancel) => Open(turn, "", cancel);

    /// <summary>The text that <see cref="Expect"/> waited for.</summary>
    internal virtual Task Answer(Turn turn, IAction question, string text, CancellationToken cancel) => Open(turn, text, cancel);

    /// <summary>Whether the awaited answer may be any words, a note or a name: then words that are commands elsewhere are the answer.</summary>
    internal virtual bool AcceptsAnyText(IAction question) => false;

    /// <summary>Its command is no answer, whatever may be one.</summary>
    internal virtual bool EndsAnyQuestion => false;

    /// <summary>The conversation was sent a notification for this dialog.</summary>
    internal virtual Task Notify(Turn turn, IAction notification, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The notification for the conversations of somebody who was absorbed by another, or null.</summary>
    internal virtual IAction? NotificationOf(PeopleMerged merged) => null;

    /// <summary>What was being prepared is left.</summary>
    internal virtual void Leave(Turn turn) { }
}

/// <summary>A command in a messenger's list.</summary>
/// <param name="Place">The list is ordered by it.</param>
internal sealed record MenuItem(int Place, string Command, Text Text);

/// <summary>Takes what no other dialog is meant by.</summary>
internal abstract class DefaultDialog : Dialog
{
    /// <summary>The person edited a message, or replied to one of the bot's that has a subject.</summary>
    internal abstract Task Correct(Turn turn, string text, CancellationToken cancel);

    /// <summary>A sticker, a voice note.</summary>
    internal abstract Task Unreadable(Turn turn);

    internal abstract Task UnknownCommand(Turn turn);

    /// <summary>A turn with a text is at its end.</summary>
    internal abstract void Remember(Turn turn);
}

/// <summary>Takes photos. What it asks about them is asked until it is answered: a look at something else does not end it.</summary>
internal abstract class PhotosDialog : Dialog
{
    internal abstract Task Receive(Turn turn, CancellationToken cancel);

    /// <summary>The turn is over and has photos that nothing took.</summary>
    internal abstract Task Ask(Turn turn, CancellationToken cancel);
}

/// <summary>A dialog whose message changes with what it shows.</summary>
internal abstract class LiveDialog : Dialog
{
    internal abstract Watch Watch { get; }

    /// <summary>The subject as it stands now; null leaves the message as it is.</summary>
    internal abstract Task<Screen?> Render(Turn turn, string subject, CancellationToken cancel);
}
