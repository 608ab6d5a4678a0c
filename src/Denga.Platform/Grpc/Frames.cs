using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Denga.Platform.Grpc;

/// <summary>Messages on the wire: a byte that says whether it is compressed, four bytes of length, the message.</summary>
internal sealed class FrameReader(PipeReader pipe, string? encoding, int bytesMax)
{
    internal const string Encodings = "identity,gzip";
    internal const int HeaderBytes = 5;

    /// <summary>Null at the end of the stream. Throws <see cref="GrpcException"/> for what is no message.</summary>
    internal async ValueTask<byte[]?> Read(CancellationToken cancel)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancel);
            var buffer = read.Buffer;
            if (TryTake(ref buffer, out var message))
            {
                pipe.AdvanceTo(buffer.Start);
                return message;
            }
            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                return buffer.IsEmpty ? null : throw new GrpcException(GrpcCode.Internal, "The stream ended in the middle of a message.");
        }
    }

    internal static byte[] Write(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[HeaderBytes + size];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)size);
        message.WriteTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out byte[] message)
    {
        message = [];
        if (buffer.Length < HeaderBytes)
            return false;
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        var compressed = header[0] switch
        {
            0 => false,
            1 when encoding == "gzip" => true,
            1 => throw new GrpcException(GrpcCode.Internal, "A message is marked as compressed, and grpc-encoding names no compression."),
            _ => throw new GrpcException(GrpcCode.Internal, "A message begins with neither 0 nor 1."),
        };
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        // Refused by its announced length: what is too large is not even read.
        if (length > bytesMax)
            throw TooLarge();
        if (buffer.Length < HeaderBytes + length)
            return false;
        var content = buffer.Slice(HeaderBytes, length).ToArray();
        buffer = buffer.Slice(HeaderBytes + length);
        message = compressed ? Decompress(content) : content;
        return true;
    }

    private byte[] Decompress(byte[] content)
    {
        try
        {
            using var source = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var whole = new MemoryStream();
            var part = new byte[16 * 1024];
            int read;
            while ((read = source.Read(part)) > 0)
            {
                if (whole.Length + read > bytesMax)
                    throw TooLarge();
                whole.Write(part, 0, read);
            }
            return whole.ToArray();
        }
        catch (InvalidDataException)
        {
            throw new GrpcException(GrpcCode.Internal, "A message cannot be decompressed.");
        }
    }

    private static GrpcException TooLarge() =>
        new(GrpcCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
}
