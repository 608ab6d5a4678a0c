namespace Denga.Platform.Postgres;

/// <summary>The private PostgreSQL does not start. The message is one sentence that a person can act on.</summary>
public sealed class PostgresWillNotStartException(string sentence, string? logPath = null, Exception? inner = null)
    : Exception(sentence, inner)
{
    /// <summary>The server's log, when it got as far as writing one.</summary>
    public string? LogPath { get; } = logPath;
}
