using System.Globalization;
using Denga.Contracts;
using Denga.Platform.Limits;

namespace Denga.Platform.Files;

/// <summary>How many photos, and how much of them, one person may have kept. They stay until their entries go, so nothing else bounds them.</summary>
internal sealed class PhotoLimits(RateLimits limits)
{
    private const int Kilobyte = 1024;
    private static readonly Limit ADay = new("photos.day", 200, TimeSpan.FromDays(1), 200);
    private static readonly Limit AMinute = new("photos.minute", 20, TimeSpan.FromMinutes(1), 20);
    private static readonly Limit KilobytesADay = new("photos.kilobytes.day", 300 * Kilobyte, TimeSpan.FromDays(1), 300 * Kilobyte);
    private static readonly Limit KilobytesAMinute = new("photos.kilobytes.minute", 50 * Kilobyte, TimeSpan.FromMinutes(1), 50 * Kilobyte);

    internal async ValueTask<Error?> RefusesOneMore(PersonId person, CancellationToken cancel) =>
        await Refuses(AMinute, person, 1, cancel) ?? await Refuses(ADay, person, 1, cancel);

    internal async ValueTask<Error?> Refuses(PersonId person, int bytes, CancellationToken cancel)
    {
        var kilobytes = (bytes + Kilobyte - 1) / Kilobyte;
        return await Refuses(KilobytesAMinute, person, kilobytes, cancel) ?? await Refuses(KilobytesADay, person, kilobytes, cancel);
    }

    private async ValueTask<Error?> Refuses(Limit limit, PersonId person, int count, CancellationToken cancel)
    {
        var allowance = await limits.Take(limit, person.ToString(), cancel, count);
        return allowance.IsAllowed
            ? null
            : FileErrors.TooManyPhotos(RateLimitHeaders.Seconds(allowance.RetryAfter).ToString(CultureInfo.InvariantCulture));
    }
}
