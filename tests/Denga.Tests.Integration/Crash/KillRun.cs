using System.Globalization;
using Denga.Contracts;
using Denga.TestKit;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Crash;

/// <summary>What tests that kill processes share. They go on for <c>DENGA_TEST_KILLS</c> kills each, from <c>DENGA_TEST_SEED</c>. Each step of theirs has a limit and
/// says what never came; the run as a whole has none, since it takes as long as its kills.</summary>
internal static class KillRun
{
    /// <summary>For one step on a machine that is busy with others: a process starts, and what it had leased when it died is over.</summary>
    internal static readonly TimeSpan StepMax = TimeSpan.FromMinutes(3);

    internal static int Kills(int usual) => Setting("DENGA_TEST_KILLS", usual);

    internal static int Seed(int usual) => Setting("DENGA_TEST_SEED", usual);

    /// <summary>An unknown outcome is asked again under the same id.</summary>
    /// <param name="refused">Null is answered then.</param>
    internal static async Task<T?> Insist<T>(DengaServer denga, IOperation<T> operation, string refused = "")
        where T : class
    {
        Result<T>? answer = null;
        await Wait.Until(
            async () =>
            {
                answer = await denga.Ask(operation);
                Assert.True(
                    answer.Value is { IsOk: true } or { Error.Kind: ErrorKind.Unavailable } || answer.Value.Error!.Code == refused,
                    $"{operation.GetType().Name}: {answer.Value.Error}"
                );
                return answer.Value.Error is not { Kind: ErrorKind.Unavailable };
            },
            StepMax,
            $"{operation.GetType().Name} is answered"
        );
        return answer!.Value.IsOk ? answer.Value.Value : null;
    }

    /// <summary>Asks until the answer is so.</summary>
    internal static async Task<T> Until<T>(DengaServer denga, IOperation<T> question, Func<T, bool> isSo, string what)
        where T : class
    {
        T? answer = null;
        await Wait.Until(async () => isSo(answer = (await Insist(denga, question))!), StepMax, what);
        return answer!;
    }

    /// <summary>Until a step was just written: that is when a process is killed.</summary>
    /// <param name="customers">They go on to the end: when one of them has left before, nothing will come.</param>
    internal static async Task UntilOneMore(string database, string count, IReadOnlyList<Task<int>> customers)
    {
        var before = await Sql.Select<long>(database, count);
        await Wait.Until(
            async () =>
            {
                await CheckNobodyLeft(customers);
                return await Sql.Select<long>(database, count) > before;
            },
            StepMax,
            $"{count} is more than {before}"
        );
    }

    /// <summary>Throws what made a customer leave.</summary>
    internal static async Task CheckNobodyLeft(IEnumerable<Task> customers)
    {
        if (customers.FirstOrDefault(c => c.IsCompleted) is not { } gone)
            return;
        await gone;
        throw new InvalidOperationException("A customer has left before the end.");
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : usual;
}
