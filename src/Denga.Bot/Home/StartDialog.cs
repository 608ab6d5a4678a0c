using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Reports;
using Denga.Bot.Wallet;

namespace Denga.Bot.Home;

/// <summary>The first words, and the way home. A link with the name of a command (<c>?start=report</c>) opens that command.</summary>
internal sealed class StartDialog : Dialog
{
    private const string Seen = "start.seen";

    internal override string Word => "start";

    internal override IReadOnlyList<string> Commands => ["start", "начать", "старт", "домой", "home"];

    internal override IReadOnlyList<MenuItem> Menu => [new(10, "start", new("Начать сначала", "Start over"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var known = turn.Get(Seen) is not null;
        turn.Set(Seen, "1");
        if (
            turn.Dialogs.Menu.Any(c => c.Command.Equals(arguments, StringComparison.OrdinalIgnoreCase))
            && turn.Dialogs.ByCommand(arguments) is { } other
            && other != this
        )
        {
            turn.Next = (other, "");
            return Task.CompletedTask;
        }
        turn.Show(
            turn.Screen()
                .Line(
                    !known ? Texts.Welcome
                    // Who presses a button has not been away.
                    : turn.Update.Kind == UpdateKind.Button ? Texts.AtHome
                    : Texts.WelcomeBack
                )
                .Row((StartTexts.Record, new OpenEntry()))
                .Row((BalanceTexts.Money, new OpenBalance()), (StartTexts.Report, new OpenReport()))
                .Row((StartTexts.WhatCanYou, new OpenHelp()))
        );
        return Task.CompletedTask;
    }
}
