using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Denga.Web.Frame;

/// <summary>Which of Denga's two languages a page speaks: <c>?lang=</c> wins and is remembered, then the memory, then the browser's wish.</summary>
internal static class Language
{
    private const string Cookie = "denga-language";

    public static string Of(HttpContext http)
    {
        if (Known(http.Request.Query["lang"]) is { } asked)
        {
            Remember(http, asked);
            return asked;
        }
        return Known(http.Request.Cookies[Cookie]) ?? Preferred(http.Request) ?? "en";
    }

    internal static void Remember(HttpContext http, string language) =>
        http.Response.Cookies.Append(
            Cookie,
            language,
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
                SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            }
        );

    private static string? Preferred(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wishes)
            ? wishes
                .OrderByDescending(wish => wish.Quality ?? 1)
                .Select(wish => Known(wish.Value.Value?.Split('-')[0]))
                .FirstOrDefault(language => language is not null)
            : null;

    private static string? Known(string? language) =>
        language?.ToLowerInvariant() switch
        {
            "ru" => "ru",
            "en" => "en",
            _ => null,
        };
}
