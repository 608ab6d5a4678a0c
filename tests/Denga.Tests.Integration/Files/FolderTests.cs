using Denga.Platform.Files;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Files;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FolderTests : FileTests
{
    private readonly string folder = Path.Combine(TestDatabase.Root, ".denga", "test-folder-" + Guid.CreateVersion7().ToString("N")[20..]);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        else
            File.Delete(folder);
    }

    protected override Task<IReadOnlyDictionary<string, string>> Settings() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Files:Folder"] = folder }
        );

    [Fact]
    public async Task A_folder_that_takes_nothing_is_an_error_and_health_says_so()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(folder, "no folder");
        Assert.Equal("files.away", (await Files.Save("a"u8.ToArray(), ".csv", default)).Error?.Code);
        await Ready("degraded");
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
        await using var again = await DengaServer.Start(await Settings(), database: Denga.Database);
        Assert.True((await again.Services.GetRequiredService<FileStore>().Save("a"u8.ToArray(), ".csv", default)).IsOk);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder));
    }
}
