namespace Denga.Speech;

/// <summary>Of conversations and the channels that they come by.</summary>
internal static class BotErrorTexts
{
    internal static readonly Text TooLong = new(
        "Слишком длинно: я читаю до 10 000 знаков и до 50 строк в одном сообщении. Разделите на несколько.",
        "Too long: I read up to 10,000 characters and 50 lines in one message. Please split it."
    );

    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["bot.busy"] = new("Разговор сейчас занят. Повторите через минуту.", "The conversation is busy. Try again in a minute."),
        ["bot.charge_not_found"] = new("Такого платежа звёздами нет.", "There is no such payment of Stars."),
        ["bot.photo_lost"] = new(
            "Не получилось скачать фото. Пришлите его ещё раз.",
            "The photo could not be downloaded. Please send it again."
        ),
        ["bot.telegram_away"] = new(
            "Telegram сейчас не отвечает. Повторите через минуту.",
            "Telegram does not answer. Try again in a minute."
        ),
        ["bot.telegram_refused"] = new("Telegram отказал.", "Telegram refused."),
        ["bot.unreachable"] = new("Человек сейчас недоступен.", "The person cannot be reached."),
        ["chat.bad_reference"] = new(
            "Этого сообщения здесь нет. Обновите страницу.",
            "That message is not in this conversation. Reload the page."
        ),
        ["chat.empty"] = new(
            "Сообщение пустое. Напишите трату, например: 350 кофе",
            "The message is empty. Write an expense, for example: 350 coffee"
        ),
        ["chat.not_found"] = new("Такого разговора нет.", "There is no such conversation."),
        ["chat.too_long"] = new(TooLong),
        ["telegram.bad_secret"] = new("Это сообщение пришло не от Telegram.", "This did not come from Telegram."),
    };
}
