using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts.Stars;
using Denga.Platform.Texts;
using Microsoft.Extensions.Options;

namespace Denga.Bot.Stars;

[Action("friends")]
internal sealed record OpenFriends : IAction;

/// <summary>Asks for the code of who brought the person; also the question.</summary>
[Action("friends:code")]
internal sealed record FriendsCode : IAction;

/// <summary>The person's code for bringing others to the Stars shop, what it earned, and the code of who brought him.</summary>
internal sealed class FriendsDialog(IOptions<TelegramOptions> telegram) : Dialog
{
    private const int CodeCharactersMax = 40;

    internal override string Word => "friends";

    internal override IReadOnlyList<string> Commands => ["friends", "друзья"];

    internal override IReadOnlyList<MenuItem> Menu => [new(119, "friends", new("Привести друга", "Bring a friend"))];

    internal override bool OpensFromLink => true;

    internal override bool AcceptsAnyText(IAction question) => true;

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        if (arguments.Length > 0)
        {
            await Answer(turn, new FriendsCode(), arguments, cancel);
            return;
        }
        var found = await turn.Ask(new StarsReferralOf(turn.Person.Id), cancel);
        if (found.IsOk)
            Show(turn, found.Value, said: null);
        else
            turn.ShowError(found.Error);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        if (action is not FriendsCode)
            return Open(turn, "", cancel);
        turn.Expect(action);
        turn.Show(turn.Screen().Line(FriendsTexts.AskCode).Row((Texts.Back, new OpenFriends())));
        return Task.CompletedTask;
    }

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var taken = await turn.Ask(new TakeStarsReferral(turn.Person.Id, PlainText.Head(text.Trim(), CodeCharactersMax)), cancel);
        if (taken.IsOk)
            Show(turn, taken.Value, FriendsTexts.Taken.In(turn.Person.Language));
        else
            turn.ShowError(taken.Error, (FriendsTexts.Again, new FriendsCode()), Choices.Home);
    }

    private void Show(Turn turn, StarsReferral referral, string? said)
    {
        var language = turn.Person.Language;
        turn.Show(
            turn.Screen()
                .Said(said)
                .Line(FriendsTexts.Code, referral.Code)
                .Line(
                    telegram.Value.BotName is { } bot
                        ? FriendsTexts.Link.In(language, $"https://t.me/{bot}?start=friends_{referral.Code}")
                        : null
                )
                .Line(FriendsTexts.Brings, Words.Percent(referral.Percent, language))
                .Line(FriendsTexts.Brought.In(language, referral.Brought))
                .Line(
                    referral.Earned.Count == 0
                        ? null
                        : FriendsTexts.Earned.In(language, string.Join(", ", referral.Earned.Select(sum => Words.Of(sum, language))))
                )
                .Row(referral.IsBrought ? [] : [(FriendsTexts.Enter, new FriendsCode())])
                .Row((StarsTexts.More, new OpenStars()), Choices.Home)
        );
    }
}
