using Npgsql;
using NpgsqlTypes;

namespace Denga.Bot.Engine;

/// <summary>Parameters of the statements that write a whole batch.</summary>
internal static class SqlArrays
{
    internal static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
