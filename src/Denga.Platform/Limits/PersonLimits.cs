using System.ComponentModel.DataAnnotations;
using Denga.Contracts;

namespace Denga.Platform.Limits;

/// <summary>Settings under <c>Limits</c>. All of a minute may come at once.</summary>
public sealed class LimitOptions
{
    /// <summary>What one person may ask for in a minute, in the API and, counted apart, in the bot.</summary>
    [Range(1, 1_000_000_000)]
    public int PersonPerMinute { get; init; } = 3000;

    /// <summary>How often one person may use one command in a minute.</summary>
    [Range(1, 1_000_000_000)]
    public int CommandPerMinute { get; init; } = 2000;

    /// <summary>How often people may be named by an e-mail address or a @username in a minute from one network address, whoever asks.</summary>
    [Range(1, 1_000_000_000)]
    public int HandlesPerMinute { get; init; } = 120;

    /// <summary>How many streams of events one person may have open in a process.</summary>
    [Range(1, 1_000_000)]
    public int StreamsPerPerson { get; init; } = 100;

    /// <summary>How many streams of events one address, or network of IPv6 (/64), may have open in a process. This machine's own are not limited.</summary>
    [Range(1, 1_000_000)]
    public int StreamsPerAddress { get; init; } = 1000;
}

/// <summary>The limits per person, and per person and command.</summary>
public sealed class PersonLimits(RateLimits limits, LimitOptions options)
{
    /// <summary>Null lets it pass; otherwise the limit that refuses, and how long.</summary>
    /// <param name="where">Such as <c>api</c> or <c>bot</c>.</param>
    public async ValueTask<(Limit Limit, Allowance Allowance)?> Refuses(
        string where,
        PersonId person,
        string command,
        CancellationToken cancel
    )
    {
        var whom = person.ToString();
        return await Refuses(where + ".command", options.CommandPerMinute, whom + " " + command, cancel)
            ?? await Refuses(where + ".person", options.PersonPerMinute, whom, cancel);
    }

    private async ValueTask<(Limit, Allowance)?> Refuses(string name, int perMinute, string whom, CancellationToken cancel)
    {
        var limit = new Limit(name, perMinute, TimeSpan.FromMinutes(1), perMinute);
        var allowance = await limits.Take(limit, whom, cancel);
        return allowance.IsAllowed ? null : (limit, allowance);
    }
}
