using System.Globalization;
using System.Text.Json;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>Entries that record themselves: list, add, skip, change, end.</summary>
internal sealed class RecurringDialog : Dialog
{
    private const string Offered = "rec.offer";
    private const string UntilPrefix = "until:";
    private const int ButtonsMax = 6;

    /// <summary>From this day on there are months without it.</summary>
    private const int LeapDay = 29;

    internal override string Word => "rec";

    internal override IReadOnlyList<string> Commands => ["recurring", "регулярные"];

    internal override IReadOnlyList<MenuItem> Menu => [new(130, "recurring", new("Регулярные записи", "Recurring entries"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) =>
        arguments.Length == 0 ? ShowAll(turn, null, cancel) : OfferTyped(turn, arguments, cancel);

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        var parts = arguments.Split(':');
        var id = parts.Length > 1 && Guid.TryParseExact(parts[1], "N", out var value) ? new RecurringId(value) : default;
        return parts[0] switch
        {
            "add" => AskNew(turn),
            "yes" => Add(turn, cancel),
            "no" => Refuse(turn),
            "open" => ShowOne(turn, id, cancel),
            "skip"
                when parts.Length > 2
                    && DateOnly.TryParseExact(parts[2], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => Skip(
                turn,
                id,
                day,
                cancel
            ),
            "sum" => AskAmount(turn, id, cancel),
            "until" => AskUntil(turn, id, cancel),
            "del" => Confirm(turn, id, cancel),
            "delete" => End(turn, id, cancel),
            _ => ShowAll(turn, null, cancel),
        };
    }

    internal override async Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        if (about == "new")
        {
            if (RecurringText.TryRead(text, out _, out _))
                turn.PassTo<RecurringDialog>(text);
            else
                Remind(turn, about, RecurringTexts.AskNew, Rows.Button(Texts.Back, "rec:", turn.Person.Language));
            return;
        }
        if (about.StartsWith(UntilPrefix, StringComparison.Ordinal))
        {
            await HearUntil(turn, new RecurringId(Guid.ParseExact(about[UntilPrefix.Length..], "N")), text, cancel);
            return;
        }
        var id = new RecurringId(Guid.ParseExact(about, "N"));
        var now = await Find(turn, id, cancel);
        var back = Rows.Button(Texts.Back, $"rec:open:{about}", turn.Person.Language);
        if (!AmountQuestion.TryRead(this, turn, about, text, now?.Template.Amount.Currency ?? Currency.Rub, back, out var amount))
            return;
        var changed = await turn.Ask(new ChangeRecurring(turn.Person.Id, id, Amount: amount), cancel);
        Show(turn, changed);
    }

    private async Task OfferTyped(Turn turn, string text, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var line = RecurringText.WithoutEnd(text, turn.Today, out var until);
        var isRead = RecurringText.TryRead(line, out var repetition, out var rest);
        var (frequency, first) = repetition.From(turn.Today);
        var template = book.IsOk && isRead ? RecurringText.Template(rest, first, book.Value.Currency, language) : null;
        var rows = new List<IReadOnlyList<Button>>();
        if (template is not null && repetition.Rhythm is { } rhythm)
        {
            var offer = new OfferedEntry(turn.Update.OperationOf(turn.Update.Message), template, rhythm, frequency, until);
            turn.Set(Offered, JsonSerializer.Serialize(offer, DengaJson.Options));
            rows.Add([Rows.Button(RecurringTexts.Yes, "rec:yes", language), Rows.Button(RecurringTexts.No, "rec:no", language)]);
            rows.Add([Once(turn, text, template)]);
            var amount = Words.Of(template.Amount, language);
            turn.Show(
                new Screen(
                    RecurringTexts.Offer.In(
                        language,
                        NameOf(frequency, turn),
                        template.Kind == EntryKind.Income ? EntryTexts.IncomeMark.In(language, amount) : amount,
                        template.Note,
                        Words.Of(first, turn.Today, language),
                        UntilOf(until, turn)
                    ),
                    rows
                )
            );
            return;
        }
        if (template is not null)
            rows.Add([Once(turn, text, template)]);
        rows.Add([Rows.Home(language)]);
        turn.Show(new Screen((template is null ? RecurringTexts.NotUnderstood : RecurringTexts.NoSuchRhythm).In(language), rows));
    }

    /// <summary>A question with one reading, so that what the person wrote is not lost when he wants no repeat.</summary>
    private static Button Once(Turn turn, string text, NewExpense template)
    {
        var id = turn.Update.OperationOf(turn.Update.Message + " once");
        var question = new OpenQuestion(id, turn.Update.Message, text, "recurring", [template with { Day = turn.Today }]);
        return Rows.Button(RecurringTexts.Once, $"e:{Questions.Open(turn, question)}:0", turn.Person.Language);
    }

    private static async Task Add(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (turn.Get(Offered) is not { } json)
        {
            await ShowAll(turn, null, cancel);
            return;
        }
        var offer = JsonSerializer.Deserialize<OfferedEntry>(json, DengaJson.Options)!;
        var added = await turn.Ask(
            new AddRecurring(offer.Id, turn.Person.Id, offer.Template, offer.Rhythm, offer.Until, offer.Frequency),
            cancel
        );
        turn.Set(Offered, null);
        if (added.IsOk)
            await ShowAll(turn, RecurringTexts.Added.In(language, Line(added.Value, turn)), cancel);
        else
            turn.Show(
                new Screen(
                    ErrorWords.Of(added.Error, language),
                    [
                        [Rows.Home(language)],
                    ]
                )
            );
    }

    private static Task Refuse(Turn turn)
    {
        turn.Set(Offered, null);
        turn.Show(
            new Screen(
                RecurringTexts.NotAdded.In(turn.Person.Language),
                [
                    [Rows.Home(turn.Person.Language)],
                ]
            )
        );
        return Task.CompletedTask;
    }

    private Task AskNew(Turn turn)
    {
        Expect(turn, "new");
        var language = turn.Person.Language;
        turn.Show(
            new Screen(
                RecurringTexts.AskNew.In(language),
                [
                    [Rows.Button(Texts.Back, "rec:", language), Rows.Home(language)],
                ]
            )
        );
        return Task.CompletedTask;
    }

    private static async Task ShowAll(Turn turn, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var all = await turn.Ask(new RecurringEntries(turn.Person.Id), cancel);
        if (!all.IsOk)
        {
            turn.Show(
                new Screen(
                    ErrorWords.Of(all.Error, language),
                    [
                        [Rows.Home(language)],
                    ]
                )
            );
            return;
        }
        var lines = new List<string>();
        if (said is not null)
            lines.AddRange([said, ""]);
        lines.Add((all.Value.Count == 0 ? RecurringTexts.None : RecurringTexts.Heading).In(language));
        lines.AddRange(all.Value.Select(r => "• " + Line(r, turn)));
        var rows = Rows.Of(
                all.Value.Take(ButtonsMax)
                    .Select(r => new Button(
                        PlainText.Cut($"{r.Template.Note} · {Words.Of(r.Template.Amount, language)}", 40),
                        $"rec:open:{r.Id.Value:N}"
                    )),
                1
            )
            .ToList();
        rows.Add([Rows.Button(RecurringTexts.Add, "rec:add", language), Rows.Home(language)]);
        turn.Show(new Screen(PlainText.Cut(string.Join('\n', lines), 4000), rows));
    }

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
            turn.Show(
                new Screen(
                    ErrorWords.Of(answer.Error, language),
                    [
                        [Rows.Button(Texts.Back, "rec:", language)],
                    ]
                )
            );
            return;
        }
        var entry = answer.Value;
        var rows = new List<IReadOnlyList<Button>>();
        if (entry.Next is { } next)
            rows.Add([
                new Button(
                    RecurringTexts.Skip.In(language, Words.Of(next, turn.Today, language)),
                    string.Create(CultureInfo.InvariantCulture, $"rec:skip:{entry.Id.Value:N}:{next:yyyyMMdd}")
                ),
            ]);
        rows.Add([
            Rows.Button(RecurringTexts.Amount, $"rec:sum:{entry.Id.Value:N}", language),
            Rows.Button(RecurringTexts.SetUntil, $"rec:until:{entry.Id.Value:N}", language),
            Rows.Button(RecurringTexts.End, $"rec:del:{entry.Id.Value:N}", language),
        ]);
        rows.Add([Rows.Button(Texts.Back, "rec:", language), Rows.Home(language)]);
        turn.Show(new Screen(Line(entry, turn), rows));
    }

    private static async Task Skip(Turn turn, RecurringId id, DateOnly day, CancellationToken cancel) =>
        Show(turn, await turn.Ask(new SkipRecurring(turn.Person.Id, id, day), cancel));

    private async Task AskAmount(Turn turn, RecurringId id, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is null)
        {
            await ShowAll(turn, RecurringTexts.Gone.In(turn.Person.Language), cancel);
            return;
        }
        Expect(turn, id.Value.ToString("N"));
        var language = turn.Person.Language;
        turn.Show(
            new Screen(
                RecurringTexts.AskAmount.In(language),
                [
                    [Rows.Button(Texts.Back, $"rec:open:{id.Value:N}", language)],
                ]
            )
        );
    }

    private async Task AskUntil(Turn turn, RecurringId id, CancellationToken cancel)
    {
        if (await Find(turn, id, cancel) is null)
        {
            await ShowAll(turn, RecurringTexts.Gone.In(turn.Person.Language), cancel);
            return;
        }
        Ask(turn, id, RecurringTexts.AskUntil);
    }

    private async Task HearUntil(Turn turn, RecurringId id, string text, CancellationToken cancel)
    {
        if (RecurringText.Until(text, turn.Today) is { } until)
            Show(turn, await turn.Ask(new ChangeRecurring(turn.Person.Id, id, Until: until), cancel));
        else
            Ask(turn, id, RecurringTexts.NotADay);
    }

    private void Ask(Turn turn, RecurringId id, Text question)
    {
        Expect(turn, UntilPrefix + id.Value.ToString("N"));
        var language = turn.Person.Language;
        turn.Show(
            new Screen(
                question.In(language),
                [
                    [Rows.Button(Texts.Back, $"rec:open:{id.Value:N}", language)],
                ]
            )
        );
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
            new Screen(
                RecurringTexts.Confirm.In(language, Line(entry, turn)),
                [
                    [
                        new Button(
                            RecurringTexts.EndAmount.In(language, Words.Of(entry.Template.Amount, language)),
                            $"rec:delete:{id.Value:N}"
                        ),
                    ],
                    [Rows.Button(Texts.Back, $"rec:open:{id.Value:N}", language)],
                ]
            )
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
