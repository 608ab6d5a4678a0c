using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using Denga.Contracts.Identity;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Keys;
using Denga.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Denga.Identity.Sessions;

/// <summary>The keys that sign access tokens (ES256). The newest signs; an old one verifies until the last token it signed has expired. They are in the
/// database, sealed, so that every process has the same ones.</summary>
internal sealed partial class SigningKeyRing(
    Database<IdentityModule> database,
    Sealing sealing,
    IOptions<IdentityOptions> options,
    TimeProvider clock,
    ILogger<SigningKeyRing> log
)
{
    private const string Purpose = "signing key";

    /// <summary>For a key that this process has not seen yet: it was made by another, or by nobody.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Another process may go on with the key before for as long as it does not look.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeepLonger = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim one = new(1);
    private volatile Ring? ring;

    internal async ValueTask<ECDsaSecurityKey> Signing(CancellationToken cancel) => (await Current(Fresh, cancel)).Keys[0];

    /// <summary>Null for a key that is not ours, or ours no more.</summary>
    internal async ValueTask<ECDsaSecurityKey?> Verifying(string kid, CancellationToken cancel)
    {
        var known = (await Current(Fresh, cancel)).Keys.FirstOrDefault(k => k.KeyId == kid);
        return known ?? (await Current(LookAgainAfter, cancel)).Keys.FirstOrDefault(k => k.KeyId == kid);
    }

    internal async ValueTask<KeySet> Public(CancellationToken cancel) =>
        new([
            .. (await Current(Fresh, cancel)).Keys.Select(k =>
            {
                var point = k.ECDsa.ExportParameters(includePrivateParameters: false).Q;
                return new PublicKey(
                    k.KeyId,
                    "EC",
                    "P-256",
                    Base64Url.EncodeToString(point.X),
                    Base64Url.EncodeToString(point.Y),
                    "sig",
                    SecurityAlgorithms.EcdsaSha256
                );
            }),
        ]);

    /// <summary>Makes a key when the newest is old, and forgets those with which nothing valid is signed any more.</summary>
    internal async Task Rotate(CancellationToken cancel)
    {
        await database.Transaction(
            async work =>
            {
                // Two processes at once must not make two.
                await work.Connection.ExecuteAsync("lock table signing_key in share row exclusive mode");
                var now = clock.GetUtcNow();
                var newest = await work.Connection.QuerySingleOrDefaultAsync<Row>(
                    "select kid, private_key PrivateKey, created_at CreatedAt from signing_key order by created_at desc, kid limit 1"
                );
                if (newest is null || newest.CreatedAt <= (now - options.Value.SigningKeyLifetime).UtcDateTime || Open(newest) is null)
                    await Make(work, now);
                await work.Connection.ExecuteAsync(
                    """
                    delete from signing_key old where exists (
                        select from signing_key newer where newer.created_at > old.created_at and newer.created_at < @before)
                    """,
                    new { before = now - options.Value.AccessTokenLifetime - KeepLonger }
                );
                return 0;
            },
            cancel
        );
        ring = null;
    }

    private async Task Make(UnitOfWork work, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await work.Connection.ExecuteAsync(
            "insert into signing_key (kid, private_key, public_key, created_at) values (@kid, @sealedKey, @publicKey, @now)",
            new
            {
                kid = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9)),
                sealedKey = sealing.Seal(Purpose, key.ExportPkcs8PrivateKey()),
                publicKey = key.ExportSubjectPublicKeyInfo(),
                now,
            }
        );
    }

    private async ValueTask<Ring> Current(TimeSpan atMost, CancellationToken cancel)
    {
        if (ring is { } fresh && fresh.ReadAt + atMost > clock.GetUtcNow())
            return fresh;
        await one.WaitAsync(cancel);
        try
        {
            if (ring is { } meanwhile && meanwhile.ReadAt + atMost > clock.GetUtcNow())
                return meanwhile;
            var read = await Read(cancel);
            if (read.Keys.Count == 0)
            {
                await Rotate(cancel);
                read = await Read(cancel);
            }
            return ring = read;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<Ring> Read(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<Row>(
            "select kid, private_key PrivateKey, created_at CreatedAt from signing_key order by created_at desc, kid"
        );
        var keys = new List<ECDsaSecurityKey>();
        foreach (var row in rows)
        {
            // The key object is kept when it is known: verifiers are cached by it.
            var key = ring?.Keys.FirstOrDefault(k => k.KeyId == row.Kid) ?? Open(row);
            if (key is null)
                Unreadable(row.Kid);
            else
                keys.Add(key);
        }
        return new Ring(keys, clock.GetUtcNow());
    }

    private ECDsaSecurityKey? Open(Row row)
    {
        if (sealing.Open(Purpose, row.PrivateKey) is not { } opened)
            return null;
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(opened, out _);
        return new ECDsaSecurityKey(key) { KeyId = row.Kid };
    }

    [LoggerMessage(LogLevel.Warning, "The signing key {Kid} was sealed with another key file and is left out; tokens of it are refused")]
    private partial void Unreadable(string kid);

    private sealed record Ring(IReadOnlyList<ECDsaSecurityKey> Keys, DateTimeOffset ReadAt);

    private sealed record Row(string Kid, byte[] PrivateKey, DateTime CreatedAt);
}

internal sealed class RotateSigningKeys(SigningKeyRing ring) : IJob
{
    public string Name => "identity.rotate-signing-keys";

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public Task Run(CancellationToken cancel) => ring.Rotate(cancel);
}

internal sealed class SigningKeysHandler(SigningKeyRing ring) : IOperationHandler<SigningKeys, KeySet>
{
    public async Task<Denga.Contracts.Result<KeySet>> Handle(SigningKeys operation, CancellationToken cancel) => await ring.Public(cancel);
}
