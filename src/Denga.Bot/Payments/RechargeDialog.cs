using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Files;

namespace Denga.Bot.Payments;

[Action("top")]
internal sealed record OpenRecharge : IAction;

[Action("top:amount")]
internal sealed record RechargeAmount : IAction;

/// <param name="Id">Of what it does: tapping again does nothing more.</param>
[Action("top:up")]
internal sealed record Recharge(Money Amount, OperationId Id) : IAction;

/// <summary>The way to pay what the draft says; also the question which.</summary>
[Action("top:by")]
internal sealed record RechargeBy(string Provider = "", OperationId? Id = null) : IAction;

/// <summary>Another attempt to pay an invoice, or what is missing of it.</summary>
[Action("top:with")]
internal sealed record PayWith(string Provider, InvoiceId Invoice) : IAction;

[Action("top:ways")]
internal sealed record OtherWays(InvoiceId Invoice) : IAction;

/// <summary>A button with the provider's page; typed, it says the address.</summary>
[Action("top:page")]
internal sealed record PaymentPage(InvoiceId Invoice) : IAction;

[Action("top:qr")]
internal sealed record PaymentQr(InvoiceId Invoice) : IAction;

/// <summary>The receipt of a paid invoice, as a file.</summary>
[Action("top:pdf")]
internal sealed record GiveReceipt(InvoiceId Invoice) : IAction;

[Action("top:no")]
internal sealed record CancelPayment(InvoiceId Invoice) : IAction;

[Action("top:look")]
internal sealed record LookAtInvoice(InvoiceId Invoice) : IAction;

/// <summary>What waits for the choice of a way to pay.</summary>
/// <param name="Id">Of the top-up: however often a way is pressed, it is one.</param>
internal sealed record RechargeDraft(Money Amount, OperationId Id);

/// <summary>Topping up: how much, by whom, then the invoice, whose message changes with what happens to it until its end.</summary>
internal sealed class RechargeDialog(FileStore files) : LiveDialog
{
    private const string Prefix = "top";
    private const int WaysShown = 6;
    private static readonly int[] Offered = [1_000, 5_000, 10_000];

    private static readonly Watch Changes = new Watch("bot.invoice-changes", "invoice")
        .On<InvoiceChanged>(e => e.Invoice.Id)
        .On<InvoicePaid>(e => e.Invoice.Id)
        .On<RefundEnded>(e => e.Refund.Invoice);

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands => ["recharge", "topup", "пополнить", "пополнение", "пополни", "пополните", "top up"];

    internal override IReadOnlyList<MenuItem> Menu => [new(110, "recharge", new("Пополнить счёт", "Top up"))];

    internal override Watch Watch => Changes;

    internal static Subject SubjectOf(InvoiceId invoice) => Changes.Of(invoice);

    internal override bool Takes(string command, string arguments) => AmountText.IsMeant(RechargeLine.AmountOf(arguments));

    internal override bool Recognises(string line) => RechargeLine.Read(line) is { } rest && Takes("", rest);

    internal override void Leave(Turn turn) => Keep(turn, null);

    private static void Keep(Turn turn, RechargeDraft? draft) => turn.Set(Prefix, draft);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        Keep(turn, null);
        var main = await Accounts.MainCurrency(turn, cancel);
        var text = RechargeLine.AmountOf(RechargeLine.Read(arguments) ?? arguments);
        if (text.Length == 0)
        {
            await Ask(turn, main, cancel);
            return;
        }
        var fault = AmountText.Read(text, main, turn.Person.Language, out var amount);
        if (fault == AmountFault.None)
            await Begin(turn, turn.Update.Operation, amount, cancel);
        else if (fault == AmountFault.UnknownCurrency)
            Ask(turn, PaymentWays.Unknown(await Ways.Taken(turn, cancel), turn.Person.Language), main);
        else
            Ask(turn, AmountTexts.Of(fault, Surface.Chat).In(turn.Person.Language), main);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            Recharge recharge => Begin(turn, recharge.Id, recharge.Amount, cancel),
            RechargeBy { Id: { } id } by => Choose(turn, by.Provider, id, cancel),
            PayWith with => Try(turn, with, cancel),
            OtherWays ways => Others(turn, ways.Invoice, cancel),
            PaymentPage page => Tell(turn, page.Invoice, asPicture: false, cancel),
            PaymentQr qr => Tell(turn, qr.Invoice, asPicture: true, cancel),
            GiveReceipt give => Give(turn, give.Invoice, cancel),
            CancelPayment no => Cancel(turn, no.Invoice, cancel),
            LookAtInvoice look => Look(turn, look.Invoice, cancel),
            _ => Open(turn, "", cancel),
        };

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var main = await Accounts.MainCurrency(turn, cancel);
        if (
            AmountText.Read(RechargeLine.AmountOf(RechargeLine.Read(text) ?? text), main, turn.Person.Language, out _)
            != AmountFault.NotAnAmount
        )
            await Open(turn, text, cancel);
        else if (question is RechargeBy)
            turn.NoAnswer(question, text, RechargeTexts.PressOne, Choices.Home);
        else if (text.Any(char.IsAsciiDigit))
            turn.PassToDefault(text);
        else
            await Open(turn, text, cancel);
    }

    /// <summary>Something happened to the invoice: its message shows it.</summary>
    internal override async Task<Screen?> Render(Turn turn, string subject, CancellationToken cancel) =>
        InvoiceId.TryParse(subject, null, out var id) && await turn.Ask(new InvoiceById(turn.Person.Id, id), cancel) is { IsOk: true } found
            ? await InvoiceScreens.Of(turn, found.Value, cancel)
            : null;

    /// <summary>Asks who may take it: one is taken without a question.</summary>
    private static async Task Begin(Turn turn, OperationId id, Money amount, CancellationToken cancel)
    {
        var found = await Ways.For(turn, amount, cancel);
        if (found.Refusal is { } why)
            Ask(turn, why, amount.Currency);
        else if (found.Providers is [var only])
            await Start(turn, id, amount, only, cancel);
        else
            Ask(turn, new RechargeDraft(amount, id), found, said: null);
    }

    private static void Ask(Turn turn, RechargeDraft draft, PaymentWays found, string? said)
    {
        var language = turn.Person.Language;
        Keep(turn, draft);
        turn.Expect(new RechargeBy());
        turn.Show(
            turn.Screen()
                .Said(said)
                .Line(RechargeTexts.Choose, Words.Of(draft.Amount, language))
                .Line(found.Away)
                .Grid(
                    1,
                    found.Providers.Take(WaysShown).Select(way => (Choice)(Words.Provider(way, language), new RechargeBy(way, draft.Id)))
                )
                .Row(Choices.Home)
        );
    }

    private static Task Choose(Turn turn, string provider, OperationId id, CancellationToken cancel) =>
        turn.Get<RechargeDraft>(Prefix) is { } draft && draft.Id == id
            ? Start(turn, id, draft.Amount, provider, cancel)
            : Ask(turn, cancel);

    private static async Task Start(Turn turn, OperationId id, Money amount, string provider, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var begun = await turn.Ask(new TopUp(id, turn.Person.Id, amount, provider), cancel);
        if (begun.IsOk)
        {
            await Show(turn, begun.Value, cancel);
            return;
        }
        var words = ErrorWords.Of(begun.Error, language);
        if (begun.Error.Code is not ("payments.provider_away" or "payments.unknown_provider"))
        {
            // Nobody knows how it ended when nobody answered: the same id makes it safe to press again.
            if (begun.Error.Kind == ErrorKind.Unavailable)
                Retry(turn, new RechargeDraft(amount, id), provider, words);
            else
                Ask(turn, words, amount.Currency);
            return;
        }
        var found = await Ways.For(turn, amount, cancel);
        var others = found with { Providers = [.. found.Providers.Where(way => way != provider)] };
        if (others.Providers.Count == 0)
            Retry(turn, new RechargeDraft(amount, OperationId.New()), provider, words);
        else
            Ask(turn, new RechargeDraft(amount, OperationId.New()), others, words);
    }

    private static void Retry(Turn turn, RechargeDraft draft, string provider, string words)
    {
        Keep(turn, draft);
        turn.Show(turn.Screen().Line(words).Row((RechargeTexts.Again, new RechargeBy(provider, draft.Id)), Choices.Home));
    }

    private static async Task Try(Turn turn, PayWith with, CancellationToken cancel)
    {
        var begun = await turn.Ask(new StartPayment(turn.Update.Operation, turn.Person.Id, with.Invoice, with.Provider), cancel);
        if (begun.IsOk)
            await Show(turn, begun.Value, cancel);
        else if (begun.Error.Code == "payments.invoice_closed")
            await Look(turn, with.Invoice, cancel);
        else
            turn.Show(
                turn.Screen()
                    .Line(ErrorWords.Of(begun.Error, turn.Person.Language))
                    .Row((RechargeTexts.TryAgain, with), (RechargeTexts.OtherWay, new OtherWays(with.Invoice)))
                    .Row((RechargeTexts.Cancel, new CancelPayment(with.Invoice)), Choices.Home)
                    .About(SubjectOf(with.Invoice))
            );
    }

    /// <summary>Who else may take what is missing of an invoice.</summary>
    private static async Task Others(Turn turn, InvoiceId id, CancellationToken cancel)
    {
        if (await Found(turn, id, cancel) is not { } invoice)
            return;
        var left = invoice.Amount - invoice.Paid;
        if (!Words.IsAwaited(invoice, turn.Update.At) || left.Minor <= 0)
        {
            await Show(turn, invoice, cancel);
            return;
        }
        var language = turn.Person.Language;
        var found = await Ways.For(turn, left, cancel);
        var screen = turn.Screen().Line(found.Refusal ?? RechargeTexts.ChooseOther.In(language, Words.Of(left, language)));
        turn.Show(
            screen
                .Line(found.Away)
                .Grid(
                    1,
                    found
                        .Providers.Where(way => way != Busy(invoice))
                        .Take(WaysShown)
                        .Select(way => (Choice)(Words.Provider(way, language), new PayWith(way, id)))
                )
                .Row((Texts.Back, new LookAtInvoice(id)), Choices.Home)
                .About(SubjectOf(id))
        );
    }

    /// <summary>Who waits for the payer, or is being asked.</summary>
    private static string? Busy(Invoice invoice) =>
        invoice.Payment is { State: PaymentState.Pending or PaymentState.Unknown } payment ? payment.Provider : null;

    private static async Task Cancel(Turn turn, InvoiceId id, CancellationToken cancel)
    {
        var done = await turn.Ask(new CancelInvoice(turn.Person.Id, id), cancel);
        if (done.IsOk)
            await Show(turn, done.Value, cancel);
        else if (done.Error.Code == "payments.invoice_closed")
            await Look(turn, id, cancel);
        else
            turn.ShowError(done.Error);
    }

    private static async Task Look(Turn turn, InvoiceId id, CancellationToken cancel)
    {
        if (await Found(turn, id, cancel) is { } invoice)
            await Show(turn, invoice, cancel);
    }

    private static async Task<Invoice?> Found(Turn turn, InvoiceId id, CancellationToken cancel)
    {
        var found = await turn.Ask(new InvoiceById(turn.Person.Id, id), cancel);
        if (found.IsOk)
            return found.Value;
        turn.ShowError(found.Error);
        return null;
    }

    private static async Task Show(Turn turn, Invoice invoice, CancellationToken cancel)
    {
        Keep(turn, null);
        turn.ShowAsItStands(await InvoiceScreens.Of(turn, invoice, cancel));
    }

    /// <summary>The way to the payment page, for who cannot press its button here.</summary>
    private async Task Tell(Turn turn, InvoiceId id, bool asPicture, CancellationToken cancel)
    {
        if (await Found(turn, id, cancel) is not { } invoice)
            return;
        var language = turn.Person.Language;
        if (!Words.IsAwaited(invoice, turn.Update.At) || invoice.Payment is not { State: PaymentState.Pending, Link: { } link })
            turn.Send(turn.Screen().Line(RechargeTexts.NoPage));
        else if (asPicture && await files.SavePicture(QrPicture.Svg(link), cancel) is { IsOk: true } picture)
            turn.Send(turn.Screen().Line(RechargeTexts.QrOf, Words.Of(invoice.Amount - invoice.Paid, language)).Picture(picture.Value));
        else
            turn.Send(turn.Screen().Line(RechargeTexts.Page, link));
    }

    private static async Task Give(Turn turn, InvoiceId id, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var printed = await turn.Ask(new PrintReceipt(turn.Person.Id, id, language), cancel);
        turn.Send(
            printed.IsOk
                ? new Screen(RechargeTexts.ReceiptMade.In(language), File: printed.Value.File)
                : new Screen(ErrorWords.Of(printed.Error, language))
        );
    }

    private static async Task Ask(Turn turn, CancellationToken cancel) =>
        await Ask(turn, await Accounts.MainCurrency(turn, cancel), cancel);

    private static async Task Ask(Turn turn, Currency main, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var found = await Ways.For(turn, new Money(checked(Offered[0] * main.UnitsPerOne), main), cancel);
        var by = found.Providers switch
        {
            [] => found.Refusal,
            [Ways.Sandbox] => RechargeTexts.Play.In(language),
            var ways => RechargeTexts.By.In(language, string.Join(", ", ways.Select(way => Words.Provider(way, language)))),
        };
        Ask(turn, found.Providers.Count == 0 ? by! : $"{RechargeTexts.Ask.In(language)}\n{by}", main);
    }

    private static void Ask(Turn turn, string words, Currency main)
    {
        turn.Expect(new RechargeAmount());
        turn.Show(
            turn.Screen()
                .Line(words)
                .Row([.. Offered.Select(units => Offer(new Money(checked(units * main.UnitsPerOne), main), turn.Person.Language))])
                .Row((RechargeTexts.History, new OpenPayments()), Choices.Home)
        );
    }

    private static Choice Offer(Money amount, string language) => (Words.Of(amount, language), new Recharge(amount, OperationId.New()));
}
