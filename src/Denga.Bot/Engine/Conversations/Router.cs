using System.Security.Cryptography;
using System.Text;
using Denga.Platform.Limits;

namespace Denga.Bot.Engine;

/// <summary>Brings a turn to its dialog: a pressed button, a command or its word, the typed label of a button, an awaited answer; everything else is
/// for the default one.</summary>
internal sealed class Router(DialogRegistry dialogs, PersonLimits limits)
{
    private const string Slowed = "slowed";

    /// <summary>What was done and could not be shown.</summary>
    private const string Unshown = "unshown";

    /// <summary>The album about which it was said that it cannot be read.</summary>
    private const string Unread = "unread";

    internal async Task Route(Turn turn, CancellationToken cancel)
    {
        turn.Awaited = turn.Expected;
        await First(turn, cancel);
        while (turn.Next is { } next)
        {
            turn.Next = null;
            await Open(turn, next.Dialog, next.Arguments, cancel);
        }
        if (turn.Photos.Count > 0)
            await dialogs.Photos.Ask(turn, cancel);
        if (turn.Update.Kind == UpdateKind.Text)
            dialogs.Default.Remember(turn);
    }

    private Task First(Turn turn, CancellationToken cancel) =>
        turn.Update.Kind switch
        {
            UpdateKind.Button => Press(turn, turn.Update.Button ?? "", cancel),
            UpdateKind.Text when turn.Update.Photo is not null => Photo(turn, cancel),
            UpdateKind.Text => Text(turn, turn.Update.Text ?? "", cancel),
            UpdateKind.Edit => Named(turn, "edit", () => dialogs.Default.Correct(turn, turn.Update.Text ?? "", cancel), cancel),
            UpdateKind.Notification => Notify(turn, turn.Update.Button ?? "", cancel),
            UpdateKind.Unsupported => Named(turn, "unsupported", () => Unreadable(turn), cancel),
            _ => Named(turn, turn.Update.Kind.ToString().ToLowerInvariant(), () => Task.CompletedTask, cancel),
        };

    /// <summary>Said once about all that was sent together.</summary>
    private Task Unreadable(Turn turn)
    {
        var known = turn.Get(Unread);
        turn.Set(Unread, turn.Update.Album);
        return known is not null && known == turn.Update.Album ? Task.CompletedTask : dialogs.Default.Unreadable(turn);
    }

    private Task Notify(Turn turn, string action, CancellationToken cancel)
    {
        var (word, arguments) = Split(action, ':');
        return dialogs.ByWord(word) switch
        {
            LiveDialog live when arguments.StartsWith(Watch.Verb, StringComparison.Ordinal) => Named(
                turn,
                word,
                () => Render(turn, live, live.Watch.Of(arguments[Watch.Verb.Length..]), cancel),
                cancel
            ),
            { } dialog when ActionCodec.Read(action) is { } notification => Named(
                turn,
                word,
                () => dialog.Notify(turn, notification, cancel),
                cancel
            ),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>An event changed what a message shows.</summary>
    private static async Task Render(Turn turn, LiveDialog dialog, Subject subject, CancellationToken cancel)
    {
        if (
            await turn.MessageAbout(subject, cancel) is { } message
            && await dialog.Render(turn, subject.Id, cancel) is { } screen
            && !message.Shows(screen)
        )
            turn.Edit(message.Id, screen);
    }

    private async Task Press(Turn turn, string action, CancellationToken cancel)
    {
        var asked = AboutPhotos(turn);
        turn.Expected = null;
        var dialog = dialogs.ByWord(ActionCodec.WordOf(action)) ?? dialogs.Default;
        await Named(
            turn,
            dialog.Word,
            () => ActionCodec.Read(action) is { } known ? dialog.Press(turn, known, cancel) : dialog.Outdated(turn, cancel),
            cancel
        );
        if (dialog != dialogs.Photos)
            GoOnAsking(turn, asked);
    }

    /// <summary>What photos are of is asked until it is said: a look at something else does not end it.</summary>
    private string? AboutPhotos(Turn turn) =>
        turn.Expected is { } expected && ActionCodec.WordOf(expected) == dialogs.Photos.Word ? expected : null;

    private static void GoOnAsking(Turn turn, string? asked)
    {
        if (asked is not null && turn.Expected is null)
            turn.Expected = asked;
    }

    /// <summary>The caption is read as any text.</summary>
    private async Task Photo(Turn turn, CancellationToken cancel)
    {
        await Named(turn, dialogs.Photos.Word, () => dialogs.Photos.Receive(turn, cancel), cancel);
        if (turn.Update.Text is not { } caption || string.IsNullOrWhiteSpace(caption))
            return;
        // It speaks for its own photo, and not for those that were asked about before.
        var asked = AboutPhotos(turn);
        if (asked is not null)
            turn.Expected = null;
        await Text(turn, caption, cancel);
        GoOnAsking(turn, asked);
    }

    private Task Text(Turn turn, string text, CancellationToken cancel)
    {
        var line = text.Trim();
        var unshown = turn.Get(Unshown);
        turn.Set(Unshown, null);
        if (unshown is not null && unshown == Fingerprint(line))
        {
            turn.Send(new Screen(EngineTexts.DoneAlready.In(turn.Person.Language)));
            return Task.CompletedTask;
        }
        if (line.StartsWith('/') && line.Length > 1)
        {
            var (word, arguments) = Split(line[1..], ' ');
            // In groups commands come as /report@name_of_bot.
            var command = Split(word, '@').Before;
            if (dialogs.ByCommand(command) is { } commanded)
                return Open(turn, commanded, arguments, cancel);
            return Named(turn, "unknown", () => dialogs.Default.UnknownCommand(turn), cancel);
        }
        if (turn.ActionTyped(line) is { } action)
            return Press(turn, action, cancel);
        var question = turn.Expected is { } expected ? ActionCodec.Read(expected) : null;
        var waiting = turn.Expected is null ? null : dialogs.ByWord(ActionCodec.WordOf(turn.Expected));
        var anyWords = question is not null && waiting?.AcceptsAnyText(question) == true;
        if (dialogs.ByCommand(line) is { } named && (!anyWords || named.EndsAnyQuestion))
            return Open(turn, named, "", cancel);
        var (first, rest) = Split(line, ' ');
        if (!anyWords && rest.Length > 0 && dialogs.ByCommand(first) is { } spoken && spoken.Takes(first, rest.Trim()))
            return Open(turn, spoken, rest, cancel);
        if (turn.Update.ReplyTo is not null && turn.About?.Subject is not null)
            return Named(turn, "reply", () => dialogs.Default.Correct(turn, line, cancel), cancel);
        var meant = dialogs.All.FirstOrDefault(d => d.Recognises(line));
        if (waiting is not null && (anyWords || meant is null || meant == waiting))
        {
            turn.Expected = null;
            return Named(turn, waiting.Word, () => Answer(turn, waiting, question, line, cancel), cancel);
        }
        if (meant is not null)
            return Open(turn, meant, line, cancel);
        return Named(turn, dialogs.Default.Word, () => dialogs.Default.Open(turn, text, cancel), cancel);
    }

    private static Task Answer(Turn turn, Dialog dialog, IAction? question, string line, CancellationToken cancel) =>
        question is not null ? dialog.Answer(turn, question, line, cancel)
        : dialog is DefaultDialog ? dialog.Open(turn, line, cancel)
        : dialog.Outdated(turn, cancel);

    /// <summary>The same words, sent again because their answer could not be shown, are asked about instead of done twice.</summary>
    internal static void RememberDone(Turn turn) => turn.Set(Unshown, Fingerprint((turn.Update.Text ?? "").Trim()));

    private static string Fingerprint(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)).AsSpan(0, 8));

    private Task Open(Turn turn, Dialog dialog, string arguments, CancellationToken cancel)
    {
        turn.Expected = null;
        return Named(turn, dialog.Word, () => dialog.Open(turn, arguments.Trim(), cancel), cancel);
    }

    /// <summary>Who is over his limit is told once, until he is under it again.</summary>
    private async Task Named(Turn turn, string command, Func<Task> work, CancellationToken cancel)
    {
        turn.Command = command;
        var isAsked = turn.Update.Kind is UpdateKind.Button or UpdateKind.Text or UpdateKind.Edit or UpdateKind.Unsupported;
        if (!isAsked || await limits.Refuses("bot", turn.Person.Id, command, cancel) is not var (_, left))
        {
            turn.Set(Slowed, null);
            await work();
            return;
        }
        turn.Command = "limited";
        if (turn.Get(Slowed) is null)
            turn.Send(new Screen(EngineTexts.TooMany.In(turn.Person.Language, Words.Wait(left.RetryAfter, turn.Person.Language))));
        turn.Set(Slowed, "yes");
    }

    private static (string Before, string After) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
