using Denga.Bot.Dialogs;
using Denga.Bot.Engine;

namespace Denga.Bot.Expenses;

/// <summary>Leaves what is being asked. Where nothing is, nothing is undone without a press.</summary>
internal sealed class CancelDialog(ChangeDialog entries) : Dialog
{
    internal override string Word => "cancel";

    internal override IReadOnlyList<string> Commands => ["cancel", "отмена"];

    internal override bool EndsAnyQuestion => true;

    internal override IReadOnlyList<MenuItem> Menu => [new(190, "cancel", new("Отменить начатое", "Cancel what was begun"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        if (turn.Awaited is null)
            return entries.OfferUndo(turn, cancel);
        foreach (var dialog in turn.Dialogs.All)
            dialog.Leave(turn);
        turn.Show(turn.Screen().Line(EntryTexts.LeftAsItWas).Row(Choices.Home));
        return Task.CompletedTask;
    }
}
