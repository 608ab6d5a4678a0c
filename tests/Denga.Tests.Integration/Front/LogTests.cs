using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Denga.Host;
using Denga.Platform.Health;
using Denga.TestKit.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Tests.Integration.Front;

/// <summary>A server with a place that fails as it is told.</summary>
public sealed class FailingStand : DengaStand
{
    internal Exception Failure { get; set; } = new InvalidOperationException();

    protected override Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal) { ["Logging:LogLevel:Default"] = "None" };

    protected override void Configure(IServiceCollection services) => services.AddSingleton<IStartupFilter>(new Fails(this));

    private sealed class Fails(FailingStand stand) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                next(app);
                app.Use((context, rest) => context.Request.Path == "/api/v1/fails" ? throw stand.Failure : rest(context));
            };
    }
}

/// <summary>What stands in the log, how much of it, and what is answered when something is away.</summary>
public sealed class LogTests(FailingStand stand) : IClassFixture<FailingStand>, IDisposable
{
    private const string Secret = "s3cr3t-that-nobody-may-read";
    private readonly string file = Path.Combine(TestDatabase.Root, ".denga", "test-log-" + Guid.CreateVersion7().ToString("N")[20..]);

    public void Dispose()
    {
        File.Delete(file);
        File.Delete(file + ".1");
    }

    [Fact]
    public async Task No_secret_reaches_the_log_wherever_it_stands_also_when_everything_fails()
    {
        var database = await TestDatabase.Create();
        await using (var denga = await Start(database))
        {
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
            {
                BaseAddress = new Uri(denga.Web.Urls.First()),
            };
            await Everywhere(http, denga.Services);
            // From now on every statement fails: every surface that asks the database writes an error.
            await Break(database);
            await Everywhere(http, denga.Services);
        }
        var log = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(" failed", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, log, StringComparison.OrdinalIgnoreCase);
        await TestDatabase.Drop(database);
    }

    [Fact]
    public void What_fails_again_and_again_is_counted()
    {
        var place = LogPlace.File(file);
        using (var logs = Factory(place))
        {
            var log = logs.CreateLogger("Denga.Test");
            for (var i = 0; i < 1000; i++)
                log.LogError(new InvalidOperationException($"File {i} cannot be written"), "Book {Number} failed", i);
            log.LogError("Another thing failed");
        }
        var lines = File.ReadAllLines(file).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(5 + 1 + 1, lines.Count);
        Assert.Equal("Another thing failed", lines[5].GetProperty("Message").GetString());
        Assert.StartsWith(
            "995 times more in the last minute: Book {Number} failed",
            lines[6].GetProperty("Message").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_file_of_the_log_is_its_owners_and_does_not_grow_without_end()
    {
        File.WriteAllText(file, "");
        var place = LogPlace.File(file);
        var line = new string('x', 8 * 1024 * 1024);
        for (var i = 0; i < 20; i++)
            place.Write(line);
        Assert.InRange(new FileInfo(file).Length, 1, 64 * 1024 * 1024);
        Assert.InRange(new FileInfo(file + ".1").Length, 1, 64 * 1024 * 1024);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("FATAL XX000", "could not write init file", "platform.disk_full")]
    [InlineData("FATAL XX000", "cache lookup failed for relation 7", "platform.database_away")]
    [InlineData("ERROR XX000", "cache lookup failed for relation 7", "platform.bug")]
    [InlineData("ERROR 53100", "could not extend file \"base/1/2\": No space left on device", "platform.disk_full")]
    [InlineData("ERROR 58030", "could not write to file \"pg_wal/xlogtemp.1\": No space left on device", "platform.disk_full")]
    [InlineData("ERROR XX000", "could not write block 7: No space left on device", "platform.disk_full")]
    [InlineData("ERROR 57P03", "the database system is in recovery mode", "platform.database_away")]
    [InlineData("ERROR 53300", "sorry, too many clients already", "platform.database_away")]
    [InlineData("ERROR 42703", "column \"x\" does not exist", "platform.bug")]
    public async Task What_is_away_is_told_by_its_name(string state, string message, string code)
    {
        var (severity, number) = (state[..5], state[6..]);
        stand.Failure = new PostgresException(message, severity, severity, number);
        using var answer = await stand.Denga.Http.GetAsync("/api/v1/fails");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(code == "platform.bug" ? HttpStatusCode.InternalServerError : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Whatever_hangs_health_names_it_and_answers()
    {
        var hang = new TaskCompletionSource<HealthAnswer>();
        await using var denga = await DengaServer.Start(configure: services => services.AddSingleton<IHealthCheck>(new Hangs(hang.Task)));
        // Twice: the second look finds the first still hanging.
        for (var look = 0; look < 2; look++)
        {
            using var answer = await denga
                .Http.GetAsync("/health/ready")
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            var health = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("dependencies");
            Assert.Equal("down", health.GetProperty("something").GetProperty("status").GetString());
            Assert.Equal("ok", health.GetProperty("postgresql").GetProperty("status").GetString());
        }
        hang.SetResult(new HealthAnswer(HealthState.Ok));
    }

    private async Task<DengaApplication> Start(string database)
    {
        var denga = await DengaApplication.Build(
            new ConfigurationBuilder()
                .AddInMemoryCollection(DengaServer.BasicSettings(database))
                .AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Logging:LogLevel:Default"] = "Information",
                        ["Logging:LogLevel:Microsoft"] = "Warning",
                        ["Logging:LogLevel:Denga.Requests"] = "Information",
                        ["Telegram:Token"] = null,
                    }
                )
                .Build(),
            configure: null,
            LogPlace.File(file),
            CancellationToken.None
        );
        await denga.Start(CancellationToken.None);
        return denga;
    }

    private static async Task Break(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            """
            do $$ declare t record; begin
                for t in select schemaname, tablename from pg_tables where schemaname in ('identity', 'bot', 'wallet', 'expenses', 'rates', 'reports')
                loop execute format('alter table %I.%I rename to %I', t.schemaname, t.tablename, t.tablename || '_gone'); end loop;
            end $$
            """
        );
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The secret in every parameter of every path, in the query, in the headers, and as the body's words.</summary>
    private static async Task Everywhere(HttpClient http, IServiceProvider services)
    {
        var paths = services
            .GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(e =>
                (
                    Path: "/" + Regex.Replace(e.RoutePattern.RawText!.TrimStart('/'), "{[^}]*}", Secret, RegexOptions.NonBacktracking),
                    Verbs: e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
                )
            )
            .Where(e => !e.Path.EndsWith("/events", StringComparison.Ordinal))
            .ToList();
        Assert.True(paths.Count > 100);
        string[] more = ["/files/" + Secret + ".csv", "/app/pay/" + Secret, "/nowhere/" + Secret, "/app/sign-in?to=/app/" + Secret];
        var asked = paths.SelectMany(p => p.Verbs.Select(v => (p.Path, Verb: v))).Concat(more.Select(m => (Path: m, Verb: "GET")));
        await Parallel.ForEachAsync(
            asked,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (one, cancel) =>
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(one.Verb),
                    one.Path + (one.Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "token=" + Secret
                );
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Secret.PadRight(43, 'x'));
                request.Headers.TryAddWithoutValidation("Cookie", "denga_session=" + Secret);
                request.Headers.TryAddWithoutValidation("X-Request-Id", Secret);
                if (one.Verb is "POST" or "PUT" or "PATCH")
                    request.Content = JsonContent.Create(
                        new
                        {
                            email = Secret + "@example.org",
                            password = Secret,
                            text = Secret,
                            code = Secret,
                        }
                    );
                using var answer = await http.SendAsync(request, cancel);
            }
        );
    }

    private static ILoggerFactory Factory(LogPlace place) => LoggerFactory.Create(logging => Log.AddTo(logging, place));

    private sealed class Hangs(Task<HealthAnswer> answer) : IHealthCheck
    {
        public string Name => "something";

        /// <summary>It does not even hear that nobody waits.</summary>
        public Task<HealthAnswer> Check(CancellationToken cancel) => answer;
    }
}
