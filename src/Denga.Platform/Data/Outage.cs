using Npgsql;

namespace Denga.Platform.Data;

/// <summary>Tells a database that is away from a statement that is wrong.</summary>
public static class Outage
{
    /// <summary>The server was stopped, was killed, refuses connections or is out of resources: the same work may succeed in a moment.
    /// Source: PostgreSQL's error classes 08, 53, 57P and 58.</summary>
    public static bool Is(Exception e) =>
        e switch
        {
            PostgresException p => p.IsTransient
                || p.SqlState.StartsWith("57P", StringComparison.Ordinal)
                || p.SqlState.StartsWith("08", StringComparison.Ordinal)
                || p.SqlState.StartsWith("53", StringComparison.Ordinal)
                || p.SqlState.StartsWith("58", StringComparison.Ordinal),
            NpgsqlException => true,
            TimeoutException => true,
            _ => false,
        };
}
