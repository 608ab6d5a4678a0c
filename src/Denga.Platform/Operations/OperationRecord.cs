using System.Security.Cryptography;
using System.Text.Json;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>What binds an operation id to its request: the same id with another hash is a conflict.</summary>
public static class OperationRecord
{
    /// <summary>The id was used before for another request.</summary>
    public static readonly Error IdReused = Error.Conflict(
        "operation.id_reused",
        "This id was used for another request. Make a new id for a new request."
    );

    /// <summary>What a write gets whose id is known: the first answer, told as a repeat, when it is the same request by its hash. Error:
    /// <c>operation.id_reused</c>.</summary>
    public static Result<TAnswer> Repeat<TAnswer>(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> asked, TAnswer first)
    {
        if (!IsSame(kept, asked))
            return IdReused;
        Replayed();
        return first;
    }

    /// <summary>Whether two hashes are of one request.</summary>
    public static bool IsSame(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> asked) => kept.SequenceEqual(asked);

    /// <summary>SHA-256 over the operation's name and its JSON.</summary>
    public static byte[] Hash<TOperation>(TOperation operation)
        where TOperation : notnull =>
        SHA256.HashData([
            .. System.Text.Encoding.UTF8.GetBytes(typeof(TOperation).Name),
            .. JsonSerializer.SerializeToUtf8Bytes(operation, DengaJson.Options),
        ]);

    private static readonly AsyncLocal<string?> CallersKey = new();

    /// <summary>The <c>Idempotency-Key</c> under which the operation that is being answered was sent; null where its caller made the id.</summary>
    public static string? Key
    {
        get => CallersKey.Value;
        internal set => CallersKey.Value = value;
    }

    /// <summary>The id of a write that was sent under a key. A key is bound to its caller, so that nobody meets another's.</summary>
    public static OperationId IdOf(PersonId? person, string key) => DerivedId.Of($"{person}", key);

    private static readonly AsyncLocal<ReplayMark?> Mark = new();

    /// <summary>Opens a scope in which <see cref="Replayed"/> can be told to the caller, who puts it into a header.</summary>
    internal static ReplayMark Watch() => Mark.Value = new ReplayMark();

    /// <summary>A handler found the stored answer of an earlier attempt and gives it again.</summary>
    public static void Replayed()
    {
        if (Mark.Value is { } mark)
            mark.Seen = true;
    }

    internal sealed class ReplayMark
    {
        internal bool Seen { get; set; }
    }
}
