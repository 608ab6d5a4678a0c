using System.Globalization;
using Denga.Contracts;
using Denga.TestKit;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Crash;

/// <summary>What tests that kill processes share. They go on for <c>DENGA_TEST_KILLS</c> kills each, from <c>DENGA_TEST_SEED</c>.</summary>
internal static class KillRun
{
    internal static int Kills(int usual) => Setting("DENGA_TEST_KILLS", usual);

    internal static int Seed(int usual) => Setting("DENGA_TEST_SEED", usual);

    /// <summary>An unknown outcome is asked again under the same id.</summary>
    /// <param name="refused">Null is answered then.</param>
    internal static async Task<T?> Insist<T>(
        DengaServer denga,
        IOperation<T> operation,
        string refused,
        TimeSpan hangMax,
        CancellationToken cancel
    )
        where T : class
    {
        Result<T>? answer = null;
        await Wait.Until(
            async () =>
            {
                cancel.ThrowIfCancellationRequested();
                answer = await denga.Ask(operation);
                Assert.True(
                    answer.Value is { IsOk: true } or { Error.Kind: ErrorKind.Unavailable } || answer.Value.Error!.Code == refused,
                    $"{answer.Value.Error}"
                );
                return answer.Value.Error is not { Kind: ErrorKind.Unavailable };
            },
            hangMax
        );
        return answer!.Value.IsOk ? answer.Value.Value : null;
    }

    /// <summary>Until a step was just written: that is when a process is killed.</summary>
    /// <param name="customers">When one of them has failed, nothing will come.</param>
    internal static async Task UntilOneMore(string database, string count, List<Task<int>> customers, TimeSpan hangMax)
    {
        var before = await Sql.Select<long>(database, count);
        await Wait.Until(
            async () =>
            {
                if (customers.Find(p => p.IsFaulted) is { } broken)
                    await broken;
                return await Sql.Select<long>(database, count) > before;
            },
            hangMax,
            count
        );
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : usual;
}
