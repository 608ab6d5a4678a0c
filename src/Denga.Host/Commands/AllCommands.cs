using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Denga.Analytics;
using Denga.Contracts;
using Denga.Expenses;
using Denga.Payments;
using Denga.Platform.Operations;
using Denga.Wallet;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Host.Commands;

/// <summary>The command line. Everything after the known options is settings: <c>--Section:Name value</c>.</summary>
internal static class AllCommands
{
    internal static IEnumerable<Command> Create() =>
        [
            Serve("up", people: true),
            Serve("serve", people: false),
            Migrate(),
            Verify(),
            Simulate(),
            DemoCommand.Create(),
            Statistics(),
            .. EventCommands.Create(),
            .. WorkCommands.Create(),
            UserCommands.Create(),
        ];

    /// <summary>A command that works on a built, migrated but not started system.</summary>
    internal static Command Offline(
        string name,
        string description,
        Func<DengaApplication, ParseResult, CancellationToken, Task<int>> work,
        params Symbol[] symbols
    )
    {
        var settings = SettingsArgument();
        var command = new Command(name, description) { settings };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Insert(command.Arguments.Count - 1, argument);
            else
                command.Options.Add((Option)symbol);
        }
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var denga = await DengaApplication.Build(
                    Settings.Load([.. parsed.UnmatchedTokens, .. parsed.GetValue(settings) ?? []]),
                    configure: null,
                    // Standard output is for the result.
                    LogPlace.ErrorStream,
                    cancel
                );
                await Platform.DengaPlatform.Migrate(denga.Services, cancel);
                return await work(denga, parsed, cancel);
            }
        );
        return command;
    }

    /// <summary>Asks about every module, wherever it runs, and answers what they said; who does not answer is named on the error stream.</summary>
    internal static async Task<IReadOnlyList<TAnswer>> OfEach<TAnswer>(
        DengaApplication denga,
        Func<string, IOperation<TAnswer>> operation,
        CancellationToken cancel
    )
    {
        var operations = denga.Services.GetRequiredService<IOperations>();
        var said = new List<TAnswer>();
        foreach (var module in DengaModules.Names)
        {
            var answer = await operations.Ask(operation(module), cancel);
            if (answer.IsOk)
                said.Add(answer.Value);
            else if (answer.Error.Kind == ErrorKind.Unavailable && answer.Error.Code != "module.off")
                await Console.Error.WriteLineAsync($"denga: {module}: {answer.Error.Detail}");
        }
        return said;
    }

    internal static Option<int> Positive(string name, string description, int value) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0)
                    return given;
                result.AddError($"{name} is a number, 1 or more; {result.Tokens[0].Value} is none.");
                return value;
            },
        };

    private static Argument<string[]> SettingsArgument() =>
        new("settings") { Description = "--Section:Name value …", Arity = ArgumentArity.ZeroOrMore };

    private static Command Serve(string name, bool people)
    {
        var settings = SettingsArgument();
        var command = new Command(name, people ? "Starts everything and prints one address." : "Starts everything; logs only.")
        {
            settings,
        };
        var demo = new Option<bool>("--demo") { Description = "Fills it with a believable year of 100 people first." };
        if (people)
            command.Options.Add(demo);
        var log = new Option<string?>("--log")
        {
            Description = "Writes the log to this file, at most 50 MB of it and 50 MB of what was before, instead of standard output.",
        };
        command.Options.Add(log);
        var modules = new Option<string?>("--modules")
        {
            Description = "Runs only these, such as bot,panel; the others are asked where Modules:<name> says.",
        };
        if (!people)
            command.Options.Add(modules);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(
            (parsed, cancel) =>
                ServeCommand.Run(
                    Settings.Load([
                        .. parsed.UnmatchedTokens,
                        .. parsed.GetValue(settings) ?? [],
                        .. !people && parsed.GetValue(modules) is { } only ? ["--Modules:Only", only] : Array.Empty<string>(),
                    ]),
                    people,
                    people && parsed.GetValue(demo),
                    parsed.GetValue(log) is { } file ? LogPlace.File(file) : LogPlace.StandardOutput,
                    cancel
                )
        );
        return command;
    }

    private static Command Migrate()
    {
        var renew = new Option<bool>("--new-passwords")
        {
            Description =
                "Gives the database's roles new passwords, those that the settings name excepted; start other processes again then.",
        };
        return Offline(
            "migrate",
            "Brings the database up to date, and with the administrator's connection string sets its roles up.",
            async (denga, parsed, cancel) =>
            {
                if (parsed.GetValue(renew))
                    await Platform.DengaPlatform.Migrate(denga.Services, cancel, renewPasswords: true);
                await Console.Out.WriteLineAsync("The database is up to date.");
                return 0;
            },
            renew
        );
    }

    private static Command Verify() =>
        Offline(
            "verify",
            "Recomputes every balance, sum, hold and hash; anything that differs is named, and the exit code is 1.",
            async (denga, _, cancel) =>
            {
                var start = Stopwatch.GetTimestamp();
                IReadOnlyList<string> differences =
                [
                    .. await WalletModule.Verify(denga.Services, cancel),
                    .. await ExpensesModule.Verify(denga.Services, cancel),
                    .. await PaymentsModule.Verify(denga.Services, cancel),
                ];
                IReadOnlyList<(string Of, long Count)> recounted =
                [
                    .. await WalletModule.Counts(denga.Services, cancel),
                    .. await ExpensesModule.Counts(denga.Services, cancel),
                    .. await PaymentsModule.Counts(denga.Services, cancel),
                ];
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                foreach (var difference in differences)
                    await Console.Out.WriteLineAsync(difference);
                await Console.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Recounted in {seconds:F1} s: {string.Join(", ", recounted.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Of} {r.Count:N0}")))}."
                    )
                );
                await Console.Out.WriteLineAsync(
                    differences.Count switch
                    {
                        0 => "Everything agrees.",
                        1 => "1 difference.",
                        var many => $"{many} differences.",
                    }
                );
                return differences.Count == 0 ? 0 : 1;
            }
        );

    private static Command Simulate()
    {
        var seed = new Option<long?>("--seed") { Description = "Where the run begins; without it a new one is drawn and printed." };
        var operations = Positive("--operations", "How many of each.", 100_000);
        var of = new Option<string?>("--of")
        {
            Description =
                "ledger: how it writes; payments: invoices, refunds and orders of Stars, with the ledger; without it both. booking: stays, calendars and their money, on a PostgreSQL of its own.",
        };
        of.AcceptOnlyFromAmong("ledger", "payments", "booking");
        var command = new Command(
            "simulate",
            "Runs the money core against a simulated world of crashes, lost and doubled messages, and providers and sellers that lie; a seed that fails is printed, the exit code is 1."
        )
        {
            seed,
            operations,
            of,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var drawn = parsed.GetValue(seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue);
                var many = parsed.GetValue(operations);
                var what = parsed.GetValue(of);
                if (what == "booking")
                    return await SimulatedBookings(drawn, many, cancel) ? 0 : 1;
                var isRight =
                    what is "payments" || await Simulated("ledger", drawn, many, () => Task.FromResult(WalletModule.Simulate(drawn, many)));
                if (isRight && what is not "ledger")
                    isRight = await Simulated(
                        "payments",
                        drawn,
                        many,
                        MoneySimulation.OperationsMax,
                        _ => (world, now) => Task.Run(() => MoneySimulation.Run(world, now), cancel)
                    );
                return isRight ? 0 : 1;
            }
        );
        return command;
    }

    private static async Task<bool> SimulatedBookings(long seed, int operations, CancellationToken cancel)
    {
        await using var postgres = await PassingPostgres.Start(cancel);
        var lanes = new List<BookingWorlds>();
        for (var i = 0; i < Lanes(operations, BookingWorlds.OperationsMax); i++)
            lanes.Add(await BookingWorlds.On(await postgres.Create(string.Create(CultureInfo.InvariantCulture, $"worlds_{i}")), cancel));
        var isRight = await Simulated("booking", seed, operations, BookingWorlds.OperationsMax, lane => lanes[lane].Run);
        foreach (var lane in lanes)
            await lane.DisposeAsync();
        return isRight;
    }

    /// <summary>World after world, as many side by side as there are processors, each with a seed of its own: whichever fails is run again alone.</summary>
    private static async Task<bool> Simulated(
        string what,
        long seed,
        int operations,
        int most,
        Func<int, Func<long, int, Task<(long Operations, string? Failure, string Left)>>> run
    )
    {
        var start = Stopwatch.GetTimestamp();
        var worlds = new ConcurrentQueue<(long Seed, int Operations)>();
        for (var (left, next) = (operations, seed); left > 0; left -= most, next++)
            worlds.Enqueue((next, Math.Min(left, most)));
        var failed = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, Lanes(operations, most))
                .Select(async lane =>
                {
                    while (Volatile.Read(ref failed) == 0 && worlds.TryDequeue(out var world))
                        if (!await Simulated(what, world.Seed, world.Operations, () => run(lane)(world.Seed, world.Operations)))
                            Interlocked.Increment(ref failed);
                })
        );
        if (operations > most && failed == 0)
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}: {operations:N0} operations from seed {seed} on, {operations / Stopwatch.GetElapsedTime(start).TotalSeconds:N0} a second together."
                )
            );
        return failed == 0;
    }

    private static int Lanes(int operations, int most) => Math.Min(Environment.ProcessorCount, (operations + most - 1) / most);

    /// <summary>Runs one world and says how it went.</summary>
    private static async Task<bool> Simulated(
        string what,
        long seed,
        long operations,
        Func<Task<(long Operations, string? Failure, string Left)>> run
    )
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = await run();
        var perSecond = outcome.Operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}, seed {seed}: {outcome.Operations:N0} operations, {perSecond:N0} a second; {outcome.Left}. {(outcome.Failure is null ? "Every invariant held after every operation." : $"Broken: {outcome.Failure}. Again: denga simulate --of {what} --seed {seed} --operations {operations}")}"
            )
        );
        return outcome.Failure is null;
    }

    private static Command Statistics() =>
        new("stats", "Live statistics.")
        {
            Offline(
                "rebuild",
                "Throws the statistics away and works all events again.",
                async (denga, _, cancel) =>
                {
                    var rebuilt = await AnalyticsModule.Rebuild(denga.Services, progress: null, cancel);
                    await Console.Out.WriteLineAsync($"{rebuilt.Events} events worked again; {rebuilt.Parked} are parked.");
                    return 0;
                }
            ),
        };
}
