using System.Security.Cryptography;
using Denga.Platform.Modules;
using Microsoft.Extensions.Options;

namespace Denga.Wallet.Proof;

/// <summary>The key that checkpoints are signed with: from the settings, or made once and kept in a file that only its owner reads.</summary>
internal sealed class CheckpointKey(IOptions<WalletOptions> options) : IDisposable
{
    private readonly Lazy<ECDsa> key = new(() => Load(options.Value));

    internal byte[] Public => key.Value.ExportSubjectPublicKeyInfo();

    internal byte[] Sign(byte[] content) => key.Value.SignData(content, HashAlgorithmName.SHA256);

    internal bool Verify(byte[] content, byte[] signature) => key.Value.VerifyData(content, signature, HashAlgorithmName.SHA256);

    public void Dispose()
    {
        if (key.IsValueCreated)
            key.Value.Dispose();
    }

    private static ECDsa Load(WalletOptions options)
    {
        var loaded = ECDsa.Create();
        try
        {
            loaded.ImportFromPem(options.CheckpointKey ?? FromFile(options.CheckpointKeyFile));
            return loaded;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            loaded.Dispose();
            throw new SettingException(
                $"The key of the ledger's checkpoints (Wallet:CheckpointKey or the file {options.CheckpointKeyFile}) is not an EC private key in PEM."
            );
        }
    }

    private static string FromFile(string path)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            // Under another name first: whoever reads the file finds all of it, also when two processes make it at once.
            var draft = $"{path}.{Guid.CreateVersion7():N}";
            var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(draft, mode))
                writer.Write(made.ExportPkcs8PrivateKeyPem());
            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException)
            {
                // Another process was first.
                File.Delete(draft);
            }
        }
        return File.ReadAllText(path);
    }
}
