using Denga.Bot.Engine;

namespace Denga.Bot.Dialogs;

/// <summary>Everything the bot says, in both languages.</summary>
internal static class Texts
{
    internal static readonly Text Home = new("Домой", "Home");
    internal static readonly Text Back = new("Назад", "Back");
    internal static readonly Text Earlier = new("‹", "‹");
    internal static readonly Text Later = new("›", "›");

    internal static readonly Text NoChange = new("Пока без изменений.", "Nothing new so far.");

    internal static readonly Text Welcome = new(
        "Привет! Я считаю деньги: напишите трату как в заметке — «350 кофе» — и я её запомню, посчитаю и покажу, куда уходят деньги.\n\nПопробуйте прямо сейчас.",
        "Hi! I keep track of money: write an expense the way you would note it, “350 coffee”, and I will remember it, add it up and show where the money goes.\n\nTry it right now."
    );

    internal static readonly Text AtHome = new(
        "Пишите траты обычными словами: «350 кофе», «такси 480 вчера», «20$ подписка».",
        "Write expenses in plain words: “350 coffee”, “taxi 480 yesterday”, “$20 subscription”."
    );

    internal static readonly Text WelcomeBack = new(
        "С возвращением! Пишите траты как обычно: «350 кофе», «такси 480 вчера», «20$ подписка».",
        "Welcome back! Write expenses as usual: “350 coffee”, “taxi 480 yesterday”, “$20 subscription”."
    );

    internal static readonly Text Unreadable = new(
        "Я понимаю только текст и фото чеков. Напишите трату словами, например: 350 кофе",
        "I understand only text and photos of receipts. Write an expense in words, for example: 350 coffee"
    );

    internal static readonly Text UnknownCommand = new(
        "Такой команды нет. Вот что я умею: /help",
        "There is no such command. Here is what I can do: /help"
    );

    internal static readonly Text NotAnEntry = new(
        "Это не похоже на трату, ничего не записал. Напишите сумму и на что, например: 350 кофе. Все команды: /help",
        "That does not look like an expense; nothing was saved. Write an amount and what for, for example: 350 coffee. All commands: /help"
    );

    internal static readonly Text Empty = ErrorTexts.Of("chat.empty", Surface.Chat);
}
