using System.ComponentModel.DataAnnotations;

namespace Denga.Platform.Caching;

/// <summary>Settings under <c>Redis</c>. Without a connection string every process remembers and limits for itself.</summary>
public sealed class RedisOptions
{
    /// <summary>As StackExchange.Redis reads it, such as <c>redis:6379,password=…,ssl=true</c>; several hosts separated by commas are a cluster.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Begins every key and the channel: of each Denga another, when several share a Redis.</summary>
    [RegularExpression("^[a-z0-9][a-z0-9-]{0,60}$", ErrorMessage = "It takes small letters, digits and hyphens.")]
    public string Prefix { get; init; } = "denga";

    /// <summary>How long an answer is waited for; then Redis is taken as away for a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(250);
}
