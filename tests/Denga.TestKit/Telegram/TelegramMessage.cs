using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>A message of a chat as it stands now; an edit replaces it, a deletion marks it.</summary>
public sealed record TelegramMessage(long ChatId, int MessageId, bool FromBot, DateTimeOffset Date)
{
    /// <summary>The text or the caption as a person sees it, without markup; empty for a sticker or a picture without words.</summary>
    public string Text { get; init; } = "";

    /// <summary>The text or the caption as it was sent, with its markup.</summary>
    public string Source { get; init; } = "";

    public IReadOnlyList<TelegramEntity> Entities { get; init; } = [];

    /// <summary>The inline keyboard, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<TelegramButton>> Buttons { get; init; } = [];

    /// <summary>The labels of a reply keyboard, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Keyboard { get; init; } = [];

    public bool RemovesKeyboard { get; init; }

    public bool ForcesReply { get; init; }

    public TelegramFile? Photo { get; init; }

    public TelegramFile? Document { get; init; }

    public int? RepliesTo { get; init; }

    public int Edits { get; init; }

    public bool Edited => Edits > 0;

    public bool Deleted { get; init; }

    /// <summary>Grows with every change of any chat: what is larger came later.</summary>
    public long Sequence { get; init; }

    /// <summary>What was sent together has the same.</summary>
    public string? Album { get; init; }

    internal JsonNode? ReplyMarkup { get; init; }

    /// <summary>What a person's message holds besides text: a sticker, a voice.</summary>
    internal JsonObject? Other { get; init; }

    public TelegramButton? Button(string labelOrData) =>
        Buttons.SelectMany(row => row).FirstOrDefault(button => button.Label == labelOrData || button.Data == labelOrData);

    public override string ToString() =>
        $"#{MessageId} {(FromBot ? "bot" : "person")}: {(Photo is null ? "" : "[photo] ")}{(Document is null ? "" : "[document] ")}{Text}"
        + string.Concat(Buttons.Select(row => "\n    " + string.Join(" ", row.Select(button => $"[{button.Label}]"))))
        + (Edited ? " (edited)" : "")
        + (Deleted ? " (deleted)" : "");
}

public sealed record TelegramButton(string Label, string? Data, string? Url);

/// <summary>Formatting of a stretch of text, in UTF-16 units; <paramref name="Value"/> is a link's address or a code's language.</summary>
public sealed record TelegramEntity(string Type, int Offset, int Length, string? Value = null);

/// <summary>A file that the bot uploaded, or that a person sent.</summary>
public sealed record TelegramFile(string FileId, string Name, string? ContentType, ReadOnlyMemory<byte> Content)
{
    public int Width { get; init; }

    public int Height { get; init; }
}

/// <summary>A request that Telegram would refuse: the defect is in the bot.</summary>
public sealed record TelegramViolation(string Method, string Problem, string Request)
{
    public override string ToString() => $"{Method}: {Problem}\n  {Request}";
}

/// <summary>A request that came in, also a refused one.</summary>
public sealed record TelegramCall(string Method, JsonObject Arguments, int Status, string? Description)
{
    public bool Succeeded => Status == 200;

    /// <summary>A field as text, or null.</summary>
    public string? this[string field] => Arguments[field]?.ToString();
}

/// <summary>A press on an inline button, and how the bot answered it.</summary>
public sealed record TelegramPress(string Id, long ChatId, int MessageId, int UpdateId, string Data)
{
    public bool Answered { get; init; }

    public string? Answer { get; init; }

    public bool ShowsAlert { get; init; }
}
