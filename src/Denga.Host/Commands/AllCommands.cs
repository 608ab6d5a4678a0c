using System.CommandLine;

namespace Denga.Host.Commands;

/// <summary>The command line. Everything after the known options is settings: <c>--Section:Name value</c>.</summary>
internal static class AllCommands
{
    internal static IEnumerable<Command> Create() =>
        [Serve("up", people: true), Serve("serve", people: false), Migrate(), .. EventCommands.Create()];

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
                    cancel
                );
                await Platform.DengaPlatform.Migrate(denga.Services, cancel);
                return await work(denga, parsed, cancel);
            }
        );
        return command;
    }

    private static Argument<string[]> SettingsArgument() =>
        new("settings") { Description = "--Section:Name value …", Arity = ArgumentArity.ZeroOrMore };

    private static Command Serve(string name, bool people)
    {
        var settings = SettingsArgument();
        var command = new Command(name, people ? "Starts everything and prints one address." : "Starts everything; logs only.")
        {
            settings,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(
            (parsed, cancel) =>
                ServeCommand.Run(Settings.Load([.. parsed.UnmatchedTokens, .. parsed.GetValue(settings) ?? []]), people, cancel)
        );
        return command;
    }

    private static Command Migrate() =>
        Offline(
            "migrate",
            "Brings the database up to date.",
            async (_, _, _) =>
            {
                await Console.Out.WriteLineAsync("The database is up to date.");
                return 0;
            }
        );
}
