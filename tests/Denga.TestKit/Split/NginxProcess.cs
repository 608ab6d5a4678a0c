using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Denga.TestKit.Server;

namespace Denga.TestKit.Split;

/// <summary>Debian's nginx before Denga, with the configuration of <c>deploy/nginx</c>: only the addresses and the certificate (made here, signed by
/// itself) are the test's.</summary>
public sealed class NginxProcess : IAsyncDisposable
{
    /// <summary>Debian keeps it where only root's path leads.</summary>
    private static readonly string Program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
    private readonly string folder = Path.Combine(TestDatabase.Root, ".denga", "nginx-" + Guid.CreateVersion7().ToString("N")[20..]);
    private readonly int port = Ports.Free();
    private Process? process;
    private string thumbprint = "";

    private NginxProcess() { }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}"));

    /// <summary>The place of the configuration in the repository.</summary>
    public static string Template { get; } = Path.Combine(TestDatabase.Root, "deploy", "nginx");

    public static async Task<NginxProcess> Start(IEnumerable<Uri> fronts, Uri bot, Uri payments, Uri identity, Uri booking)
    {
        var nginx = new NginxProcess();
        Directory.CreateDirectory(nginx.folder);
        File.Copy(Path.Combine(Template, "nginx.conf"), Path.Combine(nginx.folder, "nginx.conf"));
        var servers = string.Concat(fronts.Select(f => $"server {f.Authority} max_fails=1 fail_timeout=2s; "));
        await nginx.Write(
            "upstreams.conf",
            $$"""
            upstream fronts { zone fronts 64k; least_conn; {{servers}} keepalive 64; }
            upstream panels { zone panels 64k; hash $front_mark consistent; {{servers}} keepalive 16; }
            upstream bot { zone bot 64k; server {{bot.Authority}} max_fails=0; keepalive 64; }
            upstream payments { zone payments 64k; server {{payments.Authority}} max_fails=0; keepalive 16; }
            upstream identity { zone identity 64k; server {{identity.Authority}} max_fails=0; }
            upstream booking { zone booking 64k; server {{booking.Authority}} max_fails=0; }
            """
        );
        await nginx.Write(
            "listen.conf",
            $"listen 127.0.0.1:{nginx.port} ssl http2; ssl_certificate site.pem; ssl_certificate_key site.key;"
        );
        nginx.thumbprint = await MakeCertificate(nginx.folder, "site.pem", "site.key");
        await nginx.StartAgain();
        return nginx;
    }

    /// <summary>A client that takes the test's certificate.</summary>
    public HttpClient Client() => new(Handler()) { BaseAddress = Address };

    /// <summary>Takes the test's certificate.</summary>
    public SocketsHttpHandler Handler() =>
        new() { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => IsOurs(shown) }, MaxConnectionsPerServer = 256 };

    /// <summary>Whether it is the certificate of this nginx, which nobody else vouches for.</summary>
    public bool IsOurs(X509Certificate? shown) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint;

    public async Task StartAgain()
    {
        process = ChildProcess.Start(Command(), isGraceful: true);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var said = process.StandardError.ReadToEndAsync();
        using var http = Client();
        await Wait.Until(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync("/health");
                    return true;
                }
                catch (HttpRequestException e)
                {
                    return process.HasExited ? throw new InvalidOperationException("nginx did not start: " + await said, e) : false;
                }
            },
            what: "nginx answers"
        );
    }

    /// <summary>As the kernel does it; its workers go with it.</summary>
    public async Task Kill()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>What <c>nginx -t</c> says of a folder's configuration.</summary>
    public static async Task<(int Code, string Said)> Check(string folder)
    {
        using var check = Process.Start(
            new ProcessStartInfo(Program, ["-t", "-p", folder, "-c", Path.Combine(folder, "nginx.conf")])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        var said = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        return (check.ExitCode, said);
    }

    /// <summary>A certificate that nobody else vouches for; answers its hash.</summary>
    public static async Task<string> MakeCertificate(string folder, string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        await File.WriteAllTextAsync(Path.Combine(folder, certificateFile), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, keyFile), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await Kill();
        Directory.Delete(folder, recursive: true);
    }

    private ProcessStartInfo Command() =>
        // The test's own user: as root, nginx would become another, who may not enter the folder.
        new(
            Program,
            [
                "-p",
                folder,
                "-c",
                Path.Combine(folder, "nginx.conf"),
                "-g",
                Environment.IsPrivilegedProcess ? "daemon off; user root;" : "daemon off;",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

    private Task Write(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text);
}
