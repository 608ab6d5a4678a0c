using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;

namespace Denga.Notifications.Notices;

/// <param name="Zone">The guest's.</param>
internal sealed record BookingValues<TEvent>(TEvent Happened, TimeZoneInfo Zone);

/// <summary>Something of a booking that its guest is told in the messenger and by e-mail: he may be on his way.</summary>
internal abstract class BookingNoticeTemplate<TEvent>(string name, NoticeLog notices)
    : NoticeTemplate<TEvent, BookingValues<TEvent>>(name, notices)
    where TEvent : IEvent
{
    protected override Task<Result<BookingValues<TEvent>>> Values(TEvent happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<BookingValues<TEvent>>>(
            new BookingValues<TEvent>(happened, TimeZoneInfo.FindSystemTimeZoneById(person.TimeZone))
        );

    protected override (string Subject, string Text) Letter(BookingValues<TEvent> values, Wording words) =>
        (SubjectOf(values.Happened).In(words.Language), TextOf(values, words, inLetter: true));

    protected override string Text(BookingValues<TEvent> values, Wording words) => TextOf(values, words, inLetter: false);

    protected abstract string TextOf(BookingValues<TEvent> values, Wording words, bool inLetter);

    protected abstract Subject SubjectOf(TEvent happened);
}

/// <summary>A booking is sure, was answered, was cancelled by its owner, or came to nothing.</summary>
internal sealed class BookingNotice(NoticeLog notices) : BookingNoticeTemplate<BookingChanged>("booking-changed", notices)
{
    protected override IEnumerable<Addressee> To(BookingChanged happened) =>
        BookingNews.Of(happened) is null ? [] : [new(happened.Person, ByEmailToo: true)];

    /// <summary>Who has just paid looks at the message that changes; what somebody else did is told in any case.</summary>
    protected override string? Shown(BookingChanged happened) =>
        BookingNews.Of(happened) == BookingNews.Kind.Confirmed && happened.At - happened.Booking.CreatedAt < Attention.Lasts
            ? $"booking {happened.Booking.Id}"
            : null;

    protected override string TextOf(BookingValues<BookingChanged> values, Wording words, bool inLetter) =>
        BookingTexts.Changed(values.Happened, BookingNews.Of(values.Happened)!.Value, values.Zone, words, inLetter);

    protected override Subject SubjectOf(BookingChanged happened) =>
        BookingNews.Of(happened) switch
        {
            BookingNews.Kind.Confirmed => LetterSubjects.BookingConfirmed,
            BookingNews.Kind.Answered => LetterSubjects.BookingAnswered,
            BookingNews.Kind.Expired => LetterSubjects.BookingExpired,
            _ => LetterSubjects.BookingCancelled,
        };
}

internal sealed class PaymentDueNotice(NoticeLog notices) : BookingNoticeTemplate<PaymentDueSoon>("booking-payment-due", notices)
{
    protected override IEnumerable<Addressee> To(PaymentDueSoon happened) => [new(happened.Person, ByEmailToo: true)];

    protected override string TextOf(BookingValues<PaymentDueSoon> values, Wording words, bool inLetter) =>
        BookingTexts.Due(values.Happened, values.Zone, words, inLetter);

    protected override Subject SubjectOf(PaymentDueSoon happened) =>
        happened.IsLate ? LetterSubjects.BookingPaymentLate : LetterSubjects.BookingPaymentDue;
}

internal sealed class ArrivalSoonNotice(NoticeLog notices) : BookingNoticeTemplate<ArrivalSoon>("booking-arrival-soon", notices)
{
    protected override IEnumerable<Addressee> To(ArrivalSoon happened) => [new(happened.Person, ByEmailToo: true)];

    protected override string TextOf(BookingValues<ArrivalSoon> values, Wording words, bool inLetter) =>
        BookingTexts.Arrival(values.Happened, words);

    protected override Subject SubjectOf(ArrivalSoon happened) => LetterSubjects.ArrivalSoon;
}

/// <summary>Dates that somebody waits for are free; whoever books first has them.</summary>
internal sealed class DatesFreeNotice(NoticeLog notices) : BookingNoticeTemplate<DatesFree>("booking-dates-free", notices)
{
    protected override IEnumerable<Addressee> To(DatesFree happened) => [new(happened.Person, ByEmailToo: true)];

    protected override string TextOf(BookingValues<DatesFree> values, Wording words, bool inLetter) =>
        BookingTexts.Free(values.Happened.Wanted, words, inLetter);

    protected override Subject SubjectOf(DatesFree happened) => LetterSubjects.DatesFree;
}

/// <summary>What of a booking's steps is news to its guest: not what he did himself.</summary>
internal static class BookingNews
{
    internal enum Kind
    {
        Confirmed,

        /// <summary>The owner said yes, and waits for the money.</summary>
        Answered,

        /// <summary>By the owner.</summary>
        Cancelled,
        Expired,
    }

    internal static Kind? Of(BookingChanged happened) =>
        happened.Before == happened.Booking.State
            ? null
            : happened.Booking.State switch
            {
                BookingState.Confirmed or BookingState.Paid when happened.Before is not (BookingState.Confirmed or BookingState.Paid) =>
                    Kind.Confirmed,
                BookingState.Held when happened.Before == BookingState.Requested => Kind.Answered,
                BookingState.Cancelled when Words.WordsOfOwner(happened.Booking) is not null => Kind.Cancelled,
                BookingState.Expired => Kind.Expired,
                _ => null,
            };
}
