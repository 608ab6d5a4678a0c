using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Files;

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
}
