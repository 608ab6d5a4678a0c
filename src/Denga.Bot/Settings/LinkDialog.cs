using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;

namespace Denga.Bot.Settings;

/// <summary>The authenticator's code is asked for.</summary>
/// <param name="Code">That links.</param>
[Action("link:code")]
internal sealed record SecondFactor(string Code) : IAction;

/// <summary>The person of the conversation was absorbed.</summary>
/// <param name="Was">His settings until then: language, time zone, currency and first day of the month, between bars.</param>
[Action("link")]
internal sealed record Merged(string Was) : IAction;

[Action("link:was")]
internal sealed record AsItWas(string Was) : IAction;

/// <summary>Joins the messenger with the web cabinet: with a code from there, or by giving one for there. Afterwards the one who was absorbed is told by
/// what he is spoken to and counted for from now on, and may have it as it was.</summary>
internal sealed class LinkDialog : Dialog
{
    private const char Between = '|';

    internal override string Word => "link";

    internal override IReadOnlyList<string> Commands => ["link", "связать"];

    internal override IReadOnlyList<MenuItem> Menu => [new(180, "link", new("Связать с веб-кабинетом", "Link with the web cabinet"))];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (arguments.Length > 0)
        {
            await Redeem(turn, arguments, secondFactor: null, cancel);
            return;
        }
        var made = await turn.Ask(new CreateLinkCode(turn.Person.Id), cancel);
        Say(turn, made.IsOk ? LinkTexts.HereIsACode.In(language, made.Value.Code) : ErrorWords.Of(made.Error, language));
    }

    internal override Task Answer(Turn turn, IAction question, string text, CancellationToken cancel) =>
        question is SecondFactor asked ? Redeem(turn, asked.Code, text, cancel) : Outdated(turn, cancel);

    private static async Task Redeem(Turn turn, string code, string? secondFactor, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var linked = await turn.Ask(new RedeemLinkCode(turn.Person.Id, code, secondFactor), cancel);
        if (linked.IsOk)
        {
            Say(turn, LinkTexts.LinkedNow.In(language));
            return;
        }
        if (linked.Error.Code == "identity.second_factor_needed" || secondFactor is not null)
            turn.Expect(new SecondFactor(code));
        Say(turn, ErrorWords.Of(linked.Error, language));
    }

    /// <summary>What becomes of a conversation whose person was absorbed; null when nothing changes for him.</summary>
    internal override IAction? NotificationOf(PeopleMerged merged) =>
        merged is { Was: { } was, Now: { } now } && was != now
            ? new Merged(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{was.Language}{Between}{was.TimeZone}{Between}{was.Currency?.Code}{Between}{was.MonthStartDay}"
                )
            )
            : null;

    internal override async Task Notify(Turn turn, IAction notification, CancellationToken cancel)
    {
        if (notification is not Merged merged || Read(merged.Was) is not { } was)
            return;
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var person = turn.Person;
        // In the language that he has been spoken to until now: he may not know the other.
        var language = was.Language;
        var lines = new List<string>
        {
            Line(LinkTexts.Language, SettingsTexts.LanguageName.In(person.Language), SettingsTexts.LanguageName.In(was.Language), language),
            Line(LinkTexts.Zone, person.TimeZone, was.TimeZone, language),
        };
        if (book.IsOk && was.Currency is { } currency)
            lines.Add(Line(LinkTexts.Currency, Words.Name(book.Value.Currency, language), Words.Name(currency, language), language));
        if (book.IsOk && was.MonthStartDay is { } day)
            lines.Add(
                Line(
                    LinkTexts.MonthStart,
                    book.Value.MonthStartDay.ToString(CultureInfo.InvariantCulture),
                    day.ToString(CultureInfo.InvariantCulture),
                    language
                )
            );
        turn.Send(
            turn.Screen()
                .Line(LinkTexts.Settings.In(language, string.Join('\n', lines)))
                .Row((LinkTexts.AsItWas.In(language), new AsItWas(merged.Was)))
                .Row((LinkTexts.AsItIs.In(language), new OpenSettings()))
        );
    }

    internal override async Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        if (action is not AsItWas kept || Read(kept.Was) is not { } was)
        {
            await Open(turn, "", cancel);
            return;
        }
        var changed = await turn.Ask(new ChangeProfile(turn.Person.Id, was.Language, was.TimeZone), cancel);
        if (changed.IsOk)
            turn.PersonIs(changed.Value);
        var book =
            was.Currency is null && was.MonthStartDay is null
                ? default(Result<Book>?)
                : await turn.Ask(new ChangeBook(turn.Person.Id, was.Currency, was.MonthStartDay), cancel);
        if ((changed.Error ?? book?.Error) is { } error)
            Say(turn, ErrorWords.Of(error, turn.Person.Language));
        else
            turn.PassTo<SettingsDialog>("");
    }

    private static string Line(Text of, string now, string was, string language) =>
        now == was ? of.In(language, now) + LinkTexts.Stays.In(language) : of.In(language, now) + LinkTexts.WasSo.In(language, was);

    private static PersonalSettings? Read(string kept)
    {
        if (kept.Split(Between) is not [var language, var zone, var currency, var day])
            return null;
        return new PersonalSettings(
            language,
            zone,
            Currency.TryFind(currency, out var known) ? known : null,
            int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null
        );
    }

    private static void Say(Turn turn, string text) => turn.Show(turn.Screen().Line(text).Row(Choices.Home));
}
