using Denga.Platform.Files;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Files;

public sealed class FolderStand : FileStand
{
    public FolderStand() => Place = new(StringComparer.Ordinal) { ["Files:Folder"] = Folder };

    public string Folder { get; } = Path.Combine(TestDatabase.Root, ".denga", "test-folder-" + Guid.CreateVersion7().ToString("N")[20..]);

    public override Dictionary<string, string> Place { get; }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        else
            File.Delete(Folder);
    }
}

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FolderTests(FolderStand stand) : FileTests(stand), IClassFixture<FolderStand>
{
    private readonly string folder = stand.Folder;

    [Fact]
    public async Task A_folder_that_takes_nothing_is_an_error_and_health_says_so()
    {
        await using var own = new FolderStand();
        await own.InitializeAsync();
        if (Directory.Exists(own.Folder))
            Directory.Delete(own.Folder, recursive: true);
        await File.WriteAllTextAsync(own.Folder, "no folder");
        var files = own.Denga.Services.GetRequiredService<FileStore>();
        Assert.Equal("files.away", (await files.Save("a"u8.ToArray(), ".csv", default)).Error?.Code);
        await Ready(own.Denga, "degraded");
    }

    [Fact]
    public async Task Other_users_of_this_machine_can_neither_enter_nor_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var key = (await Files.Save("a"u8.ToArray(), ".csv", default)).Value;
        var path = Assert.Single(Directory.GetFiles(folder, key, SearchOption.AllDirectories));
        Assert.Equal(file, File.GetUnixFileMode(path));
        foreach (var around in (string[])[Path.GetDirectoryName(path)!, folder])
            Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(around));
    }

    [Fact]
    public async Task A_folder_that_was_left_open_is_closed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await using var again = await DengaServer.Start(stand.Place, database: Denga.Database);
        Assert.True((await again.Services.GetRequiredService<FileStore>().Save("a"u8.ToArray(), ".csv", default)).IsOk);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder));
    }
}
