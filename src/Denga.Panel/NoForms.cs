using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Denga.Panel;

/// <summary>The panel takes no forms, so it gives browsers no cookie for them: one that another front had made could not be read here, and each page would
/// log that.</summary>
internal sealed class NoForms : IAntiforgery
{
    private static readonly AntiforgeryTokenSet None = new(requestToken: null, cookieToken: null, "none", headerName: null);

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => None;

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => None;

    public Task<bool> IsRequestValidAsync(HttpContext httpContext) => Task.FromResult(false);

    public Task ValidateRequestAsync(HttpContext httpContext) =>
        throw new AntiforgeryValidationException("The operators' panel takes no forms.");

    public void SetCookieTokenAndHeader(HttpContext httpContext) { }
}
