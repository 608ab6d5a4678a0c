namespace Denga.Platform.Postgres;

/// <summary>Where and how a private PostgreSQL runs. Everything but <see cref="Folder"/> has a default that suits one small machine.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>The folder of the cluster, by default <c>.denga/postgres</c>. <c>Folder.lock</c> and <c>Folder.place</c> stand beside it.</summary>
    public required string Folder { get; init; }

    /// <summary>PostgreSQL's own cache, in MB; 16 to 1,048,576. Default 128.</summary>
    public int SharedBuffersMegabytes { get; init; } = 128;

    /// <summary>
    /// Further settings of <c>postgresql.conf</c> by name; they win over Denga's. Those that say where the server listens and keeps its
    /// files are refused. Applied when the server starts, not to one that already runs. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> ExtraSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start may take, recovery after a crash included; 1 second to 1 hour. Default 2 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a fast shutdown may take; 1 second to 1 hour. Default 1 minute.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>, 15 or newer. Default: looked for.</summary>
    public string? BinariesFolder { get; init; }

    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromHours(1);

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(Folder))
        {
            throw new PostgresWillNotStartException("The setting Folder of the private PostgreSQL is empty: name a folder.");
        }
        if (SharedBuffersMegabytes is < 16 or > 1_048_576)
        {
            throw new PostgresWillNotStartException(
                $"The setting SharedBuffersMegabytes of the private PostgreSQL is {SharedBuffersMegabytes}: it must be from 16 to 1048576."
            );
        }
        CheckTimeout(nameof(StartTimeout), StartTimeout);
        CheckTimeout(nameof(StopTimeout), StopTimeout);
        ServerSettings.Check(ExtraSettings);
    }

    private static void CheckTimeout(string name, TimeSpan value)
    {
        if (value < TimeoutMin || value > TimeoutMax)
        {
            throw new PostgresWillNotStartException(
                $"The setting {name} of the private PostgreSQL is {value}: it must be from 1 second to 1 hour."
            );
        }
    }
}
