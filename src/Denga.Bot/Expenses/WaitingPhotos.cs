using System.Globalization;
using Denga.Bot.Engine;

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

    internal static void Put(Turn turn, string number, WaitingPhotos photos) => turn.Set(Prefix + number, photos);

    /// <summary>The question is answered; null when it is not open.</summary>
    internal static WaitingPhotos? Take(Turn turn, string number)
    {
        var found = Find(turn, number);
        turn.Set(Prefix + number, null);
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

    private static WaitingPhotos? Find(Turn turn, string number) => turn.Get<WaitingPhotos>(Prefix + number);

    private static IEnumerable<int> Open(Turn turn) =>
        turn
            .State.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(k => int.Parse(k.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
}
