using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Sending money: whom and how much, then who that is and what remains, then the transfer with its timeline. The id of the transfer is made
/// with the first form and goes through all of them.</summary>
internal static class SendPages
{
    internal static Task<IResult> Ask(Visit visit) => Form(visit);

    internal static async Task<IResult> Check(Visit visit)
    {
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        if (!accounts.IsOk)
            return visit.Failed(accounts.Error);
        if (accounts.Value.FirstOrDefault(a => a.Id.ToString() == visit.Entered["from"]) is not { } from)
        {
            visit.Refused("from", FormTexts.Empty);
            return await Form(visit);
        }
        if (visit.Entered["to"].Length == 0)
        {
            visit.Refused("to", FormTexts.Empty);
            return await Form(visit);
        }
        if (!EnteredAmount.TryRead(visit, "amount", from.Currency, out var amount) || !TryRhythm(visit, out var plan))
            return await Form(visit);
        var check = await visit.Ask(new CheckTransfer(visit.Me.Id, visit.Entered["to"], amount, from.Id, Later: plan is not null));
        if (!check.IsOk)
            return await Refused(visit, check.Error);
        visit.Keep("payee", check.Value.Payee.Name);
        return visit.Page<ConfirmSendPage, Sending>(new(from, amount, check.Value.Payee, plan));
    }

    internal static async Task<IResult> Send(Visit visit)
    {
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        if (!accounts.IsOk)
            return visit.Failed(accounts.Error);
        var from = accounts.Value.FirstOrDefault(a => a.Id.ToString() == visit.Entered["from"]);
        if (
            from is null
            || !EnteredAmount.TryId(visit, out var id)
            || !EnteredAmount.TryRead(visit, "amount", from.Currency, out var amount)
            || !TryRhythm(visit, out var plan)
        )
            return await Form(visit);
        var (to, note, code) = (visit.Entered["to"], Optional(visit, "note"), Optional(visit, "code"));
        Error? error;
        if (plan is { } days)
            error = (
                await visit.Ask(
                    new ScheduleTransfer(id, visit.Me.Id, to, amount, days.Rhythm, days.First, At: null, days.Until, from.Id, note, code)
                )
            ).Error;
        else
            error = (await visit.Ask(new Transfer(id, visit.Me.Id, to, amount, from.Id, note, code, Wait: false))).Error;
        if (error is null)
            return visit.Go(plan is null ? "/app/transfers/" + id : "/app/schedules?said=made");
        // The transfer exists, and its page says why it was refused.
        if (error.Args?.ContainsKey("transfer") == true)
            return visit.Go("/app/transfers/" + id);
        return await StepUpForm.Asks(visit, error, "wallet.step_up_needed")
            ? visit.Page<ConfirmSendPage, Sending>(new(from, amount, new Payee(visit.Entered["payee"], Own: false, Currency: null), plan))
            : await Form(visit);
    }

    private static Task<IResult> Refused(Visit visit, Error error)
    {
        visit.Refused(error);
        return Form(visit);
    }

    private static async Task<IResult> Form(Visit visit)
    {
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        if (!accounts.IsOk)
            return visit.Failed(accounts.Error);
        var contacts = await visit.Ask(new Contacts(visit.Me.Id));
        var limits = await visit.Ask(new TransferLimits(visit.Me.Id));
        visit.Suggest("rhythm", "now");
        visit.Suggest("first", Period.Of(visit).LastText);
        return visit.Page<SendPage, SendModel>(
            new SendModel(accounts.Value, contacts.IsOk ? contacts.Value : [], limits.IsOk ? limits.Value : null)
        );
    }

    /// <summary>False leaves the words at the field; no plan: at once.</summary>
    private static bool TryRhythm(Visit visit, out Plan? plan)
    {
        plan = null;
        if (!Enum.TryParse<ScheduleRhythm>(visit.Entered["rhythm"], out var rhythm))
            return true;
        if (!TryDay(visit.Entered["first"], out var first))
        {
            visit.Refused("first", FormTexts.Empty);
            return false;
        }
        if (first < visit.Today)
        {
            visit.Refused("first", ErrorTexts.Of("wallet.bad_time", Surface.Cabinet));
            return false;
        }
        var hasEnd = visit.Entered["until"].Length > 0 && rhythm != ScheduleRhythm.Once;
        var until = DateOnly.MinValue;
        if (hasEnd && !TryDay(visit.Entered["until"], out until))
        {
            visit.Refused("until", FormTexts.Empty);
            return false;
        }
        if (hasEnd && until < first)
        {
            visit.Refused("until", ErrorTexts.Of("wallet.bad_until", Surface.Cabinet));
            return false;
        }
        plan = new Plan(rhythm, first, hasEnd ? until : null);
        return true;
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    internal static string? Optional(Visit visit, string name) => visit.Entered[name] is { Length: > 0 } given ? given : null;
}

public sealed record SendModel(IReadOnlyList<Account> Accounts, IReadOnlyList<Contact> Contacts, LimitsOfTransfers? Limits);

/// <param name="Plan">Null: at once.</param>
public sealed record Sending(Account From, Denga.Contracts.Money Amount, Payee Payee, Plan? Plan);

public sealed record Plan(ScheduleRhythm Rhythm, DateOnly First, DateOnly? Until);
