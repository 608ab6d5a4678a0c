using System.Net;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Files;
using Denga.Platform.Limits;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denga.Tests.Integration.Files;

/// <summary>Denga with its files somewhere.</summary>
public abstract class FileStand : DengaStand
{
    /// <summary>Why these tests cannot run here; null when they can.</summary>
    public virtual string? Missing => null;

    /// <summary>The settings that say where files lie.</summary>
    public abstract Dictionary<string, string> Place { get; }

    protected sealed override Dictionary<string, string> Settings => Place;

    public override async ValueTask InitializeAsync()
    {
        if (Missing is null)
            await base.InitializeAsync();
    }
}

/// <summary>What holds wherever files lie.</summary>
public abstract class FileTests(FileStand stand) : IAsyncLifetime
{
    private const string Square = """<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>""";
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] PngEnd = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82];

    /// <summary>A header with the end of a preview in it, and the beginning of the picture.</summary>
    private static readonly byte[] JpegStart = [0xFF, 0xD8, 0xFF, 0xE1, 0, 4, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2];
    private static readonly byte[] JpegEnd = [0xFF, 0xD9];

    protected DengaServer Denga => stand.Denga;

    /// <summary>Another each time: nobody meets his limits.</summary>
    private static PersonId Somebody => PersonId.New();

    private protected FileStore Files => Denga.Services.GetRequiredService<FileStore>();

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(stand.Missing is not null, stand.Missing ?? "");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_saved_is_opened_until_it_is_deleted()
    {
        var content = Encoding.UTF8.GetBytes("день,сумма\r\n");
        var key = (await Files.Save(content, ".csv", default)).Value;
        Assert.Equal(content, await Content(key));
        await Files.Delete(key, default);
        await Files.Delete(key, default);
        Assert.Equal("files.not_found", (await Files.Open(key, default)).Error?.Code);
    }

    [Fact]
    public async Task A_file_is_known_by_its_age_and_a_photo_is_not()
    {
        var key = (await Files.Save("a,b"u8.ToArray(), "denga-expenses-2026-11.csv", default)).Value;
        var picture = (await Files.SavePicture(Square, default)).Value;
        var photo = (await Files.SavePhoto(Somebody, Photo(JpegStart, JpegEnd, 2000), default)).Value;
        var all = await Files.OlderThan(TimeSpan.FromHours(-1), default).ToListAsync();
        Assert.Contains(key, all);
        Assert.Contains(picture, all);
        Assert.DoesNotContain(photo, all);
        Assert.Empty(await Files.OlderThan(TimeSpan.FromHours(1), default).ToListAsync());
    }

    [Theory]
    [InlineData("../secret.csv")]
    [InlineData("a\"b.csv")]
    [InlineData("выписка.csv")]
    [InlineData("")]
    public async Task A_name_that_is_none_is_a_mistake_of_the_program(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Files.Save("a"u8.ToArray(), name, default));

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        var key = (await Files.Save(ReadOnlyMemory<byte>.Empty, ".csv", default)).Value;
        Assert.Empty(await Content(key));
    }

    [Fact]
    public async Task A_picture_is_drawn_when_it_is_opened_and_deleted_with_its_drawing()
    {
        var key = (await Files.SavePicture(Square, default)).Value;
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Content(key)));
        Assert.All(opened, png => Assert.Equal(PngSignature, png[..8]));
        await Files.Delete(key, default);
        Assert.Equal("files.not_found", (await Files.Open(key, default)).Error?.Code);
    }

    [Fact]
    public async Task The_endpoint_serves_pictures_in_the_page_and_exports_as_attachments()
    {
        var picture = (await Files.SavePicture(Square, default)).Value;
        using var shown = await Denga.Http.GetAsync("/files/" + picture);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (shown.StatusCode, shown.Content.Headers.ContentType?.MediaType));
        Assert.Equal(PngSignature, (await shown.Content.ReadAsByteArrayAsync())[..8]);

        var export = (await Files.Save("a,b"u8.ToArray(), "denga-expenses-2026-11.csv", default)).Value;
        using var saved = await Denga.Http.GetAsync("/files/" + export);
        Assert.Equal("denga-expenses-2026-11.csv", saved.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal("a,b", await saved.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("00000000000000000000000000000000.png")]
    [InlineData("00000000000000000000000000000000.csv")]
    [InlineData("..%2F..%2Fidentity.key")]
    [InlineData("0000000000000000000000000000000G.png")]
    [InlineData("nonsense")]
    public async Task A_key_that_nobody_was_given_is_not_found(string key)
    {
        using var answer = await Denga.Http.GetAsync("/files/" + key);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_drawing_is_not_served_as_it_is()
    {
        var key = (await Files.SavePicture("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", default)).Value;
        using var answer = await Denga.Http.GetAsync("/files/" + Path.ChangeExtension(key, ".svg"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_photo_is_known_by_its_content()
    {
        var jpeg = (await Files.SavePhoto(Somebody, Photo(JpegStart, JpegEnd, 2000), default)).Value;
        var png = (await Files.SavePhoto(Somebody, Photo([.. PngSignature, 0, 0, 0x07, 0xB0, .. "IDAT"u8], PngEnd, 2000), default)).Value;
        Assert.Equal((".jpg", ".png"), (Path.GetExtension(jpeg), Path.GetExtension(png)));
        Assert.Equal(2000, (await Content(png)).Length);
        using var shown = await Denga.Http.GetAsync("/files/" + jpeg);
        Assert.Equal("image/jpeg", shown.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", shown.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("GIF89a")]
    [InlineData("%PDF-1.7")]
    [InlineData("")]
    public async Task What_is_no_photo_is_refused(string content)
    {
        using var sent = new MemoryStream(Encoding.UTF8.GetBytes(content));
        Assert.Equal("files.not_a_photo", (await Files.SavePhoto(Somebody, sent, default)).Error?.Code);
    }

    [Fact]
    public async Task A_photo_that_breaks_off_is_refused()
    {
        byte[][] broken =
        [
            JpegStart,
            [.. PngSignature, .. PngEnd[..^2]],
            [.. PngSignature, 0xFF, 0xFF, 0xFF, 0xFF, .. PngEnd],
            JpegStart[..7],
        ];
        foreach (var photo in broken)
            Assert.Equal("files.photo_broken", (await Files.SavePhoto(Somebody, Photo(photo, [0], photo.Length + 1), default)).Error?.Code);
    }

    [Fact]
    public async Task A_photo_has_at_most_five_megabytes()
    {
        Assert.True((await Files.SavePhoto(Somebody, Photo(JpegStart, JpegEnd, FileStore.PhotoBytesMax), default)).IsOk);
        var refused = await Files.SavePhoto(Somebody, Photo(JpegStart, JpegEnd, FileStore.PhotoBytesMax + 1), default);
        Assert.Equal("files.photo_too_large", refused.Error?.Code);
    }

    [Fact]
    public async Task A_person_may_send_so_many_photos_and_no_more()
    {
        var (anna, boris) = (Somebody, Somebody);
        using var files = WithoutTime();
        var answers = new List<string?>();
        for (var i = 0; i < 25; i++)
            answers.Add((await files.SavePhoto(anna, Photo(JpegStart, JpegEnd, 2000), default)).Error?.Code);
        Assert.All(answers[..20], Assert.Null);
        Assert.Contains("files.too_many_photos", answers[20..]);
        Assert.True((await files.SavePhoto(boris, Photo(JpegStart, JpegEnd, 2000), default)).IsOk);
    }

    [Fact]
    public async Task A_person_may_send_so_many_megabytes_and_no_more()
    {
        var anna = Somebody;
        using var files = WithoutTime();
        var answers = new List<Error?>();
        for (var i = 0; i < 12; i++)
            answers.Add((await files.SavePhoto(anna, Photo(JpegStart, JpegEnd, FileStore.PhotoBytesMax), default)).Error);
        Assert.Equal(10, answers.TakeWhile(a => a is null).Count());
        Assert.Equal(("files.too_many_photos", ErrorKind.Limited), (answers[10]!.Code, answers[10]!.Kind));
        Assert.True(answers[10]!.Args!.ContainsKey("retryAfterSeconds"));
    }

    /// <summary>The same place, and limits to which no time gives anything back, however long a photo takes.</summary>
    private FileStore WithoutTime()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        return new FileStore(
            Denga.Services.GetRequiredService<IFilePlace>(),
            new PhotoLimits(new RateLimits(redis: null, clock)),
            new FileStoreOptions(),
            clock,
            NullLogger<FileStore>.Instance
        );
    }

    [Fact]
    public async Task Health_names_the_store()
    {
        await Ready("ok");
    }

    protected Task Ready(string state) => Ready(Denga, state);

    protected static async Task Ready(DengaServer denga, string state)
    {
        using var ready = await denga.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        using var health = JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
        Assert.Equal(state, health.RootElement.GetProperty("dependencies").GetProperty("files").GetProperty("status").GetString());
    }

    private protected async Task<byte[]> Content(string key)
    {
        await using var stream = (await Files.Open(key, default)).Value;
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept);
        return kept.ToArray();
    }

    private static MemoryStream Photo(byte[] start, byte[] end, int length)
    {
        var content = new byte[length];
        start.CopyTo(content, 0);
        end.CopyTo(content, length - end.Length);
        return new MemoryStream(content);
    }
}
