using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Bot.Dialogs;

/// <summary>A photo of a receipt finds its entry: the one that it answers, the one that its caption records, or the one that the person names when he
/// is asked.</summary>
internal sealed class PhotoDialog(CategoryNames categories, IEnumerable<IMessengerChannel> channels) : Dialog
{
    /// <summary>The photo about which the person was asked.</summary>
    private const string Waits = "photo.waits";
    private const string Typed = "typed";

    internal override string Word => "photo";

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        PassOn(turn, "e", arguments);
        return Task.CompletedTask;
    }

    /// <summary>The photo is kept, and goes to the entry that it answers; otherwise it waits for what the rest of the turn records.</summary>
    internal async Task Receive(Turn turn, CancellationToken cancel)
    {
        var channel = channels.First(c => c.Name == turn.Update.Channel);
        var kept = await channel.KeepPhoto(turn.Person.Id, turn.Update.Photo!, cancel);
        var known = kept.IsOk ? await turn.Ask(new KeepPhoto(turn.Person.Id, kept.Value), cancel) : kept.Error;
        if (!known.IsOk)
        {
            turn.Send(new Screen(ErrorWords.Of(known.Error, turn.Person.Language)));
            return;
        }
        if (await Answered(turn, cancel) is { } entry)
            await Attach(turn, entry, kept.Value, cancel);
        else
            turn.Photo = kept.Value;
    }

    /// <summary>The turn is over and the photo has no entry.</summary>
    internal async Task Ask(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        turn.Set(Waits, turn.TakePhoto());
        var rows = new List<IReadOnlyList<Button>>();
        if (await Last(turn, cancel) is { } last)
            rows.Add([
                new Button(
                    PhotoTexts.ToLast.In(language, EntryWords.Cut(await Line(turn, last, cancel), 40)),
                    $"photo:to:{last.Id.Value:N}"
                ),
            ]);
        rows.Add([Rows.Button(PhotoTexts.NotNeeded, "photo:no", language)]);
        turn.Send(new Screen(PhotoTexts.Ask.In(language), rows));
        Expect(turn, Typed);
    }

    internal override async Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        if (turn.Get(Waits) is not { } key)
        {
            turn.Say(PhotoTexts.NotWaiting.In(turn.Person.Language));
            turn.ShowAgain();
        }
        else if (arguments.StartsWith("to:", StringComparison.Ordinal) && Guid.TryParseExact(arguments[3..], "N", out var id))
        {
            turn.Set(Waits, null);
            await Attach(turn, new ExpenseId(id), key, cancel);
        }
        else
        {
            turn.Set(Waits, null);
            turn.Show(new Screen(PhotoTexts.Dropped.In(turn.Person.Language)));
        }
    }

    internal override Task Hear(Turn turn, string about, string text, CancellationToken cancel)
    {
        turn.Photo = turn.Get(Waits);
        turn.Set(Waits, null);
        return Open(turn, text, cancel);
    }

    private async Task Attach(Turn turn, ExpenseId entry, string key, CancellationToken cancel)
    {
        var attached = await turn.Ask(new AttachPhoto(turn.Person.Id, entry, key), cancel);
        if (!attached.IsOk)
        {
            turn.Send(new Screen(ErrorWords.Of(attached.Error, turn.Person.Language)));
            return;
        }
        var language = turn.Person.Language;
        var text = PhotoTexts.Attached.In(language, await Line(turn, attached.Value, cancel));
        turn.Show(
            new Screen(
                text,
                [.. EntryAnswers.EntryButtons(attached.Value, language), EntryAnswers.PhotoRow(entry, language)],
                Subject: EntryAnswers.SubjectOf(entry)
            )
        );
    }

    /// <summary>The one entry of the bot's message that is answered, or of the person's own message from which it was recorded.</summary>
    private static async Task<ExpenseId?> Answered(Turn turn, CancellationToken cancel)
    {
        var about = turn.About;
        if (about is null && turn.Update.ReplyTo is { } own)
            about = await turn.MessageAbout(EntryAnswers.SubjectOf(Originals.Of(turn, own)), cancel);
        return about is null ? null : ChangeDialog.EntryOf(about);
    }

    private static async Task<Expense?> Last(Turn turn, CancellationToken cancel) =>
        turn.Get(EntryAnswers.Last)?.Split(',')[0] is { Length: > 0 } id
        && await turn.Ask(new ExpenseById(turn.Person.Id, new ExpenseId(Guid.ParseExact(id, "N"))), cancel) is { IsOk: true } last
            ? last.Value
            : null;

    private async Task<string> Line(Turn turn, Expense entry, CancellationToken cancel) =>
        EntryWords.Line(entry, await categories.Of(turn, [entry.Category], cancel), turn, kind: true);
}
