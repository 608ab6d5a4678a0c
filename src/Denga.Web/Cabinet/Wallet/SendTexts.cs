using Denga.Contracts.Wallet;

namespace Denga.Web.Cabinet.Wallet;

internal static class SendTexts
{
    internal static readonly Text Title = new("Перевод", "Send money");
    internal static readonly Text ToPerson = new("Кому-то", "To somebody");
    internal static readonly Text ToSelf = new("Между своими", "Between my accounts");
    internal static readonly Text Ways = new("Куда перевести", "Where to send");
    internal static readonly Text From = new("Со счёта", "From");
    internal static readonly Text To = new("Кому", "To");
    internal static readonly Text ToAccount = new("На счёт", "To the account");
    internal static readonly Text ToHint = new(
        "Почта, @имя в Telegram или номер счёта.",
        "An e-mail address, a Telegram @username or an account number."
    );
    internal static readonly Text Other = new("Другой получатель", "Somebody else");
    internal static readonly Text Contacts = new("Недавние получатели", "Recent");
    internal static readonly Text Note = new("Пояснение", "Note");
    internal static readonly Text NoteHint = new("Его увидит и получатель.", "The payee sees it too.");
    internal static readonly Text When = new("Когда", "When");
    internal static readonly Text Now = new("Сейчас", "Now");
    internal static readonly Text Once = new("Один раз в выбранный день", "Once, on a chosen day");
    internal static readonly Text Daily = new("Каждый день", "Every day");
    internal static readonly Text Weekly = new("Каждую неделю", "Every week");
    internal static readonly Text Monthly = new("Каждый месяц", "Every month");
    internal static readonly Text First = new("Первый день", "First day");
    internal static readonly Text Until = new("Последний день", "Last day");
    internal static readonly Text UntilHint = new("Без него — пока не остановите.", "Without one it goes on until you end it.");
    internal static readonly Text Later = new("Запланировать или повторять", "Schedule or repeat");
    internal static readonly Text Limits = new("Сегодня можно перевести ещё {0}.", "You may send {0} more today.");
    internal static readonly Text NoAccounts = new("Сначала откройте счёт.", "Open an account first.");
    internal static readonly Text Check = new("Проверьте перевод", "Check the transfer");
    internal static readonly Text CheckPlan = new("Проверьте расписание", "Check the schedule");
    internal static readonly Text Payee = new("Получатель", "Payee");
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text Fee = new("Комиссия", "Fee");
    internal static readonly Text Remains = new("Останется на счёте", "Remains on the account");
    internal static readonly Text SendNow = new("Перевести {0}", "Send {0}");
    internal static readonly Text MakePlan = new("Запланировать", "Schedule");
    internal static readonly Text Large = new("Сумма крупная, поэтому нужен код.", "This is a large amount, so a code is needed.");
    internal static readonly Text Change = new("Изменить", "Change");

    internal static Text RhythmOf(ScheduleRhythm rhythm) =>
        rhythm switch
        {
            ScheduleRhythm.Once => Once,
            ScheduleRhythm.Daily => Daily,
            ScheduleRhythm.Weekly => Weekly,
            _ => Monthly,
        };
}
