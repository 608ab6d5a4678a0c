using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Denga.Platform.Postgres;

/// <summary>The settings that Denga writes for its private server, as a file that <c>postgresql.conf</c> includes.</summary>
internal static partial class ServerSettings
{
    public const string FileName = "denga.conf";

    // Denga itself must know these to find the server again.
    private static readonly HashSet<string> Fixed = new(StringComparer.Ordinal)
    {
        "listen_addresses",
        "port",
        "unix_socket_directories",
        "unix_socket_permissions",
        "unix_socket_group",
        "data_directory",
        "config_file",
        "hba_file",
        "ident_file",
        "external_pid_file",
        "cluster_name",
        "logging_collector",
        "log_destination",
        "log_directory",
        "log_filename",
        "shared_preload_libraries",
    };

    public static void Check(IReadOnlyDictionary<string, string> extra)
    {
        foreach (var (name, value) in extra)
        {
            if (!SettingName().IsMatch(name) || Fixed.Contains(name))
            {
                throw new PostgresWillNotStartException($"The PostgreSQL setting '{name}' cannot be set for the private server.");
            }
            if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            {
                throw new PostgresWillNotStartException($"The value of the PostgreSQL setting '{name}' must be one line.");
            }
        }
    }

    public static string Text(PrivatePostgresOptions options, string clusterName, string socketFolder, string logFolder, bool lz4)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cluster_name"] = clusterName,
            ["listen_addresses"] = "",
            ["unix_socket_directories"] = '"' + socketFolder.Replace("\"", "\"\"", StringComparison.Ordinal) + '"',
            ["unix_socket_permissions"] = "0700",
            ["port"] = "5432",
            ["shared_preload_libraries"] = "",
            // Durability: an answered commit survives a power cut.
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = "on",
            ["wal_level"] = "replica",
            ["wal_compression"] = lz4 ? "lz4" : "on",
            // Checkpoints seldom and spread out: each one makes the next writes log whole pages.
            ["checkpoint_timeout"] = "15min",
            ["checkpoint_completion_target"] = "0.9",
            ["max_wal_size"] = "1GB",
            ["min_wal_size"] = "128MB",
            ["shared_buffers"] = string.Create(CultureInfo.InvariantCulture, $"{options.SharedBuffersMegabytes}MB"),
            ["max_connections"] = "100",
            // Compiling costs more than it saves on short queries.
            ["jit"] = "off",
            ["random_page_cost"] = "1.1",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["logging_collector"] = "on",
            ["log_directory"] = logFolder,
            ["log_filename"] = "postgres-%Y%m%d-%H%M%S.log",
            ["log_rotation_size"] = "10MB",
            ["log_rotation_age"] = "0",
            ["log_min_duration_statement"] = "1s",
            ["log_lock_waits"] = "on",
            // What people wrote stays out of the log: neither the values of slow statements nor the row that broke a rule. And where everything
            // fails, as on a full disk, each failure is one line.
            ["log_parameter_max_length"] = "0",
            ["log_error_verbosity"] = "terse",
            ["log_min_error_statement"] = "fatal",
            ["log_line_prefix"] = "%m [%p] %a ",
        };
        if (lz4)
        {
            settings["default_toast_compression"] = "lz4";
        }
        foreach (var (name, value) in options.ExtraSettings)
        {
            settings[name] = value;
        }

        var text = new StringBuilder("# Written by Denga at each start: change Denga's settings, not this file.\n");
        foreach (var (name, value) in settings)
        {
            text.Append(name).Append(" = ").Append(Quoted(value)).Append('\n');
        }
        return text.ToString();
    }

    private static string Quoted(string value) =>
        "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(
        "^[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SettingName();
}
