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
    /// <param name="isDone">What it does outside; where others write the table as well.</param>
    internal static async Task BeforeItWrites(ModuleHost living, string table, Func<bool>? isDone = null)
    {
        const string waits = "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'relation'";
        await using var another = await living.Another();
        await using var gate = new NpgsqlConnection(living.Database);
        await gate.OpenAsync();
        await using var transaction = await gate.BeginTransactionAsync();
        await using (var shut = new NpgsqlCommand($"lock table {table} in exclusive mode", gate))
            await shut.ExecuteNonQueryAsync();
        Task work = another.Work();
        if (isDone is not null)
            await Wait.Until(isDone);
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
        Task work = another.Work();
        await Wait.Until(hasArrived);
        await another.Stop();
        answer();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
