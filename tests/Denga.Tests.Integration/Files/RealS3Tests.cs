using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Denga.Platform.Files;
using Denga.TestKit.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Files;

/// <summary>An S3 server that checks signatures and deletes by rules.</summary>
public sealed class RealS3Stand : FileStand
{
    private RadosGateway? s3;

    public string Bucket { get; } = "denga-" + Guid.CreateVersion7().ToString("N");

    public override string? Missing => RadosGateway.IsInstalled ? null : "Debian's radosgw, ceph-mon and ceph-osd are not installed";

    public override Dictionary<string, string> Place =>
        new(StringComparer.Ordinal)
        {
            ["Files:S3:Endpoint"] = s3!.Address.ToString(),
            ["Files:S3:PublicEndpoint"] = s3.Address.ToString(),
            ["Files:S3:Bucket"] = Bucket,
            ["Files:S3:AccessKey"] = RadosGateway.AccessKey,
            ["Files:S3:SecretKey"] = RadosGateway.SecretKey,
        };

    public override async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        s3 = await RadosGateway.Shared;
        await base.InitializeAsync();
        await Denga.RunJob("files.prepare-bucket");
    }
}

public sealed class RealS3Tests(RealS3Stand stand) : FileTests(stand), IClassFixture<RealS3Stand>
{
    private readonly string bucket = stand.Bucket;

    private AmazonS3Client Bucket => Denga.Services.GetRequiredService<FilesInS3>().Bucket;

    [Fact]
    public async Task A_link_opens_its_file_and_no_other_and_without_its_signature_none()
    {
        var (mine, other) = (
            (await Files.Save("a,b"u8.ToArray(), ".csv", default)).Value,
            (await Files.Save("c,d"u8.ToArray(), ".csv", default)).Value
        );
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Denga.Http.BaseAddress };
        using var sent = await browser.GetAsync("/files/" + mine);
        var link = sent.Headers.Location!;
        Assert.Equal("a,b", await browser.GetStringAsync(link));

        foreach (
            var forged in (string[])
                [
                    link.ToString().Replace(mine, other, StringComparison.Ordinal),
                    link.ToString().Replace("X-Amz-Expires=3", "X-Amz-Expires=9", StringComparison.Ordinal),
                    link.GetLeftPart(UriPartial.Path),
                ]
        )
        {
            using var refused = await browser.GetAsync(forged);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_wrong_secret_writes_nothing_and_reads_nothing()
    {
        var export = (await Files.Save("a,b"u8.ToArray(), ".csv", default)).Value;
        var settings = new Dictionary<string, string>(stand.Place, StringComparer.Ordinal) { ["Files:S3:SecretKey"] = "another" };
        settings.Remove("Files:S3:PublicEndpoint");
        await using var locked = await DengaServer.Start(settings, database: Denga.Database);
        var files = locked.Services.GetRequiredService<FileStore>();
        Assert.Equal("files.away", (await files.Save("a"u8.ToArray(), ".csv", default)).Error?.Code);
        Assert.Equal("files.away", (await files.Open(export, default)).Error?.Code);
    }

    [Fact]
    public async Task The_server_is_told_to_delete_what_expires_and_only_that()
    {
        var rule = Assert.Single((await Bucket.GetLifecycleConfigurationAsync(bucket)).Configuration.Rules);
        Assert.Equal(LifecycleRuleStatus.Enabled, rule.Status);
        Assert.Equal(366, rule.Expiration.Days);
        Assert.Equal("passing/", Assert.IsType<LifecyclePrefixPredicate>(rule.Filter.LifecycleFilterPredicate).Prefix);
    }

    [Fact]
    public async Task The_operators_own_rules_stay_and_the_server_deletes_by_them()
    {
        const string own = "denga-with-rules";
        await Bucket.PutBucketAsync(own);
        var rule = new LifecycleRule
        {
            Id = "own",
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "passing/" } },
            Expiration = new LifecycleRuleExpiration { Days = 1 },
        };
        await Bucket.PutLifecycleConfigurationAsync(own, new LifecycleConfiguration { Rules = [rule] });
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(stand.Place, StringComparer.Ordinal) { ["Files:S3:Bucket"] = own },
            database: Denga.Database
        );
        await denga.RunJob("files.prepare-bucket");
        Assert.Equal("own", Assert.Single((await Bucket.GetLifecycleConfigurationAsync(own)).Configuration.Rules).Id);

        var files = denga.Services.GetRequiredService<FileStore>();
        var passing = (await files.Save("a,b"u8.ToArray(), "denga-expenses-2026-11.csv", default)).Value;
        await Wait.Until(async () => (await files.Open(passing, default)).Error?.Code == "files.not_found", Wait.StartMax);
    }
}
