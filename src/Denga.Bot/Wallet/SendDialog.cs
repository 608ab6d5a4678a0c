using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Payments;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Bot.Wallet;

/// <param name="Transfer">What is left; null while it has no id.</param>
[Action("send:no")]
internal sealed record LeaveSending(OperationId? Transfer = null) : IAction;

[Action("send")]
internal sealed record OpenSend : IAction;

/// <param name="Contact">Its id, as a payee.</param>
[Action("send:to")]
internal sealed record SendTo(string Contact = "") : IAction;

[Action("send:amount")]
internal sealed record SendAmount : IAction;

[Action("send:note")]
internal sealed record SendNote : IAction;

[Action("send:back")]
internal sealed record SendBack : IAction;

[Action("send:confirm")]
internal sealed record SendConfirm : IAction;

[Action("send:go")]
internal sealed record SendNow(OperationId Transfer) : IAction;

/// <summary>A code is to be sent, or was asked for.</summary>
[Action("send:code")]
internal sealed record SendCode(OperationId Transfer) : IAction;

[Action("send:look")]
internal sealed record LookAtTransfer(OperationId Transfer) : IAction;

/// <summary>What is being prepared.</summary>
/// <param name="To">A payee as the wallet takes it: an address, or a contact's id.</param>
/// <param name="Name">The payee as it was shown.</param>
/// <param name="Id">Of the transfer that waits for confirmation.</param>
internal sealed record SendDraft(Money? Amount = null, string? To = null, string? Name = null, string? Note = null, OperationId? Id = null);

/// <summary>Sending money: how much, to whom, who that is and what remains, then the transfer, whose message changes with its steps. The transfer's id
/// is made with the screen that asks for confirmation; however often that is confirmed, it is one transfer.</summary>
internal sealed class SendDialog : LiveDialog
{
    private const string Prefix = "send";
    private static readonly Choice Leaving = (SendTexts.Cancel, new LeaveSending());
    private const int NoteCharactersMax = 200;
    private const int ContactsShown = 6;

    /// <summary>No address is longer.</summary>
    private const int PayeeCharactersMax = 300;

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands =>
        ["send", "перевести", "отправить", "перевод", "переведи", "переведите", "отправь", "отправьте", "скинь", "transfer"];

    internal override IReadOnlyList<MenuItem> Menu => [new(90, "send", new("Перевести деньги", "Send money"))];

    /// <summary>"перевод 500" and "transfer 500" are expenses as well as they are commands, so they need to say to whom.</summary>
    internal override bool Takes(string command, string arguments) =>
        arguments.Split(' ').Any(SendLine.IsPayee)
        || (command.ToLowerInvariant() is not ("перевод" or "transfer") && AmountText.IsAmount(arguments));

    internal override bool AcceptsAnyText(IAction question) => question is SendNote;

    private static readonly Watch Steps = new Watch("bot.transfer-steps", "transfer")
        .On<TransferValidated>(e => e.Transfer)
        .On<TransferCompleted>(e => e.Transfer)
        .On<TransferRefused>(e => e.Transfer);

    internal override Watch Watch => Steps;

    private static Subject SubjectOf(OperationId transfer) => Steps.Of(transfer);

    /// <summary>What was being prepared will not be sent.</summary>
    internal override void Leave(Turn turn) => Forget(turn);

    private static void Forget(Turn turn) => turn.Set<SendDraft>(Prefix, null);

    private static SendDraft Draft(Turn turn) => turn.Get<SendDraft>(Prefix) ?? new SendDraft();

    private static void Keep(Turn turn, SendDraft draft) => turn.Set(Prefix, draft);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        Forget(turn);
        if (arguments.Length > 0 && !await TryTake(turn, arguments, isCommand: true, cancel))
            return;
        await Proceed(turn, cancel);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        switch (action)
        {
            case SendTo to:
                Keep(turn, Draft(turn) with { To = to.Contact, Name = null });
                return Proceed(turn, cancel);
            case SendNote when Draft(turn).Id is not null:
                AskNote(turn, SendTexts.AskNote.In(turn.Person.Language));
                return Task.CompletedTask;
            case SendBack:
                return Proceed(turn, cancel);
            case LeaveSending leave:
                return LeaveOne(turn, leave.Transfer, cancel);
            case SendNow now:
                return Go(turn, now.Transfer, null, cancel);
            case SendCode code:
                return AskCode(turn, code.Transfer, null, cancel);
            case LookAtTransfer look:
                return Look(turn, look.Transfer, cancel);
            default:
                return Open(turn, "", cancel);
        }
    }

    /// <summary>Only what has not been sent can be left; a button of something else shows how that stands.</summary>
    private static Task LeaveOne(Turn turn, OperationId? transfer, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (transfer is { } id && draft.Id != transfer)
            return Look(turn, id, cancel);
        var isOpen = draft.Amount is not null || draft.To is not null || turn.Awaited?.StartsWith(Prefix, StringComparison.Ordinal) == true;
        Forget(turn);
        turn.Show(turn.Screen().Line(isOpen ? SendTexts.Cancelled : EntryTexts.QuestionClosed).Row(Choices.Home));
        return Task.CompletedTask;
    }

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        switch (question)
        {
            case SendCode code when AskedFor.IsCode(text):
                await Go(turn, code.Transfer, text.Trim(), cancel);
                break;
            case SendCode code:
                // A guess would cost a try, and an expense here would let the code become one after it.
                AskCode(turn, code.Transfer, ErrorTexts.Of("identity.bad_code", Surface.Chat).In(language));
                break;
            case SendNote:
                await Noted(turn, text, cancel);
                break;
            case SendConfirm:
                // An expense may be written at any moment; what waits for a tap goes on waiting.
                turn.NoAnswer(question, text, SendTexts.PressToSend, (SendTexts.Cancel, new LeaveSending(Draft(turn).Id)));
                break;
            case SendTo when SendLine.Read(text, Currency.Rub, language) is not { Amount: not null, To: not null }:
                await TryTakeName(turn, text, cancel);
                await Proceed(turn, cancel);
                break;
            case SendTo:
                // How much and to whom: another transfer.
                await Open(turn, text, cancel);
                break;
            default:
                await AnswerAmount(turn, text, cancel);
                break;
        }
    }

    private async Task AnswerAmount(Turn turn, string text, CancellationToken cancel)
    {
        if (await TryTake(turn, text, isCommand: false, cancel))
            await Proceed(turn, cancel);
        else if (turn.Sends.Count == 0 && text.Any(char.IsAsciiDigit))
        {
            Forget(turn);
            turn.PassToDefault(text);
        }
        else if (turn.Sends.Count == 0)
            AskAmount(turn, AmountTexts.Of(AmountFault.NotAnAmount, Surface.Chat));
    }

    /// <summary>A step was made: the message that shows the transfer shows it.</summary>
    internal override async Task<Screen?> Render(Turn turn, string subject, CancellationToken cancel) =>
        OperationId.TryParse(subject, null, out var transfer)
        && await turn.Ask(new TransferById(turn.Person.Id, transfer), cancel) is { IsOk: true } found
            ? ScreenOf(turn, found.Value)
            : null;

    /// <summary>Keeps what the line says; false when it says nothing of use: then, where an amount is wrong, that was said.</summary>
    private async Task<bool> TryTake(Turn turn, string text, bool isCommand, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var line = SendLine.Read(text, await Accounts.MainCurrency(turn, cancel), language);
        if (line.To is not null)
            Keep(turn, Draft(turn) with { To = line.To });
        if (line.Amount is { } amount)
        {
            Keep(turn, Draft(turn) with { Amount = amount });
            if (line.To is not null || line.Note is not { } name)
                Keep(turn, Draft(turn) with { Note = line.Note });
            // "5 xyz": if nobody is called so, it was meant for a currency.
            else if (
                !await TryTakeName(turn, name, cancel)
                && AmountText.Read(text, amount.Currency, language, out _) == AmountFault.UnknownCurrency
            )
            {
                Forget(turn);
                AskAmount(turn, AmountTexts.Of(AmountFault.UnknownCurrency, Surface.Chat));
                return false;
            }
            return true;
        }
        if (line.Fault == AmountFault.None)
            return line.To is not null;
        if (line.Fault != AmountFault.NotAnAmount || line.To is not null)
            AskAmount(turn, AmountTexts.Of(line.Fault, Surface.Chat));
        else if (isCommand)
            AskAmount(turn, SendTexts.NotUnderstood);
        return false;
    }

    /// <summary>A contact may be called by its name; what is written after the name is the note. False when it is nobody's address or name.</summary>
    private static async Task<bool> TryTakeName(Turn turn, string text, CancellationToken cancel)
    {
        var draft = Draft(turn) with { Name = null };
        var line = SendLine.Read(text, Currency.Rub, turn.Person.Language);
        if (line.To is not null)
        {
            Keep(turn, draft with { To = line.To });
            return true;
        }
        var contacts = await turn.Ask(new Contacts(turn.Person.Id), cancel);
        var called = contacts.IsOk
            ? contacts.Value.FirstOrDefault(c =>
                text.Equals(c.Name, StringComparison.OrdinalIgnoreCase) || text.StartsWith(c.Name + " ", StringComparison.OrdinalIgnoreCase)
            )
            : null;
        draft = draft with { To = called?.Id.ToString() ?? PlainText.Head(text, PayeeCharactersMax) };
        if (called is not null && text.Length > called.Name.Length)
            draft = draft with { Note = text[called.Name.Length..].Trim() };
        Keep(turn, draft);
        return called is not null;
    }

    /// <summary>Asks for what is missing, then for confirmation.</summary>
    private static async Task Proceed(Turn turn, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Amount is not { } amount)
            AskAmount(turn, SendTexts.AskAmount);
        else if (draft.To is null)
            await AskTo(turn, SendTexts.AskTo.In(turn.Person.Language, Words.Of(amount, turn.Person.Language)), cancel);
        else
            await Confirm(turn, draft, amount, cancel);
    }

    private static async Task AskTo(Turn turn, string words, CancellationToken cancel)
    {
        Keep(turn, Draft(turn) with { To = null });
        var contacts = await turn.Ask(new Contacts(turn.Person.Id), cancel);
        var choices = (contacts.IsOk ? contacts.Value : [])
            .Take(ContactsShown)
            .Select(c => (Contact: c, Name: PlainText.Cut(PlainText.OneLine(c.Name), 40)))
            .GroupBy(c => c.Name, StringComparer.Ordinal)
            // Two of one name are told apart by whom they reach.
            .SelectMany(same => same.Count() == 1 ? same : same.Select(c => (c.Contact, Name: Whole(c.Contact))))
            .Select(c => (Choice)(c.Name, new SendTo(c.Contact.Id.ToString())))
            .ToList();
        if (choices.Count > 0)
            words += " " + SendTexts.OrContact.In(turn.Person.Language);
        turn.Expect(new SendTo());
        turn.Show(turn.Screen().Line(words).Grid(2, choices).Row(Leaving));
    }

    private static string Whole(Contact contact) => PlainText.Cut($"{PlainText.OneLine(contact.Name)} ({contact.Payee})", 60);

    private static void AskAmount(Turn turn, Text words) => AskAmount(turn, words.In(turn.Person.Language));

    private static void AskAmount(Turn turn, string words)
    {
        turn.Expect(new SendAmount());
        turn.Show(turn.Screen().Line(words).Row(Leaving));
    }

    private static void AskNote(Turn turn, string words)
    {
        turn.Expect(new SendNote());
        turn.Show(turn.Screen().Line(words).Row((Texts.Back, new SendBack())));
    }

    private static Task Noted(Turn turn, string text, CancellationToken cancel)
    {
        var isTooLong = text.Length > NoteCharactersMax;
        Keep(turn, Draft(turn) with { Note = isTooLong ? null : PlainText.OneLine(text) });
        if (!isTooLong)
            return Proceed(turn, cancel);
        AskNote(turn, ErrorTexts.Of("wallet.bad_note", Surface.Chat).In(turn.Person.Language));
        return Task.CompletedTask;
    }

    private static async Task Confirm(Turn turn, SendDraft draft, Money amount, CancellationToken cancel)
    {
        Keep(turn, draft with { Id = null });
        // All that can be known before is known before anybody is asked to confirm.
        var check = await turn.Ask(new CheckTransfer(turn.Person.Id, draft.To!, amount), cancel);
        if (check.Error is { } error)
            await Impossible(turn, amount, error, cancel);
        else if (draft.Note?.Length > NoteCharactersMax)
            await Noted(turn, draft.Note, cancel);
        else
            Confirm(turn, amount, await NameOf(turn, check.Value.Payee, cancel), check.Value.Remains);
    }

    private static async Task Impossible(Turn turn, Money amount, Error error, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        switch (error.Code)
        {
            case "wallet.account_not_found":
                Poor(turn, SendTexts.NoAccount.In(language, Words.Name(amount.Currency, language)));
                break;
            case "wallet.not_enough"
                when decimal.TryParse(error.Args?["amount"], NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
                    && Money.TryFrom(value, amount.Currency, out var has):
                Poor(turn, SendTexts.NotEnough.In(language, Words.Of(has, language), Words.Of(amount, language)));
                break;
            case "wallet.payee_not_found"
            or "wallet.too_many_lookups"
            or "wallet.same_account"
            or "wallet.wrong_currency"
            or "wallet.account_closed":
                await AskTo(turn, ErrorWords.Of(error, language), cancel);
                break;
            case { } code when code.StartsWith("wallet.limit_", StringComparison.Ordinal):
                Keep(turn, Draft(turn) with { Amount = null });
                AskAmount(turn, ErrorWords.Of(error, language));
                break;
            default:
                turn.ShowError(error, (SendTexts.Again, new SendBack()));
                break;
        }
    }

    /// <summary>As the person calls him, beside what tells who he is.</summary>
    private static async Task<string> NameOf(Turn turn, Payee payee, CancellationToken cancel)
    {
        if (!ContactId.TryParse(Draft(turn).To, null, out var id))
            return payee.Name;
        var contacts = await turn.Ask(new Contacts(turn.Person.Id), cancel);
        var contact = contacts.IsOk ? contacts.Value.FirstOrDefault(c => c.Id == id) : null;
        var name = contact is null || contact.Name == payee.Name ? payee.Name : $"{PlainText.OneLine(contact.Name)} ({payee.Name})";
        return contact?.CalledBefore is { } before
            ? SendTexts.CalledBefore.In(turn.Person.Language, name, PlainText.OneLine(before))
            : name;
    }

    private static void Confirm(Turn turn, Money amount, string payee, Money remains)
    {
        var language = turn.Person.Language;
        var transfer = OperationId.New();
        var draft = Draft(turn) with { Id = transfer, Name = payee };
        Keep(turn, draft);
        turn.Expect(new SendConfirm());
        turn.Show(
            turn.Screen()
                .Line(SendTexts.Check)
                .Line(SendTexts.To, payee)
                .Line(SendTexts.Amount, Words.Of(amount, language))
                .Line(SendTexts.Fee, Words.Of(Money.Zero(amount.Currency), language))
                .Line(NoteLine(draft.Note, language))
                .Line(SendTexts.Remains, Words.Of(remains, language))
                .Row((SendTexts.SendNow.In(language, Words.Of(amount, language)), new SendNow(transfer)))
                .Row((SendTexts.AddNote, new SendNote()), (SendTexts.Cancel, new LeaveSending(transfer)))
                .About(SubjectOf(transfer))
        );
    }

    private static string? NoteLine(string? note, string language) =>
        note is { Length: > 0 } ? SendTexts.Note.In(language, PlainText.Quote(note, language)) : null;

    private static void Poor(Turn turn, string words) =>
        turn.Show(
            turn.Screen()
                .Line(words)
                .Row((BalanceTexts.TopUp, new OpenRecharge()), (BalanceTexts.Convert, new OpenConvert()))
                .Row((BalanceTexts.Money, new OpenBalance()), Choices.Home)
        );

    /// <summary>Confirmed, perhaps with a code. Asked again with the same id, the wallet answers how the transfer stands.</summary>
    private static async Task Go(Turn turn, OperationId transfer, string? code, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Id != transfer || draft.Amount is not { } amount || draft.To is not { } to)
        {
            await Look(turn, transfer, cancel);
            return;
        }
        var language = turn.Person.Language;
        var sent = await turn.Ask(new Transfer(transfer, turn.Person.Id, to, amount, Note: draft.Note, Code: code, Wait: false), cancel);
        if (sent.IsOk || sent.Error.Args?.ContainsKey("transfer") == true)
        {
            Forget(turn);
            await Look(turn, transfer, cancel);
        }
        else if (sent.Error.Code == "wallet.step_up_needed")
            await AskCode(turn, transfer, sent.Error.Args?.GetValueOrDefault("purpose"), cancel);
        else if (sent.Error.Code == "identity.bad_code")
            AskCode(turn, transfer, ErrorWords.Of(sent.Error, language));
        else
            // Whether it was taken is not known when nobody answered: the same id makes it safe to try again.
            turn.Show(
                turn.Screen()
                    .Line(ErrorWords.Of(sent.Error, language))
                    .Row((SendTexts.Again, new SendNow(transfer)), (SendTexts.Cancel, new LeaveSending(transfer)))
                    .About(SubjectOf(transfer))
            );
    }

    /// <param name="purpose">As the wallet named it; without it, as it names it for every transfer.</param>
    private static async Task AskCode(Turn turn, OperationId transfer, string? purpose, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Id != transfer || draft.Amount is not { } amount)
        {
            await Look(turn, transfer, cancel);
            return;
        }
        var language = turn.Person.Language;
        var asked = await turn.Ask(new RequestStepUp(turn.Person.Id, purpose ?? SubjectOf(transfer).ToString()), cancel);
        if (asked.IsOk)
        {
            var by = asked.Value.Method switch
            {
                "authenticator" => SendTexts.CodeByAuthenticator,
                "email" => SendTexts.CodeByEmail,
                _ => SendTexts.CodeByMessenger,
            };
            AskCode(turn, transfer, SendTexts.AskCode.In(language, by.In(language), Words.Of(amount, language), draft.Name ?? ""));
        }
        else if (asked.Error.Code == "identity.no_second_channel")
            turn.Show(turn.Screen().Line(SendTexts.FinishInCabinet).Row(Choices.Home).About(SubjectOf(transfer)));
        else
            AskCode(turn, transfer, ErrorWords.Of(asked.Error, language));
    }

    private static void AskCode(Turn turn, OperationId transfer, string words)
    {
        turn.Expect(new SendCode(transfer));
        turn.Show(
            turn.Screen()
                .Line(words)
                .Row((SendTexts.NewCode, new SendCode(transfer)), (SendTexts.Cancel, new LeaveSending(transfer)))
                .About(SubjectOf(transfer))
        );
    }

    /// <summary>The transfer as it stands, in answer to the person.</summary>
    private static async Task Look(Turn turn, OperationId transfer, CancellationToken cancel)
    {
        var found = await turn.Ask(new TransferById(turn.Person.Id, transfer), cancel);
        if (!found.IsOk)
        {
            var language = turn.Person.Language;
            var words =
                found.Error.Code == "wallet.transfer_not_found" ? SendTexts.Outdated.In(language) : ErrorWords.Of(found.Error, language);
            turn.Show(turn.Screen().Line(words).Row((BalanceTexts.Send, new OpenSend()), Choices.Home));
            return;
        }
        var screen = ScreenOf(turn, found.Value);
        if (turn.About?.Shows(screen) == true)
            turn.Say(SendTexts.OnlyOnce.In(turn.Person.Language));
        else
            turn.Show(screen);
    }

    private static Screen ScreenOf(Turn turn, TransferReceipt transfer)
    {
        var language = turn.Person.Language;
        var heading = transfer.Status switch
        {
            TransferStatus.Completed => SendTexts.Sent,
            TransferStatus.Refused => SendTexts.Refused,
            _ => SendTexts.Going,
        };
        var screen = turn.Screen()
            .Line(heading, Words.Of(transfer.Amount, language), transfer.Payee)
            .Line(NoteLine(transfer.Note, language))
            .Lines(transfer.Hops.Select(h => Hop(h, turn)))
            .About(SubjectOf(transfer.Id));
        if (transfer.Refusal is { } refusal)
            screen.Line($"{ErrorWords.Of(refusal, language)} {SendTexts.StillYours.In(language)}");
        else if (transfer.Left is { } left)
            screen.Line(SendTexts.Left, Words.Of(left, language));
        return transfer.Status is TransferStatus.Completed or TransferStatus.Refused
            ? screen.Row((BalanceTexts.Money, new OpenBalance()), Choices.Home)
            : screen.Row((SendTexts.Refresh, new LookAtTransfer(transfer.Id)));
    }

    private static string Hop(TransferHop hop, Turn turn) =>
        (
            hop.Status switch
            {
                TransferStatus.Requested => SendTexts.StepRequested,
                TransferStatus.Validated => SendTexts.StepValidated,
                TransferStatus.Completed => SendTexts.StepCompleted,
                _ => SendTexts.StepRefused,
            }
        ).In(turn.Person.Language, Words.Clock(hop.At, TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone), seconds: true));
}
