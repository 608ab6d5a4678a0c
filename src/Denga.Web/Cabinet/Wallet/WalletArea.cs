using Denga.Contracts.Wallet;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Accounts and everything that moves money, as one finds it in the cabinet.</summary>
internal static class WalletArea
{
    private const string Money = "money";

    private static readonly Text Send = new("Перевод", "Send");
    private static readonly Text Convert = new("Обмен", "Convert");
    private static readonly Text Requests = new("Запросы", "Requests");

    internal static void Add(Site site)
    {
        site.InBar("/app", "wallet", MoneyTexts.Accounts);
        site.InBar("/app/send", "send-money", Send);
        site.InBar("/app/convert", "exchange", Convert);
        site.InBar("/app/requests", "request", Requests);
        site.InMenu("/app/schedules", "calendar", PeopleTexts.Schedules);
        site.InMenu("/app/contacts", "people", PeopleTexts.Contacts);
        site.InMenu("/app/alerts", "bell", PeopleTexts.Alerts);

        site.Read("/app", AccountPages.Overview);
        site.Read("/app/accounts/open", AccountPages.AskOpen);
        site.Write("/app/accounts/open", AccountPages.Open);
        site.Read("/app/accounts/{account}", StatementPages.Show);
        site.Read("/app/accounts/{account}/statement.csv", StatementPages.Csv);
        site.Write("/app/accounts/{account}/close", AccountPages.Close);
        site.Read("/app/operations/{operation}", OperationPages.Explain);

        site.Read("/app/send", SendPages.Ask);
        site.Write("/app/send", SendPages.Check);
        site.Write("/app/send/change", SendPages.Ask);
        site.Write("/app/send/confirm", SendPages.Send);
        site.Read("/app/transfers", TransferPages.List);
        site.Read("/app/transfers/{transfer}", TransferPages.Show);
        site.Read("/app/parts/transfers", TransferPages.Latest);
        site.Read("/app/schedules", SchedulePages.List);
        site.Write("/app/schedules/end", SchedulePages.End);
        site.Read("/app/contacts", ContactPages.List);
        site.Write("/app/contacts", ContactPages.Add);
        site.Write("/app/contacts/remove", ContactPages.Remove);

        site.Read("/app/convert", ConvertPages.Ask);
        site.Write("/app/convert/quote", ConvertPages.MakeQuote);
        site.Write("/app/convert", ConvertPages.Execute);
        site.Read("/app/alerts", AlertPages.List);
        site.Write("/app/alerts", AlertPages.Add);
        site.Write("/app/alerts/remove", AlertPages.Remove);

        site.Read("/app/requests", RequestPages.List);
        site.Write("/app/requests", RequestPages.Make);
        site.Read("/app/requests/{request}", RequestPages.Show);
        site.Write("/app/requests/{request}/cancel", RequestPages.Cancel);
        site.ReadOpen("/app/pay/{token}", RequestPages.AskPay);
        site.Write("/app/pay/{token}", RequestPages.Pay);

        site.Watches<MoneyMoved>(Money, (moved, person) => moved.Legs.Any(leg => leg.Person == person), NoticeTexts.Of);
        site.Watches<HoldPlaced>(Money, (placed, person) => placed.Person == person);
        site.Watches<HoldEnded>(Money, (ended, person) => ended.Person == person);
        site.Watches<AccountOpened>(Money, (opened, person) => opened.Person == person);
        site.Watches<AccountClosed>(Money, (closed, person) => closed.Person == person);
        site.Watches<TransferRequested>(Money, (requested, person) => requested.Person == person);
        site.Watches<TransferValidated>(Money, (validated, person) => validated.Person == person);
        site.Watches<TransferCompleted>(Money, (completed, person) => completed.Person == person || completed.Payee == person);
        site.Watches<TransferRefused>(Money, (refused, person) => refused.Person == person);
        site.Watches<ScheduleFailed>(Money, (failed, person) => failed.Person == person, NoticeTexts.Of);
        site.Watches<RateCrossed>(Money, (crossed, person) => crossed.Person == person, NoticeTexts.Of);
    }
}
