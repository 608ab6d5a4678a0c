using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Denga.Identity.Tokens;

/// <summary>Random tokens. Only their hash is kept, and a fast one is enough: nobody tries 256 random bits.</summary>
internal static class Token
{
    private const int RandomBytes = 32;
    internal static readonly int Characters = Base64Url.GetEncodedLength(RandomBytes);

    internal static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
