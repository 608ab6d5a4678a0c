using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Booking.Pricing;

/// <summary>What comes back when a booking is cancelled at a moment. Pure. The policy says which share of the total the guest need not pay; what was paid
/// above the rest of the total comes back, and nothing is asked for that was not paid.</summary>
internal static class Cancelling
{
    /// <param name="paid">For the stay, without the deposit, which comes back in any case.</param>
    internal static CancellationTerms At(PricedStay priced, Money paid, DateTimeOffset at)
    {
        var percent = PercentAt(priced, at);
        var kept = priced.Total - StayPricing.Percent(priced.Total, percent);
        var refund = paid > kept ? paid - kept : Money.Zero(paid.Currency);
        return new CancellationTerms(refund, paid - refund, percent, Until(priced, at, percent));
    }

    private static decimal PercentAt(PricedStay priced, DateTimeOffset at)
    {
        if (at > priced.Inputs.Stay.StartsAt)
            return 0;
        var policy = priced.Cancellation;
        if (policy.GraceHours > 0 && at <= GraceEnds(priced))
            return 100;
        // Of the steps that hold the earliest one counts: it gives back the most.
        return policy.Steps.Where(s => at <= Ends(priced, s)).MaxBy(s => s.HoursBefore)?.RefundPercent ?? 0;
    }

    private static DateTimeOffset? Until(PricedStay priced, DateTimeOffset at, decimal percent)
    {
        if (percent == 0)
            return null;
        return priced
            .Cancellation.Steps.Select(s => Ends(priced, s))
            .Append(GraceEnds(priced))
            .Append(priced.Inputs.Stay.StartsAt)
            .Where(end => end >= at)
            .Order()
            .Cast<DateTimeOffset?>()
            .FirstOrDefault(end => PercentAt(priced, end!.Value.AddTicks(1)) < percent);
    }

    private static DateTimeOffset Ends(PricedStay priced, CancellationStep step) => priced.Inputs.Stay.StartsAt.AddHours(-step.HoursBefore);

    private static DateTimeOffset GraceEnds(PricedStay priced) => priced.Inputs.BookedAt.AddHours(priced.Cancellation.GraceHours);
}
