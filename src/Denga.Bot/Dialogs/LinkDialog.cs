using Denga.Bot.Engine;
using Denga.Contracts.Identity;

namespace Denga.Bot.Dialogs;

/// <summary>Joins the messenger with the web cabinet: with a code from there, or by giving one for there.</summary>
internal sealed class LinkDialog : Dialog
{
    internal override string Word => "link";

    internal override IReadOnlyList<string> Commands => ["link", "связать"];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (arguments.Length > 0)
        {
            var linked = await turn.Ask(new RedeemLinkCode(turn.Person.Id, arguments), cancel);
            Say(turn, linked.IsOk ? LinkTexts.LinkedNow.In(linked.Value.Person.Language) : ErrorWords.Of(linked.Error, language));
            return;
        }
        var made = await turn.Ask(new CreateLinkCode(turn.Person.Id), cancel);
        Say(turn, made.IsOk ? LinkTexts.HereIsACode.In(language, made.Value.Code) : ErrorWords.Of(made.Error, language));
    }

    private static void Say(Turn turn, string text) =>
        turn.Show(
            new Screen(
                text,
                [
                    [Rows.Home(turn.Person.Language)],
                ]
            )
        );
}
