using Denga.TestKit;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Crash;

/// <summary>A second process of some modules that dies over its work.</summary>
internal static class DyingProcess
{
    /// <summary>It has done something outside, and dies when it is about to write that down.</summary>
    /// <param name="table">Which it writes.</param>
    internal static async Task BeforeItWrites(ModuleHost living, string table)
    {
        const string waits = "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        await using var another = await living.Another();
        await using var gate = new NpgsqlConnection(living.Database);
        await gate.OpenAsync();
        await using var transaction = await gate.BeginTransactionAsync();
        await using (var shut = new NpgsqlCommand($"lock table {table} in exclusive mode", gate))
            await shut.ExecuteNonQueryAsync();
        var work = another.Work();
        await Sql.Until(living.Database, $"exists (select from {waits})");
        // It has no other connection left, and loses this one.
        await another.Stop();
        await Sql.Execute(living.Database, $"select pg_terminate_backend(pid) from {waits}");
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>It dies while somebody outside has what it sent, and before it has his answer.</summary>
    internal static async Task BeforeItIsAnswered(ModuleHost living, Func<bool> hasArrived, Action answer)
    {
        await using var another = await living.Another();
        var work = another.Work();
        await Wait.Until(hasArrived);
        await another.Stop();
        answer();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
