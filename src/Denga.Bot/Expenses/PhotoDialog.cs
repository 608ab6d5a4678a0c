using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <param name="Number">Of the question.</param>
[Action("photo:to")]
internal sealed record AttachPhotoTo(string Number, ExpenseId Entry) : IAction;

[Action("photo:no")]
internal sealed record DropPhotos(string Number) : IAction;

/// <summary>What the photos are of.</summary>
[Action("photo")]
internal sealed record PhotosQuestion(string Number = "") : IAction;

/// <summary>A photo of a receipt finds its entry: the one that it answers, the one that its caption records, or the one that the person names when he
/// is asked. About photos that were sent together, and say nothing, one question is asked; an entry has one photo, so entries and photos are matched in
/// their order, and what is left is asked about again.</summary>
internal sealed class PhotoDialog(CategoryNames categories, IEnumerable<IMessengerChannel> channels) : PhotosDialog
{
    /// <summary>The album of which a photo went to the entry that it answered.</summary>
    private const string Taken = "photo.taken";

    internal override string Word => "photo";

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        turn.PassToDefault(arguments);
        return Task.CompletedTask;
    }

    /// <summary>The photo is kept, and goes to the entry that it answers; otherwise it waits for what the rest of the turn records.</summary>
    internal override async Task Receive(Turn turn, CancellationToken cancel)
    {
        var channel = channels.First(c => c.Name == turn.Update.Channel);
        var kept = await channel.KeepPhoto(turn.Person.Id, turn.Update.Photo!, cancel);
        var known = kept.IsOk ? await turn.Ask(new KeepPhoto(turn.Person.Id, kept.Value), cancel) : kept.Error;
        if (!known.IsOk)
        {
            turn.SendError(known.Error);
            return;
        }
        // The others of an album that answers an entry would put the first out.
        var isFirst = turn.Update.Album is null || turn.Update.Album != turn.Get(Taken);
        if (isFirst && await Answered(turn, cancel) is { } entry)
        {
            turn.Set(Taken, turn.Update.Album);
            await TryAttach(turn, entry, kept.Value, cancel);
        }
        else
            turn.AddPhoto(kept.Value);
    }

    /// <summary>The turn is over and photos have no entry.</summary>
    internal override async Task Ask(Turn turn, CancellationToken cancel)
    {
        var left = new List<string>();
        while (turn.TakePhoto() is { } key)
            left.Add(key);
        var isNew = turn.Update.Photo is not null;
        if (isNew && turn.Update.Album is { } album && WaitingPhotos.OfAlbum(turn, album) is var (number, asked))
        {
            WaitingPhotos.Put(turn, number, asked with { Keys = [.. asked.Keys, .. left] });
            if (turn.Expected is null)
                turn.Expect(new PhotosQuestion(number));
            return;
        }
        var language = turn.Person.Language;
        var of = isNew ? turn.Update.Album : WaitingPhotos.LastAlbum(turn);
        var question = WaitingPhotos.Add(turn, new WaitingPhotos(left, of));
        var words =
            !isNew && left.Count > 1 ? PhotoTexts.AskRest.In(language, left.Count)
            : of is null || left.Count == 1 && !isNew ? PhotoTexts.Ask.In(language)
            : PhotoTexts.AskAlbum.In(language);
        var screen = turn.Screen().Line(words);
        if (await Last(turn, cancel) is { } last)
            screen.Row(
                (PhotoTexts.ToLast.In(language, PlainText.Cut(await Line(turn, last, cancel), 40)), new AttachPhotoTo(question, last.Id))
            );
        turn.Send(screen.Row((PhotoTexts.NotNeeded, new DropPhotos(question))));
        turn.Expect(new PhotosQuestion(question));
    }

    internal override async Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        switch (action)
        {
            case AttachPhotoTo to when WaitingPhotos.Take(turn, to.Number) is { } waiting:
                var isAttached = await TryAttach(turn, to.Entry, waiting.Keys[0], cancel);
                foreach (var key in waiting.Keys.Skip(isAttached ? 1 : 0))
                    turn.AddPhoto(key);
                break;
            case DropPhotos drop when WaitingPhotos.Take(turn, drop.Number) is { } waiting:
                turn.Show(turn.Screen().Line(waiting.Keys.Count == 1 ? PhotoTexts.Dropped : PhotoTexts.DroppedAll));
                break;
            default:
                await Outdated(turn, cancel);
                break;
        }
    }

    internal override Task Outdated(Turn turn, CancellationToken cancel)
    {
        turn.Say(PhotoTexts.NotWaiting.In(turn.Person.Language));
        turn.ShowAgain();
        return Task.CompletedTask;
    }

    internal override Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        foreach (var key in question is PhotosQuestion of ? WaitingPhotos.Take(turn, of.Number)?.Keys ?? [] : [])
            turn.AddPhoto(key);
        return Open(turn, text, cancel);
    }

    private async Task<bool> TryAttach(Turn turn, ExpenseId entry, string key, CancellationToken cancel)
    {
        var attached = await turn.Ask(new AttachPhoto(turn.Person.Id, entry, key), cancel);
        if (!attached.IsOk)
        {
            turn.SendError(attached.Error);
            return false;
        }
        turn.Show(
            turn.Screen()
                .Line(PhotoTexts.Attached, await Line(turn, attached.Value, cancel))
                .Row(EntryAnswers.EntryRow(entry))
                .Row(EntryAnswers.PhotoOf(entry))
                .About(EntryAnswers.SubjectOf(entry))
        );
        return true;
    }

    /// <summary>The one entry of the bot's message that is answered, or of the person's own message from which it was recorded.</summary>
    private static async Task<ExpenseId?> Answered(Turn turn, CancellationToken cancel)
    {
        var about = turn.About;
        if (about is null && turn.Update.ReplyTo is { } own)
            foreach (var recording in Originals.Of(turn, own).Prepend(turn.Update.OperationOf(own)))
                about ??= await turn.MessageAbout(EntryAnswers.SubjectOf(recording), cancel);
        return about is null ? null : ChangeDialog.EntryOf(about);
    }

    /// <summary>The last entry, when it has no photo that would be put out.</summary>
    private static async Task<Expense?> Last(Turn turn, CancellationToken cancel)
    {
        if (LastEntries.Of(turn)?.Entries is not [var id, ..])
            return null;
        return
            await turn.Ask(new ExpenseById(turn.Person.Id, id), cancel) is { IsOk: true } last
            && !(await turn.Ask(new PhotoOf(turn.Person.Id, id), cancel)).IsOk
            ? last.Value
            : null;
    }

    private async Task<string> Line(Turn turn, Expense entry, CancellationToken cancel) =>
        EntryWords.Line(entry, await categories.Of(turn, [entry.Category], cancel), turn, kind: true);
}
