using System.ComponentModel.DataAnnotations;

namespace Denga.Identity;

/// <summary>Settings under <c>Identity</c>.</summary>
internal sealed class IdentityOptions
{
    /// <summary>How long a bearer token is good for, from a minute to ten years; default 180 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(180);
}
