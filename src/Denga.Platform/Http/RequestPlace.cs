using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Denga.Platform.Http;

/// <summary>Where a request went, for logs.</summary>
public static partial class RequestPlace
{
    /// <summary>The path with everything left out that is not known to be harmless: of what stands in it, only ids. The rest may be a key: the link of a
    /// payment request, a file's key.</summary>
    public static string Of(HttpContext context)
    {
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern is not { } pattern)
            return "(no such place)";
        var place = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            place.Append('/');
            foreach (var part in segment.Parts)
                place.Append(
                    part switch
                    {
                        RoutePatternLiteralPart literal => literal.Content,
                        RoutePatternParameterPart named => context.Request.RouteValues[named.Name] is string value && Id().IsMatch(value)
                            ? value
                            : "{" + named.Name + "}",
                        _ => "",
                    }
                );
        }
        return place.Length == 0 ? "/" : place.ToString();
    }

    [GeneratedRegex(
        "^[a-z]{2,6}_[0-9a-f]{32}$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Id();
}
