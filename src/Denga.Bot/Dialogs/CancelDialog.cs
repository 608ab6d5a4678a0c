using Denga.Bot.Engine;

namespace Denga.Bot.Dialogs;

/// <summary>Leaves what is being asked. Where nothing is, nothing is undone without a press.</summary>
internal sealed class CancelDialog(ChangeDialog entries) : Dialog
{
    internal override string Word => "cancel";

    internal override IReadOnlyList<string> Commands => ["cancel", "отмена"];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        if (turn.Awaited is null)
            return entries.OfferUndo(turn, cancel);
        SendDialog.Forget(turn);
        ConvertDialog.Forget(turn);
        turn.Show(
            new Screen(
                EntryTexts.LeftAsItWas.In(turn.Person.Language),
                [
                    [Rows.Home(turn.Person.Language)],
                ]
            )
        );
        return Task.CompletedTask;
    }
}
