using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

[Action("e:add")]
internal sealed record OpenEntry : IAction;

/// <summary>An entry is waited for.</summary>
[Action("e:typed")]
internal sealed record EntryTyped : IAction;

/// <summary>The amount of a line that had none, or several, is asked for.</summary>
/// <param name="Number">Of the question.</param>
[Action("e:q")]
internal sealed record LineAmount(string Number) : IAction;

/// <param name="Number">Of a question.</param>
/// <param name="Choice">Of its readings, from 0; or <see cref="None"/>.</param>
[Action("e")]
internal sealed record ChooseReading(string Number = "", string Choice = "") : IAction
{
    internal const string None = "x";
}

/// <summary>Free text becomes entries; what is not certain is asked.</summary>
internal sealed class EntryDialog(EntryAnswers answers, CategoryNames categories) : DefaultDialog
{
    private const string QuestionKind = "question";
    private const int RemarkedLinesMax = 10;

    internal override string Word => "e";

    internal override IReadOnlyList<string> Commands => ["add", "записать", "добавить"];

    internal override IReadOnlyList<MenuItem> Menu => [new(30, "add", new("Записать трату", "Add an expense"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        if (!string.IsNullOrWhiteSpace(arguments))
            return Record(turn, arguments, turn.Update.OperationOf(turn.Update.Message), cancel);
        turn.Expect(new EntryTyped());
        turn.Show(turn.Screen().Line(EntryTexts.AddPrompt).Row(Choices.Home));
        return Task.CompletedTask;
    }

    internal override async Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        if (action is not ChooseReading { Number.Length: > 0 } chosen)
            await Open(turn, "", cancel);
        else if (Questions.Find(turn, chosen.Number) is not { } question)
            Closed(turn);
        else if (chosen.Choice == ChooseReading.None)
        {
            Questions.Close(turn, chosen.Number);
            turn.Show(turn.Screen().Line(EntryTexts.NotRecorded, question.Line));
        }
        else if (
            int.TryParse(chosen.Choice, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < question.Choices.Count
        )
        {
            var recorded = await turn.Ask(new RecordExpenses(question.Id, turn.Person.Id, [question.Choices[index]]), cancel);
            if (!recorded.IsOk)
            {
                turn.SendError(recorded.Error);
                return;
            }
            Questions.Close(turn, chosen.Number);
            Originals.Remember(turn, question.Message, recorded.Value.Id);
            turn.AddPhoto(question.Photo);
            turn.Show(await answers.Recorded(turn, recorded.Value, [], corrected: false, cancel));
        }
        else
            Closed(turn);
    }

    internal override Task Outdated(Turn turn, CancellationToken cancel)
    {
        Closed(turn);
        return Task.CompletedTask;
    }

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        if (question is LineAmount { Number: var number })
        {
            if (await TryAnswer(turn, number, text, cancel))
                return;
            if (Questions.Find(turn, number) is not null && !text.Any(char.IsAsciiDigit))
            {
                turn.Remind(question, AmountTexts.Of(AmountFault.NotAnAmount, Surface.Chat), DoNotRecord(number));
                return;
            }
        }
        await Open(turn, text, cancel);
    }

    private static Choice DoNotRecord(string number) => (EntryTexts.DoNotRecord, new ChooseReading(number, ChooseReading.None));

    /// <summary>The person edited a message, or replied to an answer about entries.</summary>
    internal override Task Correct(Turn turn, string text, CancellationToken cancel) =>
        turn.Update.Kind == UpdateKind.Edit ? Edited(turn, text, cancel) : Replied(turn, text, cancel);

    internal override Task Unreadable(Turn turn)
    {
        turn.Send(turn.Screen().Line(Texts.Unreadable));
        return Task.CompletedTask;
    }

    internal override Task UnknownCommand(Turn turn)
    {
        turn.Send(turn.Screen().Line(Texts.UnknownCommand));
        return Task.CompletedTask;
    }

    internal override void Remember(Turn turn) => RecentMessages.Remember(turn);

    private async Task Record(Turn turn, string text, OperationId id, CancellationToken cancel)
    {
        if (RecurringText.TryRead(text, out _, out _))
        {
            turn.PassTo<RecurringDialog>(text);
            return;
        }
        var outcome = await turn.Ask(new RecordText(id, turn.Person.Id, text, turn.Update.At), cancel, HasRecorded);
        if (!outcome.IsOk)
        {
            turn.SendError(outcome.Error);
            return;
        }
        if (outcome.Value.Recorded is { Entries.Count: > 0 } recorded)
        {
            Originals.Remember(turn, turn.Update.Message, recorded.Id);
            turn.Send(await answers.Recorded(turn, recorded, Remarks(outcome.Value), corrected: false, cancel));
        }
        await NotRecorded(turn, outcome.Value, cancel);
    }

    private async Task Edited(Turn turn, string text, CancellationToken cancel)
    {
        var message = turn.Update.Message;
        var own = turn.Update.OperationOf(message);
        var recordings = Originals.Of(turn, message);
        var outcome = EntriesIn(text) is { } entries
            ? await turn.Ask(
                new CorrectText(turn.Update.Operation, turn.Person.Id, own, entries, turn.Update.At, Answers: recordings),
                cancel,
                HasRecorded
            )
            : NoEntries;
        if (outcome.Error is { Code: "expenses.not_found" })
            NoEntry(turn, text);
        else if (outcome is { IsOk: true, Value.Lines.Count: 0 })
            return;
        else
        {
            var questions = Questions.About(turn, message);
            foreach (var number in questions)
                Questions.Close(turn, number);
            var (original, answer) = await AnswerTo(turn, [own, .. recordings], cancel);
            if (outcome is { IsOk: true, Value.Recorded: null } && questions.Count > 0)
                await NotRecorded(turn, outcome.Value, cancel);
            else
                await ShowCorrected(turn, outcome, original, answer, cancel);
        }
        RecentMessages.Remember(turn);
    }

    private static bool HasRecorded(TextOutcome outcome) => outcome.Recorded is { Entries.Count: > 0 };

    private static readonly Result<TextOutcome> NoEntries = new Error(
        "expenses.not_found",
        ErrorKind.NotFound,
        "A command records nothing."
    );

    /// <summary>What a message says of entries: /add is written before them, any other command is about something else.</summary>
    private string? EntriesIn(string text)
    {
        var line = text.Trim();
        if (!line.StartsWith('/'))
            return text;
        var end = line.AsSpan().IndexOfAny(' ', '\n');
        var command = (end < 0 ? line[1..] : line[1..end]).Split('@')[0];
        return Commands.Contains(command, StringComparer.OrdinalIgnoreCase) && end > 0 ? line[end..].Trim() : null;
    }

    /// <summary>An edit of what was no entry makes none; whoever changed the words is told so. Nobody is, where only a reaction may have been added.</summary>
    private static void NoEntry(Turn turn, string text)
    {
        if (RecentMessages.HasChanged(turn, text))
            turn.Send(turn.Screen().Line(EntryTexts.EditOfNoEntry));
    }

    /// <summary>The message that shows what was recorded, and under which id.</summary>
    private static async Task<(OperationId Original, KeptMessage? Answer)> AnswerTo(
        Turn turn,
        IReadOnlyList<OperationId> recordings,
        CancellationToken cancel
    )
    {
        foreach (var recording in recordings)
            if (await turn.MessageAbout(EntryAnswers.SubjectOf(recording), cancel) is { } answer)
                return (recording, answer);
        return (recordings[0], null);
    }

    private async Task Replied(Turn turn, string text, CancellationToken cancel)
    {
        var about = turn.About!;
        var subject = about.Subject!.Value;
        if (subject.Kind == QuestionKind)
        {
            if (!await TryAnswer(turn, subject.Id, text, cancel))
                await Open(turn, text, cancel);
        }
        else if (ChangeDialog.EntryOf(about) is { } entry && await TryNewAmount(turn, entry, text, cancel))
            return;
        else if (subject.Kind == EntryAnswers.RecordingKind && OperationId.TryParse(subject.Id, null, out var original))
        {
            var outcome = await turn.Ask(
                new CorrectText(turn.Update.Operation, turn.Person.Id, original, text, turn.Update.At, IsReply: true),
                cancel,
                HasRecorded
            );
            await ShowCorrected(turn, outcome, original, answer: null, cancel);
        }
        else
            await Open(turn, text, cancel);
    }

    private async Task<bool> TryNewAmount(Turn turn, ExpenseId entry, string text, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var now = await turn.Ask(new ExpenseById(turn.Person.Id, entry), cancel);
        var main = now.IsOk ? now.Value.Amount.Currency : Currency.Rub;
        if (!AmountText.TryRead(text, main, language, out var amount))
            return false;
        var changed = now.IsOk
            ? await turn.Ask(new ChangeExpense(turn.Update.OperationOf(turn.Update.Message), turn.Person.Id, entry, Amount: amount), cancel)
            : now.Error;
        if (!changed.IsOk)
        {
            turn.SendError(changed.Error);
            return true;
        }
        var words = await answers.Changed(turn, EntryTexts.Corrected, changed.Value.Expense, changed.Value.Limits, cancel);
        turn.Edit(turn.About!.Id, turn.Screen().Line(words).Row(EntryAnswers.EntryRow(entry)).About(turn.About.Subject));
        turn.Send(turn.Screen().Line(words).Row(EntryAnswers.EntryRow(entry)).About(EntryAnswers.SubjectOf(entry)));
        return true;
    }

    /// <summary>The answer that stands in the conversation changes; where it is gone, or far above, a new one comes.</summary>
    private async Task ShowCorrected(
        Turn turn,
        Result<TextOutcome> outcome,
        OperationId original,
        KeptMessage? answer,
        CancellationToken cancel
    )
    {
        if (!outcome.IsOk)
        {
            turn.SendError(outcome.Error);
            return;
        }
        var refused = outcome.Value.Lines.Where(l => l.Fate == LineFate.Refused).Select(l => RefusalOf(l, turn)).ToList();
        if (outcome.Value.Recorded is not { } recorded)
        {
            turn.Send(new Screen(refused.Count > 0 ? string.Join('\n', refused) : EntryTexts.NotCorrected.In(turn.Person.Language)));
            return;
        }
        // The entries stay those of the first recording, so that the next correction finds them.
        var screen =
            recorded.Entries.Count == 0
                ? new Screen(EntryTexts.CorrectedToNothing.In(turn.Person.Language), Subject: EntryAnswers.SubjectOf(original))
                : await answers.Recorded(turn, recorded with { Id = original }, Remarks(outcome.Value), corrected: true, cancel);
        if (answer is null)
            turn.Send(screen);
        else
            turn.Edit(answer.Id, screen);
        if (refused.Count > 0)
            turn.Send(new Screen(string.Join('\n', refused.Take(RemarkedLinesMax))));
    }

    private static string RefusalOf(LineOutcome line, Turn turn) => Refusal(line.Reason).In(turn.Person.Language, Short(line.Line));

    /// <summary>Questions about lines that are not certain, and a word about those that cannot be entries.</summary>
    private async Task NotRecorded(Turn turn, TextOutcome outcome, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var doubtful = outcome.Lines.Select((line, index) => (line, index)).Where(l => l.line.Fate == LineFate.Asked).ToList();
        foreach (var (line, index) in doubtful.Take(Questions.OpenMax))
            await Question(turn, line, index, cancel);
        var words = outcome
            .Lines.Where(l => l.Fate == LineFate.Refused)
            .Select(l => RefusalOf(l, turn))
            .Concat(doubtful.Skip(Questions.OpenMax).Select(l => EntryTexts.NotAsked.In(language, Short(l.line.Line))))
            .Take(RemarkedLinesMax)
            .ToList();
        if (words.Count > 0)
            turn.Send(new Screen(string.Join('\n', words)));
        else if (doubtful.Count == 0 && outcome.Recorded is not { Entries.Count: > 0 })
            turn.Send(new Screen((outcome.Lines.Count == 0 ? Texts.Empty : Texts.NotAnEntry).In(language)));
    }

    private async Task Question(Turn turn, LineOutcome line, int index, CancellationToken cancel)
    {
        var id = turn.Update.OperationOf(string.Create(CultureInfo.InvariantCulture, $"ask {turn.Update.Operation} {index}"));
        var waitsForAmount = line.Reason is "no_amount" or "ambiguous_amount" or "several_amounts";
        if (line.Choices.Count == 0 && !waitsForAmount)
        {
            turn.Send(turn.Screen().Line(QuestionText(line), Short(line.Line)));
            return;
        }
        var number = Questions.Open(
            turn,
            new OpenQuestion(id, turn.Update.Message, line.Line, line.Reason ?? "", line.Choices, turn.TakePhoto())
        );
        var names = await categories.Of(turn, line.Choices.Select(c => c.Category), cancel);
        turn.Send(
            turn.Screen()
                .Line(QuestionText(line), Short(line.Line))
                .Grid(
                    1,
                    line.Choices.Select((choice, i) => (Label: Questions.Label(choice, line.Choices, names, turn), Index: i))
                        // Readings that look the same are one choice.
                        .DistinctBy(c => c.Label, StringComparer.Ordinal)
                        .Select(c => (Choice)(c.Label, new ChooseReading(number, c.Index.ToString(CultureInfo.InvariantCulture))))
                )
                .Row(DoNotRecord(number))
                .About(new Subject(QuestionKind, number))
        );
        if (waitsForAmount)
            turn.Expect(new LineAmount(number));
    }

    /// <summary>An amount typed in answer to a question; the line is understood again with it.</summary>
    private async Task<bool> TryAnswer(Turn turn, string number, string text, CancellationToken cancel)
    {
        if (Questions.Find(turn, number) is not { } question)
            return false;
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        if (!book.IsOk || !AmountText.TryRead(text, book.Value.Currency, turn.Person.Language, out var amount))
            return false;
        var entry = question.Choices.Count > 0 ? question.Choices[0] with { Amount = amount, Whole = null } : null;
        Recorded? recorded;
        Error? error;
        if (entry is not null)
        {
            var answer = await turn.Ask(new RecordExpenses(question.Id, turn.Person.Id, [entry]), cancel);
            (recorded, error) = (answer.IsOk ? answer.Value : null, answer.Error);
        }
        else
        {
            var line = $"{amount.ToAmountString()} {amount.Currency.Code} {question.Line}";
            var answer = await turn.Ask(new RecordText(question.Id, turn.Person.Id, line, turn.Update.At), cancel, HasRecorded);
            (recorded, error) = (answer.IsOk ? answer.Value.Recorded : null, answer.Error);
        }
        Questions.Close(turn, number);
        if (error is not null || recorded is null)
        {
            turn.Send(
                new Screen(
                    error is null
                        ? EntryTexts.AskTyped.In(turn.Person.Language, Short(question.Line))
                        : ErrorWords.Of(error, turn.Person.Language)
                )
            );
            return true;
        }
        Originals.Remember(turn, question.Message, recorded.Id);
        turn.AddPhoto(question.Photo);
        if (await turn.MessageAbout(new Subject(QuestionKind, number), cancel) is { } asked)
            turn.Edit(asked.Id, new Screen(asked.Text, Subject: asked.Subject));
        turn.Send(await answers.Recorded(turn, recorded, [], corrected: false, cancel));
        return true;
    }

    private static void Closed(Turn turn)
    {
        turn.Say(EntryTexts.QuestionClosed.In(turn.Person.Language));
        // A second tap finds the answer already there; a question that was dropped says so.
        if (turn.About?.Buttons.Any(r => r.Any(b => b.Action == turn.Update.Button)) == true || turn.About is null)
            turn.Show(turn.Screen().Line(EntryTexts.QuestionClosedHow));
        else
            turn.ShowAgain();
    }

    /// <summary>Remarks in the order of the recorded entries.</summary>
    private static IReadOnlyList<string?> Remarks(TextOutcome outcome) =>
        [.. outcome.Lines.Where(l => l.Fate == LineFate.Recorded).Select(l => l.Remark)];

    private static Text QuestionText(LineOutcome line) =>
        (line.Reason, line.Choices.Count > 0) switch
        {
            ("no_amount", true) => EntryTexts.AskNoAmountLast,
            ("no_amount", false) => EntryTexts.AskNoAmount,
            ("ambiguous_amount" or "several_amounts", _) => EntryTexts.AskAmount,
            ("ambiguous_date", true) => EntryTexts.AskDate,
            ("ambiguous_date", false) => EntryTexts.AskDateTyped,
            ("ambiguous_currency", true) => EntryTexts.AskCurrency,
            ("ambiguous_currency", false) => EntryTexts.AskCurrencyTyped,
            ("gone_currency", true) => EntryTexts.AskGoneCurrency,
            ("gone_currency", false) => EntryTexts.AskGoneCurrencyTyped,
            ("sign", true) => EntryTexts.AskSign,
            ("shared", true) => EntryTexts.AskShared,
            ("plan", true) => EntryTexts.AskPlan,
            ("question", true) => EntryTexts.AskQuestion,
            (_, true) => EntryTexts.AskWhether,
            _ => EntryTexts.AskTyped,
        };

    private static Text Refusal(string? reason) =>
        reason switch
        {
            "undone" => EntryTexts.StaysUndone,
            "zero" or "amount_not_positive" => EntryTexts.Zero,
            "negative" => EntryTexts.Negative,
            "too_large" or "amount_too_large" => EntryTexts.TooLarge,
            "divided_by_zero" => EntryTexts.DividedByZero,
            "no_such_day" => EntryTexts.NoSuchDay,
            "day_out_of_range" => EntryTexts.DayOutOfRange,
            "unknown_currency" => EntryTexts.UnknownCurrency,
            "too_many_decimals" => EntryTexts.TooManyDecimals,
            "note_too_long" or "text_too_long" => EntryTexts.NoteTooLong,
            _ => EntryTexts.RefusedOther,
        };

    private static string Short(string line) => PlainText.Cut(line, 60);
}
