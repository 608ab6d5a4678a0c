using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Denga.Host;
using Denga.Platform.Modules;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;

namespace Denga.Tests.Integration.Foundation;

/// <summary>A wrong setting stops the process with one sentence that names it.</summary>
public sealed class SettingsTests : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(60);
    private string database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.Create();

    public async ValueTask DisposeAsync() => await TestDatabase.Drop(database);

    [Theory]
    [InlineData("Http:Adress", "http://127.0.0.1:0", "Adress")]
    [InlineData("Http:PublicAddress", "nowhere", "Http:PublicAddress")]
    [InlineData("Telegram:Tokn", "1:a", "Tokn")]
    [InlineData("Telegram:PollSeconds", "many", "Telegram:PollSeconds")]
    [InlineData("Telegram:PollSeconds", "500", "PollSeconds")]
    [InlineData("Telegram:Token", "nonsense", "Telegram:Token")]
    [InlineData("Telegram:WebhookAddress", "nowhere", "WebhookAddress")]
    [InlineData("Events:Workers", "0", "Workers")]
    [InlineData("Events:FirstDelay", "soon", "Events:FirstDelay")]
    [InlineData("Identity:TokenLifetime", "00:00:01", "TokenLifetime")]
    [InlineData("Modules:expenses", "nowhere", "Modules:expenses")]
    [InlineData("Modules:expences", "off", "Modules:expences")]
    [InlineData("Modules:Secret", "short", "Modules:Secret")]
    [InlineData("Modules:Only", "bot,panle", "panle")]
    [InlineData("Database:Passwords:walet", "x", "Database:Passwords:walet")]
    [InlineData("Kafka:Partitions", "0", "Partitions")]
    [InlineData("Kafka:Prefix", "Деньга", "Prefix")]
    [InlineData("Kafka:Servrs", "127.0.0.1:9092", "Servrs")]
    [InlineData("Payments:Providers:heleket:Merchant", "8b03432e-385b-4670-8d06-064591096795", "Payments:Providers:heleket:PaymentKey")]
    [InlineData("Payments:Providers:yookassa:ShopId", "100500", "Payments:Providers:yookassa:SecretKey")]
    [InlineData("Payments:Providers:stripe:SecretKey", "sk_test_1", "Payments:Providers:stripe:WebhookSecret")]
    [InlineData("Payments:Providers:heleket:PaymentKy", "1", "PaymentKy")]
    [InlineData("Payments:Providers:helekt:Merchant", "1", "helekt")]
    public async Task A_wrong_setting_is_named(string name, string value, string named)
    {
        Assert.Contains(named, await Refused((name, value)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_refusal_is_one_sentence_and_ends_the_program()
    {
        var (code, said) = await Serve("--Http:Adress", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        AssertOneSentence(said, "Adress");
    }

    [Fact]
    public async Task A_module_elsewhere_without_the_secret_is_named() =>
        Assert.Contains("Modules:Secret", await Refused(("Modules:expenses", "http://127.0.0.1:9")), StringComparison.Ordinal);

    [Theory]
    [InlineData("bot,panel", "bot")]
    [InlineData("web,wallet", "wallet")]
    public async Task A_module_that_keeps_its_data_in_a_database_that_nobody_named_is_named(string modules, string named)
    {
        var stopped = await Assert.ThrowsAsync<SettingException>(() => Part(modules));
        Assert.Contains($"The module {named} ", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("Database:ConnectionString", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modules_that_keep_nothing_need_no_database()
    {
        await using var front = await Part(string.Join(',', DengaModules.WithoutSchema));
        await front.Start(CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(front.Web.Urls.First()) };
        Assert.Contains("Nothing here keeps anything in it.", await http.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        await front.Web.StopAsync();
    }

    private static Task<DengaApplication> Part(string modules) =>
        DengaApplication.Build(
            new ConfigurationBuilder()
                .AddInMemoryCollection(DengaServer.BasicSettings("", "web"))
                .AddInMemoryCollection([new("Modules:Only", modules)])
                .Build(),
            configure: null,
            CancellationToken.None
        );

    [Fact]
    public async Task A_wrong_setting_of_Kafkas_client_is_named()
    {
        var (code, said) = await Serve("--Kafka:Servers", "127.0.0.1:1", "--Kafka:Client:no.such.thing", "1");
        Assert.Equal(1, code);
        AssertOneSentence(said, "no.such.thing");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        var (code, said) = await Serve("--Http:Address", address);
        Assert.Equal(1, code);
        AssertOneSentence(said, address);
        AssertOneSentence(said, "Http:Address");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_named()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var (code, said) = await Serve(
            "--Database:ConnectionString",
            string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=denga;Database=denga")
        );
        Assert.Equal(1, code);
        AssertOneSentence(said, "database");
    }

    /// <summary>What the program says before it ends, asked without starting it.</summary>
    private async Task<string> Refused(params (string Name, string Value)[] settings)
    {
        var all = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Database:ConnectionString", database),
                new("Http:Address", "http://127.0.0.1:0"),
                new("Rates:Fetch", "false"),
                new("Logging:LogLevel:Default", "None"),
                .. settings.Select(s => new KeyValuePair<string, string?>(s.Name, s.Value)),
            ])
            .Build();
        var refused = await Assert.ThrowsAsync<SettingException>(async () =>
        {
            await using var denga = await DengaApplication.Build(all, configure: null, CancellationToken.None);
            await denga.Start(CancellationToken.None);
            await denga.Web.StopAsync();
        });
        return refused.Message;
    }

    private static void AssertOneSentence(string said, string named)
    {
        var line = Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("denga: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<(int Code, string Said)> Serve(params string[] settings)
    {
        using var denga = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "Denga.Host.dll"),
                    "serve",
                    "--Database:ConnectionString",
                    database,
                    "--Http:Address",
                    "http://127.0.0.1:0",
                    "--Rates:Fetch",
                    "false",
                    "--Logging:LogLevel:Default",
                    "None",
                    .. settings,
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = denga.StandardOutput.ReadToEndAsync();
        var said = denga.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(HangMax);
        try
        {
            await denga.WaitForExitAsync(limit.Token);
        }
        finally
        {
            // A setting that is taken although it is wrong leaves the process running.
            if (!denga.HasExited)
                denga.Kill();
        }
        await output;
        return (denga.ExitCode, await said);
    }
}
