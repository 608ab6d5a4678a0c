using Denga.Platform.Health;
using Denga.Platform.Postgres;

namespace Denga.Platform.Files;

internal sealed class FilesInFolder(string folder) : IFilePlace
{
    private readonly Lock gate = new();
    private bool isClosed;

    public string Name => "files";

    public async Task Put(string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        try
        {
            var path = PathOf(name);
            MakeFolder(Path.GetDirectoryName(path)!);
            var unfinished = path + ".part";
            try
            {
                await using (var file = new FileStream(unfinished, Own()))
                    await file.WriteAsync(content, cancel);
                File.Move(unfinished, path, overwrite: true);
            }
            catch
            {
                // On a full disk, what was begun takes the room of others.
                File.Delete(unfinished);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FilesAwayException($"The folder {folder} takes no files: {e.Message}", e);
        }
    }

    public Task<Stream?> Get(string name, CancellationToken cancel)
    {
        var path = PathOf(name);
        return Task.FromResult<Stream?>(File.Exists(path) ? File.OpenRead(path) : null);
    }

    public Task Delete(string name, CancellationToken cancel)
    {
        var path = PathOf(name);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<string> OlderThan(TimeSpan age, CancellationToken cancel)
    {
        // The machine's clock stamps files, whatever time the program goes by.
        var before = TimeProvider.System.GetUtcNow().UtcDateTime - age;
        return Directory.Exists(folder)
            ? new DirectoryInfo(folder)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.LastWriteTimeUtc < before)
                .Select(file => file.Name)
                .ToAsyncEnumerable()
            : AsyncEnumerable.Empty<string>();
    }

    public Uri? Link(string name, string attachedAs) => null;

    public Task<HealthAnswer> Check(CancellationToken cancel)
    {
        try
        {
            MakeFolder(folder);
            using var probe = new FileStream(
                Path.Combine(folder, Path.GetRandomFileName()),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                }
            );
            return Task.FromResult(new HealthAnswer(HealthState.Ok));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(new HealthAnswer(HealthState.Degraded, HealthErrors.Folder(folder, e.Message)));
        }
    }

    /// <summary>The first time the whole place is closed to other users of this machine: earlier releases left it open.</summary>
    private void MakeFolder(string path)
    {
        lock (gate)
        {
            if (!isClosed)
                Permissions.MakePrivateFolder(folder);
            isClosed = true;
        }
        if (!Directory.Exists(path))
            Permissions.MakePrivateFolder(path);
    }

    private static FileStreamOptions Own()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Spread over folders, so that none gets too long to look through.</summary>
    private string PathOf(string name) => Path.Combine(folder, name[..2], name);
}
