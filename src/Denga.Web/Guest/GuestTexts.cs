namespace Denga.Web.Guest;

internal static class GuestTexts
{
    internal static readonly Text Title = new("Что можно снять", "What you can rent");
    internal static readonly Text About = new(
        "Квартиры, дома, машины и многое другое: свободные даты, цены и бронь в чате.",
        "Flats, houses, cars and more: free days, prices, and booking in the chat."
    );
    internal static readonly Text City = new("Город", "City");
    internal static readonly Text Find = new("Найти", "Find");
    internal static readonly Text None = new("Пока ничего нет. Попробуйте другой город.", "There is nothing here yet. Try another city.");
    internal static readonly Text More = new("Показать ещё", "Show more");
    internal static readonly Text All = new("Все предложения", "All offers");
    internal static readonly Text From = new("от {0}", "from {0}");
    internal static readonly Text Rules = new("Правила", "House rules");
    internal static readonly Text Free = new("Свободные даты", "Free days");
    internal static readonly Text Taken = new("занято", "taken");
    internal static readonly Text Times = new("Заезд с {0}, выезд до {1}.", "Arrive from {0}, leave by {1}.");
    internal static readonly Text Book = new("Забронировать в чате", "Book in the chat");
    internal static readonly Text InTelegram = new("В Telegram", "In Telegram");
    internal static readonly Text Photo = new("{0}, фото {1}", "{0}, photo {1}");
}
