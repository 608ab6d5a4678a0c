using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Denga.Panel;

/// <summary>The files under <c>/panel/assets</c>: ours, Blazor's script, and of Radzen what the panel uses. They are read, and compressed, when they are
/// first asked for, so that a Denga whose panel nobody opens does not hold them. Addresses carry the build, so a browser keeps files for a year.</summary>
internal static class PanelAssets
{
    internal const string Folder = PanelModule.Address + "/assets/";
    private const string Prefix = "assets/";
    private static readonly Assembly Own = typeof(PanelAssets).Assembly;
    private static readonly string Version = Own.ManifestModule.ModuleVersionId.ToString("N")[..12];
    private static readonly FrozenSet<string> Names = Own.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..])
        .ToFrozenSet(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(string Name, bool Small), Lazy<byte[]>> Read = new();

    internal static string Address(string name) => $"{Folder}{name}?v={Version}";

    internal static IResult Send(string name, string? v, HttpRequest request, HttpResponse response)
    {
        if (!Names.Contains(name))
            return Results.NotFound();
        // A font, which a stylesheet names without a version, is asked about again after a day.
        response.Headers.CacheControl =
            v == Version ? "public, max-age=31536000, immutable"
            : v is null ? "public, max-age=86400"
            : "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept-Encoding";
        // Fonts are compressed already.
        var small =
            !name.EndsWith(".woff2", StringComparison.Ordinal)
            && request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (small)
            response.Headers.ContentEncoding = "br";
        var content = Read.GetOrAdd((name, small), key => new Lazy<byte[]>(() => Load(key.Name, key.Small))).Value;
        return Results.Bytes(content, TypeOf(name), entityTag: new EntityTagHeaderValue(small ? $"\"{Version}-br\"" : $"\"{Version}\""));
    }

    private static byte[] Load(string name, bool small)
    {
        using var stream = Own.GetManifestResourceStream(Prefix + name)!;
        using var content = new MemoryStream();
        if (small)
        {
            using var compressed = new BrotliStream(content, CompressionLevel.Optimal, leaveOpen: true);
            stream.CopyTo(compressed);
        }
        else
            stream.CopyTo(content);
        return content.ToArray();
    }

    private static string TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            var other => throw new InvalidOperationException($"No content type is known for {other} files ({name})."),
        };
}
