using System.Globalization;
using System.Text.RegularExpressions;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Texts;

namespace Denga.Booking.Objects;

/// <summary>What is written of types and objects, cleaned and looked at. Pure.</summary>
internal static partial class ObjectChecks
{
    internal const int UnitsMax = 500;
    private const int NameMax = 100;
    private const int CharactersMax = 4_000;
    private const int AddressMax = 300;
    private const int UnitNameMax = 60;
    private const int DefinitionsMax = 50;
    private const int DaysMax = 365;
    private const int HoursMax = 720;
    private const int HorizonMax = 1_000;
    private static readonly TimeSpan BufferMax = TimeSpan.FromDays(7);
    private static readonly TimeSpan NoticeMax = TimeSpan.FromDays(60);

    /// <summary>The type as it is kept. Error: <c>booking.bad_type</c>.</summary>
    internal static Result<ObjectType> Clean(ObjectType type)
    {
        var clean = type with
        {
            Name = OneLine(type.Name),
            Properties =
            [
                .. type.Properties.Select(p => p with { Name = OneLine(p.Name), Choices = p.Choices?.Select(PlainText.OneLine).ToArray() }),
            ],
        };
        var isRight =
            Key().IsMatch(clean.Key)
            && IsName(clean.Name)
            && clean.Properties.Count <= DefinitionsMax
            && clean.Properties.All(p => Key().IsMatch(p.Key) && IsName(p.Name) && AreChoices(p))
            && clean.Properties.Select(p => p.Key).Distinct(StringComparer.Ordinal).Count() == clean.Properties.Count;
        return isRight ? clean : BookingErrors.BadType;
    }

    /// <summary>The text as it is kept. Error: <c>booking.bad_object</c>.</summary>
    internal static Result<ObjectText> Clean(ObjectText text, ObjectType type)
    {
        var clean = text with
        {
            Name = OneLine(text.Name),
            Description = Lines(text.Description),
            HouseRules = Lines(text.HouseRules),
            Place = text.Place with
            {
                City = OneLine(text.Place.City),
                Address = text.Place.Address is { } a ? PlainText.OneLine(a) : null,
            },
            Rules = text.Rules with { ArrivalDays = [.. text.Rules.ArrivalDays.Distinct().Order()] },
            Properties = text.Properties.ToDictionary(p => p.Key, p => PlainText.OneLine(p.Value), StringComparer.Ordinal),
        };
        return Wrong(clean, type) is { } field ? BookingErrors.BadObject(field) : clean;
    }

    /// <summary>The names as they are kept. Errors: <c>booking.bad_unit</c>, <c>booking.too_many_units</c>.</summary>
    internal static Result<string[]> Units(IReadOnlyList<string> names)
    {
        string[] clean = [.. names.Select(PlainText.OneLine)];
        if (clean.Length > UnitsMax)
            return BookingErrors.TooManyUnits;
        return
            clean.Length > 0
            && Array.TrueForAll(clean, n => n.Length is > 0 and <= UnitNameMax)
            && clean.Distinct(StringComparer.OrdinalIgnoreCase).Count() == clean.Length
            ? clean
            : BookingErrors.BadUnit;
    }

    /// <summary>The days on which stays begin, a bit for each.</summary>
    internal static int Bits(IReadOnlyList<DayOfWeek> days) => days.Count == 0 ? 127 : days.Sum(d => 1 << (int)d);

    private static string? Wrong(ObjectText text, ObjectType type)
    {
        var rules = text.Rules;
        var most = text.SoldBy == TariffUnit.Hour ? HoursMax : DaysMax;
        return !Slug().IsMatch(text.Slug) ? "slug"
            : !IsName(text.Name) ? "name"
            : !IsText(text.Description) ? "description"
            : !IsText(text.HouseRules) ? "houseRules"
            : !IsName(text.Place.City) || text.Place.Address?.Length > AddressMax || !IsPoint(text.Place) ? "place"
            : !TimeZoneInfo.TryFindSystemTimeZoneById(text.TimeZone, out var zone) || !zone.HasIanaId ? "timeZone"
            : text.GuestsMax is < 1 or > StayPricing.GuestsMax ? "guestsMax"
            : rules.Least < 1 || rules.Least > most ? "rules.least"
            : rules.Most < rules.Least || rules.Most > most ? "rules.most"
            : rules.Buffer < TimeSpan.Zero || rules.Buffer > BufferMax || rules.Buffer.Ticks % TimeSpan.TicksPerMinute != 0 ? "rules.buffer"
            : rules.Notice < TimeSpan.Zero || rules.Notice > NoticeMax ? "rules.notice"
            : rules.HorizonDays is < 1 or > HorizonMax ? "rules.horizonDays"
            : text.Properties.Any(p => !Fits(p.Key, p.Value, type)) ? "properties"
            : null;
    }

    private static bool Fits(string key, string value, ObjectType type) =>
        type.Properties.FirstOrDefault(p => p.Key == key) is { } property
        && property.Kind switch
        {
            PropertyKind.Flag => value is "true" or "false",
            PropertyKind.Number => decimal.TryParse(
                value,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out _
            ),
            PropertyKind.Choice => property.Choices!.Contains(value, StringComparer.Ordinal),
            _ => value.Length is > 0 and <= NameMax,
        };

    private static bool AreChoices(PropertyDefinition property) =>
        property.Kind == PropertyKind.Choice
            ? property.Choices is { Count: > 0 and <= DefinitionsMax } choices
                && choices.All(c => c.Length is > 0 and <= NameMax)
                && choices.Distinct(StringComparer.Ordinal).Count() == choices.Count
            : property.Choices is null or { Count: 0 };

    private static bool IsPoint(Place place) =>
        place is { Latitude: null, Longitude: null } or { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 };

    private static bool IsName(LocalText text) => text.Ru.Length is > 0 and <= NameMax && text.En.Length is > 0 and <= NameMax;

    private static bool IsText(LocalText text) => text.Ru.Length <= CharactersMax && text.En.Length <= CharactersMax;

    private static LocalText OneLine(LocalText text) => new(PlainText.OneLine(text.Ru), PlainText.OneLine(text.En));

    private static LocalText Lines(LocalText text) => new(Lines(text.Ru), Lines(text.En));

    private static string Lines(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(PlainText.OneLine)).Trim();

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("^[a-z0-9-]{3,60}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Slug();
}
