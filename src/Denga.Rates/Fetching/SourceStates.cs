using System.Collections.Concurrent;

namespace Denga.Rates.Fetching;

/// <summary>How the last round went, for the health page.</summary>
internal sealed class SourceStates
{
    private readonly ConcurrentDictionary<string, string> failures = new(StringComparer.Ordinal);

    /// <summary>A sentence for each source that failed when it was last asked.</summary>
    public IReadOnlyList<string> Failures => [.. failures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value)];

    public void Answered(string source) => failures.TryRemove(source, out _);

    public void Failed(string source, string sentence) => failures[source] = sentence;
}
