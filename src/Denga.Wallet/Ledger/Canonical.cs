using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Wallet.Ledger;

/// <summary>The one byte form of requests and postings that is hashed: numbers big-endian, texts in UTF-8 after their length, so that no two
/// contents have the same bytes. It never changes: old hashes must be recomputable for ever.</summary>
internal sealed class Canonical
{
    internal const int HashBytes = 32;
    private const byte PostingForm = 1;
    private const byte PostForm = 2;
    private const byte HoldForm = 3;

    [ThreadStatic]
    private static Canonical? own;

    private readonly ArrayBufferWriter<byte> bytes = new(1024);

    internal static byte[] HashOfPost(
        string kind,
        IReadOnlyList<Leg> legs,
        DateTimeOffset? eventAt,
        UsedRate? rate,
        IReadOnlyDictionary<string, string>? metadata,
        HoldId? hold,
        OperationId? reverses
    )
    {
        var form = Begin(PostForm);
        form.Write(kind);
        form.Write(legs.Count);
        foreach (var leg in legs)
        {
            form.Write(leg.Account.Value);
            form.Write(leg.Amount.Minor);
            form.Write(leg.Amount.Currency.Code);
        }
        form.Write(eventAt);
        form.Write(rate);
        form.Write(metadata);
        form.Write(hold?.Value ?? Guid.Empty);
        form.Write(reverses?.Value ?? Guid.Empty);
        return form.End();
    }

    internal static byte[] HashOfHold(AccountId account, Money amount, string kind, DateTimeOffset expiresAt)
    {
        var form = Begin(HoldForm);
        form.Write(account.Value);
        form.Write(amount.Minor);
        form.Write(amount.Currency.Code);
        form.Write(kind);
        form.Write((DateTimeOffset?)expiresAt);
        return form.End();
    }

    /// <param name="before">The hash of the chain's previous posting.</param>
    internal static byte[] HashOfPosting(ReadOnlySpan<byte> before, short chain, long number, in Posting posting, byte[] requestHash)
    {
        var form = Begin(PostingForm);
        form.bytes.Write(before);
        form.Write(chain);
        form.Write(number);
        form.Write(posting.Id.Value);
        form.bytes.Write(requestHash);
        form.Write(posting.Kind);
        form.Write((DateTimeOffset?)posting.EventAt);
        form.Write((DateTimeOffset?)posting.RecordedAt);
        form.Write(posting.Reverses?.Value ?? Guid.Empty);
        form.Write(posting.Hold?.Value ?? Guid.Empty);
        form.Write(posting.Legs.Count);
        foreach (var leg in posting.Legs)
        {
            form.Write(leg.Account.Value);
            form.Write(leg.Number);
            form.Write(leg.Amount.Minor);
            form.Write(leg.Amount.Currency.Code);
        }
        form.Write(posting.Rate);
        form.Write(posting.Metadata);
        return form.End();
    }

    private static Canonical Begin(byte what)
    {
        var form = own ??= new Canonical();
        form.bytes.ResetWrittenCount();
        form.bytes.Write([what]);
        return form;
    }

    private byte[] End() => SHA256.HashData(bytes.WrittenSpan);

    private void Write(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), value);
        bytes.Advance(sizeof(long));
    }

    private void Write(Guid value)
    {
        value.TryWriteBytes(bytes.GetSpan(16), bigEndian: true, out var written);
        bytes.Advance(written);
    }

    private void Write(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Write(length);
        Encoding.UTF8.GetBytes(value, bytes.GetSpan(length));
        bytes.Advance(length);
    }

    private void Write(DateTimeOffset? value) => Write(value is { } at ? at.UtcTicks / TimeSpan.TicksPerMicrosecond : long.MinValue);

    private void Write(UsedRate? rate)
    {
        Write(rate is null ? "" : Normal(rate.Value));
        Write(rate?.Source ?? "");
        Write(rate?.At);
    }

    private void Write(IReadOnlyDictionary<string, string>? metadata)
    {
        Write(metadata?.Count ?? 0);
        foreach (
            var (name, value) in (metadata ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(
                p => p.Key,
                StringComparer.Ordinal
            )
        )
        {
            Write(name);
            Write(value);
        }
    }

    /// <summary>1.50 and 1.5 are one rate.</summary>
    private static string Normal(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
