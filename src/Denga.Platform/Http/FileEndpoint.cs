using Denga.Platform.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Denga.Platform.Http;

/// <summary>Files by their unguessable key. The content of a key never changes.</summary>
internal static class FileEndpoint
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/files/{key}",
                async (HttpContext context, string key, FileStore files) =>
                {
                    if (await files.Open(key, context.RequestAborted) is not { } content)
                    {
                        await Problem.Write(
                            context,
                            StatusCodes.Status404NotFound,
                            "files.not_found",
                            "There is no such file, or it has expired."
                        );
                        return;
                    }
                    context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
                    var (type, attach) = Path.GetExtension(key) switch
                    {
                        ".png" => ("image/png", false),
                        ".csv" => ("text/csv; charset=utf-8", true),
                        _ => ("application/octet-stream", true),
                    };
                    if (attach)
                        context.Response.Headers.ContentDisposition = $"attachment; filename=\"denga-{key[..8]}{Path.GetExtension(key)}\"";
                    await Results.Stream(content, type).ExecuteAsync(context);
                }
            )
            .ExcludeFromDescription();
}
