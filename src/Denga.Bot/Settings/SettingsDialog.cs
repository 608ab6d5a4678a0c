using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;

namespace Denga.Bot.Settings;

/// <summary>Language, time zone, start of the month.</summary>
internal sealed class SettingsDialog : Dialog
{
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

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        var colon = arguments.IndexOf(':', StringComparison.Ordinal);
        var argument = colon < 0 ? "" : arguments[(colon + 1)..];
        return (colon < 0 ? arguments : arguments[..colon]) switch
        {
            "lang" => Change(turn, new ChangeProfile(turn.Person.Id, Language: argument), cancel),
            "zone" => AskZone(turn),
            "tz" => Change(turn, new ChangeProfile(turn.Person.Id, TimeZone: argument), cancel),
            "start" => AskMonthStart(turn),
            "day" => SetMonthStart(turn, argument, cancel),
            _ => Show(turn, cancel),
        };
    }

    internal override Task Answer(Turn turn, string about, string text, CancellationToken cancel)
    {
        if (about == "start" && DayOf(text) is { } day)
            return SetMonthStart(turn, day, cancel);
        if (about == "zone" && (OffsetOf(text) ?? (text.Any(char.IsAsciiDigit) ? null : ZoneOf(text))) is { } zone)
            return Change(turn, new ChangeProfile(turn.Person.Id, TimeZone: zone), cancel);
        NoAnswer(turn, about, text, about == "zone" ? SettingsTexts.AskZone : SettingsTexts.AskMonthStart, Back(turn));
        return Task.CompletedTask;
    }

    /// <summary>"15", "15 число", "15th"; null for anything else.</summary>
    private static string? DayOf(string text)
    {
        var digits = new string([.. text.TakeWhile(char.IsAsciiDigit)]);
        return
            digits.Length > 0
            && text[digits.Length..].Trim() is "" or "." or "число" or "числа" or "-е" or "-го" or "st" or "nd" or "rd" or "th"
            ? digits
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
            turn.Show(
                new Screen(
                    ErrorWords.Of(book.Error, language),
                    [
                        [Rows.Home(language)],
                    ]
                )
            );
            return;
        }
        turn.Show(
            new Screen(
                SettingsTexts.State.In(
                    language,
                    SettingsTexts.LanguageName.In(language),
                    turn.Person.TimeZone,
                    Words.Clock(turn.Update.At, TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone)),
                    book.Value.MonthStartDay.ToString(CultureInfo.InvariantCulture),
                    Words.Name(book.Value.Currency, language)
                ),
                [
                    [
                        Rows.Button(SettingsTexts.Russian, "set:lang:ru", language),
                        Rows.Button(SettingsTexts.English, "set:lang:en", language),
                    ],
                    [Rows.Button(SettingsTexts.Zone, "set:zone", language), Rows.Button(SettingsTexts.MonthStart, "set:start", language)],
                    [Rows.Button(SettingsTexts.Currency, "cur:", language), Rows.Home(language)],
                ]
            )
        );
    }

    private async Task Change(Turn turn, ChangeProfile change, CancellationToken cancel)
    {
        var changed = await turn.Ask(change, cancel);
        if (changed.IsOk)
        {
            turn.PersonIs(changed.Value);
            await Show(turn, cancel);
            return;
        }
        Expect(turn, "zone");
        turn.Show(
            new Screen(
                ErrorWords.Of(changed.Error, turn.Person.Language),
                [
                    [Back(turn)],
                ]
            )
        );
    }

    private Task AskZone(Turn turn)
    {
        Expect(turn, "zone");
        var language = turn.Person.Language;
        var buttons = Cities.Select(c => Rows.Button(c.City, "set:tz:" + c.Zone, language)).Append(new Button("UTC", "set:tz:UTC"));
        turn.Show(new Screen(SettingsTexts.AskZone.In(language), [.. Rows.Of(buttons, 2), [Back(turn)]]));
        return Task.CompletedTask;
    }

    private Task AskMonthStart(Turn turn)
    {
        Expect(turn, "start");
        var days = ((string[])["1", "5", "10", "15", "20", "25"]).Select(d => new Button(d, "set:day:" + d));
        turn.Show(new Screen(SettingsTexts.AskMonthStart.In(turn.Person.Language), [.. Rows.Of(days, 6), [Back(turn)]]));
        return Task.CompletedTask;
    }

    private async Task SetMonthStart(Turn turn, string day, CancellationToken cancel)
    {
        _ = int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var changed = await turn.Ask(new ChangeBook(turn.Person.Id, MonthStartDay: number), cancel);
        if (changed.IsOk)
        {
            await Show(turn, cancel);
            return;
        }
        Expect(turn, "start");
        turn.Show(
            new Screen(
                ErrorWords.Of(changed.Error, turn.Person.Language),
                [
                    [Back(turn)],
                ]
            )
        );
    }

    private static Button Back(Turn turn) => Rows.Button(Texts.Back, "set:", turn.Person.Language);
}
