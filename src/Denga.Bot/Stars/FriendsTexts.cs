namespace Denga.Bot.Stars;

/// <summary>What is said about bringing friends to the Stars shop.</summary>
internal static class FriendsTexts
{
    internal static readonly Text Code = new("Ваш код для друга: {0}", "Your code for a friend: {0}");
    internal static readonly Text Link = new("Ссылка для него: {0}", "A link for them: {0}");
    internal static readonly Text Brings = new(
        "Друг пишет его здесь до первого заказа. С каждого его доставленного заказа вам приходит {0}.",
        "Your friend writes it here before the first order. {0} of each delivered order then comes to you."
    );
    internal static readonly Plural Brought = new(
        "Пришёл {0} друг.",
        "Пришли {0} друга.",
        "Пришло {0} друзей.",
        "{0} friend came.",
        "{0} friends came."
    );
    internal static readonly Text Earned = new("Заработано: {0}", "Earned: {0}");
    internal static readonly Text Enter = new("Ввести код друга", "Enter a friend's code");
    internal static readonly Text AskCode = new("Напишите код друга, который вас привёл.", "Write the code of the friend who brought you.");
    internal static readonly Text Taken = new("Код принят, друг получит своё.", "The code is taken; your friend gets the share.");
    internal static readonly Text Again = new("Ещё раз", "Try again");
}
