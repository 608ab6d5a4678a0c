using Dapper;
using Npgsql;

namespace Denga.TestKit.Postgres;

/// <summary>Looks into a test's database, and changes it, past the program: as its administrator.</summary>
public static class Sql
{
    /// <summary>The first value of the first row.</summary>
    public static async Task<T> Select<T>(string database, string sql, object? values = null)
    {
        await using var connection = new NpgsqlConnection(database);
        return (await connection.ExecuteScalarAsync<T>(sql, values))!;
    }

    public static async Task Execute(string database, string sql, object? values = null)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync(sql, values);
    }

    /// <summary>Waits until the database has it so, however long events and work take.</summary>
    /// <param name="condition">A boolean in SQL, as it stands behind <c>select</c>.</param>
    public static Task Until(string database, string condition, object? values = null) =>
        Wait.Until(() => Select<bool>(database, "select " + condition, values), what: condition);
}
