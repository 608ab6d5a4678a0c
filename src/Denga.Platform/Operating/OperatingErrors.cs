using Denga.Contracts;

namespace Denga.Platform.Operating;

internal static class OperatingErrors
{
    internal static readonly Error UnknownModule = Error.NotFound("platform.unknown_module", "There is no such module.");
    internal static readonly Error NoWork = Error.NotFound(
        "platform.no_work",
        "The module has given up no such work, is doing it again already, or has not kept what was in it."
    );
    internal static readonly Error NoWebhook = Error.NotFound("platform.no_webhook", "No provider has sent this to the module.");
    internal static readonly Error NoProviderCall = Error.NotFound(
        "platform.no_provider_call",
        "The module has kept no such call to a provider."
    );
    internal static readonly Error NoDeadLetter = Error.NotFound(
        "platform.no_dead_letter",
        "No consumer of the module has given this event up, or it was sent again already."
    );
}
