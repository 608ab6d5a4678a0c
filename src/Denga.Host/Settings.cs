using Microsoft.Extensions.Configuration;

namespace Denga.Host;

/// <summary><c>appsettings.json</c> &lt; environment (<c>DENGA__Section__Name</c>; <c>DENGA__Section__Name_FILE</c> names a file that holds a secret)
/// &lt; command line (<c>--Section:Name value</c>).</summary>
internal static class Settings
{
    private const string Prefix = "DENGA__";
    private const string FileSuffix = "_FILE";

    internal static IConfigurationRoot Load(string[] arguments)
    {
        Check(arguments);
        return new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: false)
            .AddJsonFile(Path.GetFullPath("appsettings.local.json"), optional: true)
            .AddInMemoryCollection(FromEnvironment())
            .AddCommandLine(arguments)
            .Build();
    }

    /// <summary>A mistyped option would else be taken for a setting that nobody reads.</summary>
    private static void Check(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i].Split('=', 2)[0];
            var isSetting = name.StartsWith("--", StringComparison.Ordinal) && name.TrimEnd(':').Contains(':', StringComparison.Ordinal);
            if (!isSetting && !name.StartsWith("--OTEL_", StringComparison.Ordinal))
                throw new Platform.Modules.SettingException(
                    $"There is no option or argument {name}. A setting is --Section:Name value; --help shows the rest."
                );
            if (arguments[i].Contains('=', StringComparison.Ordinal))
                continue;
            i++;
            if (i == arguments.Length)
                throw new Platform.Modules.SettingException($"The setting {name} needs a value.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> FromEnvironment()
    {
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            var value = (string?)entry.Value;
            if (name.StartsWith("OTEL_", StringComparison.Ordinal))
                yield return new(name, value);
            else if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                yield return key.EndsWith(FileSuffix, StringComparison.Ordinal)
                    ? new(key[..^FileSuffix.Length], Secret(name, value))
                    : new(key, value);
            }
        }
    }

    private static string Secret(string name, string? path) =>
        File.Exists(path)
            ? File.ReadAllText(path).Trim()
            : throw new Platform.Modules.SettingException($"{name} names the file {path}, which does not exist.");
}
