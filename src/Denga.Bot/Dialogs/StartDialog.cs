using Denga.Bot.Engine;

namespace Denga.Bot.Dialogs;

/// <summary>The first words, and the way home. A link with the name of a command (<c>?start=report</c>) opens that command.</summary>
internal sealed class StartDialog : Dialog
{
    private const string Seen = "start.seen";

    private static readonly Dictionary<string, string> Links = new(StringComparer.OrdinalIgnoreCase)
    {
        ["add"] = "e",
        ["help"] = "help",
        ["report"] = "rep",
        ["stats"] = "stats",
        ["list"] = "list",
        ["limits"] = "lim",
        ["recurring"] = "rec",
        ["categories"] = "cats",
        ["currency"] = "cur",
        ["rates"] = "rates",
        ["settings"] = "set",
        ["balance"] = "bal",
        ["send"] = "send",
        ["convert"] = "conv",
        ["recharge"] = "top",
    };

    internal override string Word => "start";

    internal override IReadOnlyList<string> Commands => ["start", "начать", "старт", "домой", "home"];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var known = turn.Get(Seen) is not null;
        turn.Set(Seen, "1");
        if (Links.TryGetValue(arguments, out var dialog))
        {
            PassOn(turn, dialog, "");
            return Task.CompletedTask;
        }
        turn.Show(
            new Screen(
                (
                    !known ? Texts.Welcome
                    // Who presses a button has not been away.
                    : turn.Update.Kind == UpdateKind.Button ? Texts.AtHome
                    : Texts.WelcomeBack
                ).In(language),
                [
                    [Rows.Button(StartTexts.Record, "e:", language)],
                    [Rows.Button(BalanceTexts.Money, "bal:", language), Rows.Button(StartTexts.Report, "rep:", language)],
                    [Rows.Button(StartTexts.WhatCanYou, "help:", language)],
                ]
            )
        );
        return Task.CompletedTask;
    }
}
