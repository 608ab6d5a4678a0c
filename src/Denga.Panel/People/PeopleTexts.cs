using Denga.Contracts;

namespace Denga.Panel.People;

internal static class PeopleTexts
{
    internal static readonly Text Title = new("Люди", "People");
    internal static readonly Text Email = new("Почта", "E-mail");
    internal static readonly Text EmailBegins = new("Почта начинается с", "E-mail begins with");
    internal static readonly Text Id = new("Номер", "Id");
    internal static readonly Text RoleTitle = new("Роль", "Role");
    internal static readonly Text Channels = new("Входы", "Signs in by");
    internal static readonly Text TwoFactor = new("Второй фактор", "Second factor");
    internal static readonly Text Language = new("Язык", "Language");
    internal static readonly Text Person = new("Человек", "Person");
    internal static readonly Text TimeZone = new("Часовой пояс", "Time zone");
    internal static readonly Text TimeZoneHint = new(
        "Имя из базы часовых поясов, например Europe/Moscow. По нему считаются дни и часы этого человека.",
        "A name of the time zone database, such as Europe/London. This person's days and hours go by it."
    );
    internal static readonly Text DoneTo = new("что сделано с ним", "what was done to him");
    internal static readonly Text DoneBy = new("что сделал он", "what he did");
    internal static readonly Text Registered = new("Здесь с", "Here since");
    internal static readonly Text Yes = new("есть", "yes");
    internal static readonly Text No = new("нет", "no");
    internal static readonly Text ChangeRole = new("Сменить роль", "Change the role");
    internal static readonly Text ChangeRoleAsk = new("Дать {0} роль «{1}»?", "Give {0} the role “{1}”?");
    internal static readonly Text RoleChanged = new("Роль изменена.", "The role is changed.");
    private static readonly Text User = new("клиент", "customer");
    private static readonly Text Operator = new("оператор", "operator");
    private static readonly Text Administrator = new("администратор", "administrator");
    private static readonly Text WebChat = new("веб-чат", "web chat");
    private static readonly Text Mail = new("почта", "e-mail");

    internal static Text Of(Role role) =>
        role switch
        {
            Role.Administrator => Administrator,
            Role.Operator => Operator,
            _ => User,
        };

    internal static string Channel(string name, string language) =>
        name switch
        {
            "telegram" => "Telegram",
            "web" => WebChat.In(language),
            "email" => Mail.In(language),
            _ => name,
        };
}
