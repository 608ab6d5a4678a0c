using System.Text.Json;
using System.Text.Json.Serialization;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Operations;

namespace Denga.Bot.Engine;

/// <summary>One thing that a person did, and what the bot does about it. A turn may be run again from its beginning after a crash; its
/// operations have ids made of the update, so nothing happens twice.</summary>
internal sealed class Turn(
    Update update,
    Conversation conversation,
    Person person,
    KeptMessage? about,
    DialogRegistry dialogs,
    IOperations operations,
    MessageStore messages,
    Func<bool> mayWait
)
{
    private const string LastButtons = "buttons";
    private const string Question = "expected";

    /// <summary>A draft of another version may have more, or less.</summary>
    private static readonly JsonSerializerOptions Tolerant = new(DengaJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectRequiredConstructorParameters = false,
    };
    private readonly Dictionary<string, string> state = new(conversation.State, StringComparer.Ordinal);
    private readonly Queue<string> photos = new();
    private readonly List<Screen> sends = [];
    private readonly Dictionary<long, Screen> edits = [];
    private readonly List<IEvent> events = [];

    internal Update Update => update;
    internal Conversation Conversation => conversation;
    internal Person Person { get; private set; } = person;

    /// <summary>The bot's message whose button was pressed, or that was replied to.</summary>
    internal KeptMessage? About => about;

    internal IReadOnlyDictionary<string, string> State => state;
    internal IReadOnlyList<Screen> Sends => sends;
    internal IReadOnlyDictionary<long, Screen> Edits => edits;
    internal IReadOnlyList<IEvent> Events => events;

    /// <summary>Something was done that the same message, sent once more, does once more.</summary>
    internal bool HasEffect { get; private set; }

    /// <summary>File keys of photos that wait for entries to be attached to, the first first.</summary>
    internal IReadOnlyCollection<string> Photos => photos;

    internal string? Toast { get; private set; }

    /// <summary>What the previous turn had waited for; a command or a press ends the waiting.</summary>
    internal string? Awaited { get; set; }

    /// <summary>What the next text answers: the dialog's word, a colon and what it asked; null when nothing is asked.</summary>
    internal string? Expected
    {
        get => Get(Question);
        set => Set(Question, value);
    }

    /// <summary>The next text of the person is for the question's dialog. Any command, button or other wish ends the waiting.</summary>
    internal void Expect(IAction question) => Expected = ActionCodec.Write(question);

    /// <summary>What was written is no answer to what was asked. What the default dialog takes may be written at any moment, and takes the place of the
    /// question; to anything else is said what is expected, and the question goes on waiting.</summary>
    internal void NoAnswer(IAction question, string text, Text expected, Choice instead)
    {
        if (text.Any(char.IsAsciiDigit))
            PassToDefault(text);
        else
            Remind(question, expected, instead);
    }

    /// <summary>Says what is expected, and goes on waiting.</summary>
    internal void Remind(IAction question, Text expected, Choice instead)
    {
        Expect(question);
        Send(Screen().Line(expected).Row(instead));
    }

    internal DialogRegistry Dialogs => dialogs;

    /// <summary>The dialog's command with which the turn goes on, or null.</summary>
    internal (Dialog Dialog, string Arguments)? Next { get; set; }

    /// <summary>For metrics: which command or dialog worked the turn.</summary>
    internal string Command { get; set; } = "unknown";

    /// <summary>The day in the person's time zone when he did it.</summary>
    internal DateOnly Today =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(update.At, TimeZoneInfo.FindSystemTimeZoneById(Person.TimeZone)).DateTime);

    internal bool IsRussian => Person.Language == "ru";

    /// <summary>The turn goes on as another dialog's command.</summary>
    internal void PassTo<TDialog>(string arguments)
        where TDialog : Dialog => Next = (dialogs.Of<TDialog>(), arguments);

    /// <summary>The turn goes on as if nothing else had been meant.</summary>
    internal void PassToDefault(string text) => Next = (dialogs.Default, text);

    /// <summary>A module whose process is away is waited for: the turn then runs again from its beginning.</summary>
    /// <param name="hasEffect">Whether the answer says that something was done; without it, it was.</param>
    internal async Task<Result<TAnswer>> Ask<TAnswer>(
        IOperation<TAnswer> operation,
        CancellationToken cancel,
        Func<TAnswer, bool>? hasEffect = null
    )
    {
        var answer = await operations.Ask(operation, cancel);
        HasEffect |= answer.IsOk && HasOwnId(operation) && hasEffect?.Invoke(answer.Value) != false;
        return answer.Error is { Code: ModuleAwayException.Code } && mayWait() ? throw new ModuleAwayException() : answer;
    }

    /// <summary>The newest message of the bot in this conversation about something.</summary>
    internal Task<KeptMessage?> MessageAbout(Subject subject, CancellationToken cancel) =>
        messages.MessageAbout(conversation.Id, subject, cancel);

    /// <summary>A new message.</summary>
    internal void Send(Screen screen)
    {
        sends.Add(screen);
        Remember(screen);
    }

    /// <summary>The living message: a press changes the message that was pressed, a typed word brings a new one.</summary>
    internal void Show(Screen screen)
    {
        if (update.Kind == UpdateKind.Button && about is not null)
            Edit(about.Id, screen);
        else
            Send(screen);
    }

    /// <summary>The pressed message as it is now: for a press on buttons that it no longer has.</summary>
    internal void ShowAgain()
    {
        if (about is not null)
            Edit(about.Id, new Screen(about.Text, about.Buttons, about.Picture, about.File, about.Subject));
    }

    /// <summary>Changes an earlier message of the bot.</summary>
    internal void Edit(long message, Screen screen)
    {
        edits[message] = screen;
        Remember(screen);
    }

    /// <summary>The action of the last shown button with this label: typing it is pressing it.</summary>
    internal string? ActionTyped(string text)
    {
        foreach (var button in (Get(LastButtons) ?? "").AsSpan().EnumerateLines())
        {
            var tab = button.IndexOf('\t');
            if (tab > 0 && button[(tab + 1)..].Equals(text, StringComparison.OrdinalIgnoreCase))
                return button[..tab].ToString();
        }
        return null;
    }

    /// <summary>A line for each button: its action, a tab, its label as people type it.</summary>
    private void Remember(Screen screen)
    {
        // What changes by itself is not what the person is answering.
        if (update.Kind == UpdateKind.Notification)
            return;
        var buttons = screen.Buttons?.SelectMany(r => r).Select(b => $"{b.Press()}\t{b.Label.Replace('\u00a0', ' ')}").ToArray() ?? [];
        Set(LastButtons, buttons.Length == 0 ? null : string.Join('\n', buttons));
    }

    /// <summary>The event becomes true with the turn.</summary>
    internal void Publish(IEvent happened) => events.Add(happened);

    /// <summary>A word that appears for a moment over a pressed button.</summary>
    internal void Say(string toast) => Toast = toast;

    internal ScreenBuilder Screen() => new(Person.Language);

    /// <summary>What the conversation keeps in JSON; null also for what an older version kept otherwise.</summary>
    internal TDraft? Get<TDraft>(string name)
        where TDraft : class
    {
        try
        {
            return Get(name) is { } json ? JsonSerializer.Deserialize<TDraft>(json, Tolerant) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal void Set<TDraft>(string name, TDraft? draft)
        where TDraft : class => Set(name, draft is null ? null : JsonSerializer.Serialize(draft, Tolerant));

    internal string? Get(string name) => state.GetValueOrDefault(name);

    internal void AddPhoto(string? key)
    {
        if (key is not null)
            photos.Enqueue(key);
    }

    internal string? TakePhoto() => photos.TryDequeue(out var key) ? key : null;

    /// <summary>Null forgets.</summary>
    internal void Set(string name, string? value)
    {
        if (value is null)
            state.Remove(name);
        else
            state[name] = value;
    }

    internal void PersonIs(Person changed) => Person = changed;

    /// <summary>What has an id of this message's: another message is another operation.</summary>
    private static bool HasOwnId<TAnswer>(IOperation<TAnswer> operation) =>
        operation.GetType().GetProperty("Id")?.PropertyType == typeof(OperationId);
}

/// <summary>The process of a module does not answer.</summary>
internal sealed class ModuleAwayException : Exception
{
    internal const string Code = "module.silent";
}
