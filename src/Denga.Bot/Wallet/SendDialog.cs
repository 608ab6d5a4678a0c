using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Bot.Wallet;

/// <summary>Sending money: how much, to whom, who that is and what remains, then the transfer, whose message changes with its steps. The transfer's id
/// is made with the screen that asks for confirmation; however often that is confirmed, it is one transfer.</summary>
internal sealed class SendDialog : LiveDialog
{
    private const string Prefix = "send";
    private const string Operation = "send.op";
    private const string Amount = "send.amount";
    private const string To = "send.to";
    private const string Name = "send.name";
    private const string Note = "send.note";
    private const int NoteCharactersMax = 200;
    private const int CodeDigitsMin = 6;
    private const int RecoveryCodeCharactersMin = 12;
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

    internal override bool AcceptsAnyText(string about) => about == "note";

    private static readonly Watch Steps = new Watch("bot.transfer-steps", "transfer")
        .On<TransferValidated>(e => e.Transfer)
        .On<TransferCompleted>(e => e.Transfer)
        .On<TransferRefused>(e => e.Transfer);

    internal override Watch Watch => Steps;

    private static Subject SubjectOf(OperationId transfer) => Steps.Of(transfer);

    /// <summary>What was being prepared will not be sent.</summary>
    internal override void Leave(Turn turn) => Forget(turn);

    private static void Forget(Turn turn)
    {
        foreach (var name in (string[])[Operation, Amount, To, Name, Note])
            turn.Set(name, null);
    }

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        Forget(turn);
        if (arguments.Length > 0 && !await TryTake(turn, arguments, isCommand: true, cancel))
            return;
        await Proceed(turn, cancel);
    }

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        var colon = arguments.IndexOf(':', StringComparison.Ordinal);
        var argument = colon < 0 ? "" : arguments[(colon + 1)..];
        switch (colon < 0 ? arguments : arguments[..colon])
        {
            case "to":
                turn.Set(To, argument);
                turn.Set(Name, null);
                return Proceed(turn, cancel);
            case "note" when turn.Get(Operation) is not null:
                return AskNote(turn);
            case "back":
                return Proceed(turn, cancel);
            case "no":
                return Cancel(turn, argument, cancel);
            case "go" when OperationId.TryParse(argument, null, out var confirmed):
                return Go(turn, confirmed, null, cancel);
            case "code" when OperationId.TryParse(argument, null, out var coded):
                return AskCode(turn, coded, null, cancel);
            case "look" when OperationId.TryParse(argument, null, out var looked):
                return Look(turn, looked, cancel);
            default:
                return Open(turn, "", cancel);
        }
    }

    /// <summary>Only what has not been sent can be left; a button of something else shows how that stands.</summary>
    private static Task Cancel(Turn turn, string argument, CancellationToken cancel)
    {
        if (OperationId.TryParse(argument, null, out var transfer) && turn.Get(Operation) != argument)
            return Look(turn, transfer, cancel);
        var isOpen =
            turn.Get(Amount) is not null || turn.Get(To) is not null || turn.Awaited?.StartsWith(Prefix, StringComparison.Ordinal) == true;
        Forget(turn);
        var language = turn.Person.Language;
        Show(
            turn,
            (isOpen ? SendTexts.Cancelled : EntryTexts.QuestionClosed).In(language),
            [
                [Rows.Home(language)],
            ]
        );
        return Task.CompletedTask;
    }

    internal override async Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        if (about.StartsWith("code:", StringComparison.Ordinal) && OperationId.TryParse(about[5..], null, out var coded))
        {
            if (IsCode(text))
                await Go(turn, coded, text.Trim(), cancel);
            else
                // A guess would cost a try, and an expense here would let the code become one after it.
                Code(turn, coded, ErrorTexts.Of("identity.bad_code", Surface.Chat).In(language));
        }
        else if (about == "note")
            await Noted(turn, text, cancel);
        else if (about == "confirm")
            // An expense may be written at any moment; what waits for a tap goes on waiting.
            NoAnswer(
                turn,
                about,
                text,
                SendTexts.PressToSend,
                Rows.Button(SendTexts.Cancel, $"{Prefix}:no:{turn.Get(Operation)}", language)
            );
        else if (about == "to" && SendLine.Read(text, Currency.Rub, language) is not { Amount: not null, To: not null })
        {
            await TryTakeName(turn, text, cancel);
            await Proceed(turn, cancel);
        }
        else if (about == "to")
            // How much and to whom: another transfer.
            await Open(turn, text, cancel);
        else if (await TryTake(turn, text, isCommand: false, cancel))
            await Proceed(turn, cancel);
        else if (turn.Sends.Count == 0 && text.Any(char.IsAsciiDigit))
        {
            Forget(turn);
            turn.PassToDefault(text);
        }
        else if (turn.Sends.Count == 0)
            Ask(turn, "amount", AmountTexts.Of(AmountFault.NotAnAmount, Surface.Chat).In(language));
    }

    /// <summary>Six digits, or a recovery code of twelve letters and digits.</summary>
    private static bool IsCode(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-')
        && (
            text.Count(char.IsAsciiDigit) >= CodeDigitsMin && !text.Any(char.IsAsciiLetter)
            || text.Trim().Length >= RecoveryCodeCharactersMin
        );

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
            turn.Set(To, line.To);
        if (line.Amount is { } amount)
        {
            turn.Set(Amount, AmountState.Of(amount));
            if (line.To is null && line.Note is { } name)
            {
                // "5 xyz": if nobody is called so, it was meant for a currency.
                if (
                    !await TryTakeName(turn, name, cancel)
                    && AmountText.Read(text, amount.Currency, language, out _) == AmountFault.UnknownCurrency
                )
                {
                    Forget(turn);
                    Ask(turn, "amount", AmountTexts.Of(AmountFault.UnknownCurrency, Surface.Chat).In(language));
                    return false;
                }
            }
            else
                turn.Set(Note, line.Note);
            return true;
        }
        if (line.Fault == AmountFault.None)
            return line.To is not null;
        if (line.Fault == AmountFault.NotAnAmount && line.To is null)
        {
            if (isCommand)
                Ask(turn, "amount", SendTexts.NotUnderstood.In(language));
            return false;
        }
        Ask(turn, "amount", AmountTexts.Of(line.Fault, Surface.Chat).In(language));
        return false;
    }

    /// <summary>A contact may be called by its name; what is written after the name is the note. False when it is nobody's address or name.</summary>
    private static async Task<bool> TryTakeName(Turn turn, string text, CancellationToken cancel)
    {
        turn.Set(Name, null);
        var line = SendLine.Read(text, Currency.Rub, turn.Person.Language);
        if (line.To is not null)
        {
            turn.Set(To, line.To);
            return true;
        }
        var contacts = await turn.Ask(new Contacts(turn.Person.Id), cancel);
        var called = contacts.IsOk
            ? contacts.Value.FirstOrDefault(c =>
                text.Equals(c.Name, StringComparison.OrdinalIgnoreCase) || text.StartsWith(c.Name + " ", StringComparison.OrdinalIgnoreCase)
            )
            : null;
        turn.Set(To, called?.Id.ToString() ?? PlainText.Head(text, PayeeCharactersMax));
        if (called is not null && text.Length > called.Name.Length)
            turn.Set(Note, text[called.Name.Length..].Trim());
        return called is not null;
    }

    /// <summary>Asks for what is missing, then for confirmation.</summary>
    private async Task Proceed(Turn turn, CancellationToken cancel)
    {
        if (AmountState.Read(turn.Get(Amount)) is not { } amount)
            Ask(turn, "amount", SendTexts.AskAmount.In(turn.Person.Language));
        else if (turn.Get(To) is null)
            await AskTo(turn, SendTexts.AskTo.In(turn.Person.Language, Words.Of(amount, turn.Person.Language)), cancel);
        else
            await Confirm(turn, amount, cancel);
    }

    private async Task AskTo(Turn turn, string words, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        turn.Set(To, null);
        var contacts = await turn.Ask(new Contacts(turn.Person.Id), cancel);
        var rows = Rows.Of(
                (contacts.IsOk ? contacts.Value : [])
                    .Take(ContactsShown)
                    .Select(c => new Button(PlainText.Cut(PlainText.OneLine(c.Name), 40), $"{Prefix}:to:{c.Id}"))
                    .GroupBy(b => b.Label, StringComparer.Ordinal)
                    // Two of one name are told apart by whom they reach.
                    .SelectMany(same => same.Count() == 1 ? same : same.Select(b => b with { Label = Whole(contacts.Value, b) })),
                2
            )
            .ToList();
        if (rows.Count > 0)
            words += " " + SendTexts.OrContact.In(language);
        rows.Add([Rows.Button(SendTexts.Cancel, "send:no", language)]);
        Expect(turn, "to");
        Show(turn, words, rows);
    }

    private static string Whole(IReadOnlyList<Contact> contacts, Button button)
    {
        var contact = contacts.First(c => button.Action.EndsWith(c.Id.ToString(), StringComparison.Ordinal));
        return PlainText.Cut($"{PlainText.OneLine(contact.Name)} ({contact.Payee})", 60);
    }

    private void Ask(Turn turn, string about, string words)
    {
        Expect(turn, about);
        Show(
            turn,
            words,
            [
                [Rows.Button(SendTexts.Cancel, "send:no", turn.Person.Language)],
            ]
        );
    }

    private Task AskNote(Turn turn)
    {
        var language = turn.Person.Language;
        Expect(turn, "note");
        Show(
            turn,
            SendTexts.AskNote.In(language),
            [
                [Rows.Button(Texts.Back, "send:back", language)],
            ]
        );
        return Task.CompletedTask;
    }

    private Task Noted(Turn turn, string text, CancellationToken cancel)
    {
        if (text.Length > NoteCharactersMax)
        {
            turn.Set(Note, null);
            Expect(turn, "note");
            var language = turn.Person.Language;
            Show(
                turn,
                ErrorTexts.Of("wallet.bad_note", Surface.Chat).In(language),
                [
                    [Rows.Button(Texts.Back, "send:back", language)],
                ]
            );
            return Task.CompletedTask;
        }
        turn.Set(Note, PlainText.OneLine(text));
        return Proceed(turn, cancel);
    }

    private async Task Confirm(Turn turn, Money amount, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        turn.Set(Operation, null);
        // All that can be known before is known before anybody is asked to confirm.
        var check = await turn.Ask(new CheckTransfer(turn.Person.Id, turn.Get(To)!, amount), cancel);
        if (check.Error is { } error)
            await Impossible(turn, amount, error, cancel);
        else if (turn.Get(Note)?.Length > NoteCharactersMax)
            await Noted(turn, turn.Get(Note)!, cancel);
        else
            Confirm(turn, amount, await NameOf(turn, check.Value.Payee, cancel), check.Value.Remains);
    }

    private async Task Impossible(Turn turn, Money amount, Error error, CancellationToken cancel)
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
                turn.Set(Amount, null);
                Ask(turn, "amount", ErrorWords.Of(error, language));
                break;
            default:
                Show(
                    turn,
                    ErrorWords.Of(error, language),
                    [
                        [Rows.Button(SendTexts.Again, "send:back", language)],
                    ]
                );
                break;
        }
    }

    /// <summary>As the person calls him, beside what tells who he is.</summary>
    private static async Task<string> NameOf(Turn turn, Payee payee, CancellationToken cancel)
    {
        if (!ContactId.TryParse(turn.Get(To), null, out var id))
            return payee.Name;
        var contacts = await turn.Ask(new Contacts(turn.Person.Id), cancel);
        var contact = contacts.IsOk ? contacts.Value.FirstOrDefault(c => c.Id == id) : null;
        var name = contact is null || contact.Name == payee.Name ? payee.Name : $"{PlainText.OneLine(contact.Name)} ({payee.Name})";
        return contact?.CalledBefore is { } before
            ? SendTexts.CalledBefore.In(turn.Person.Language, name, PlainText.OneLine(before))
            : name;
    }

    private void Confirm(Turn turn, Money amount, string payee, Money remains)
    {
        var language = turn.Person.Language;
        var transfer = OperationId.New();
        turn.Set(Operation, transfer.ToString());
        turn.Set(Name, payee);
        var lines = new List<string>
        {
            SendTexts.Check.In(language),
            SendTexts.To.In(language, payee),
            SendTexts.Amount.In(language, Words.Of(amount, language)),
            SendTexts.Fee.In(language, Words.Of(Money.Zero(amount.Currency), language)),
        };
        if (turn.Get(Note) is { Length: > 0 } note)
            lines.Add(SendTexts.Note.In(language, PlainText.Quote(note, language)));
        lines.Add(SendTexts.Remains.In(language, Words.Of(remains, language)));
        Expect(turn, "confirm");
        turn.Show(
            new Screen(
                string.Join('\n', lines),
                [
                    [new Button(SendTexts.SendNow.In(language, Words.Of(amount, language)), $"{Prefix}:go:{transfer}")],
                    [
                        Rows.Button(SendTexts.AddNote, "send:note", language),
                        Rows.Button(SendTexts.Cancel, $"{Prefix}:no:{transfer}", language),
                    ],
                ],
                Subject: SubjectOf(transfer)
            )
        );
    }

    private static void Poor(Turn turn, string words)
    {
        var language = turn.Person.Language;
        Show(
            turn,
            words,
            [
                [Rows.Button(BalanceTexts.TopUp, "top:", language), Rows.Button(BalanceTexts.Convert, "conv:", language)],
                [Rows.Button(BalanceTexts.Money, "bal:", language), Rows.Home(language)],
            ]
        );
    }

    /// <summary>Confirmed, perhaps with a code. Asked again with the same id, the wallet answers how the transfer stands.</summary>
    private async Task Go(Turn turn, OperationId transfer, string? code, CancellationToken cancel)
    {
        if (
            turn.Get(Operation) != transfer.ToString()
            || AmountState.Read(turn.Get(Amount)) is not { } amount
            || turn.Get(To) is not { } to
        )
        {
            await Look(turn, transfer, cancel);
            return;
        }
        var language = turn.Person.Language;
        var sent = await turn.Ask(
            new Transfer(transfer, turn.Person.Id, to, amount, Note: turn.Get(Note), Code: code, Wait: false),
            cancel
        );
        if (sent.IsOk || sent.Error.Args?.ContainsKey("transfer") == true)
        {
            Forget(turn);
            await Look(turn, transfer, cancel);
        }
        else if (sent.Error.Code == "wallet.step_up_needed")
            await AskCode(turn, transfer, sent.Error.Args?.GetValueOrDefault("purpose"), cancel);
        else if (sent.Error.Code == "identity.bad_code")
            Code(turn, transfer, ErrorWords.Of(sent.Error, language));
        else
            // Whether it was taken is not known when nobody answered: the same id makes it safe to try again.
            Show(
                turn,
                ErrorWords.Of(sent.Error, language),
                [
                    [
                        Rows.Button(SendTexts.Again, $"{Prefix}:go:{transfer}", language),
                        Rows.Button(SendTexts.Cancel, $"{Prefix}:no:{transfer}", language),
                    ],
                ],
                transfer
            );
    }

    /// <param name="purpose">As the wallet named it; without it, as it names it for every transfer.</param>
    private async Task AskCode(Turn turn, OperationId transfer, string? purpose, CancellationToken cancel)
    {
        if (turn.Get(Operation) != transfer.ToString() || AmountState.Read(turn.Get(Amount)) is not { } amount)
        {
            await Look(turn, transfer, cancel);
            return;
        }
        var language = turn.Person.Language;
        var asked = await turn.Ask(new RequestStepUp(turn.Person.Id, purpose ?? SubjectOf(transfer).ToString()), cancel);
        if (asked.IsOk)
            Code(
                turn,
                transfer,
                SendTexts.AskCode.In(
                    language,
                    (
                        asked.Value.Method switch
                        {
                            "authenticator" => SendTexts.CodeByAuthenticator,
                            "email" => SendTexts.CodeByEmail,
                            _ => SendTexts.CodeByMessenger,
                        }
                    ).In(language),
                    Words.Of(amount, language),
                    turn.Get(Name) ?? ""
                )
            );
        else if (asked.Error.Code == "identity.no_second_channel")
            Show(
                turn,
                SendTexts.FinishInCabinet.In(language),
                [
                    [Rows.Home(language)],
                ],
                transfer
            );
        else
            Code(turn, transfer, ErrorWords.Of(asked.Error, language));
    }

    private void Code(Turn turn, OperationId transfer, string words)
    {
        var language = turn.Person.Language;
        Expect(turn, $"code:{transfer}");
        Show(
            turn,
            words,
            [
                [
                    Rows.Button(SendTexts.NewCode, $"{Prefix}:code:{transfer}", language),
                    Rows.Button(SendTexts.Cancel, $"{Prefix}:no:{transfer}", language),
                ],
            ],
            transfer
        );
    }

    /// <summary>The transfer as it stands, in answer to the person.</summary>
    private static async Task Look(Turn turn, OperationId transfer, CancellationToken cancel)
    {
        var found = await turn.Ask(new TransferById(turn.Person.Id, transfer), cancel);
        if (found.IsOk)
        {
            var screen = ScreenOf(turn, found.Value);
            if (turn.About?.Shows(screen) == true)
                turn.Say(SendTexts.OnlyOnce.In(turn.Person.Language));
            else
                turn.Show(screen);
            return;
        }
        var language = turn.Person.Language;
        Show(
            turn,
            found.Error.Code == "wallet.transfer_not_found" ? SendTexts.Outdated.In(language) : ErrorWords.Of(found.Error, language),
            [
                [Rows.Button(BalanceTexts.Send, "send:", language), Rows.Home(language)],
            ]
        );
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
        var lines = new List<string> { heading.In(language, Words.Of(transfer.Amount, language), transfer.Payee) };
        if (transfer.Note is { Length: > 0 } note)
            lines.Add(SendTexts.Note.In(language, PlainText.Quote(note, language)));
        lines.AddRange(transfer.Hops.Select(h => Hop(h, turn)));
        if (transfer.Refusal is { } refusal)
            lines.Add($"{ErrorWords.Of(refusal, language)} {SendTexts.StillYours.In(language)}");
        else if (transfer.Left is { } left)
            lines.Add(SendTexts.Left.In(language, Words.Of(left, language)));
        IReadOnlyList<IReadOnlyList<Button>> buttons = transfer.Status is TransferStatus.Completed or TransferStatus.Refused
            ?
            [
                [Rows.Button(BalanceTexts.Money, "bal:", language), Rows.Home(language)],
            ]
            :
            [
                [Rows.Button(SendTexts.Refresh, $"{Prefix}:look:{transfer.Id}", language)],
            ];
        return new Screen(string.Join('\n', lines), buttons, Subject: SubjectOf(transfer.Id));
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

    private static void Show(Turn turn, string words, IReadOnlyList<IReadOnlyList<Button>> buttons, OperationId? transfer = null) =>
        turn.Show(new Screen(words, buttons, Subject: transfer is { } id ? SubjectOf(id) : null));
}

/// <summary>An amount among the small values of a conversation.</summary>
internal static class AmountState
{
    internal static string Of(Money amount) => string.Create(CultureInfo.InvariantCulture, $"{amount.Minor} {amount.Currency}");

    internal static Money? Read(string? written) =>
        written?.Split(' ') is [var minor, var code]
        && long.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
        && Currency.TryFind(code, out var currency)
            ? new Money(units, currency)
            : null;
}
