using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denga.Platform.Files;

/// <summary>Settings under <c>Files</c>.</summary>
public sealed class FileStoreOptions
{
    /// <summary>The folder; relative to the working directory.</summary>
    [Required]
    public string Folder { get; init; } = ".denga/files";

    /// <summary>How many pictures are drawn at once.</summary>
    [Range(1, 64)]
    public int PicturesAtOnce { get; init; } = 2;

    /// <summary>How long one picture may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan PictureTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Files that people get: pictures, exports. A key has 128 random bits, so that who has the link may read the file and nobody else finds it.</summary>
public sealed partial class FileStore : IDisposable
{
    private const int RandomBytes = 16;
    private const string Png = ".png";
    private readonly string folder;
    private readonly ILogger<FileStore> log;
    private readonly PngRenderer renderer;
    private readonly ConcurrentDictionary<string, Lazy<Task>> drawing = new(StringComparer.Ordinal);

    public FileStore(IOptions<FileStoreOptions> options, TimeProvider clock, ILogger<FileStore> log)
    {
        folder = options.Value.Folder;
        this.log = log;
        renderer = new PngRenderer(options.Value.PicturesAtOnce, options.Value.PictureTimeout, clock);
    }

    public void Dispose() => renderer.Dispose();

    /// <summary>Keeps the content and answers its key. <paramref name="extension"/> such as <c>.png</c> decides the content type.</summary>
    public async Task<string> Save(ReadOnlyMemory<byte> content, string extension, CancellationToken cancel)
    {
        var key = NewName() + extension;
        await Write(PathOf(key)!, content, cancel);
        return key;
    }

    /// <summary>Keeps a picture and answers the key of its PNG, which is drawn when it is first opened: drawing takes longer than everything
    /// else that leads to a picture, and nobody waits for it but who looks.</summary>
    public async Task<string> SavePicture(string svg, CancellationToken cancel)
    {
        var key = NewName() + Png;
        await Write(DrawingOf(PathOf(key)!), Encoding.UTF8.GetBytes(svg), cancel);
        return key;
    }

    /// <summary>Null when there is no such file, the key is none, or the picture cannot be drawn here.</summary>
    public async Task<Stream?> Open(string key, CancellationToken cancel)
    {
        if (PathOf(key) is not { } path)
            return null;
        if (!File.Exists(path) && path.EndsWith(Png, StringComparison.Ordinal) && File.Exists(DrawingOf(path)))
            // Whoever gives up waiting does not stop the others.
            await drawing.GetOrAdd(path, p => new Lazy<Task>(() => Draw(p))).Value.WaitAsync(cancel);
        return File.Exists(path) ? File.OpenRead(path) : null;
    }

    public void Delete(string key)
    {
        if (PathOf(key) is not { } path)
            return;
        File.Delete(path);
        File.Delete(DrawingOf(path));
    }

    private async Task Draw(string path)
    {
        try
        {
            var svg = await File.ReadAllTextAsync(DrawingOf(path));
            await Write(path, await renderer.Render(svg, CancellationToken.None), CancellationToken.None);
        }
        catch (PictureException failure)
        {
            NotDrawn(failure.Message);
        }
        finally
        {
            drawing.TryRemove(path, out _);
        }
    }

    private static async Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = path + ".part";
        await File.WriteAllBytesAsync(unfinished, content, cancel);
        File.Move(unfinished, path, overwrite: true);
    }

    private static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    private static string DrawingOf(string path) => Path.ChangeExtension(path, ".svg");

    private string? PathOf(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var valid =
            dot == RandomBytes * 2
            && key.AsSpan(0, dot).IndexOfAnyExceptInRange('0', 'f') < 0
            && key.AsSpan(dot + 1).IndexOfAnyExceptInRange('a', 'z') < 0;
        return valid ? Path.Combine(folder, key[..2], key) : null;
    }

    [LoggerMessage(LogLevel.Warning, "A picture cannot be drawn: {Failure}")]
    private partial void NotDrawn(string failure);
}
