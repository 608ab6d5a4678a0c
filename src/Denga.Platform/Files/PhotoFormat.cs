using System.Buffers.Binary;

namespace Denga.Platform.Files;

/// <summary>What kind of picture a file is by its content, and whether all of it is there. The pixels are nobody's business here.</summary>
internal static class PhotoFormat
{
    private const byte MarkerStart = 0xFF;
    private const byte ScanMarker = 0xDA;
    private const int ChunkFrameBytes = 12;
    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static ReadOnlySpan<byte> JpegSignature => [0xFF, 0xD8, 0xFF];
    private static ReadOnlySpan<byte> JpegEnd => [0xFF, 0xD9];

    /// <summary>The extension of its key; null when it is neither.</summary>
    internal static string? ExtensionOf(ReadOnlySpan<byte> content) =>
        content.StartsWith(JpegSignature) ? ".jpg"
        : content.StartsWith(PngSignature) ? ".png"
        : null;

    internal static bool IsWhole(ReadOnlySpan<byte> content) => content.StartsWith(PngSignature) ? HasPngEnd(content) : HasJpegEnd(content);

    private static bool HasPngEnd(ReadOnlySpan<byte> content)
    {
        for (var at = (long)PngSignature.Length; at + ChunkFrameBytes <= content.Length; )
        {
            var chunk = content[(int)at..];
            if (chunk[4..].StartsWith("IEND"u8))
                return true;
            at += ChunkFrameBytes + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }
        return false;
    }

    /// <summary>The end is looked for behind the headers: a preview inside of them has one of its own.</summary>
    private static bool HasJpegEnd(ReadOnlySpan<byte> content)
    {
        for (var at = 2; at + 4 <= content.Length && content[at] == MarkerStart; )
        {
            if (content[at + 1] == ScanMarker)
                return content[at..].IndexOf(JpegEnd) >= 0;
            at += content[at + 1] == MarkerStart ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }
        return false;
    }
}
