using System.Net;
using Denga.Platform.Files;
using Denga.Platform.Modules;
using Denga.TestKit.Files;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;

namespace Denga.Tests.Integration.Files;

/// <summary>An S3 server that can be stopped.</summary>
public sealed class S3Stand : FileStand
{
    public NpmS3Server S3 { get; private set; } = null!;

    public override string? Missing => NpmS3Server.FindFolder() is null ? "npm ci was not run in tests/peers/s3rver" : null;

    public override Dictionary<string, string> Place =>
        new(StringComparer.Ordinal)
        {
            ["Files:S3:Endpoint"] = S3.Address.ToString(),
            ["Files:S3:Bucket"] = "denga",
            ["Files:S3:AccessKey"] = NpmS3Server.AccessKey,
            ["Files:S3:SecretKey"] = NpmS3Server.SecretKey,
        };

    public override async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        S3 = await NpmS3Server.Start();
        await base.InitializeAsync();
        await Denga.RunJob("files.prepare-bucket");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (S3 is not null)
            await S3.DisposeAsync();
    }
}

public sealed class S3Tests(S3Stand stand) : FileTests(stand), IClassFixture<S3Stand>
{
    private readonly NpmS3Server s3 = stand.S3;

    [Fact]
    public async Task A_store_that_is_away_is_an_error_and_works_again_when_it_is_back()
    {
        var export = (await Files.Save("a,b"u8.ToArray(), ".csv", default)).Value;
        await s3.Stop();
        Assert.Equal("files.away", (await Files.Save("a"u8.ToArray(), ".csv", default)).Error?.Code);
        using (var refused = await Denga.Http.GetAsync("/files/" + export))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await Assert.ThrowsAsync<FilesAwayException>(() => Files.Delete(export, default));
        await Ready("degraded");

        await s3.StartAgain();
        Assert.Equal(3, (await Content(export)).Length);
        await Ready("ok");
    }

    [Fact]
    public async Task With_a_public_address_an_export_is_fetched_by_a_link_that_is_signed()
    {
        var settings = new Dictionary<string, string>(stand.Place, StringComparer.Ordinal)
        {
            ["Files:S3:PublicEndpoint"] = s3.Address.ToString(),
        };
        await using var linking = await DengaServer.Start(settings, database: Denga.Database);
        var export = (await Files.Save("a,b"u8.ToArray(), "denga-expenses-2026-11.csv", default)).Value;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = linking.Http.BaseAddress };
        using var sent = await browser.GetAsync("/files/" + export);
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var link = sent.Headers.Location!;
        Assert.Equal(s3.Address.Port, link.Port);

        using var fetched = await browser.GetAsync(link);
        Assert.Equal("a,b", await fetched.Content.ReadAsStringAsync());
        Assert.Equal("denga-expenses-2026-11.csv", fetched.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Contains("X-Amz-Signature=", link.Query, StringComparison.Ordinal);
        Assert.Matches("X-Amz-Expires=30[01]&", link.Query);
    }

    [Fact]
    public async Task A_wrong_key_is_an_error_and_the_secret_is_not_told()
    {
        var settings = new Dictionary<string, string>(stand.Place, StringComparer.Ordinal)
        {
            ["Files:S3:AccessKey"] = "nobody",
            ["Files:S3:SecretKey"] = "not-to-be-told",
        };
        await using var locked = await DengaServer.Start(settings, database: Denga.Database);
        var said = await locked.Http.GetStringAsync("/health/ready");
        Assert.Contains("refuses for the bucket denga", said, StringComparison.Ordinal);
        Assert.DoesNotContain("not-to-be-told", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoint", "nowhere")]
    [InlineData("Endpoint", null)]
    [InlineData("Bucket", "Не ведро")]
    [InlineData("SecretKey", null)]
    [InlineData("Sekret", "x")]
    public void A_wrong_setting_is_named(string name, string? value)
    {
        var settings = stand.Place.Where(s => s.Key != "Files:S3:" + name).Select(s => KeyValuePair.Create(s.Key, (string?)s.Value));
        if (value is not null)
            settings = settings.Append(KeyValuePair.Create("Files:S3:" + name, (string?)value));
        var read = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var wrong = Assert.Throws<SettingException>(() => read.ReadChecked<S3Options>("Files:S3"));
        Assert.Contains("Files:S3:" + name, wrong.Message, StringComparison.Ordinal);
    }
}
