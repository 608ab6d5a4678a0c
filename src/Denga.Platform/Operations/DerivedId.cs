using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>Ids that follow from what is known already: whoever repeats a step, after a crash or in another process, repeats it under the same one.</summary>
public static class DerivedId
{
    /// <param name="parts">The last one may hold anything; those before it no line feed.</param>
    public static OperationId Of(params ReadOnlySpan<string> parts) =>
        new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16), bigEndian: true));
}
