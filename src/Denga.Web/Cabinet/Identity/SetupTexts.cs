namespace Denga.Web.Cabinet.Identity;

internal static class SetupTexts
{
    internal static readonly Text Title = new("Первый администратор", "The first administrator");
    internal static readonly Text Lead = new(
        "Введите код, который Denga напечатала в консоли при запуске, и заведите себе вход.",
        "Enter the code that Denga printed on its console at the start, and make yourself an account."
    );
    internal static readonly Text LeadSignedIn = new(
        "Введите код, который Denga напечатала в консоли при запуске: вы станете администратором.",
        "Enter the code that Denga printed on its console at the start: you become administrator."
    );
    internal static readonly Text Code = new("Код из консоли", "Code from the console");
    internal static readonly Text CodeHint = new(
        "Его печатает «denga up», пока администратора нет. Он действует, пока его не введут.",
        "“denga up” prints it while there is no administrator. It is good until it is used."
    );
    internal static readonly Text Become = new("Стать администратором", "Become administrator");
}
