using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Denga.Web.Frame;

/// <summary>The files under <c>/assets</c>, held in memory. Their address carries a hash of their content, so a browser keeps them for a year
/// and still gets the new one on the first page after an update.</summary>
internal static class WebAssets
{
    private sealed record Asset(byte[] Content, string Type, string Version);

    private static readonly FrozenDictionary<string, Asset> All = Load();

    public static string Address(string file) => $"/assets/{file}?v={All[file].Version}";

    public static IResult Send(string file, string? v, HttpResponse response)
    {
        if (!All.TryGetValue(file, out var asset))
            return Results.NotFound();
        // A page of yesterday may ask for the version of yesterday: it gets today's file, which must not be kept under the old address.
        response.Headers.CacheControl = v == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(asset.Content, asset.Type, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        const string folder = "assets/";
        var assembly = Assembly.GetExecutingAssembly();
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[folder.Length..], name => Read(assembly, name), StringComparer.Ordinal);
    }

    private static Asset Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var version = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        return new Asset(content, TypeOf(name), version);
    }

    private static string TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            var other => throw new InvalidOperationException($"No content type is known for {other} files ({name})."),
        };
}
