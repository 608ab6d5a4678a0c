using System.Diagnostics;
using System.Globalization;
using Denga.TestKit.Server;

namespace Denga.TestKit.Files;

/// <summary>Debian's Ceph object gateway: a real S3 server. It checks signatures, lets nobody read without one, and deletes by lifecycle rules, where
/// a day passes in a second. Monitor, store (in memory) and gateway take some ten seconds to start: there is one for a run.</summary>
public sealed class RadosGateway
{
    public const string AccessKey = "DENGATEST";
    public const string SecretKey = "a-secret-of-the-tests";
    private static readonly string[] Programs = ["ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];
    private static readonly Lazy<Task<RadosGateway>> OfAll = new(Start);
    private readonly string folder = Path.Combine(TestDatabase.Root, ".denga", "test-ceph-" + Guid.CreateVersion7().ToString("N")[20..]);
    private readonly List<Process> servers = [];

    private RadosGateway() { }

    public Uri Address { get; } = Ports.FreeAddress();

    /// <summary>Whether Debian's radosgw, ceph-mon and ceph-osd are there.</summary>
    public static bool IsInstalled => Array.TrueForAll(Programs, p => File.Exists("/usr/bin/" + p));

    /// <summary>One for all tests of the process; each uses a bucket of its own.</summary>
    public static Task<RadosGateway> Shared => OfAll.Value;

    private static async Task<RadosGateway> Start()
    {
        var gateway = new RadosGateway();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => gateway.End();
        await gateway.StartAll();
        return gateway;
    }

    private async Task StartAll()
    {
        foreach (var part in (string[])["mon", "osd", "rgw"])
            Directory.CreateDirectory(Path.Combine(folder, part));
        var monitor = $"[v2:127.0.0.1:{Ports.Free().ToString(CultureInfo.InvariantCulture)}]";
        var (cluster, store) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        await File.WriteAllTextAsync(Path.Combine(folder, "ceph.conf"), Settings(cluster, monitor) + "\n");
        await Run("monmaptool", "--create", "--fsid", cluster, "--addv", "a", monitor, Path.Combine(folder, "monmap"));
        await Task.WhenAll(
            Run("ceph-mon", "--mkfs", "-i", "a", "--monmap", Path.Combine(folder, "monmap")),
            Run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", store, "--no-mon-config")
        );
        Serve("ceph-mon", "-i", "a", "-f");
        await Run("ceph", "osd", "new", store, "0");
        Serve("ceph-osd", "-i", "0", "-f");
        await Run(
            "radosgw-admin",
            "user",
            "create",
            "--uid=denga",
            "--display-name=denga",
            "--access-key=" + AccessKey,
            "--secret-key=" + SecretKey
        );
        Serve("radosgw", "-f");
        using var http = new HttpClient { BaseAddress = Address };
        await Wait.Until(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync("/");
                    return true;
                }
                catch (HttpRequestException e)
                {
                    return servers.Find(s => s.HasExited) is { } ended
                        ? throw new InvalidOperationException($"{ended.StartInfo.FileName} ended: the logs are in {folder}.", e)
                        : false;
                }
            },
            Wait.StartMax,
            "radosgw answers"
        );
    }

    private void Serve(string program, params string[] arguments) => servers.Add(ChildProcess.Start(Command(program, arguments)));

    private async Task Run(string program, params string[] arguments)
    {
        using var run = ChildProcess.Start(Command(program, arguments));
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}: see {folder}.");
    }

    /// <summary>What it says goes to its log: a pipe that nobody reads would stop it.</summary>
    private ProcessStartInfo Command(string program, string[] arguments) =>
        new(
            "sh",
            [
                "-c",
                "exec \"$@\" >>\"$0\" 2>&1 </dev/null",
                Path.Combine(folder, "said.log"),
                program,
                "-c",
                Path.Combine(folder, "ceph.conf"),
                .. arguments,
            ]
        )
        {
            UseShellExecute = false,
        };

    private void End()
    {
        foreach (var server in servers)
        {
            server.Kill();
            server.WaitForExit();
        }
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Nobody but this machine reaches it, so its parts trust each other; whoever asks the gateway still signs.</summary>
    private string Settings(string cluster, string monitor) =>
        $"""
            [global]
            fsid = {cluster}
            mon_host = {monitor}
            auth_cluster_required = none
            auth_service_required = none
            auth_client_required = none
            ms_mon_client_mode = crc
            ms_bind_msgr1 = false
            public_addr = 127.0.0.1
            cluster_addr = 127.0.0.1
            run_dir = {folder}
            admin_socket =
            log_file = {folder}/$name.log
            mon_data = {folder}/mon
            mon_cluster_log_file = {folder}/cluster.log
            mon_data_avail_crit = 0
            mon_allow_pool_size_one = true
            paxos_propose_interval = 0.05
            osd_data = {folder}/osd
            osd_objectstore = memstore
            memstore_device_bytes = 268435456
            osd_crush_chooseleaf_type = 0
            osd_pool_default_size = 1
            osd_pool_default_min_size = 1
            osd_pool_default_pg_num = 1
            osd_pool_default_pg_autoscale_mode = off
            rgw_rados_pool_pg_num_min = 1
            rgw_data = {folder}/rgw
            rgw_frontends = beast endpoint={Address.Authority}
            rgw_thread_pool_size = 16
            rgw_lc_debug_interval = 1
            """;
}
