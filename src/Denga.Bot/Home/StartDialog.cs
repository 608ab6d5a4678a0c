using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Reports;
using Denga.Bot.Wallet;

namespace Denga.Bot.Home;

/// <summary>The first words, and the way home. A link with the name of a command (<c>?start=report</c>) opens that command, also with
/// what follows it (<c>?start=friends_CODE</c>) where the dialog allows that.</summary>
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
        if (Linked(turn, arguments) is { } linked)
        {
            turn.Next = linked;
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

    /// <summary>What a link stands for: a command of the menu, or one and what follows it after an underscore. The longest command is meant.</summary>
    private (Dialog, string)? Linked(Turn turn, string arguments)
    {
        var command = turn
            .Dialogs.Menu.Select(item => item.Command)
            .Where(name =>
                arguments.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && (arguments.Length == name.Length || arguments[name.Length] == '_')
            )
            .MaxBy(name => name.Length);
        if (command is null || turn.Dialogs.ByCommand(command) is not { } dialog || dialog == this)
            return null;
        var rest = arguments[command.Length..].TrimStart('_');
        return rest.Length == 0 || dialog.OpensFromLink ? (dialog, rest) : null;
    }
}
