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
                    var image = FileStore.TypeOf(key).StartsWith("image/", StringComparison.Ordinal);
                    if (!image && files.Link(key) is { } link)
                    {
                        // The link is soon of no use, and the address that led to it stays good.
                        context.Response.Headers.CacheControl = "no-store";
                        context.Response.Redirect(link.AbsoluteUri);
                        return;
                    }
                    var opened = await files.Open(key, context.RequestAborted);
                    if (!opened.IsOk)
                    {
                        await Problem.Write(context, opened.Error);
                        return;
                    }
                    // What is deleted here must not live on in a browser's cache: a picture is shown again and again, a document is saved once.
                    context.Response.Headers.CacheControl = image ? "private, max-age=86400, immutable" : "private, no-store";
                    context.Response.Headers["X-Robots-Tag"] = "noindex";
                    context.Response.Headers.ContentDisposition =
                        $"{(image ? "inline" : "attachment")}; filename=\"{FileStore.NameOf(key)}\"";
                    await Results.Stream(opened.Value, FileStore.TypeOf(key)).ExecuteAsync(context);
                }
            )
            .ExcludeFromDescription();
}
