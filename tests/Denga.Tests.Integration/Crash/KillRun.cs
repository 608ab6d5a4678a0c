using System.Globalization;

namespace Denga.Tests.Integration.Crash;

/// <summary>How long the tests that kill go on: <c>DENGA_TEST_KILLS</c> kills each, from <c>DENGA_TEST_SEED</c>.</summary>
internal static class KillRun
{
    internal static int Kills(int usual) => Setting("DENGA_TEST_KILLS", usual);

    internal static int Seed(int usual) => Setting("DENGA_TEST_SEED", usual);

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : usual;
}
