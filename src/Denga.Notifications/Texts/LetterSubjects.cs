namespace Denga.Notifications.Texts;

/// <summary>One line in both languages.</summary>
internal sealed record Subject(string Russian, string English)
{
    internal string In(string language) => language == "ru" ? Russian : English;
}

/// <summary>What stands above a notice that comes by e-mail.</summary>
internal static class LetterSubjects
{
    internal static readonly Subject Limit = new("Denga: лимит расходов", "Denga: your spending limit");
    internal static readonly Subject Recurring = new("Denga: регулярная запись", "Denga: a recurring entry");
    internal static readonly Subject CaughtUp = new(
        "Denga: регулярные записи за прошедшие дни",
        "Denga: recurring entries of the past days"
    );
    internal static readonly Subject RecurringFailed = new(
        "Denga: регулярная запись не удалась",
        "Denga: a recurring entry could not be recorded"
    );
    internal static readonly Subject Received = new("Denga: вам перевели деньги", "Denga: you received money");
    internal static readonly Subject Refused = new("Denga: перевод не прошёл", "Denga: a transfer did not go through");
    internal static readonly Subject ScheduleFailed = new(
        "Denga: запланированный перевод не прошёл",
        "Denga: a scheduled transfer did not go through"
    );
    internal static readonly Subject RateCrossed = new("Denga: курс дошёл до вашей отметки", "Denga: a rate has reached your mark");
    internal static readonly Subject Paid = new("Denga: деньги пришли", "Denga: money came in");
    internal static readonly Subject Refunded = new("Denga: возврат денег", "Denga: a refund");
    internal static readonly Subject Stars = new("Denga: заказ в магазине звёзд", "Denga: your order of Stars");
    internal static readonly Subject BookingConfirmed = new("Denga: бронь подтверждена", "Denga: your booking is confirmed");
    internal static readonly Subject BookingAnswered = new("Denga: хозяин согласен", "Denga: the owner agrees");
    internal static readonly Subject BookingCancelled = new("Denga: хозяин отменил бронь", "Denga: the owner cancelled your booking");
    internal static readonly Subject BookingExpired = new("Denga: бронь не состоялась", "Denga: your booking came to nothing");
    internal static readonly Subject BookingPaymentDue = new("Denga: скоро платёж по брони", "Denga: a payment for your booking is due");
    internal static readonly Subject BookingPaymentLate = new(
        "Denga: платёж по брони просрочен",
        "Denga: a payment for your booking is late"
    );
    internal static readonly Subject DatesFree = new("Denga: даты освободились", "Denga: the dates are free");
    internal static readonly Subject ArrivalSoon = new("Denga: скоро заезд", "Denga: your stay begins soon");
    internal static readonly Subject Operators = new("Denga: ждёт вашего решения", "Denga: something waits for you");
    internal static readonly Subject TokenReused = new(
        "Denga: сеанс закрыт, его ключ был у двоих",
        "Denga: a session was ended, two held its key"
    );
}
