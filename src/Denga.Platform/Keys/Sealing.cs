using System.Security.Cryptography;
using System.Text;
using Denga.Platform.Modules;

namespace Denga.Platform.Keys;

/// <summary>Seals what must be kept secret and read again (AES-256-GCM), and makes keyed hashes of what can be guessed. The key is in a file, not in
/// the database: who has a copy of the database alone has neither. A new first line in the file seals from then on; the older lines still open.</summary>
public sealed class Sealing
{
    private const int KeyBytes = 32;
    private const int NameBytes = 4;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[][] keys;
    private readonly byte[] hashKey;

    /// <param name="file">Made where there is none.</param>
    /// <param name="setting">That names the file.</param>
    public Sealing(string file, string setting)
    {
        keys = Load(Path.GetFullPath(file), setting);
        hashKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys[0], KeyBytes, info: "denga keyed hashes"u8.ToArray());
    }

    /// <summary>The key's name, the nonce, the tag, then what was sealed. It opens for the same purpose only.</summary>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> plain)
    {
        var box = new byte[NameBytes + NonceBytes + TagBytes + plain.Length];
        NameOf(keys[0]).CopyTo(box.AsSpan());
        var nonce = box.AsSpan(NameBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys[0], TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            box.AsSpan(NameBytes + NonceBytes + TagBytes),
            box.AsSpan(NameBytes + NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(purpose)
        );
        return box;
    }

    public byte[] Seal(string purpose, string plain) => Seal(purpose, Encoding.UTF8.GetBytes(plain));

    /// <summary>Null when it was sealed with a key that is not in the file, or tampered with.</summary>
    public byte[]? Open(string purpose, byte[] box)
    {
        if (box.Length < NameBytes + NonceBytes + TagBytes)
            return null;
        var key = Array.Find(keys, k => NameOf(k).SequenceEqual(box.AsSpan(0, NameBytes)));
        if (key is null)
            return null;
        var plain = new byte[box.Length - NameBytes - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(
                box.AsSpan(NameBytes, NonceBytes),
                box.AsSpan(NameBytes + NonceBytes + TagBytes),
                box.AsSpan(NameBytes + NonceBytes, TagBytes),
                plain,
                Encoding.UTF8.GetBytes(purpose)
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return plain;
    }

    public string? OpenText(string purpose, byte[] box) => Open(purpose, box) is { } plain ? Encoding.UTF8.GetString(plain) : null;

    /// <summary>A hash that nobody without the key can find by trying.</summary>
    public byte[] Hash(string purpose, string text) => HMACSHA256.HashData(hashKey, Encoding.UTF8.GetBytes(purpose + "\n" + text));

    private static ReadOnlySpan<byte> NameOf(byte[] key) => SHA256.HashData(key).AsSpan(0, NameBytes);

    private static byte[][] Load(string path, string setting)
    {
        if (!File.Exists(path))
            Make(path);
        var lines = File.ReadAllLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        var read = lines.Select(Read).OfType<byte[]>().ToArray();
        return read.Length > 0 && read.Length == lines.Count
            ? read
            : throw new SettingException(
                $"The file {path} ({setting}) must hold {KeyBytes} bytes in base 64 a line. Without the key that was in it, what it sealed cannot be read again."
            );
    }

    private static byte[]? Read(string line)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(line, key, out var length) && length == KeyBytes ? key : null;
    }

    /// <summary>Of two processes that start at once, one puts its file in place and both read it.</summary>
    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fresh = path + "." + Guid.CreateVersion7().ToString("N");
        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(fresh, mine))
            file.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        try
        {
            File.Move(fresh, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(fresh);
        }
    }
}
