using Denga.Bench.Measuring;

namespace Denga.Bench.Servers;

/// <summary>A rental business that is asked over HTTP and booked from, one process on a database of its own.</summary>
internal interface IBookings : IAsyncDisposable
{
    string Name { get; }

    string Database { get; }

    Uri Address { get; }

    ProcessTree Processes { get; }

    /// <summary>The days of a month of one of the objects, with prices.</summary>
    byte[] Month(Random random);

    /// <summary>Ten objects of a type that are free for some nights below a price.</summary>
    byte[] Search(Random random);

    /// <summary>From the price to the booking, the dates kept. False: somebody else has them.</summary>
    /// <param name="isHot">Of the one object that all want, at a time of one's own; otherwise of any, at any time.</param>
    Task<bool> Book(Connection connection, Random random, bool isHot);

    /// <summary>How many bookings there are; throws where two of them have the same time.</summary>
    Task<long> Count();
}

/// <summary>What both are filled with: the same objects under the same numbers, and times that nobody has booked yet.</summary>
internal static class Rental
{
    internal const int ObjectsOfScale = 1_000;
    internal const int BookingsEach = 100;
    internal const int DaysBack = 730;
    internal const int DaysAhead = 365;

    /// <summary>From here on nothing is booked when it begins.</summary>
    internal const int FreeFrom = 400;
    internal const int FreeDays = 550;
    internal static readonly string[] Types = ["flat", "house", "car", "boat", "tool"];
    private static int hours;

    internal static DateOnly Today { get; } = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    internal static string TypeOf(int number) => Types[number % Types.Length];

    /// <summary>Roubles of a night.</summary>
    internal static int PriceOf(int number) => 1_000 + number * 7 % 90 * 100;

    /// <summary>Of a pool or alone.</summary>
    internal static int UnitsOf(int number) => number % 10 == 9 ? 5 : 1;

    /// <summary>The months that guests look at.</summary>
    internal static DateOnly MonthFrom(Random random)
    {
        var day = Today.AddMonths(random.Next(11));
        return new DateOnly(day.Year, day.Month, 1);
    }

    /// <summary>An hour of the object that all want; nobody else gets the same.</summary>
    internal static (DateOnly Day, int Hour) NextHour()
    {
        var hour = Interlocked.Increment(ref hours);
        return (Today.AddDays(1 + hour / 24), hour % 24);
    }
}
