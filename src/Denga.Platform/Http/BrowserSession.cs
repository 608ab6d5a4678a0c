using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Microsoft.AspNetCore.Http;

namespace Denga.Platform.Http;

/// <summary>A browser's session: a random token in a cookie that scripts cannot read, and what keeps other sites from using it. A write must bring
/// the value that belongs to the token (a header, or a field of a form), and come from this site.</summary>
public static class BrowserSession
{
    /// <summary>The header that programs of the page send with every write.</summary>
    public const string CsrfHeader = "Denga-Csrf";

    /// <summary>The field that forms send.</summary>
    public const string CsrfField = "csrf";

    private const string PlainName = "denga_session";

    /// <summary>Browsers take a name with this beginning from https only, and from this very host.</summary>
    private const string SecureName = "__Host-denga_session";
    private const string PlainDeviceName = "denga_device";
    private const string SecureDeviceName = "__Host-denga_device";

    /// <summary>The longest that browsers keep a cookie.</summary>
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(400);

    private static readonly Error ForgedError = new(
        "request.forged",
        ErrorKind.Forbidden,
        "A write with the session's cookie must come from Denga's own page and carry its value in the header Denga-Csrf."
    );

    /// <summary>Gives the browser its cookie, and answers what may be shown. An answer without a cookie is left as it is.</summary>
    public static IBeginsSession Keep(HttpContext context, IBeginsSession answer)
    {
        if (answer.Cookie is not { } cookie)
            return answer;
        var secure = IsSecure(context);
        context.Response.Cookies.Append(secure ? SecureName : PlainName, cookie.Token, Cookie(secure, cookie.ExpiresAt));
        if (cookie.Device is { } device)
        {
            var forLong = Cookie(secure, expires: null);
            forLong.MaxAge = DeviceLifetime;
            context.Response.Cookies.Append(secure ? SecureDeviceName : PlainDeviceName, device, forLong);
        }
        context.Response.Headers.CacheControl = "no-store";
        return answer.Shown(CsrfOf(cookie.Token));
    }

    /// <summary>By what the browser shows that somebody has signed in on it before; null when it shows nothing.</summary>
    internal static string? DeviceOf(HttpContext context) =>
        context.Request.Cookies[IsSecure(context) ? SecureDeviceName : PlainDeviceName];

    /// <summary>Takes the session's cookie away; the session itself is ended by an operation.</summary>
    public static void Drop(HttpContext context)
    {
        foreach (var (name, secure) in new[] { (PlainName, false), (SecureName, true) })
        {
            if (context.Request.Cookies.ContainsKey(name))
                context.Response.Cookies.Delete(name, Cookie(secure, expires: null));
        }
    }

    /// <summary>Null when the browser has no session.</summary>
    public static string? TokenOf(HttpContext context) =>
        context.Request.Cookies.TryGetValue(IsSecure(context) ? SecureName : PlainName, out var token) && token.Length > 0 ? token : null;

    /// <summary>What a page puts into its forms and its header; null when nobody is signed in.</summary>
    public static string? CsrfOf(HttpContext context) => TokenOf(context) is { } token ? CsrfOf(token) : null;

    /// <summary>Whether a form with a session's cookie was sent by another site.</summary>
    public static bool FormIsForged(HttpContext context, IFormCollection form) =>
        !SameSite(context) || TokenOf(context) is not { } token || !Equal(form[CsrfField].ToString(), CsrfOf(token));

    /// <summary>Whether a form that needs no session, such as the one that signs in, was sent by another site.</summary>
    public static bool IsFromElsewhere(HttpContext context) => !SameSite(context);

    /// <summary>Whether another site's page opens a WebSocket, which browsers let it do, and with our cookie. A browser always says where its page
    /// comes from; a program that says nothing of it must bring a token of its own.</summary>
    public static bool SocketIsForged(HttpContext context)
    {
        var headers = context.Request.Headers;
        var isBrowser = headers.Origin.Count > 0 || headers["Sec-Fetch-Site"].Count > 0;
        return (isBrowser || Callers.Bearer(context) is null) && !SameSite(context);
    }

    internal static Error? Forged(HttpContext context, string token)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            return null;
        return SameSite(context) && Equal(context.Request.Headers[CsrfHeader].ToString(), CsrfOf(token)) ? null : ForgedError;
    }

    /// <summary>Who knows it has read one of our pages; the session's token cannot be found from it.</summary>
    private static string CsrfOf(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes("csrf\n" + token)));

    /// <summary>Browsers send at least one of the two headers with a write; a proxy that ends TLS changes the scheme, so hosts are compared.</summary>
    private static bool SameSite(HttpContext context)
    {
        var headers = context.Request.Headers;
        var site = headers["Sec-Fetch-Site"].ToString();
        var origin = headers.Origin.ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none"))
            return false;
        if (origin.Length > 0)
            return Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
        return site.Length > 0;
    }

    private static bool Equal(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private static CookieOptions Cookie(bool secure, DateTimeOffset? expires) =>
        new()
        {
            HttpOnly = true,
            Secure = secure,
            // Links from a messenger or an e-mail arrive signed in; writes are guarded besides.
            SameSite = SameSiteMode.Lax,
            Path = "/",
            Expires = expires,
            IsEssential = true,
        };

    /// <summary>As a trusted proxy says, where one ends TLS.</summary>
    private static bool IsSecure(HttpContext context) => context.Request.IsHttps;
}
