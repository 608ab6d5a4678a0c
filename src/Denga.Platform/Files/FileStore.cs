using System.Buffers;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Files;

/// <summary>Settings under <c>Files</c>.</summary>
public sealed class FileStoreOptions
{
    /// <summary>The folder; relative to the working directory.</summary>
    [Required]
    public string Folder { get; init; } = ".denga/files";

    /// <summary>A bucket in place of the folder.</summary>
    public S3Options? S3 { get; init; }

    /// <summary>How many pictures are drawn at once.</summary>
    [Range(1, 64)]
    public int PicturesAtOnce { get; init; } = 2;

    /// <summary>How long one picture may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan PictureTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Files that people get and send: pictures, exports, photos. A key has 128 random bits, so that who has the link may read the file and
/// nobody else finds it; behind them may stand the name under which a person saves the file. Error of all: <c>files.away</c>.</summary>
public sealed partial class FileStore : IDisposable
{
    public const int PhotoBytesMax = 5 * 1024 * 1024;
    private const int RandomBytes = 16;

    /// <summary>Begins the keys of files that nobody deletes by their age.</summary>
    private const char KeptMark = 'k';
    private const string Png = ".png";
    private const int NameMax = 100;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> NameLetters = SearchValues.Create(
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );
    private readonly IFilePlace place;
    private readonly ILogger<FileStore> log;
    private readonly PhotoLimits photos;
    private readonly PngRenderer renderer;
    private readonly ConcurrentDictionary<string, Lazy<Task>> drawing = new(StringComparer.Ordinal);

    internal FileStore(IFilePlace place, PhotoLimits photos, FileStoreOptions options, TimeProvider clock, ILogger<FileStore> log)
    {
        this.place = place;
        this.photos = photos;
        this.log = log;
        renderer = new PngRenderer(options.PicturesAtOnce, options.PictureTimeout, clock);
    }

    public void Dispose() => renderer.Dispose();

    /// <summary>Keeps the content and answers its key. <paramref name="name"/> is what a person saves it as, such as
    /// <c>denga-expenses-2026-11.csv</c>: Latin letters, digits and hyphens, so that it survives every mail and messenger; or its extension alone,
    /// which decides the content type.</summary>
    public Task<Result<string>> Save(ReadOnlyMemory<byte> content, string name, CancellationToken cancel)
    {
        var key = name.StartsWith('.') ? NewName() + name : $"{NewName()}-{name}";
        if (!IsKey(key))
            throw new ArgumentException($"«{name}» is no name for a file.", nameof(name));
        return Save(key, key, content, cancel);
    }

    /// <summary>Keeps a picture and answers the key of its PNG, which is drawn when it is first opened: drawing takes longer than everything
    /// else that leads to a picture, and nobody waits for it but who looks.</summary>
    public Task<Result<string>> SavePicture(string svg, CancellationToken cancel)
    {
        var key = NewName() + Png;
        return Save(key, DrawingOf(key), Encoding.UTF8.GetBytes(svg), cancel);
    }

    /// <summary>Keeps a photo that a person sent, a JPEG or PNG by its content, whatever its name says, and only the picture of it. Errors:
    /// <c>files.not_a_photo</c>, <c>files.photo_too_large</c>, <c>files.photo_broken</c>, <c>files.too_many_photos</c>.</summary>
    public async Task<Result<string>> SavePhoto(PersonId person, Stream content, CancellationToken cancel)
    {
        if (await photos.RefusesOneMore(person, cancel) is { } many)
            return many;
        const int enough = PhotoBytesMax + 1;
        var buffer = ArrayPool<byte>.Shared.Rent(enough);
        try
        {
            var length = await content.ReadAtLeastAsync(buffer.AsMemory(0, enough), enough, throwOnEndOfStream: false, cancel);
            if (length > PhotoBytesMax)
                return FileErrors.PhotoTooLarge;
            if (PhotoFormat.ExtensionOf(buffer.AsSpan(0, length)) is not { } extension)
                return FileErrors.NotAPhoto;
            if (PhotoFormat.PictureOf(buffer.AsSpan(0, length)) is not { } picture)
                return FileErrors.PhotoBroken;
            if (await photos.Refuses(person, picture.Length, cancel) is { } much)
                return much;
            var key = KeptMark + NewName() + extension;
            return await Save(key, key, picture, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Keeps a small picture that was drawn of a photo (<see cref="Draw"/>) for as long as the photo: nobody deletes it by its age.</summary>
    public Task<Result<string>> KeepDrawn(ReadOnlyMemory<byte> png, CancellationToken cancel)
    {
        var key = KeptMark + NewName() + Png;
        return Save(key, key, png, cancel);
    }

    /// <summary>Errors: <c>files.not_found</c>, also when the key is none or the picture cannot be drawn here.</summary>
    public async Task<Result<Stream>> Open(string key, CancellationToken cancel)
    {
        if (!IsKey(key))
            return FileErrors.NotFound;
        try
        {
            if (await place.Get(key, cancel) is { } content)
                return content;
            if (!key.EndsWith(Png, StringComparison.Ordinal))
                return FileErrors.NotFound;
            // Whoever gives up waiting does not stop the others.
            await drawing.GetOrAdd(key, k => new Lazy<Task>(() => Draw(k))).Value.WaitAsync(cancel);
            return await place.Get(key, cancel) is { } drawn ? drawn : FileErrors.NotFound;
        }
        catch (FilesAwayException e)
        {
            Away(e);
            return FileErrors.Away;
        }
    }

    /// <summary>A picture as a PNG, for whoever puts it into a document; null when it cannot be drawn here.</summary>
    public async Task<byte[]?> Draw(string svg, CancellationToken cancel)
    {
        try
        {
            return await renderer.Render(svg, cancel);
        }
        catch (PictureException failure)
        {
            NotDrawn(failure.Message);
            return null;
        }
    }

    /// <summary>The keys of files, but for kept ones, that were written so long ago. Throws while the store is away.</summary>
    public IAsyncEnumerable<string> OlderThan(TimeSpan age, CancellationToken cancel) =>
        place.OlderThan(age, cancel).Select(PictureOf).Where(key => IsKey(key) && !IsKept(key));

    /// <summary>A link to the file itself, past Denga, good for five minutes; null where there are none, and for pictures that may have to be
    /// drawn first.</summary>
    public Uri? Link(string key) => IsKey(key) && !key.EndsWith(Png, StringComparison.Ordinal) ? place.Link(key, NameOf(key)) : null;

    /// <summary>Throws while the store is away, so that whoever cleans up tries again.</summary>
    public async Task Delete(string key, CancellationToken cancel)
    {
        if (!IsKey(key))
            return;
        await place.Delete(key, cancel);
        if (key.EndsWith(Png, StringComparison.Ordinal))
            await place.Delete(DrawingOf(key), cancel);
    }

    internal static string TypeOf(string key) =>
        Path.GetExtension(key) switch
        {
            Png => "image/png",
            ".jpg" => "image/jpeg",
            ".svg" => "image/svg+xml",
            ".csv" => "text/csv; charset=utf-8",
            ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".pdf" => "application/pdf",
            _ => "application/octet-stream",
        };

    /// <summary>The name under which a person saves it; never a part of what is secret in the key.</summary>
    public static string NameOf(string key)
    {
        var start = (IsKept(key) ? 1 : 0) + (RandomBytes * 2);
        return key.Length > start && key[start] == '-'
            ? key[(start + 1)..]
            : (IsKept(key) ? "denga-photo" : "denga") + Path.GetExtension(key);
    }

    internal static bool IsKept(string key) => key[0] == KeptMark;

    private async Task<Result<string>> Save(string key, string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        try
        {
            await place.Put(name, content, cancel);
            return key;
        }
        catch (FilesAwayException e)
        {
            Away(e);
            return FileErrors.Away;
        }
    }

    private async Task Draw(string key)
    {
        try
        {
            if (await place.Get(DrawingOf(key), CancellationToken.None) is not { } kept)
                return;
            using var svg = new StreamReader(kept);
            var png = await renderer.Render(await svg.ReadToEndAsync(), CancellationToken.None);
            await place.Put(key, png, CancellationToken.None);
        }
        catch (PictureException failure)
        {
            NotDrawn(failure.Message);
        }
        finally
        {
            drawing.TryRemove(key, out _);
        }
    }

    private static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    private static string DrawingOf(string key) => Path.ChangeExtension(key, ".svg");

    private static string PictureOf(string name) =>
        name.EndsWith(".svg", StringComparison.Ordinal) ? Path.ChangeExtension(name, Png) : name;

    /// <summary>A drawing is reached by its picture's key only: a browser would run what is in it.</summary>
    private static bool IsKey(string key)
    {
        var name = key.AsSpan(key.StartsWith(KeptMark) ? 1 : 0);
        const int random = RandomBytes * 2;
        var dot = name.IndexOf('.');
        return dot is >= random and <= random + NameMax
            && name[..random].IndexOfAnyExcept(HexDigits) < 0
            && (dot == random || (name[random] == '-' && name[random..dot].IndexOfAnyExcept(NameLetters) < 0))
            && name.Length > dot + 1
            && name[(dot + 1)..].IndexOfAnyExceptInRange('a', 'z') < 0
            && name[(dot + 1)..] is not "svg";
    }

    [LoggerMessage(LogLevel.Warning, "A picture cannot be drawn: {Failure}")]
    private partial void NotDrawn(string failure);

    [LoggerMessage(LogLevel.Warning, "Files can be neither kept nor read")]
    private partial void Away(Exception e);
}
