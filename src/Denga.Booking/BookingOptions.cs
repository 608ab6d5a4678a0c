using System.ComponentModel.DataAnnotations;

namespace Denga.Booking;

/// <summary>Settings under <c>Booking</c>.</summary>
internal sealed class BookingOptions
{
    /// <summary>How long a price is promised.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan QuoteLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long dates are kept for who has not paid.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a request waits for an operator.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "14.00:00:00")]
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long who was told yes may pay.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "14.00:00:00")]
    public TimeSpan PayApprovedWithin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Bookings of one person that wait to be paid.</summary>
    [Range(1, 100)]
    public int UnpaidMax { get; init; } = 3;

    /// <summary>So long after the stay a deposit that nobody has settled is given back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "60.00:00:00")]
    public TimeSpan DepositKept { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Who lets: name, number of registration, address. It stands in contracts, invoices and receipts.</summary>
    [StringLength(300)]
    public string? Owner { get; init; }

    public Calendars.CalendarOptions Calendars { get; init; } = new();
}
