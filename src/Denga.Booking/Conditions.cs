using System.Globalization;
using System.Text;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Booking;

/// <summary>The conditions of a list that somebody gave, and no others. PostgreSQL plans a statement once for all values (<c>force_generic_plan</c>): one that
/// asks "or nothing was given" of each column could use no index.</summary>
internal sealed class Conditions(NpgsqlCommand command)
{
    private readonly StringBuilder sql = new();

    /// <summary>Nothing for null.</summary>
    internal Conditions And(string? condition)
    {
        if (condition is not null)
            sql.Append(sql.Length == 0 ? "\nwhere " : "\n    and ").Append(condition);
        return this;
    }

    /// <summary>Nothing where the value was not given.</summary>
    /// <param name="condition">With <c>{0}</c> where the value stands.</param>
    internal Conditions And<T>(string condition, T? value) =>
        value is null ? this : And(string.Format(CultureInfo.InvariantCulture, condition, Value(value)));

    /// <summary>As it stands in the statement.</summary>
    internal string Value<T>(T value)
    {
        command.With(value);
        return string.Create(CultureInfo.InvariantCulture, $"${command.Parameters.Count}");
    }

    public override string ToString() => sql.ToString();
}
