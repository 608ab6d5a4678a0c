using System.Globalization;
using System.Text.Json;
using Denga.Bot.Engine;
using Denga.Platform;

namespace Denga.Bot.Expenses;

/// <summary>Photos about which the person was asked, in their order. Questions are numbered, so that a button means its own photos; at most five are
/// open, the oldest gives way.</summary>
/// <param name="Keys">File keys.</param>
internal sealed record WaitingPhotos(IReadOnlyList<string> Keys, string? Album)
{
    private const int OpenMax = 5;
    private const string Count = "photo.asked";
    private const string Prefix = "photo.ask.";

    /// <summary>The album of the photos that were taken last.</summary>
    private const string Last = "photo.album";

    /// <summary>Of the previous build, whose questions had no number: a single key.</summary>
    private const string Unnumbered = "photo.waits";

    /// <summary>The question's number.</summary>
    internal static string Add(Turn turn, WaitingPhotos photos)
    {
        var number = int.Parse(turn.Get(Count) ?? "0", CultureInfo.InvariantCulture) + 1;
        var name = number.ToString(CultureInfo.InvariantCulture);
        turn.Set(Count, name);
        Put(turn, name, photos);
        foreach (var old in Open(turn).Order().SkipLast(OpenMax).ToList())
            turn.Set(Prefix + old.ToString(CultureInfo.InvariantCulture), null);
        return name;
    }

    internal static void Put(Turn turn, string number, WaitingPhotos photos) =>
        turn.Set(Prefix + number, JsonSerializer.Serialize(photos, DengaJson.Options));

    /// <summary>The question is answered; null when it is not open.</summary>
    internal static WaitingPhotos? Take(Turn turn, string number)
    {
        var found =
            number.Length > 0 ? Find(turn, number)
            : turn.Get(Unnumbered) is { } key ? new WaitingPhotos([key], null)
            : null;
        turn.Set(number.Length > 0 ? Prefix + number : Unnumbered, null);
        turn.Set(Last, found?.Album);
        return found;
    }

    internal static string? LastAlbum(Turn turn) => turn.Get(Last);

    internal static (string Number, WaitingPhotos Photos)? OfAlbum(Turn turn, string album)
    {
        foreach (var number in Open(turn).Select(n => n.ToString(CultureInfo.InvariantCulture)))
            if (Find(turn, number) is { } open && open.Album == album)
                return (number, open);
        return null;
    }

    private static WaitingPhotos? Find(Turn turn, string number) =>
        turn.Get(Prefix + number) is { } json ? JsonSerializer.Deserialize<WaitingPhotos>(json, DengaJson.Options) : null;

    private static IEnumerable<int> Open(Turn turn) =>
        turn
            .State.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(k => int.Parse(k.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
}
