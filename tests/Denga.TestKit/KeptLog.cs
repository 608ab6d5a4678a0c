using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denga.TestKit;

/// <summary>Keeps what a server writes into its log; of all categories, the scopes as well.</summary>
/// <param name="category">Only this one; null for all.</param>
public sealed class KeptLog(string? category = null) : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Said => [.. lines];

    public void Clear() => lines.Clear();

    public ILogger CreateLogger(string categoryName) => category is null || categoryName == category ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        if (category is null)
            lines.Enqueue(state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue(exception is null ? formatter(state, exception) : formatter(state, exception) + "\n" + exception);

    public void Dispose() { }
}
