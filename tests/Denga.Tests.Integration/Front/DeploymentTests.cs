using System.Globalization;
using System.Text.RegularExpressions;
using Denga.Host;
using Denga.Platform.Modules;
using Denga.Platform.Webhooks;
using Denga.TestKit.Server;
using Denga.TestKit.Split;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Denga.Tests.Integration.Front;

/// <summary>What can be known of compose.yaml, the image and nginx's configuration without an engine for containers.</summary>
public sealed partial class DeploymentTests
{
    private static readonly Dictionary<object, object> Compose = ReadCompose();

    private static Dictionary<object, object> Services => Map(Compose["services"]);

    /// <summary>Runs once and ends; all others go on.</summary>
    private const string Setup = "setup";

    public static TheoryData<string> Processes =>
        [.. Services.Where(s => Map(s.Value).ContainsKey("build") && (string)s.Key != Setup).Select(s => (string)s.Key)];

    [Theory]
    [MemberData(nameof(Processes))]
    public async Task Denga_takes_the_settings_of_every_process_in_compose(string name)
    {
        var service = Map(Services[name]);
        var command = ((List<object>)service["command"]).Cast<string>().ToArray();
        Assert.Equal("serve", command[0]);
        var settings = SettingsOf(name);
        settings["Modules:Only"] = command[2];
        // The files of this process are the image's.
        settings["Identity:KeyFile"] = Path.Combine(TestDatabase.Root, ".denga", "test-identity.key");
        settings["Payments:KeyFile"] = Path.Combine(TestDatabase.Root, ".denga", "test-payments.key");
        settings["Wallet:CheckpointKeyFile"] = Path.Combine(TestDatabase.Root, ".denga", "test-checkpoint.pem");
        // Unknown names, impossible values and modules that do not exist are refused here.
        await using var denga = await DengaApplication.Build(
            new ConfigurationBuilder().AddInMemoryCollection(settings!).Build(),
            configure: null,
            CancellationToken.None
        );
        Assert.NotNull(denga.Services);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void A_process_knows_the_passwords_of_its_own_modules_roles_and_no_other(string name)
    {
        var keeping = ModulesOf(name).Except(DengaModules.WithoutSchema, StringComparer.Ordinal).ToArray();
        var settings = SettingsOf(name).Where(s => s.Key.StartsWith("Database:", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(
            keeping.Order(StringComparer.Ordinal),
            settings
                .Keys.Where(k => k.StartsWith(Passwords, StringComparison.Ordinal))
                .Select(k => k[Passwords.Length..])
                .Order(StringComparer.Ordinal)
        );
        if (keeping.Length == 0)
            Assert.Empty(settings);
        else
            Assert.Null(new NpgsqlConnectionStringBuilder(settings["Database:ConnectionString"]).Username);
    }

    [Fact]
    public void One_that_ends_makes_the_role_of_every_module_before_the_others_start()
    {
        var settings = SettingsOf(Setup);
        Assert.Equal(["migrate"], ((List<object>)Map(Services[Setup])["command"]).Cast<string>());
        Assert.Equal("denga", new NpgsqlConnectionStringBuilder(settings["Database:ConnectionString"]).Username);
        var keeping = DengaModules.Names.Except(DengaModules.WithoutSchema, StringComparer.Ordinal).ToArray();
        Assert.Equal(
            keeping.Select(m => Passwords + m).Order(StringComparer.Ordinal),
            settings.Keys.Where(k => k.StartsWith(Passwords, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
        var example = File.ReadAllText(Path.Combine(TestDatabase.Root, "compose.env.example"));
        Assert.All(keeping, module => Assert.Contains($"\nDATABASE_{module.ToUpperInvariant()}=", example, StringComparison.Ordinal));
        foreach (var process in Processes.Select(p => p.Data).Where(p => ModulesOf(p).Intersect(keeping, StringComparer.Ordinal).Any()))
            Assert.Equal("service_completed_successfully", Map(Map(Map(Services[process])["depends_on"])[Setup])["condition"]);
    }

    [Fact]
    public async Task Nginx_sends_webhooks_to_the_process_whose_module_takes_them()
    {
        await using var denga = await DengaServer.Start();
        // Telegram's updates are taken by the bot itself.
        var owners = new Dictionary<string, string>(StringComparer.Ordinal) { ["telegram"] = "bot" };
        foreach (var module in denga.Services.GetRequiredService<IReadOnlyList<RegisteredModule>>())
        foreach (var webhook in module.Webhooks)
            owners[((IWebhook)denga.ServicesOf(module.Name).GetRequiredService(webhook)).Provider] = module.Name;
        var nginx = await File.ReadAllTextAsync(Path.Combine(NginxProcess.Template, "nginx.conf"));
        // In nginx's order: what is named as it is, then patterns, then the rest.
        var map = Hooks()
            .Match(nginx)
            .Groups["line"]
            .Captures.Select(c => c.Value.Split((char[])[' ', ';'], StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        var others = map.Single(m => m[0] == "default")[1];
        Assert.All(
            owners,
            owner =>
            {
                var process = DengaModules.Processes.Single(p => p.Modules.Split(',').Contains(owner.Value)).Name;
                var path = "/hooks/" + owner.Key;
                var named =
                    map.Find(m => m[0] == $"\"{path}\"")
                    ?? map.Find(m =>
                        m[0].StartsWith("\"~", StringComparison.Ordinal)
                        && Regex.IsMatch(path, m[0].Trim('"')[1..], RegexOptions.None, TimeSpan.FromSeconds(1))
                    );
                Assert.Equal(process, named?[1] ?? others);
            }
        );
        // Whatever does not belong to the bot goes to the process that takes payments, if there is one.
        if (DengaModules.Processes.Any(p => p.Name == others))
            Assert.Contains(
                $"upstream {others} ",
                await File.ReadAllTextAsync(Path.Combine(NginxProcess.Template, "upstreams.conf")),
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void Every_module_runs_in_the_process_to_which_the_others_are_sent()
    {
        var places = Map(Compose["x-settings"])
            .Where(s =>
                ((string)s.Key).StartsWith("DENGA__Modules__", StringComparison.Ordinal)
                && s.Value is string address
                && address.StartsWith("http", StringComparison.Ordinal)
            )
            .ToDictionary(s => ((string)s.Key)["DENGA__Modules__".Length..], s => new Uri((string)s.Value).Host);
        Assert.All(places, place => Assert.Contains(place.Key, ModulesOf(place.Value)));
        Assert.Equal(DengaModules.Names.Order(StringComparer.Ordinal), places.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Processes_are_those_of_the_list_of_modules() =>
        Assert.Equal(
            DengaModules.Processes.OrderBy(p => p.Name, StringComparer.Ordinal),
            Processes
                .Select(p => (Name: Number().Replace(p.Data, ""), Modules: string.Join(',', ModulesOf(p.Data))))
                .Distinct()
                .OrderBy(p => p.Name, StringComparer.Ordinal)
        );

    [Fact]
    public void Everything_is_limited_started_again_and_looked_at()
    {
        Assert.All(
            Services,
            service =>
            {
                var said = Map(service.Value);
                Assert.Equal((string)service.Key == Setup ? "on-failure" : "unless-stopped", said["restart"]);
                var limits = Map(Map(Map(said["deploy"])["resources"])["limits"]);
                Assert.True(limits.ContainsKey("memory") && limits.ContainsKey("cpus"), (string)service.Key);
                foreach (var needed in said.TryGetValue("depends_on", out var others) ? Map(others) : [])
                    Assert.True(
                        Map(Services[needed.Key]).ContainsKey("healthcheck"),
                        $"{service.Key} waits for {needed.Key}, which says nothing of its health"
                    );
            }
        );
        Assert.Equal(3, Services.Keys.Count(s => ((string)s).StartsWith("front-", StringComparison.Ordinal)));
        // What is kept in volumes is declared, what is mounted from here is here; two folders are for whoever watches.
        var volumes = Services.Values.SelectMany(s => Map(s).TryGetValue("volumes", out var v) ? ((List<object>)v).Cast<string>() : []);
        foreach (var volume in volumes.Select(v => v.Split(':')[0]))
        {
            if (volume.StartsWith("./deploy/", StringComparison.Ordinal) && volume is not ("./deploy/prometheus" or "./deploy/grafana"))
                Assert.True(Path.Exists(Path.Combine(TestDatabase.Root, volume)), volume);
            else if (char.IsLetter(volume[0]))
                Assert.True(Map(Compose["volumes"]).ContainsKey(volume), volume);
        }
    }

    [Fact]
    public void The_image_is_not_roots_and_has_what_Denga_needs()
    {
        var image = File.ReadAllText(Path.Combine(TestDatabase.Root, "Dockerfile"));
        Assert.Matches("(?m)^USER ", image);
        var script = File.ReadAllText(Path.Combine(TestDatabase.Root, "denga"));
        var packages = RunPackages().Match(script).Groups["names"].Value.Split(' ').Where(p => p != "postgresql");
        Assert.All(packages, package => Assert.Contains(package, image, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nginx_takes_its_configuration()
    {
        var folder = Path.Combine(TestDatabase.Root, ".denga", "nginx-" + Guid.CreateVersion7().ToString("N")[20..]);
        Directory.CreateDirectory(folder);
        try
        {
            foreach (var file in Directory.EnumerateFiles(NginxProcess.Template))
            {
                var text = await File.ReadAllTextAsync(file);
                // Names and the certificate are known inside compose only.
                text = HostName().Replace(text, "server 127.0.0.1:");
                text = text.Replace("/etc/nginx/tls", folder, StringComparison.Ordinal);
                await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileName(file)), text);
            }
            await NginxProcess.MakeCertificate(folder, "fullchain.pem", "privkey.pem");
            var (code, said) = await NginxProcess.Check(folder);
            Assert.True(code == 0, said);
            // Every name that nginx sends to is a service.
            var upstreams = await File.ReadAllTextAsync(Path.Combine(NginxProcess.Template, "upstreams.conf"));
            Assert.All(
                HostName().Matches(upstreams),
                server => Assert.True(Services.ContainsKey(server.Groups["name"].Value), server.Value)
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private const string Passwords = "Database:Passwords:";

    private static Dictionary<string, string> SettingsOf(string process) =>
        Map(Map(Services[process])["environment"])
            .Where(s => ((string)s.Key).StartsWith("DENGA__", StringComparison.Ordinal))
            .ToDictionary(s => ((string)s.Key)["DENGA__".Length..].Replace("__", ":", StringComparison.Ordinal), s => Filled(s.Value));

    private static string[] ModulesOf(string process) => ((string)((List<object>)Map(Services[process])["command"])[2]).Split(',');

    /// <summary>As compose fills in what an operator must set, and what he may.</summary>
    private static string Filled(object value) =>
        Variable()
            .Replace(
                (string)value,
                variable =>
                    variable.Groups["rest"].Value.StartsWith(":-", StringComparison.Ordinal)
                        ? variable.Groups["rest"].Value[2..]
                        : "a-secret-of-forty-characters-0123456789ab"
            );

    private static Dictionary<object, object> Map(object yaml) => (Dictionary<object, object>)yaml;

    private static Dictionary<object, object> ReadCompose()
    {
        using var text = File.OpenText(Path.Combine(TestDatabase.Root, "compose.yaml"));
        return new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(text)));
    }

    /// <summary>Of one of several that are the same.</summary>
    [GeneratedRegex(@"-\d+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\$\{[A-Z0-9_]+(?<rest>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"map \$uri \$hooks \{\s+((?<line>[^;}]+;)\s*)+\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hooks();

    [GeneratedRegex(@"server (?<name>[a-z0-9-]+):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostName();

    [GeneratedRegex(@"(?m)^readonly run_packages=\((?<names>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunPackages();
}
