using System.ComponentModel.DataAnnotations;

namespace Denga.Platform.Data;

/// <summary>Settings under <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>An external PostgreSQL 15 or newer. With a user, it is the administrator's, who may create roles and schemas: the start sets them up, and
    /// migrates. Without one it says only where the database is. Without it at all Denga starts a private server.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Passwords of the database's roles: of <c>denga_&lt;module&gt;</c> by the module's name, of <c>denga_migrate</c> as <c>migrate</c>. A process
    /// needs those of its own modules; none, where it has the administrator's connection string and random ones do.</summary>
    public Dictionary<string, string> Passwords { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the private server lives.</summary>
    [Required]
    public string Folder { get; init; } = ".denga/postgres";

    /// <summary>Memory of the private server for its pages.</summary>
    [Range(16, 1_048_576)]
    public int SharedBuffersMegabytes { get; init; } = 128;

    [Range(2, 100)]
    public int ConnectionsPerModule { get; init; } = 10;

    /// <summary>Places of streaming replicas, separated by commas: <c>host</c>, <c>host:port</c> or the folder of a socket; everything else is as in
    /// <see cref="ConnectionString"/>. Reads that may be a moment old go there.</summary>
    public string? Replicas { get; init; }

    /// <summary>A replica that is further behind is not read from.</summary>
    public TimeSpan ReplicaLagMax { get; init; } = TimeSpan.FromSeconds(5);
}
