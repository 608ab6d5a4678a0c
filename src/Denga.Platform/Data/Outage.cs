using Npgsql;

namespace Denga.Platform.Data;

/// <summary>Tells a database that is away, or a disk that is full, from a statement that is wrong.</summary>
public static class Outage
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>What a new connection says on a full disk, with neither code nor reason (relcache.c).</summary>
    private const string InitFile = "could not write init file";

    /// <summary>The server was stopped, was killed, refuses connections or is out of resources: the same work may succeed in a moment.
    /// Neither is it the statement's fault when the role is not let in, because its password was changed (28).
    /// Source: PostgreSQL's error classes 08, 28, 53, 57P and 58; and XX, where it took the connection with it.</summary>
    public static bool Is(Exception e) =>
        e switch
        {
            PostgresException p => p.IsTransient
                || p.SqlState.StartsWith("57P", StringComparison.Ordinal)
                || p.SqlState.StartsWith("08", StringComparison.Ordinal)
                || p.SqlState.StartsWith("28", StringComparison.Ordinal)
                || p.SqlState.StartsWith("53", StringComparison.Ordinal)
                || p.SqlState.StartsWith("58", StringComparison.Ordinal)
                || IsEndOfConnection(p)
                || IsDiskFull(p),
            NpgsqlException => true,
            TimeoutException => true,
            IOException => IsDiskFull(e),
            _ => false,
        };

    /// <summary>PostgreSQL's own disk, or this process's. A full disk has a code of its own, but not everywhere: what fails in the middle of an index or
    /// of the log of transactions says so in words only, in English (<c>lc_messages</c>).</summary>
    public static bool IsDiskFull(Exception e) =>
        e switch
        {
            PostgresException p => p.SqlState == PostgresErrorCodes.DiskFull
                || p.MessageText.Contains("No space left on device", StringComparison.Ordinal)
                || p.MessageText == InitFile,
            IOException io => (io.HResult & 0xFFFF) is NoSpaceLeft or QuotaExceeded,
            { InnerException: { } inner } => IsDiskFull(inner),
            _ => false,
        };

    /// <summary>An internal failure that no statement can be blamed for.</summary>
    private static bool IsEndOfConnection(PostgresException e) =>
        e.InvariantSeverity is "FATAL" or "PANIC" && e.SqlState.StartsWith("XX", StringComparison.Ordinal);
}
