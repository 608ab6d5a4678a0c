using System.Globalization;
using Denga.Bot.Booking;

namespace Denga.Tests.Unit.Bot;

/// <summary>Days to come, as guests write them; it is Monday, 30 November 2026.</summary>
public sealed class StayTextTests
{
    private static readonly DateOnly Today = new(2026, 11, 30);

    [Theory]
    [InlineData("12–15 декабря", "12-12", "12-15")]
    [InlineData("12-15.12", "12-12", "12-15")]
    [InlineData("12.12-15.12", "12-12", "12-15")]
    [InlineData("12.12.2026 - 15.12.2026", "12-12", "12-15")]
    [InlineData("с 12 по 15 декабря", "12-12", "12-15")]
    [InlineData("с 12 декабря по 15", "12-12", "12-15")]
    [InlineData("с 30 декабря по 2 января", "12-30", "2027-01-02")]
    [InlineData("12 декабря", "12-12", null)]
    [InlineData("с пятницы на 3 ночи", "12-04", "12-07")]
    [InlineData("на 3 ночи с пятницы", "12-04", "12-07")]
    [InlineData("с пт до вс", "12-04", "12-06")]
    [InlineData("завтра", "12-01", null)]
    [InlineData("завтра на две ночи", "12-01", "12-03")]
    [InlineData("с завтра до послезавтра", "12-01", "12-02")]
    [InlineData("с сегодня до завтра", "11-30", "12-01")]
    [InlineData("с 5 января на неделю", "2027-01-05", "2027-01-12")]
    [InlineData("на выходные", "12-04", "12-06")]
    [InlineData("на следующие выходные", "12-11", "12-13")]
    [InlineData("29 февраля", "2028-02-29", null)]
    [InlineData("May 12 - 15", "2027-05-12", "2027-05-15")]
    [InlineData("from 12 to 15 May", "2027-05-12", "2027-05-15")]
    [InlineData("from Friday for 3 nights", "12-04", "12-07")]
    [InlineData("for a week from tomorrow", "12-01", "12-08")]
    [InlineData("next weekend", "12-11", "12-13")]
    [InlineData("2026-12-12 - 2026-12-15", "12-12", "12-15")]
    public void Days_are_those_to_come(string text, string arrival, string? departure)
    {
        Assert.True(StayText.TryRead(text, Today, out var first, out var last));
        Assert.Equal((Of(arrival), departure is null ? null : Of(departure)), (first, last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("350 кофе")]
    [InlineData("такси 480 вчера")]
    [InlineData("31 февраля")]
    [InlineData("Москва")]
    [InlineData("12 декабря кофе")]
    [InlineData("с пятницы на 99999 ночей")]
    public void Other_words_are_no_days(string text) => Assert.False(StayText.TryRead(text, Today, out _, out _));

    [Theory]
    [InlineData("с 10 до 14", "10:00", "14:00")]
    [InlineData("10:30-12", "10:30", "12:00")]
    [InlineData("from 9 to 17.15", "09:00", "17:15")]
    public void Hours_are_read(string text, string from, string until)
    {
        Assert.True(StayText.TryHours(text, out var first, out var last));
        Assert.Equal((from, until), (Clock(first), Clock(last)));
    }

    [Theory]
    [InlineData("350 кофе")]
    [InlineData("с 25 до 26")]
    [InlineData("10")]
    public void Other_words_are_no_hours(string text) => Assert.False(StayText.TryHours(text, out _, out _));

    [Theory]
    [InlineData("нас двое", 2)]
    [InlineData("3", 3)]
    [InlineData("four of us", 4)]
    public void Guests_are_counted(string text, int count)
    {
        Assert.True(StayText.TryCount(text, out var read));
        Assert.Equal(count, read);
    }

    [Theory]
    [InlineData("31 февраля", true)]
    [InlineData("30.02", true)]
    [InlineData("с 31 апреля по 3 мая", true)]
    [InlineData("с пятницы на 99999 ночей", true)]
    [InlineData("с 10 до 25", true)]
    [InlineData("February 30", true)]
    [InlineData("350", false)]
    [InlineData("350 кофе", false)]
    [InlineData("12 декабря кофе", false)]
    [InlineData("такси до дома 480", false)]
    [InlineData("250-40", false)]
    public void Days_that_there_are_not_are_told_from_entries(string text, bool isOfTime) =>
        Assert.Equal(isOfTime, StayText.IsOfTime(text));

    private static DateOnly Of(string day) =>
        DateOnly.ParseExact(day.Length == 5 ? "2026-" + day : day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
