namespace Denga.Contracts.Booking;

/// <summary>What an operator may be let do in booking (<see cref="OperationAttribute.Right"/>).</summary>
public static class BookingRights
{
    /// <summary>Sees objects, prices, bookings and calendars.</summary>
    public const string View = "booking.view";

    /// <summary>Objects, their types, units and photos.</summary>
    public const string Objects = "booking.objects";

    /// <summary>Tariffs, add-ons and promo codes.</summary>
    public const string Prices = "booking.prices";

    /// <summary>Books, approves and declines, assigns, blocks, hands over, writes notes.</summary>
    public const string Bookings = "booking.bookings";

    /// <summary>Cancels what is paid, and settles deposits.</summary>
    public const string Money = "booking.money";

    /// <summary>Calendars elsewhere, and secret addresses for them.</summary>
    public const string Calendars = "booking.calendars";
}
