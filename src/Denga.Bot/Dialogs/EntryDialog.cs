using Denga.Bot.Engine;
using Denga.Contracts.Expenses;

namespace Denga.Bot.Dialogs;

/// <summary>Free text becomes entries.</summary>
internal sealed class EntryDialog : Dialog
{
    internal override string Word => "e";

    internal override IReadOnlyList<string> Commands => ["add"];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (string.IsNullOrWhiteSpace(arguments))
        {
            turn.Show(new Screen(Texts.Empty.In(language)));
            return;
        }
        var outcome = await turn.Ask(
            new RecordText(turn.Update.OperationOf(turn.Update.Message), turn.Person.Id, arguments, turn.Update.At),
            cancel
        );
        if (!outcome.IsOk || outcome.Value.Recorded is not { } recorded)
        {
            turn.Send(new Screen(Texts.NotAnEntry.In(language)));
            return;
        }
        foreach (var entry in recorded.Entries)
            turn.Send(
                new Screen(
                    $"{Words.Of(entry.Amount, language)} · {entry.Category} · {Words.Near(entry.Day, turn.Today, language)}",
                    Subject: $"recording {recorded.Id}"
                )
            );
    }

    internal Task Corrected(Turn turn, string text, CancellationToken cancel) => Open(turn, text, cancel);

    internal Task Unreadable(Turn turn)
    {
        turn.Send(new Screen(Texts.Unreadable.In(turn.Person.Language)));
        return Task.CompletedTask;
    }

    internal Task UnknownCommand(Turn turn)
    {
        turn.Send(new Screen(Texts.UnknownCommand.In(turn.Person.Language)));
        return Task.CompletedTask;
    }
}
