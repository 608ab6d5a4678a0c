namespace Denga.Speech;

/// <summary>What must be said of payments and of data, the same in the bot and on the pages; paragraphs are apart by an empty line.</summary>
public static class LegalTexts
{
    public static readonly Text SupportTitle = new("Помощь с оплатой", "Help with payments");
    public static readonly Text Support = new(
        """
        Помощь с оплатой

        Деньги ушли, а на счёте их нет. Обычно они приходят за несколько минут: платёжную систему спрашиваем сами, пока не ответит. Откройте платёж в истории, там видно, где он.

        Пришло меньше, больше или поздно. Всё, что пришло, зачислено на ваш счёт.

        Звёзды не пришли. Пока заказ не подтверждён, деньги удержаны; если не получилось, они освободятся сами. Второй раз ничего не покупаем.

        Нужен возврат. Деньги возвращаются туда, откуда пришли, пока они не потрачены. Telegram в этом не помогает: решает тот, кто ведёт этого бота.
        """,
        """
        Help with payments

        The money has left and is not on the account. It usually comes within minutes: the payment system is asked until it answers. Open the payment in the history to see where it is.

        Less came, or more, or late. Whatever came is credited to your account.

        The Stars did not come. Until an order is confirmed its money is held; when it fails, the money is free again by itself. Nothing is bought twice.

        You want your money back. It goes back where it came from, as long as it is not spent. Telegram does not decide on this: whoever runs this bot does.
        """
    );

    private static readonly Text WithContact = new("Не помогло? Напишите: {0}", "That did not help? Write to {0}");
    private static readonly Text WithoutContact = new(
        "Не помогло? Напишите тому, кто ведёт этого бота, и назовите номер платежа: он есть на его странице в кабинете.",
        "That did not help? Write to whoever runs this bot and name the payment's number: it is on its page in the cabinet."
    );

    /// <param name="contact">Whom to write to; null where nobody is named.</param>
    public static Text Contact(string? contact) => contact is null ? WithoutContact : WithContact;

    public static readonly Text TermsTitle = new("Условия", "Terms");
    public static readonly Text Terms = new(
        """
        Условия

        Кто продаёт. Счета и магазин звёзд ведёт тот, кому принадлежит этот бот. Telegram не участвует в сделке и за неё не отвечает.

        Пополнение. Зачисляется всё, что пришло: и меньше, и больше, и позже, чем просили. Комиссию платёжной системы платим мы, если при оплате не сказано другое.

        Звёзды и Premium. Цена с комиссией видна до покупки и держится 15 минут. Перед покупкой проверьте получателя: доставленное вернуть нельзя. Если не доставлено, деньги освобождаются.

        Возврат. Неистраченные деньги возвращаются тем же путём, которым пришли, целиком или частью.

        Споры. Напишите нам, прежде чем обращаться в банк: /paysupport
        """,
        """
        Terms

        Who sells. The accounts and the Stars shop are run by the owner of this bot. Telegram takes no part in the deal and is not liable for it.

        Top-ups. Whatever came is credited: less, more or later than was asked. The payment system's fee is ours, unless something else is said when you pay.

        Stars and Premium. The price with its fee is shown before you buy and holds for 15 minutes. Check the recipient before you buy: what is delivered cannot be taken back. What is not delivered is not paid.

        Refunds. Money that is not spent goes back the way it came, all or a part of it.

        Disputes. Write to us before you turn to your bank: /paysupport
        """
    );

    public static readonly Text PrivacyTitle = new("Ваши данные", "Your data");
    public static readonly Text Privacy = new(
        """
        Ваши данные

        Что хранится. Имя и номер в мессенджере, почта, если вы её дали, ваши записи, счета, платежи и переписка с ботом. Номеров карт здесь нет: их видит только платёжная система.

        Зачем. Чтобы вести ваши деньги, доказать каждый платёж и ответить на вопрос о нём.

        Кому передаётся. Платёжной системе — сумма и номер счёта; продавцу звёзд — имя получателя. Больше никому.

        Забрать или удалить. В веб-кабинете: Настройки, «Мои данные». Проводки остаются без вашего имени, чтобы сходились чужие счета. Связать кабинет: /link
        """,
        """
        Your data

        What is kept. Your name and number in the messenger, your e-mail address if you gave one, your entries, accounts, payments and what you and the bot wrote. No card numbers are here: only the payment system sees them.

        What for. To keep your money, to prove each payment and to answer a question about it.

        Who gets it. The payment system gets an amount and an invoice's number; the seller of Stars gets the recipient's name. Nobody else gets anything.

        To take it along, or to erase it. In the web cabinet, Settings, “My data”. Postings stay without your name, so that other people's accounts add up. To link the cabinet: /link
        """
    );
}
