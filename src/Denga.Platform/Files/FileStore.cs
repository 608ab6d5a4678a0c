using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Denga.Platform.Files;

/// <summary>Settings under <c>Files</c>.</summary>
public sealed class FileStoreOptions
{
    /// <summary>The folder; relative to the working directory.</summary>
    [Required]
    public string Folder { get; init; } = ".denga/files";
}

/// <summary>Files that people get: pictures, exports. A key has 128 random bits, so that who has the link may read the file and nobody else finds it.</summary>
public sealed class FileStore(IOptions<FileStoreOptions> options)
{
    private const int RandomBytes = 16;

    /// <summary>Keeps the content and answers its key. <paramref name="extension"/> such as <c>.png</c> decides the content type.</summary>
    public async Task<string> Save(ReadOnlyMemory<byte> content, string extension, CancellationToken cancel)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes)) + extension;
        var path = PathOf(key)!;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = path + ".part";
        await File.WriteAllBytesAsync(unfinished, content, cancel);
        File.Move(unfinished, path);
        return key;
    }

    /// <summary>Null when there is no such file, or the key is none.</summary>
    public Stream? Open(string key) => PathOf(key) is { } path && File.Exists(path) ? File.OpenRead(path) : null;

    public void Delete(string key)
    {
        if (PathOf(key) is { } path)
            File.Delete(path);
    }

    private string? PathOf(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var valid =
            dot == RandomBytes * 2
            && key.AsSpan(0, dot).IndexOfAnyExceptInRange('0', 'f') < 0
            && key.AsSpan(dot + 1).IndexOfAnyExceptInRange('a', 'z') < 0;
        return valid ? Path.Combine(options.Value.Folder, key[..2], key) : null;
    }
}
