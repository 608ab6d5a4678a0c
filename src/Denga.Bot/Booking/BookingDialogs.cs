using Denga.Bot.Engine;
using Denga.Platform.Modules;

namespace Denga.Bot.Booking;

/// <summary>Stays: finding, booking, and what became of them.</summary>
internal static class BookingDialogs
{
    internal static void Register(ModuleBuilder module) => module.Dialog<BookDialog>().Dialog<BookingDialog>();
}
