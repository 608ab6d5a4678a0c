using Denga.Contracts.Booking;

namespace Denga.Web.Cabinet.Booking;

/// <summary>The person's stays: how they stand, what is to be paid, changing and cancelling them.</summary>
internal static class BookingArea
{
    internal static void Add(Site site)
    {
        site.InMenu("/app/bookings", "calendar", BookingTexts.Title);

        site.Read("/app/bookings", BookingPages.List);
        site.Read("/app/bookings/{booking}", BookingPages.Show);
        site.Write("/app/bookings/{booking}/pay", BookingPages.Pay);
        site.Write("/app/bookings/{booking}/balance", BookingPages.PayFromBalance);
        site.Write("/app/bookings/{booking}/contract", BookingPages.Accept);
        site.Read("/app/bookings/{booking}/papers/{paper}", BookingPages.Print);
        site.Read("/app/bookings/{booking}/cancel", CancelPages.Ask);
        site.Write("/app/bookings/{booking}/cancel", CancelPages.Cancel);
        site.Read("/app/bookings/{booking}/change", ChangePages.Ask);
        site.Write("/app/bookings/{booking}/change", ChangePages.Check);
        site.Write("/app/bookings/{booking}/changed", ChangePages.Change);

        site.Watches<BookingChanged>("bookings", (changed, person) => changed.Person == person, BookingTexts.Of);
        site.Watches<PaymentDueSoon>("bookings", (due, person) => due.Person == person, BookingTexts.Of);
    }
}
