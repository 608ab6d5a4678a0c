using System.Buffers.Binary;
using System.Text;
using Denga.Contracts;
using Denga.Platform.Files;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Files;

/// <summary>Of a photo the picture is kept, byte for byte, and nothing that was told about it.</summary>
public sealed class PictureTests(DengaStand stand) : IClassFixture<DengaStand>
{
    private const string Secret = "55.7558N 37.6173E";
    private static readonly byte[] Start = [0xFF, 0xD8];
    private static readonly byte[] Jfif = Segment(0xE0, [.. Ascii("JFIF\0"), 1, 1, 0, 0, 72, 0, 72, 0, 0]);

    /// <summary>Tables, frame, a scan with a stuffed byte and a restart in it, a table between scans, a second scan, the end.</summary>
    private static readonly byte[] Coded =
    [
        .. Segment(0xDB, [0, 1, 2, 3]),
        .. Segment(0xC2, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
        .. Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]),
        .. (byte[])[0x12, 0xFF, 0x00, 0xD9, 0xFF, 0xD3, 0x34],
        .. Segment(0xC4, [0, 9, 9]),
        .. Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]),
        .. (byte[])[0x56, 0x78],
    ];
    private static readonly byte[] End = [0xFF, 0xD9];
    private static readonly byte[] Colours = Segment(0xE2, [.. Ascii("ICC_PROFILE\0"), 1, 1, 7, 7, 7]);
    private static readonly byte[] Adobe = Segment(0xEE, [.. Ascii("Adobe"), 0, 100, 0, 0, 0, 0, 1]);
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private FileStore Files => stand.Denga.Services.GetRequiredService<FileStore>();

    [Fact]
    public async Task A_jpeg_without_anything_told_about_it_stays_as_it_is()
    {
        byte[] plain = [.. Start, .. Jfif, .. Colours, .. Adobe, .. Coded, .. End];
        Assert.Equal(plain, await Kept(plain));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_jpeg_loses_everything_told_about_it_and_keeps_which_way_up_it_is(bool little)
    {
        byte[] told =
        [
            .. Start,
            .. Segment(0xE1, [.. Ascii("Exif\0\0"), .. Exif(little, orientation: 6)]),
            .. Jfif,
            .. Segment(0xE0, [.. Ascii("JFXX\0"), .. Text]),
            .. Segment(0xE1, [.. Ascii("http://ns.adobe.com/xap/1.0/\0"), .. Text]),
            .. Segment(0xE2, [.. Ascii("MPF\0"), .. Text]),
            .. Colours,
            .. Segment(0xED, [.. Ascii("Photoshop 3.0\0"), .. Text]),
            .. Segment(0xFE, Text),
            .. Adobe,
            .. Coded,
            // A comment between scans, and another picture behind the end.
            .. Segment(0xFE, Text),
            .. End,
            .. Start,
            .. Text,
            .. End,
        ];
        byte[] turned = [.. Ascii("MM\0*"), 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] kept = [.. Start, .. Segment(0xE1, [.. Ascii("Exif\0\0"), .. turned]), .. Jfif, .. Colours, .. Adobe, .. Coded, .. End];
        Assert.Equal(kept, await Kept(told));
    }

    [Fact]
    public async Task A_small_copy_inside_a_jpeg_goes_as_well()
    {
        var header = Segment(0xE0, [.. Ascii("JFIF\0"), 1, 1, 0, 0, 72, 0, 72, 1, 2, .. Ascii("copies")]);
        Assert.Equal((byte[])[.. Start, .. Jfif, .. Coded, .. End], await Kept([.. Start, .. header, .. Coded, .. End]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(-1)]
    public async Task Of_a_photo_that_is_not_turned_nothing_is_kept_but_the_picture(int orientation)
    {
        byte[] told = [.. Start, .. Segment(0xE1, [.. Ascii("Exif\0\0"), .. Exif(little: true, orientation)]), .. Coded, .. End];
        Assert.Equal((byte[])[.. Start, .. Coded, .. End], await Kept(told));
    }

    [Theory]
    [InlineData("")]
    [InlineData("II*\0")]
    [InlineData("MM\0*\u00FF\u00FF\u00FF\u00FF")]
    [InlineData("II*\0\u0008\0\0\0\u00FF\u00FF\u0012\u0001")]
    [InlineData("XX*\0\u0008\0\0\0")]
    public async Task Broken_data_about_a_photo_goes_without_harm(string exif)
    {
        byte[] told = [.. Start, .. Segment(0xE1, [.. Ascii("Exif\0\0"), .. Encoding.Latin1.GetBytes(exif)]), .. Coded, .. End];
        Assert.Equal((byte[])[.. Start, .. Coded, .. End], await Kept(told));
    }

    [Fact]
    public async Task A_png_loses_everything_told_about_it_and_keeps_which_way_up_it_is()
    {
        var header = Chunk("IHDR", [0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0]);
        var colours = Chunk("iCCP", [.. Ascii("p\0\0"), 1, 2]);
        var points = Chunk("IDAT", [1, 2, 3, 4]);
        var end = Chunk("IEND", []);
        byte[] told =
        [
            .. PngSignature,
            .. header,
            .. colours,
            .. Chunk("tEXt", [.. Ascii("Comment\0"), .. Text]),
            .. Chunk("zTXt", Text),
            .. Chunk("iTXt", [.. Ascii("XML:com.adobe.xmp\0\0\0\0\0"), .. Text]),
            .. Chunk("tIME", [7, 0xE9, 1, 1, 1, 1, 1]),
            .. Chunk("eXIf", Exif(little: true, orientation: 8)),
            .. Chunk("prVt", Text),
            .. points,
            .. Chunk("tEXt", Text),
            .. end,
            .. Text,
        ];
        byte[] turned = [.. Ascii("MM\0*"), 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0];
        Assert.Equal((byte[])[.. PngSignature, .. header, .. colours, .. Chunk("eXIf", turned), .. points, .. end], await Kept(told));
    }

    private static byte[] Text => Ascii(Secret);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private async Task<byte[]> Kept(byte[] photo)
    {
        using var sent = new MemoryStream(photo);
        var key = (await Files.SavePhoto(PersonId.New(), sent, default)).Value;
        await using var stream = (await Files.Open(key, default)).Value;
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(kept.ToArray()), StringComparison.Ordinal);
        return kept.ToArray();
    }

    /// <summary>The maker, how it is turned, and where it was taken; without a turn when it is negative.</summary>
    private static byte[] Exif(bool little, int orientation)
    {
        var fields = new List<byte[]> { Field(0x010F, 2, (uint)Text.Length, 60) };
        if (orientation >= 0)
            fields.Add(Field(0x0112, 3, 1, little ? (uint)orientation : (uint)orientation << 16));
        fields.Add(Field(0x8825, 4, 1, 60));
        byte[] head =
        [
            .. Ascii(little ? "II*\0" : "MM\0*"),
            .. Four(8),
            .. Two((ushort)fields.Count),
            .. fields.SelectMany(f => f),
            .. Four(0),
        ];
        return [.. head, .. new byte[60 - head.Length], .. Text];

        byte[] Field(ushort tag, ushort type, uint count, uint value) => [.. Two(tag), .. Two(type), .. Four(count), .. Four(value)];

        byte[] Two(ushort number)
        {
            var bytes = new byte[2];
            if (little)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
            else
                BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
            return bytes;
        }

        byte[] Four(uint number)
        {
            var bytes = new byte[4];
            if (little)
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            else
                BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            return bytes;
        }
    }

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. content];
        var frame = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(named));
        return [.. frame, .. named, .. crc];
    }

    private static uint Crc(byte[] content)
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
}
