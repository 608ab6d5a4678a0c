using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Mail;

/// <summary><c>/dev/mailbox</c>: the e-mails of a Denga that has no mail server. Whoever sees it can take any account over, so it is there only in
/// the set-up that nothing was configured for, and answers this machine only.</summary>
internal static class MailboxPage
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<IOptions<IdentityOptions>>().Value;
        var settings = routes.ServiceProvider.GetRequiredService<IConfiguration>();
        if (options.SmtpHost is not null || !(options.Mailbox ?? IsDefaultSetUp(settings)))
            return;
        routes
            .MapGet(
                "/dev/mailbox",
                async (HttpContext context, IOperations operations) =>
                {
                    if (!IsHere(context))
                    {
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return;
                    }
                    var letters = await operations.Ask(new Mailbox(), context.RequestAborted);
                    context.Response.ContentType = "text/html; charset=utf-8";
                    context.Response.Headers.CacheControl = "no-store";
                    context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
                    await context.Response.WriteAsync(Page(letters.Value), context.RequestAborted);
                }
            )
            .ExcludeFromDescription();
    }

    private static bool IsDefaultSetUp(IConfiguration settings) =>
        settings["Http:PublicAddress"] is null
        && settings["Database:ConnectionString"] is null
        && (settings["Http:Address"] ?? "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(a => Uri.TryCreate(a, UriKind.Absolute, out var uri) && uri.IsLoopback);

    /// <summary>A person at this machine, and no proxy in between.</summary>
    private static bool IsHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from
        && IPAddress.IsLoopback(from)
        && (
            context.Request.Host.Host == "localhost"
            || IPAddress.TryParse(context.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)
        )
        && !context.Request.Headers.Keys.Any(k =>
            k.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
            // What the gateway leaves of a forwarded header.
            || k.StartsWith("X-Original", StringComparison.OrdinalIgnoreCase)
            || k.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
            || k.Equals("Via", StringComparison.OrdinalIgnoreCase)
            || k.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        );

    private static string Page(IReadOnlyList<Letter> letters)
    {
        var html = HtmlEncoder.Default;
        var page = new StringBuilder(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                + "<meta name=\"color-scheme\" content=\"light dark\"><title>Denga: mailbox</title></head><body><h1>Mailbox</h1>"
                + "<p>No mail server is configured (Identity:SmtpHost), so e-mails end up here for a day.</p>"
        );
        foreach (var letter in letters)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<article><h2>{html.Encode(letter.Subject)}</h2><p>{letter.At:u} · {html.Encode(letter.To)}</p><pre>{html.Encode(letter.Text)}</pre></article>"
            );
        if (letters.Count == 0)
            page.Append("<p>It is empty.</p>");
        return page.Append("</body></html>").ToString();
    }
}
