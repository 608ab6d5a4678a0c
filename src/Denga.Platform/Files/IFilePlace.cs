using Denga.Platform.Health;

namespace Denga.Platform.Files;

/// <summary>Where files lie: a folder, or a bucket. Names are those of <see cref="FileStore"/>; what stands behind a name never changes.
/// A place that does not answer throws <see cref="FilesAwayException"/>.</summary>
internal interface IFilePlace : IHealthCheck
{
    Task Put(string name, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>Null when there is no such file.</summary>
    Task<Stream?> Get(string name, CancellationToken cancel);

    /// <summary>A file that is not there is deleted already.</summary>
    Task Delete(string name, CancellationToken cancel);

    /// <summary>The names of files, but for kept ones, that were written so long ago by the place's own clock.</summary>
    IAsyncEnumerable<string> OlderThan(TimeSpan age, CancellationToken cancel);

    /// <summary>A link past Denga to the file, good for a few minutes; null where there are none.</summary>
    /// <param name="attachedAs">The name under which a browser saves it.</param>
    Uri? Link(string name, string attachedAs);
}

/// <summary>Files cannot be kept or read at the moment; the same may succeed later.</summary>
internal sealed class FilesAwayException(string message, Exception inner) : Exception(message, inner);
