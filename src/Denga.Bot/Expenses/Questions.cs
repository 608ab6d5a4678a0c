using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>A line that waits for the person's decision. <paramref name="Id"/> is the operation that the decision will be, however often it is pressed.</summary>
/// <param name="Photo">File key of the photo that came with the line.</param>
internal sealed record OpenQuestion(
    OperationId Id,
    string? Message,
    string Line,
    string Reason,
    IReadOnlyList<NewExpense> Choices,
    string? Photo = null
);

/// <summary>Open questions of a conversation, numbered; at most five, the oldest gives way.</summary>
internal static class Questions
{
    internal const int OpenMax = 5;
    private const string Count = "e.asked";
    private const string Prefix = "e.ask.";

    internal static string Open(Turn turn, OpenQuestion question)
    {
        var number = int.Parse(turn.Get(Count) ?? "0", CultureInfo.InvariantCulture) + 1;
        turn.Set(Count, number.ToString(CultureInfo.InvariantCulture));
        turn.Set(Prefix + number.ToString(CultureInfo.InvariantCulture), question);
        var open = turn
            .State.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(k => int.Parse(k.AsSpan(Prefix.Length), CultureInfo.InvariantCulture))
            .Order()
            .ToList();
        foreach (var old in open.Take(open.Count - OpenMax))
            turn.Set(Prefix + old.ToString(CultureInfo.InvariantCulture), null);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    internal static OpenQuestion? Find(Turn turn, string number) => turn.Get<OpenQuestion>(Prefix + number);

    /// <summary>The numbers of what is asked about a message.</summary>
    internal static IReadOnlyList<string> About(Turn turn, string? message) =>
        [
            .. turn
                .State.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(k => k[Prefix.Length..])
                .Where(number => message is not null && Find(turn, number)?.Message == message)
                .ToList(),
        ];

    internal static void Close(Turn turn, string number) => turn.Set(Prefix + number, null);

    /// <summary>A reading in words: the amount, and whatever else it differs in from the others.</summary>
    internal static string Label(NewExpense choice, IReadOnlyList<NewExpense> all, IReadOnlyDictionary<string, Category> names, Turn turn)
    {
        var language = turn.Person.Language;
        var parts = new List<string> { Words.Of(choice.Amount, language) };
        if (all.Any(o => o.Kind != choice.Kind))
            parts.Insert(0, Words.Kind(choice.Kind, language, title: true));
        if (all.Any(o => o.Day != choice.Day))
            parts.Add(Words.Near(choice.Day, turn.Today, language));
        if (all.Any(o => o.Note != choice.Note) || all.Count == 1 && choice.Note.Length > 0)
            parts.Add(PlainText.Cut(choice.Note, 30));
        if (choice.Category is { } category && all.Any(o => o.Category != choice.Category))
            parts.Add(CategoryNames.Name(names, category, language));
        return string.Join(" · ", parts);
    }
}

/// <summary>Under which operations entries of a message were recorded besides its own: as answers to questions about it.</summary>
internal static class Originals
{
    private const string Name = "e.originals";
    private const int RememberedMax = 20;

    internal static void Remember(Turn turn, string? message, OperationId recording)
    {
        if (message is null || recording == turn.Update.OperationOf(message))
            return;
        var original = new Original(message, recording);
        var kept = All(turn).Where(o => o != original).TakeLast(RememberedMax - 1).Append(original);
        turn.Set(Name, kept.ToList());
    }

    internal static IReadOnlyList<OperationId> Of(Turn turn, string? message) =>
        [.. All(turn).Where(o => o.Message == message).Select(o => o.Recording)];

    private static List<Original> All(Turn turn) => turn.Get<List<Original>>(Name) ?? [];

    private sealed record Original(string Message, OperationId Recording);
}

/// <summary>The last messages of a conversation by a hash of their words. Messengers send an edit also where no word has changed (a reaction, the
/// preview of a link); a message that recorded something is compared with what it recorded, any other with this.</summary>
internal static class RecentMessages
{
    private const string Name = "e.heard";
    private const int RememberedMax = 8;
    private const int HashBytes = 6;

    internal static void Remember(Turn turn)
    {
        if (turn.Update.Message is not { } message)
            return;
        var kept = All(turn).Where(h => !IsOf(h, message)).TakeLast(RememberedMax - 1).Append($"{message}:{Hash(turn.Update.Text)}");
        turn.Set(Name, string.Join(' ', kept));
    }

    /// <summary>False also where the message is no longer known.</summary>
    internal static bool HasChanged(Turn turn, string text) =>
        turn.Update.Message is { } message
        && All(turn).LastOrDefault(h => IsOf(h, message)) is { } heard
        && heard[(message.Length + 1)..] != Hash(text);

    private static bool IsOf(string heard, string message) =>
        heard.StartsWith(message, StringComparison.Ordinal) && heard.Length > message.Length && heard[message.Length] == ':';

    private static string[] All(Turn turn) => (turn.Get(Name) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Hash(string? text) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes((text ?? "").Trim())).AsSpan(0, HashBytes));
}

/// <summary>The entries that were recorded last, which /cancel offers to undo.</summary>
/// <param name="Recording">Under which they were recorded together.</param>
internal sealed record LastEntries(IReadOnlyList<ExpenseId> Entries, OperationId? Recording)
{
    private const string Name = "e.last";

    internal static LastEntries? Of(Turn turn) => turn.Get<LastEntries>(Name);

    internal static void Are(Turn turn, LastEntries? entries) => turn.Set(Name, entries);
}
