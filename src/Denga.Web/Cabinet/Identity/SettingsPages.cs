using System.Globalization;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Reports;
using Denga.Platform;
using Denga.Platform.Http;
using Denga.Web.Kit;
using Microsoft.AspNetCore.Http;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Identity;

/// <summary>Language, time zone, the messenger, and a person's own records.</summary>
internal static class SettingsPages
{
    private const string ErasePurpose = "erase";
    private const int FilesShown = 20;

    private static readonly JsonSerializerOptions Indented = new(DengaJson.Options) { WriteIndented = true };

    internal static Task<IResult> Show(Visit visit) => Page(visit);

    internal static async Task<IResult> ChangeLanguage(Visit visit)
    {
        var language = visit.Entered["language"] == "ru" ? "ru" : "en";
        var answer = await visit.Ask(new ChangeProfile(visit.Me.Id, language));
        if (!answer.IsOk)
            return visit.Failed(answer.Error);
        Language.Remember(visit.Http, language);
        return visit.Go(visit.Within(visit.Entered["to"]));
    }

    internal static async Task<IResult> Change(Visit visit)
    {
        if (!FormVersion.IsCurrent(visit, VersionOf(visit.Me), $"{SettingsTexts.NameOf(visit.Me.Language)}, {visit.Me.TimeZone}"))
            return await Page(visit);
        var answer = await visit.Ask(new ChangeProfile(visit.Me.Id, visit.Entered["language"], visit.Entered["zone"]));
        if (!answer.IsOk)
            return await Again(visit, answer.Error);
        Language.Remember(visit.Http, answer.Value.Language);
        return visit.Go("/app/settings?said=saved");
    }

    internal static async Task<IResult> MakeLinkCode(Visit visit)
    {
        var answer = await visit.Ask(new CreateLinkCode(visit.Me.Id));
        return answer.IsOk ? await Page(visit, answer.Value) : await Again(visit, answer.Error);
    }

    internal static async Task<IResult> RedeemLinkCode(Visit visit)
    {
        var second = visit.Entered["second"];
        var answer = await visit.Ask(new RedeemLinkCode(visit.Me.Id, visit.Entered["code"], second.Length == 0 ? null : second));
        if (answer.IsOk)
            return visit.Go("/app/settings?said=linked" + (answer.Value is { Was: { } was } linked && was != linked.Now ? Query(was) : ""));
        visit.Refused(answer.Error);
        return await Page(visit, asksSecond: visit.Entered.Has("second") || answer.Error.Code == "identity.second_factor_needed");
    }

    /// <summary>After a link: the settings of the one who was absorbed, for both.</summary>
    internal static async Task<IResult> Take(Visit visit)
    {
        if (Was(visit) is not { } was)
            return visit.Go("/app/settings");
        var profile = await visit.Ask(new ChangeProfile(visit.Me.Id, was.Language, was.TimeZone));
        if (!profile.IsOk)
            return await Again(visit, profile.Error);
        Language.Remember(visit.Http, profile.Value.Language);
        if (was.Currency is null && was.MonthStartDay is null)
            return visit.Go("/app/settings?said=saved");
        var book = await visit.Ask(new ChangeBook(visit.Me.Id, was.Currency, was.MonthStartDay));
        return book.IsOk ? visit.Go("/app/settings?said=saved") : await Again(visit, book.Error);
    }

    private static string VersionOf(Person person) => FormVersion.Of(person.Language, person.TimeZone);

    private static string Query(PersonalSettings was) =>
        QueryString
            .Create(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["was-language"] = was.Language,
                    ["was-zone"] = was.TimeZone,
                    ["was-currency"] = was.Currency?.Code,
                    ["was-day"] = was.MonthStartDay?.ToString(CultureInfo.InvariantCulture),
                }
            )
            .Value!.Replace('?', '&');

    private static PersonalSettings? Was(Visit visit) =>
        visit.Entered is var entered && entered["was-language"].Length > 0
            ? new PersonalSettings(
                entered["was-language"],
                entered["was-zone"],
                Currency.TryFind(entered["was-currency"], out var currency) ? currency : null,
                int.TryParse(entered["was-day"], NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? day : null
            )
            : null;

    internal static async Task<IResult> Export(Visit visit)
    {
        var answer = await visit.Ask(new ExportPersonalRecords(visit.Me.Id));
        if (!answer.IsOk)
            return visit.Failed(answer.Error);
        visit.Http.Response.Headers.CacheControl = "no-store";
        var day = visit.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(answer.Value, Indented), "application/json", $"denga-{day}.json");
    }

    internal static Task<IResult> AskErase(Visit visit) =>
        Task.FromResult(visit.Page<ErasePage, EraseModel>(new EraseModel(CodeSent: false)));

    internal static async Task<IResult> SendEraseCode(Visit visit)
    {
        var answer = await visit.Ask(new RequestStepUp(visit.Me.Id, ErasePurpose));
        // Who has neither an address nor an authenticator is erased without a code.
        if (!answer.IsOk && answer.Error.Code != "identity.no_second_channel")
        {
            visit.Refused(answer.Error);
            return visit.Page<ErasePage, EraseModel>(new(CodeSent: false));
        }
        if (answer.IsOk)
            visit.Keep(StepUpForm.Field, answer.Value.Method);
        return visit.Page<ErasePage, EraseModel>(new(CodeSent: true));
    }

    internal static async Task<IResult> Erase(Visit visit)
    {
        var code = visit.Entered["code"];
        var answer = await visit.Ask(new ErasePerson(visit.Me.Id, code.Length == 0 ? null : code));
        if (!answer.IsOk)
        {
            visit.Refused(answer.Error);
            return visit.Page<ErasePage, EraseModel>(new(CodeSent: true));
        }
        BrowserSession.Drop(visit.Http);
        return visit.Go("/app/sign-in?gone=1");
    }

    private static Task<IResult> Again(Visit visit, Error error)
    {
        visit.Refused(error);
        return Page(visit);
    }

    private static async Task<IResult> Page(Visit visit, LinkCode? code = null, bool asksSecond = false)
    {
        var was = Was(visit);
        PersonalSettings? now = null;
        if (was is not null)
        {
            var book = await visit.Ask(new ExpenseBook(visit.Me.Id));
            now = new PersonalSettings(
                visit.Me.Language,
                visit.Me.TimeZone,
                book.IsOk ? book.Value.Currency : null,
                book.IsOk ? book.Value.MonthStartDay : null
            );
        }
        visit.Suggest("zone", visit.Me.TimeZone);
        visit.Suggest("language", visit.Me.Language);
        var security = await visit.Ask(new Security(visit.Me.Id));
        if (!security.IsOk)
            return visit.Failed(security.Error);
        // The other settings are not to wait for reports that are away.
        var files = await visit.Ask(new KeptFiles(visit.Me.Id));
        var documents = files.IsOk ? files.Value.Where(f => !f.Name.EndsWith(".png", StringComparison.Ordinal)).Take(FilesShown) : [];
        return visit.Page<SettingsPage, SettingsModel>(
            new SettingsModel(security.Value.Channels, VersionOf(visit.Me), code, asksSecond, now, was, [.. documents])
        );
    }
}

/// <param name="Version">Of language and time zone (<see cref="FormVersion"/>).</param>
/// <param name="Code">One that was just made.</param>
/// <param name="AsksSecond">A link code was typed in that takes a code of the authenticator as well.</param>
/// <param name="Now">After a link: what is so for both from now on.</param>
/// <param name="Was">What it was for the one who was absorbed.</param>
/// <param name="Files">The newest that were made for him and are still here.</param>
public sealed record SettingsModel(
    IReadOnlyList<string> Channels,
    string Version,
    LinkCode? Code,
    bool AsksSecond,
    PersonalSettings? Now,
    PersonalSettings? Was,
    IReadOnlyList<KeptFile> Files
);

public sealed record EraseModel(bool CodeSent);
