using System.Globalization;
using System.Text.Json;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

[Action("rec")]
internal sealed record OpenRecurring : IAction;

[Action("rec:add")]
internal sealed record AddRecurringEntry : IAction;

[Action("rec:new")]
internal sealed record NewRecurring : IAction;

[Action("rec:yes")]
internal sealed record AcceptRecurring : IAction;

[Action("rec:no")]
internal sealed record RefuseRecurring : IAction;

[Action("rec:open")]
internal sealed record OpenOneRecurring(RecurringId Id) : IAction;

[Action("rec:skip")]
internal sealed record SkipRecurringDay(RecurringId Id, DateOnly Day) : IAction;

[Action("rec:sum")]
internal sealed record RecurringAmount(RecurringId Id) : IAction;

[Action("rec:until")]
internal sealed record RecurringUntil(RecurringId Id) : IAction;

[Action("rec:del")]
internal sealed record ConfirmEndRecurring(RecurringId Id) : IAction;

[Action("rec:delete")]
internal sealed record EndRecurringEntry(RecurringId Id) : IAction;

/// <summary>Entries that record themselves: list, add, skip, change, end.</summary>
internal sealed class RecurringDialog : Dialog
{
    private const string Offered = "rec.offer";
    private static readonly Choice Back = (Texts.Back, new OpenRecurring());
    private const int ButtonsMax = 6;

    /// <summary>From this day on there are months without it.</summary>
    private const int LeapDay = 29;

    internal override string Word => "rec";

    internal override IReadOnlyList<string> Commands => ["recurring", "регулярные"];

    internal override IReadOnlyList<MenuItem> Menu => [new(130, "recurring", new("Регулярные записи", "Recurring entries"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) =>
        arguments.Length == 0 ? ShowAll(turn, null, cancel) : OfferTyped(turn, arguments, cancel);

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            AddRecurringEntry => AskNew(turn),
            AcceptRecurring => Add(turn, cancel),
            RefuseRecurring => Refuse(turn),
            OpenOneRecurring open => ShowOne(turn, open.Id, cancel),
            SkipRecurringDay skip => Skip(turn, skip.Id, skip.Day, cancel),
            RecurringAmount question => Ask(turn, question.Id, question, RecurringTexts.AskAmount, cancel),
            RecurringUntil question => Ask(turn, question.Id, question, RecurringTexts.AskUntil, cancel),
            ConfirmEndRecurring confirm => Confirm(turn, confirm.Id, cancel),
            EndRecurringEntry end => End(turn, end.Id, cancel),
            _ => ShowAll(turn, null, cancel),
        };

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        switch (question)
        {
            case RecurringUntil { Id: var id }:
                if (RecurringText.Until(text, turn.Today) is { } until)
                    Show(turn, await turn.Ask(new ChangeRecurring(turn.Person.Id, id, Until: until), cancel));
                else
                    Ask(turn, id, question, RecurringTexts.NotADay);
                break;
            case RecurringAmount { Id: var id }:
                var now = await Find(turn, id, cancel);
                var main = now?.Template.Amount.Currency ?? Currency.Rub;
                if (turn.TryReadAmount(question, text, main, (Texts.Back, new OpenOneRecurring(id)), out var amount))
                    Show(turn, await turn.Ask(new ChangeRecurring(turn.Person.Id, id, Amount: amount), cancel));
                break;
            case NewRecurring when !RecurringText.TryRead(text, out _, out _):
                turn.Remind(question, RecurringTexts.AskNew, Back);
                break;
            default:
                turn.PassTo<RecurringDialog>(text);
                break;
        }
    }

    private static async Task OfferTyped(Turn turn, string text, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var line = RecurringText.WithoutEnd(text, turn.Today, out var until);
        var isRead = RecurringText.TryRead(line, out var repetition, out var rest);
        var (frequency, first) = repetition.From(turn.Today);
        var template = book.IsOk && isRead ? RecurringText.Template(rest, first, book.Value.Currency, language) : null;
        if (template is not null && repetition.Rhythm is { } rhythm)
        {
            var offer = new OfferedEntry(turn.Update.OperationOf(turn.Update.Message), template, rhythm, frequency, until);
            turn.Set(Offered, offer);
            var amount = Words.Of(template.Amount, language);
            turn.Show(
                turn.Screen()
                    .Line(
                        RecurringTexts.Offer,
                        NameOf(frequency, turn),
                        template.Kind == EntryKind.Income ? EntryTexts.IncomeMark.In(language, amount) : amount,
                        template.Note,
                        Words.Of(first, turn.Today, language),
                        UntilOf(until, turn)
                    )
                    .Row((RecurringTexts.Yes, new AcceptRecurring()), (RecurringTexts.No, new RefuseRecurring()))
                    .Row(Once(turn, text, template))
            );
            return;
        }
        turn.Show(
            turn.Screen()
                .Line(template is null ? RecurringTexts.NotUnderstood : RecurringTexts.NoSuchRhythm)
                .Row(template is null ? [] : [Once(turn, text, template)])
                .Row(Choices.Home)
        );
    }

    /// <summary>A question with one reading, so that what the person wrote is not lost when he wants no repeat.</summary>
    private static Choice Once(Turn turn, string text, NewExpense template)
    {
        var id = turn.Update.OperationOf(turn.Update.Message + " once");
        var question = new OpenQuestion(id, turn.Update.Message, text, "recurring", [template with { Day = turn.Today }]);
        return (RecurringTexts.Once, new ChooseReading(Questions.Open(turn, question), "0"));
    }

    private static async Task Add(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (turn.Get<OfferedEntry>(Offered) is not { } offer)
        {
            await ShowAll(turn, null, cancel);
            return;
        }
        var added = await turn.Ask(
            new AddRecurring(offer.Id, turn.Person.Id, offer.Template, offer.Rhythm, offer.Until, offer.Frequency),
            cancel
        );
        turn.Set(Offered, null);
        if (added.IsOk)
            await ShowAll(turn, RecurringTexts.Added.In(language, Line(added.Value, turn)), cancel);
        else
            turn.ShowError(added.Error);
    }

    private static Task Refuse(Turn turn)
    {
        turn.Set(Offered, null);
        turn.Show(turn.Screen().Line(RecurringTexts.NotAdded).Row(Choices.Home));
        return Task.CompletedTask;
    }

    private static Task AskNew(Turn turn)
    {
        turn.Expect(new NewRecurring());
        turn.Show(turn.Screen().Line(RecurringTexts.AskNew).Row(Back, Choices.Home));
        return Task.CompletedTask;
    }

    private static async Task ShowAll(Turn turn, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var all = await turn.Ask(new RecurringEntries(turn.Person.Id), cancel);
        if (!all.IsOk)
        {
            turn.ShowError(all.Error);
            return;
        }
        turn.Show(
            turn.Screen()
                .Said(said)
                .Line(all.Value.Count == 0 ? RecurringTexts.None : RecurringTexts.Heading)
                .Lines(all.Value.Select(r => "• " + Line(r, turn)))
                .Cut(4000)
                .Grid(1, all.Value.Take(ButtonsMax).Select(r => (Choice)(LabelOf(r, language), new OpenOneRecurring(r.Id))))
                .Row((RecurringTexts.Add, new AddRecurringEntry()), Choices.Home)
        );
    }

    private static string LabelOf(Recurring entry, string language) =>
        PlainText.Cut($"{entry.Template.Note} · {Words.Of(entry.Template.Amount, language)}", 40);

    private static async Task<Recurring?> Find(Turn turn, RecurringId id, CancellationToken cancel)
    {
        var all = await turn.Ask(new RecurringEntries(turn.Person.Id), cancel);
        return all.IsOk ? all.Value.FirstOrDefault(r => r.Id == id) : null;
    }

    private static async Task ShowOne(Turn turn, RecurringId id, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is { } found)
            Show(turn, found);
        else
            await ShowAll(turn, RecurringTexts.Gone.In(turn.Person.Language), cancel);
    }

    private static void Show(Turn turn, Result<Recurring> answer)
    {
        var language = turn.Person.Language;
        if (!answer.IsOk)
        {
            turn.ShowError(answer.Error, Back);
            return;
        }
        var entry = answer.Value;
        var screen = turn.Screen().Line(Line(entry, turn));
        if (entry.Next is { } next)
            screen.Row((RecurringTexts.Skip.In(language, Words.Of(next, turn.Today, language)), new SkipRecurringDay(entry.Id, next)));
        turn.Show(
            screen
                .Row(
                    (RecurringTexts.Amount, new RecurringAmount(entry.Id)),
                    (RecurringTexts.SetUntil, new RecurringUntil(entry.Id)),
                    (RecurringTexts.End, new ConfirmEndRecurring(entry.Id))
                )
                .Row(Back, Choices.Home)
        );
    }

    private static async Task Skip(Turn turn, RecurringId id, DateOnly day, CancellationToken cancel) =>
        Show(turn, await turn.Ask(new SkipRecurring(turn.Person.Id, id, day), cancel));

    private static async Task Ask(Turn turn, RecurringId id, IAction question, Text words, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is null)
            await ShowAll(turn, RecurringTexts.Gone.In(turn.Person.Language), cancel);
        else
            Ask(turn, id, question, words);
    }

    private static void Ask(Turn turn, RecurringId id, IAction question, Text words)
    {
        turn.Expect(question);
        turn.Show(turn.Screen().Line(words).Row((Texts.Back, new OpenOneRecurring(id))));
    }

    private static async Task Confirm(Turn turn, RecurringId id, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (await Find(turn, id, cancel) is not { } entry)
        {
            await ShowAll(turn, RecurringTexts.Gone.In(language), cancel);
            return;
        }
        turn.Show(
            turn.Screen()
                .Line(RecurringTexts.Confirm, Line(entry, turn))
                .Row((RecurringTexts.EndAmount.In(language, Words.Of(entry.Template.Amount, language)), new EndRecurringEntry(id)))
                .Row((Texts.Back, new OpenOneRecurring(id)))
        );
    }

    private static async Task End(Turn turn, RecurringId id, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var entry = await Find(turn, id, cancel);
        var ended = await turn.Ask(new EndRecurring(turn.Person.Id, id), cancel);
        await ShowAll(
            turn,
            !ended.IsOk ? ErrorWords.Of(ended.Error, language)
                : entry is null ? RecurringTexts.Gone.In(language)
                : RecurringTexts.Stopped.In(language, $"{entry.Template.Note} · {Words.Of(entry.Template.Amount, language)}"),
            cancel
        );
    }

    private static string Line(Recurring entry, Turn turn)
    {
        var language = turn.Person.Language;
        var amount = Words.Of(entry.Template.Amount, language);
        var days = NameOf(entry.Frequency ?? Frequency.From(entry.Rhythm, entry.Template.Day), turn);
        var until = UntilOf(entry.Until, turn);
        return entry.Next is { } next
            ? RecurringTexts.Line.In(language, entry.Template.Note, amount, days, Words.Of(next, turn.Today, language), until)
            : RecurringTexts.Ended.In(language, entry.Template.Note, amount, days, until);
    }

    private static string UntilOf(DateOnly? until, Turn turn) =>
        until is { } day ? RecurringTexts.Until.In(turn.Person.Language, Words.Of(day, turn.Today, turn.Person.Language)) : "";

    /// <summary>The days in words: <c>по понедельникам</c>, <c>every month on the 31st, or its last day</c>.</summary>
    private static string NameOf(Frequency frequency, Turn turn)
    {
        var language = turn.Person.Language;
        return frequency switch
        {
            { Rhythm: Rhythm.Daily } => RecurringTexts.Daily.In(language),
            { Rhythm: Rhythm.Weekly, Weekday: { } weekday } => RecurringTexts.Weekdays[(int)weekday].In(language),
            { Rhythm: Rhythm.Yearly, Month: 2, Day: LeapDay } => RecurringTexts.LeapDay.In(language),
            { Rhythm: Rhythm.Yearly, Month: { } month, Day: { } day } => RecurringTexts.Yearly.In(
                language,
                Words.Of(new DateOnly(turn.Today.Year, month, day), turn.Today, language)
            ),
            { Day: { } day } => (day < LeapDay ? RecurringTexts.Monthly : RecurringTexts.MonthlyOrLast).In(
                language,
                Words.DayOfMonth(day, language)
            ),
            _ => RecurringTexts.LastDay.In(language),
        };
    }

    private sealed record OfferedEntry(
        OperationId Id,
        NewExpense Template,
        Rhythm Rhythm,
        Frequency? Frequency = null,
        DateOnly? Until = null
    );
}
