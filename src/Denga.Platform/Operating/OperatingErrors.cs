using Denga.Contracts;

namespace Denga.Platform.Operating;

internal static class OperatingErrors
{
    internal static readonly Error UnknownModule = Error.NotFound("platform.unknown_module", "There is no such module.");
    internal static readonly Error NoDeadLetter = Error.NotFound(
        "platform.no_dead_letter",
        "No consumer of the module has given this event up, or it was sent again already."
    );
    internal static readonly Error NoWork = Error.NotFound("platform.no_work", "The module has given up no such work, or it is not kept.");
    internal static readonly Error NoDelivery = Error.NotFound("platform.no_delivery", "No such webhook came to the module.");
}
