using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;

namespace Denga.Bot.Settings;

[Action("set")]
internal sealed record OpenSettings : IAction;

[Action("set:lang")]
internal sealed record SetLanguage(string Language) : IAction;

/// <summary>Asks where the person is; also the question.</summary>
[Action("set:zone")]
internal sealed record ZoneQuestion : IAction;

/// <param name="Zone">An IANA name.</param>
[Action("set:tz")]
internal sealed record SetZone(string Zone) : IAction;

/// <summary>Asks on which day months begin; also the question.</summary>
[Action("set:start")]
internal sealed record MonthStartQuestion : IAction;

[Action("set:day")]
internal sealed record SetMonthStart(int Day) : IAction;

/// <summary>Language, time zone, start of the month.</summary>
internal sealed class SettingsDialog : Dialog
{
    private static readonly int[] MonthStarts = [1, 5, 10, 15, 20, 25];
    private static readonly Choice Back = (Texts.Back, new OpenSettings());

    private static readonly (Text City, string Zone)[] Cities =
    [
        (SettingsTexts.Kaliningrad, "Europe/Kaliningrad"),
        (SettingsTexts.Moscow, "Europe/Moscow"),
        (SettingsTexts.Yekaterinburg, "Asia/Yekaterinburg"),
        (SettingsTexts.Novosibirsk, "Asia/Novosibirsk"),
        (SettingsTexts.Vladivostok, "Asia/Vladivostok"),
        (SettingsTexts.London, "Europe/London"),
        (SettingsTexts.NewYork, "America/New_York"),
    ];

    /// <summary>Cities in Russian whose zone has another name; English ones are found by the zone's last word.</summary>
    private static readonly Dictionary<string, string> Russian = new(StringComparer.OrdinalIgnoreCase)
    {
        ["санкт-петербург"] = "Europe/Moscow",
        ["питер"] = "Europe/Moscow",
        ["спб"] = "Europe/Moscow",
        ["казань"] = "Europe/Moscow",
        ["нижний новгород"] = "Europe/Moscow",
        ["ростов-на-дону"] = "Europe/Moscow",
        ["краснодар"] = "Europe/Moscow",
        ["сочи"] = "Europe/Moscow",
        ["воронеж"] = "Europe/Moscow",
        ["самара"] = "Europe/Samara",
        ["саратов"] = "Europe/Saratov",
        ["волгоград"] = "Europe/Volgograd",
        ["уфа"] = "Asia/Yekaterinburg",
        ["пермь"] = "Asia/Yekaterinburg",
        ["челябинск"] = "Asia/Yekaterinburg",
        ["тюмень"] = "Asia/Yekaterinburg",
        ["омск"] = "Asia/Omsk",
        ["томск"] = "Asia/Tomsk",
        ["барнаул"] = "Asia/Barnaul",
        ["красноярск"] = "Asia/Krasnoyarsk",
        ["иркутск"] = "Asia/Irkutsk",
        ["чита"] = "Asia/Chita",
        ["якутск"] = "Asia/Yakutsk",
        ["хабаровск"] = "Asia/Vladivostok",
        ["магадан"] = "Asia/Magadan",
        ["минск"] = "Europe/Minsk",
        ["киев"] = "Europe/Kyiv",
        ["алматы"] = "Asia/Almaty",
        ["астана"] = "Asia/Almaty",
        ["ташкент"] = "Asia/Tashkent",
        ["бишкек"] = "Asia/Bishkek",
        ["ереван"] = "Asia/Yerevan",
        ["тбилиси"] = "Asia/Tbilisi",
        ["баку"] = "Asia/Baku",
        ["стамбул"] = "Europe/Istanbul",
        ["дубай"] = "Asia/Dubai",
        ["берлин"] = "Europe/Berlin",
        ["париж"] = "Europe/Paris",
        ["белград"] = "Europe/Belgrade",
        ["бангкок"] = "Asia/Bangkok",
        ["пекин"] = "Asia/Shanghai",
        ["шанхай"] = "Asia/Shanghai",
        ["токио"] = "Asia/Tokyo",
    };

    internal override string Word => "set";

    internal override IReadOnlyList<string> Commands => ["settings", "language", "настройки", "язык"];

    internal override IReadOnlyList<MenuItem> Menu =>
        [new(170, "settings", new("Язык, часовой пояс, начало месяца", "Language, time zone, month start"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) => Show(turn, cancel);

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            SetLanguage language => Change(turn, new ChangeProfile(turn.Person.Id, Language: language.Language), cancel),
            ZoneQuestion => AskZone(turn),
            SetZone zone => Change(turn, new ChangeProfile(turn.Person.Id, TimeZone: zone.Zone), cancel),
            MonthStartQuestion => AskMonthStart(turn),
            SetMonthStart start => StartOn(turn, start.Day, cancel),
            _ => Show(turn, cancel),
        };

    internal override Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        if (question is MonthStartQuestion && DayOf(text) is { } day)
            return StartOn(turn, day, cancel);
        if (question is ZoneQuestion && (OffsetOf(text) ?? (text.Any(char.IsAsciiDigit) ? null : ZoneOf(text))) is { } zone)
            return Change(turn, new ChangeProfile(turn.Person.Id, TimeZone: zone), cancel);
        turn.NoAnswer(question, text, question is ZoneQuestion ? SettingsTexts.AskZone : SettingsTexts.AskMonthStart, Back);
        return Task.CompletedTask;
    }

    /// <summary>"15", "15 число", "15th"; null for anything else.</summary>
    private static int? DayOf(string text)
    {
        var digits = new string([.. text.TakeWhile(char.IsAsciiDigit)]);
        return
            digits.Length > 0
            && text[digits.Length..].Trim() is "" or "." or "число" or "числа" or "-е" or "-го" or "st" or "nd" or "rd" or "th"
            // One that is too long is no day either.
            ? int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
                ? day
                : 0
            : null;
    }

    /// <summary>"UTC+3" or "+3" is the zone so many hours ahead, whose name has the opposite sign; null for anything else.</summary>
    private static string? OffsetOf(string text)
    {
        var hours = text.Replace("UTC", "", StringComparison.OrdinalIgnoreCase)
            .Replace("GMT", "", StringComparison.OrdinalIgnoreCase)
            .Trim();
        if (hours is not [('+' or '-' or '−') and var sign, .. var digits])
            return null;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > (sign == '+' ? 14 : 12))
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(sign == '+' ? '-' : '+')}{number}");
    }

    private static string ZoneOf(string text)
    {
        var city = text.Trim();
        if (Russian.TryGetValue(city, out var known))
            return known;
        foreach (var (name, zone) in Cities)
            if (
                string.Equals(name.Ru, city, StringComparison.OrdinalIgnoreCase)
                || string.Equals(name.En, city, StringComparison.OrdinalIgnoreCase)
            )
                return zone;
        var last = "/" + city.Replace(' ', '_');
        return TimeZoneInfo.GetSystemTimeZones().FirstOrDefault(z => z.Id.EndsWith(last, StringComparison.OrdinalIgnoreCase))?.Id ?? city;
    }

    private static async Task Show(Turn turn, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        if (!book.IsOk)
        {
            turn.ShowError(book.Error);
            return;
        }
        turn.Show(
            turn.Screen()
                .Line(
                    SettingsTexts.State,
                    SettingsTexts.LanguageName.In(language),
                    turn.Person.TimeZone,
                    Words.Clock(turn.Update.At, TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone)),
                    book.Value.MonthStartDay.ToString(CultureInfo.InvariantCulture),
                    Words.Name(book.Value.Currency, language)
                )
                .Row((SettingsTexts.Russian, new SetLanguage("ru")), (SettingsTexts.English, new SetLanguage("en")))
                .Row((SettingsTexts.Zone, new ZoneQuestion()), (SettingsTexts.MonthStart, new MonthStartQuestion()))
                .Row((SettingsTexts.Currency, new OpenCurrency()), Choices.Home)
        );
    }

    private static async Task Change(Turn turn, ChangeProfile change, CancellationToken cancel)
    {
        var changed = await turn.Ask(change, cancel);
        if (changed.IsOk)
        {
            turn.PersonIs(changed.Value);
            await Show(turn, cancel);
            return;
        }
        turn.Expect(new ZoneQuestion());
        turn.ShowError(changed.Error, Back);
    }

    private static Task AskZone(Turn turn)
    {
        turn.Expect(new ZoneQuestion());
        turn.Show(
            turn.Screen()
                .Line(SettingsTexts.AskZone)
                .Grid(2, [.. Cities.Select(c => (Choice)(c.City, new SetZone(c.Zone))), ("UTC", new SetZone("UTC"))])
                .Row(Back)
        );
        return Task.CompletedTask;
    }

    private static Task AskMonthStart(Turn turn)
    {
        turn.Expect(new MonthStartQuestion());
        turn.Show(
            turn.Screen()
                .Line(SettingsTexts.AskMonthStart)
                .Row([.. MonthStarts.Select(d => (Choice)(d.ToString(CultureInfo.InvariantCulture), new SetMonthStart(d)))])
                .Row(Back)
        );
        return Task.CompletedTask;
    }

    private static async Task StartOn(Turn turn, int day, CancellationToken cancel)
    {
        var changed = await turn.Ask(new ChangeBook(turn.Person.Id, MonthStartDay: day), cancel);
        if (changed.IsOk)
        {
            await Show(turn, cancel);
            return;
        }
        turn.Expect(new MonthStartQuestion());
        turn.ShowError(changed.Error, Back);
    }
}
