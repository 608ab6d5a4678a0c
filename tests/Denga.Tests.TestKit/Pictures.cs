using System.Buffers.Binary;

namespace Denga.Tests.TestKit;

internal static class Pictures
{
    /// <summary>The header of a PNG, which is all that the double reads.</summary>
    public static byte[] Png(int width, int height)
    {
        byte[] content = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, .. new byte[17]];
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(20), height);
        return content;
    }
}
