using System.ComponentModel.DataAnnotations;

namespace Denga.Platform.Outside;

/// <summary>Settings under <c>Outside:&lt;provider&gt;</c>: how a provider is called. A provider has defaults of its own in the code.</summary>
public sealed class OutsideOptions
{
    /// <summary>All attempts, their pauses and the wait for a free place together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>One attempt, until the last byte of its answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is tried, the first time included.</summary>
    [Range(1, 10)]
    public int Attempts { get; set; } = 3;

    /// <summary>Before the second attempt; the next pauses are twice as long each, somewhat shorter or longer by chance.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A provider that asks to be left alone for longer (<c>Retry-After</c>) is not waited for: the caller gets its answer and comes again later.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RetryAfterMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls under way at once, in this process.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 16;

    /// <summary>Calls that wait for a place; more are refused at once.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; set; } = 64;

    /// <summary>Failed attempts within half a minute, being at least half of all, after which the provider is left alone.</summary>
    [Range(2, 10_000)]
    public int BreakAfter { get; set; } = 5;

    /// <summary>How long it is left alone before one call finds out whether it works again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A larger answer is a failure.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int AnswerBytesMax { get; set; } = 1024 * 1024;

    /// <summary>How many days requests about money and their answers are kept.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 400;
}
