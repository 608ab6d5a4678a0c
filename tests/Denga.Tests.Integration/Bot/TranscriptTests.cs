using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Denga.Contracts.Identity;
using Denga.Speech;
using Denga.TestKit.Server;
using Denga.TestKit.Telegram;

namespace Denga.Tests.Integration.Bot;

/// <summary>Whole conversations, word for word, the same in every channel. In a transcript <c>&gt;</c> is what the person writes, <c>&gt;~</c> what he
/// edits his last message to, <c>&gt;&gt;</c> what he replies to the bot's last message, <c>[…]</c> the button he presses, <c>$</c> what he does on the
/// payment page that a button opened; <c>&lt;</c> is an
/// answer and <c>&lt;~</c> a changed message. What is on its way (<c>⏳</c>) is passed over: how many of its steps are seen depends on how fast they go.
/// With <c>DENGA_RECORD=1</c> the answers are written into the files instead of compared.</summary>
public sealed partial class TranscriptTests(TranscriptTests.Stage stage) : IClassFixture<TranscriptTests.Stage>
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RecordingQuiet = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan ChangeMax = TimeSpan.FromSeconds(10);
    private static readonly bool Records = Environment.GetEnvironmentVariable("DENGA_RECORD") == "1";

    public static TheoryData<string> Transcripts =>
        [.. Directory.GetFiles(Folder(), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task In_the_web_chat_it_reads(string transcript)
    {
        var language = transcript[..2];
        await using var talker = new WebTalker(await stage.Denga.OpenChat(language, "Europe/Moscow"));
        var path = Path.Combine(Folder(), transcript + ".txt");
        var played = await Play(talker, transcript, await File.ReadAllLinesAsync(path));
        if (Records)
            await File.WriteAllTextAsync(path, played);
        Assert.Equal(await File.ReadAllTextAsync(path), played);
    }

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task In_Telegram_it_reads(string transcript)
    {
        var user = stage.Telegram.User(stage.NextUser(), transcript[..2]);
        await using var talker = new TelegramTalker(user);
        var path = Path.Combine(Folder(), transcript + ".txt");
        var lines = await File.ReadAllLinesAsync(path);
        if (Records)
            return;
        Assert.Equal(await File.ReadAllTextAsync(path), await Play(talker, transcript, lines));
        Assert.Empty(stage.Telegram.Violations);
    }

    private async Task<string> Play(ITalker talker, string name, string[] transcript)
    {
        var played = new List<string>();
        var messages = new SortedDictionary<long, Seen>();
        for (var i = 0; i < transcript.Length; i++)
        {
            var line = transcript[i];
            if (!IsAction(line))
                continue;
            played.Add(line);
            await Act(talker, line, messages);
            foreach (var seen in await Hear(talker, [.. transcript.Skip(i + 1).TakeWhile(l => !IsAction(l))], messages))
            {
                Assert.True(IsNarrow(seen) || !name.EndsWith("-booking", StringComparison.Ordinal), $"Too many buttons: {seen.Text}");
                played.AddRange(Written(seen));
            }
        }
        return string.Join('\n', played) + "\n";
    }

    private static bool IsAction(string line) => line.StartsWith('>') || line.StartsWith('[') || line.StartsWith('$');

    private Task Act(ITalker talker, string line, SortedDictionary<long, Seen> messages)
    {
        if (line.StartsWith('['))
        {
            var (message, label) = messages
                .Values.SelectMany(m => m.Buttons.SelectMany(r => r).Select(label => (m.Id, Label: label)))
                .LastOrDefault(b => Plain(b.Label) == line[1..^1]);
            return label is null
                ? throw new InvalidOperationException($"There is no {line} below: {messages.Values.LastOrDefault()?.Text}")
                : talker.Press(message, label);
        }
        return line switch
        {
            _ when line.StartsWith('$') => stage.Denga.Pay(messages.Values.Last(m => m.Link is not null).Link!, line[2..]),
            _ when line.StartsWith(">~ ", StringComparison.Ordinal) => talker.Edit(Unfolded(line[3..])),
            _ when line.StartsWith(">> ", StringComparison.Ordinal) => talker.Reply(messages.Keys.Last(), Unfolded(line[3..])),
            _ => talker.Say(Unfolded(line[2..])),
        };
    }

    /// <summary>Spaces as they are typed, and one number for all bookings: theirs are made by chance.</summary>
    private static string Plain(string text) => NumberOfBooking().Replace(text.Replace('\u00a0', ' '), "ABC-234-XYZ");

    /// <summary>Lines of one message are written with <c> / </c> between them.</summary>
    private static string Unfolded(string text) => text.Replace(" / ", "\n", StringComparison.Ordinal);

    /// <summary>What follows from other events, such as a payment, may change a message more than once: it is heard until it reads as expected, or nothing
    /// more comes.</summary>
    private static async Task<IReadOnlyList<Seen>> Hear(ITalker talker, string[] expected, SortedDictionary<long, Seen> messages)
    {
        var answers = expected.Count(l => l.StartsWith('<'));
        var heard = new SortedDictionary<long, Seen>();
        try
        {
            while (Records || !Newest().SelectMany(Written).SequenceEqual(expected, StringComparer.Ordinal))
            {
                var enough = heard.Count >= answers;
                var seen = await talker.Next(
                    Records && heard.Count > 0 ? RecordingQuiet
                    : enough ? ChangeMax
                    : HangMax
                );
                if (!seen.Text.StartsWith('⏳'))
                    heard[seen.Id] = messages[seen.Id] = seen;
            }
        }
        catch (TimeoutException) when (Records || heard.Count >= answers)
        {
            // All that there was to hear is heard.
        }
        return Newest();

        // Only a late change of an older message is passed over: a message that nobody expects is not.
        IReadOnlyList<Seen> Newest() =>
            [.. heard.Values.Where((seen, place) => Records || !seen.IsEdited || place >= heard.Count - answers)];
    }

    /// <summary>What a messenger with lists of ten lines and three buttons can show, but for a month of days, which can be written.</summary>
    private static bool IsNarrow(Seen seen) => seen.Buttons.Sum(row => row.Count) <= 10 || seen.Buttons.Any(row => row.Count == 7);

    private static IEnumerable<string> Written(Seen seen)
    {
        // The clock goes on while the conversation is played.
        var lines = TimeOfDay().Replace(Plain(seen.Text), "00:00").Split('\n');
        yield return (seen.IsEdited ? "<~ " : "< ") + lines[0];
        foreach (var line in lines.Skip(1))
            yield return line.Length == 0 ? "" : "  " + line;
        if (seen.HasPicture)
            yield return "  (picture)";
        if (seen.HasFile)
            yield return "  (file)";
        foreach (var row in seen.Buttons)
            yield return "  " + string.Concat(row.Select(b => $"[{Plain(b)}]"));
    }

    [GeneratedRegex(@"\b[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberOfBooking();

    [GeneratedRegex(@"\b\d\d:\d\d(:\d\d)?\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimeOfDay();

    internal static string FileOf(string transcript) => Path.Combine(Folder(), transcript + ".txt");

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Transcripts");

    /// <summary>One Denga with both channels, on Saturday, 21 November 2026, at noon in Moscow.</summary>
    public sealed class Stage : IAsyncLifetime
    {
        private long users = 1000;

        public DengaServer Denga { get; private set; } = null!;

        public TelegramDouble Telegram { get; private set; } = null!;

        public long NextUser() => Interlocked.Increment(ref users);

        public async ValueTask InitializeAsync()
        {
            var clock = new ShiftedClock(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
            Telegram = await TelegramDouble.StartAsync(new TelegramDoubleOptions { Time = clock });
            Denga = await DengaServer.Start(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Telegram:Token"] = Telegram.Token,
                    ["Telegram:ApiAddress"] = Telegram.BaseUrl.ToString().TrimEnd('/'),
                    ["Telegram:MessagesPerSecond"] = 10_000.ToString(CultureInfo.InvariantCulture),
                    ["Telegram:MessagesPerSecondAndChat"] = 10_000.ToString(CultureInfo.InvariantCulture),
                    ["Telegram:BurstPerChat"] = 10_000.ToString(CultureInfo.InvariantCulture),
                    // The rates that came with the program are taken for fresh ones.
                    ["Wallet:Conversion:RatesMaxAge"] = "3650.00:00:00",
                },
                clock
            );
            await RentalBusiness.Open(Denga);
            // Somebody to send money to.
            await Denga.Ask(new Identify("telegram", "900001", "ru", "anna"));
        }

        public async ValueTask DisposeAsync()
        {
            await Denga.DisposeAsync();
            await Telegram.DisposeAsync();
        }
    }
}
