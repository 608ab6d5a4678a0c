namespace Denga.Web.Chat;

/// <summary>The web chat: the bot for those who have no messenger, or do not want to use it.</summary>
internal static class ChatArea
{
    private static readonly Text Name = new("Чат с ботом", "Chat with the bot");

    internal static void Add(Site site)
    {
        site.InMenu("/chat", "chat", Name);
        site.Public("/chat", visit => visit.Page<ChatPage>());
    }
}
