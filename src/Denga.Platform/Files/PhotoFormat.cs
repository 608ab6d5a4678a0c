using System.Buffers.Binary;

namespace Denga.Platform.Files;

/// <summary>What kind of picture a file is by its content, and the picture alone. A camera writes into the file where the photo was taken, when and
/// with what, and often a second copy of it: none of that is kept. The pixels, their colours and which way up they are stay as they came, byte for
/// byte. Sources: ITU-T T.81 annex B (JPEG), Exif 2.32 §4.5–4.6, the W3C's Portable Network Graphics, third edition.</summary>
internal static class PhotoFormat
{
    private const byte MarkerStart = 0xFF;
    private const byte Temporary = 0x01;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;
    private const byte Jfif = 0xE0;
    private const byte Exif = 0xE1;
    private const byte Icc = 0xE2;
    private const byte Adobe = 0xEE;
    private const byte LastApplication = 0xEF;
    private const byte Comment = 0xFE;

    /// <summary>Length, version, density; what follows is a small copy of the picture.</summary>
    private const int JfifBytes = 16;
    private const int ChunkFrameBytes = 12;
    private const ushort OrientationTag = 0x0112;
    private const int FieldBytes = 12;
    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static ReadOnlySpan<byte> JpegSignature => [MarkerStart, StartOfImage, MarkerStart];
    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    /// <summary>All that a picture is made of: its points, their colours, transparency, density and movement.</summary>
    private static readonly HashSet<string> PictureChunks = new(StringComparer.Ordinal)
    {
        "IHDR",
        "PLTE",
        "IDAT",
        "IEND",
        "tRNS",
        "cHRM",
        "gAMA",
        "iCCP",
        "sBIT",
        "sRGB",
        "cICP",
        "mDCV",
        "cLLI",
        "bKGD",
        "pHYs",
        "acTL",
        "fcTL",
        "fdAT",
    };

    /// <summary>The extension of its key; null when it is neither.</summary>
    internal static string? ExtensionOf(ReadOnlySpan<byte> content) =>
        content.StartsWith(JpegSignature) ? ".jpg"
        : content.StartsWith(PngSignature) ? ".png"
        : null;

    /// <summary>The picture without what is told about it; null when it breaks off.</summary>
    internal static ReadOnlyMemory<byte>? PictureOf(ReadOnlySpan<byte> content) =>
        content.StartsWith(PngSignature) ? PngOf(content) : JpegOf(content);

    private static ReadOnlyMemory<byte>? PngOf(ReadOnlySpan<byte> content)
    {
        var picture = Begin(content, PngSignature.Length);
        for (var rest = content[PngSignature.Length..]; rest.Length >= ChunkFrameBytes; )
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkFrameBytes)
                return null;
            var chunk = rest[..(ChunkFrameBytes + (int)length)];
            var name = System.Text.Encoding.Latin1.GetString(chunk[4..8]);
            if (PictureChunks.Contains(name))
                picture.Write(chunk);
            else if (name == "eXIf" && OrientationOf(chunk[8..^4]) is { } orientation)
                WriteChunk(picture, "eXIf"u8, ExifOf(orientation));
            if (name == "IEND")
                return Written(picture);
            rest = rest[chunk.Length..];
        }
        return null;
    }

    private static ReadOnlyMemory<byte>? JpegOf(ReadOnlySpan<byte> content)
    {
        var picture = Begin(content, 2);
        for (var rest = content[2..]; rest.Length >= 2; )
        {
            var marker = rest[1];
            if (rest[0] != MarkerStart || marker is 0 or MarkerStart)
            {
                // Fill, or bytes that every reader passes over.
                rest = rest[1..];
                continue;
            }
            if (marker is Temporary or (>= FirstRestart and <= StartOfImage))
            {
                picture.Write(rest[..2]);
                rest = rest[2..];
                continue;
            }
            if (marker == EndOfImage)
            {
                // What follows is no part of it: another picture, with data of its own.
                picture.Write(rest[..2]);
                return Written(picture);
            }
            if (rest.Length < 4)
                return null;
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < 4 || length > rest.Length)
                return null;
            WriteSegment(picture, marker, rest[..length]);
            rest = rest[length..];
            if (marker != StartOfScan)
                continue;
            var scan = ScanLength(rest);
            picture.Write(rest[..scan]);
            rest = rest[scan..];
        }
        return null;
    }

    private static void WriteSegment(MemoryStream picture, byte marker, ReadOnlySpan<byte> segment)
    {
        var said = segment[4..];
        if (marker is < Jfif or > LastApplication and not Comment || marker == Adobe)
            picture.Write(segment);
        else if (marker == Icc && said.StartsWith("ICC_PROFILE\0"u8))
            picture.Write(segment);
        else if (marker == Jfif && said.StartsWith("JFIF\0"u8) && segment.Length >= JfifBytes + 2)
        {
            picture.Write([MarkerStart, Jfif, 0, JfifBytes]);
            picture.Write(said[..(JfifBytes - 4)]);
            picture.Write([0, 0]);
        }
        else if (marker == Exif && said.StartsWith(ExifName) && OrientationOf(said[ExifName.Length..]) is { } orientation)
        {
            var exif = ExifOf(orientation);
            picture.Write([MarkerStart, Exif, 0, (byte)(2 + ExifName.Length + exif.Length)]);
            picture.Write(ExifName);
            picture.Write(exif);
        }
    }

    /// <summary>Up to the next marker that is not part of the scan: its 0xFF is followed by neither zero nor a restart.</summary>
    private static int ScanLength(ReadOnlySpan<byte> data)
    {
        for (var at = 0; ; at++)
        {
            var next = data[at..].IndexOf(MarkerStart);
            if (next < 0 || at + next + 1 >= data.Length)
                return data.Length;
            at += next;
            if (data[at + 1] is not (0 or MarkerStart or (>= FirstRestart and <= LastRestart)))
                return at;
        }
    }

    /// <summary>How the picture is turned, when it is: 2 to 8. The field is looked for in the first directory only, where it belongs.</summary>
    private static byte? OrientationOf(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
            return null;
        var little = tiff.StartsWith("II"u8);
        if (!little && !tiff.StartsWith("MM"u8))
            return null;
        var at = Number(tiff, 4, 4, little);
        if (at > tiff.Length - 2)
            return null;
        var count = Number(tiff, (int)at, 2, little);
        for (var field = at + 2; count > 0 && field + FieldBytes <= tiff.Length; field += FieldBytes, count--)
        {
            if (Number(tiff, (int)field, 2, little) == OrientationTag && Number(tiff, (int)field + 2, 2, little) == 3)
                return Number(tiff, (int)field + 8, 2, little) is var turned and >= 2 and <= 8 ? (byte)turned : null;
        }
        return null;
    }

    private static long Number(ReadOnlySpan<byte> tiff, int at, int bytes, bool little) =>
        (bytes, little) switch
        {
            (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(tiff[at..]),
            (2, false) => BinaryPrimitives.ReadUInt16BigEndian(tiff[at..]),
            (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(tiff[at..]),
            (_, false) => BinaryPrimitives.ReadUInt32BigEndian(tiff[at..]),
        };

    /// <summary>A directory of this one field, a SHORT, and no directory after it.</summary>
    private static byte[] ExifOf(byte orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    private static void WriteChunk(MemoryStream picture, ReadOnlySpan<byte> name, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        picture.Write(number);
        picture.Write(name);
        picture.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. name, .. content]));
        picture.Write(number);
    }

    /// <summary>The CRC of PNG's annex D, over some thirty bytes.</summary>
    private static uint Crc(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var one in content)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }

    private static MemoryStream Begin(ReadOnlySpan<byte> content, int signature)
    {
        var picture = new MemoryStream(content.Length);
        picture.Write(content[..signature]);
        return picture;
    }

    private static ReadOnlyMemory<byte>? Written(MemoryStream picture) => picture.GetBuffer().AsMemory(0, (int)picture.Length);
}
