using System.Collections.Concurrent;
using System.Globalization;
using Denga.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Denga.Host;

/// <summary>Denga's log: JSON lines. What fails again and again in the same way is written five times a minute and otherwise counted, so that a full disk
/// or a database that is away does not fill the log as well; and the addresses of requests, which may hold keys, are not in it.</summary>
[ProviderAlias("Console")]
internal sealed class Log : ILoggerProvider, ISupportExternalScope
{
    private const int SameAMinute = 5;
    private const int KindsMax = 1_000;
    private const int MessageCharacters = 200;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly EventId Counted = new(1, nameof(Counted));

    private readonly ConsoleFormatter json;
    private readonly LogPlace place;
    private readonly ConcurrentDictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly Dictionary<Kind, int> seen = [];
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public Log(IEnumerable<ConsoleFormatter> formatters, LogPlace place, TimeProvider clock)
    {
        json = formatters.First(f => f.Name == ConsoleFormatterNames.Json);
        this.place = place;
        timer = clock.CreateTimer(_ => TellCounted(), state: null, Minute, Minute);
    }

    internal static void AddTo(ILoggingBuilder logging, LogPlace place)
    {
        logging.AddJsonConsole(console =>
        {
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            console.JsonWriterOptions = new() { Encoder = DengaJson.Options.Encoder };
        });
        // Its form is used, but not its way to the console.
        logging.ClearProviders();
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.Services.AddSingleton(place);
        logging.Services.AddSingleton<ILoggerProvider, Log>();
    }

    public ILogger CreateLogger(string categoryName) => lines.GetOrAdd(categoryName, c => new Line(this, c));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = new WithoutAddresses(scopeProvider);

    public void Dispose()
    {
        timer.Dispose();
        TellCounted();
    }

    private void Write<TState>(in LogEntry<TState> entry)
    {
        if (entry.LogLevel >= LogLevel.Warning && IsRepeated(entry))
            return;
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        json.Write(entry, scopes, text);
        place.Write(text.ToString());
    }

    private bool IsRepeated<TState>(in LogEntry<TState> entry)
    {
        var template =
            entry.State is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values && values[^1].Key == "{OriginalFormat}"
                ? values[^1].Value as string
                : null;
        var kind = new Kind(
            entry.Category,
            entry.EventId.Id,
            template,
            entry.Exception?.GetType(),
            WithoutNumbers(entry.Exception?.Message)
        );
        lock (gate)
        {
            if (seen.Count >= KindsMax && !seen.ContainsKey(kind))
                return false;
            return (seen[kind] = seen.GetValueOrDefault(kind) + 1) > SameAMinute;
        }
    }

    /// <summary>Which table, which port, which file: the failure is the same.</summary>
    private static string? WithoutNumbers(string? message) =>
        message is null ? null : string.Concat(message.Where(c => !char.IsAsciiDigit(c)).Take(MessageCharacters));

    private void TellCounted()
    {
        List<(Kind Kind, int Count)> more;
        lock (gate)
        {
            more = [.. seen.Where(s => s.Value > SameAMinute).Select(s => (s.Key, s.Value - SameAMinute))];
            seen.Clear();
        }
        foreach (var (kind, count) in more)
        {
            var words = string.Create(
                CultureInfo.InvariantCulture,
                $"{count} times more in the last minute: {kind.Template} {kind.Failure?.Name} {kind.Message}"
            );
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            json.Write(
                new LogEntry<string>(LogLevel.Warning, kind.Category, Counted, words.TrimEnd(), exception: null, (said, _) => said),
                scopeProvider: null,
                text
            );
            place.Write(text.ToString());
        }
    }

    private sealed record Kind(string Category, int Event, string? Template, Type? Failure, string? Message);

    private sealed class Line(Log log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => log.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter));
    }

    /// <summary>The web server's scope names the path of the request as it came, with the keys in it.</summary>
    private sealed class WithoutAddresses(IExternalScopeProvider all) : IExternalScopeProvider
    {
        public IDisposable Push(object? state) => all.Push(state);

        public void ForEachScope<TState>(Action<object?, TState> callback, TState state) =>
            all.ForEachScope(
                static (scope, asked) =>
                {
                    if (scope is not IReadOnlyList<KeyValuePair<string, object?>> values || values.All(v => v.Key != "RequestPath"))
                        asked.callback(scope, asked.state);
                },
                (callback, state)
            );
    }
}
