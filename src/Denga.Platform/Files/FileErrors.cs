using Denga.Contracts;

namespace Denga.Platform.Files;

/// <summary>What the store of files says.</summary>
public static class FileErrors
{
    public static readonly Error NotFound = Error.NotFound("files.not_found", "There is no such file, or it has expired.");
    public static readonly Error Away = new(
        "files.away",
        ErrorKind.Unavailable,
        "The store of files does not answer. Try again in a minute."
    );
    public static readonly Error NotAPhoto = Error.Invalid("files.not_a_photo", "This is no photo: send a JPEG or a PNG.");
    public static readonly Error PhotoBroken = Error.Invalid("files.photo_broken", "The photo breaks off in the middle. Send it again.");

    /// <param name="seconds">How long to wait.</param>
    internal static Error TooManyPhotos(string seconds) =>
        new(
            "files.too_many_photos",
            ErrorKind.Limited,
            "These are more photos than one person may send: 20 a minute, 200 and 300 MB a day. Try again later.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["retryAfterSeconds"] = seconds }
        );

    public static readonly Error PhotoTooLarge = new("files.photo_too_large", ErrorKind.TooLarge, "A photo may have at most 5 MB.");
}
