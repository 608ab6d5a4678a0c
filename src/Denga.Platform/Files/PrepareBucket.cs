using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Denga.Platform.Jobs;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Files;

/// <summary>Makes the bucket when it is missing, and gives it a rule by which the server itself deletes what Denga should have deleted long ago:
/// once, and only where the operator has set no rules of his own. A server that is away is asked again at the next turn.</summary>
internal sealed partial class PrepareBucket(FilesInS3 files, S3Options options, ILogger<PrepareBucket> log) : IJob
{
    /// <summary>Longer than the longest <c>Reports:KeepFilesFor</c>.</summary>
    private const int ExpireAfterDays = 366;
    private bool done;

    public string Name => "files.prepare-bucket";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken cancel)
    {
        if (done)
            return;
        await files.Call(
            async limited =>
            {
                try
                {
                    await files.Bucket.HeadBucketAsync(new HeadBucketRequest { BucketName = options.Bucket }, limited);
                }
                catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
                {
                    await Make(limited);
                }
                await Expire(limited);
                return done = true;
            },
            cancel
        );
    }

    private async Task Make(CancellationToken cancel)
    {
        try
        {
            await files.Bucket.PutBucketAsync(options.Bucket, cancel);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            // Another process was quicker.
        }
    }

    private async Task Expire(CancellationToken cancel)
    {
        try
        {
            if (await HasRules(cancel))
                return;
            var rule = new LifecycleRule
            {
                Id = "denga-passing",
                Status = LifecycleRuleStatus.Enabled,
                Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = FilesInS3.Passing } },
                Expiration = new LifecycleRuleExpiration { Days = ExpireAfterDays },
            };
            await files.Bucket.PutLifecycleConfigurationAsync(options.Bucket, new LifecycleConfiguration { Rules = [rule] }, cancel);
        }
        catch (AmazonS3Exception e)
        {
            // The rule is a net under what Denga deletes itself; many servers have none, many keys may not.
            NoRule(options.Bucket, e.ErrorCode);
        }
    }

    private async Task<bool> HasRules(CancellationToken cancel)
    {
        try
        {
            var found = await files.Bucket.GetLifecycleConfigurationAsync(options.Bucket, cancel);
            return found.Configuration?.Rules is { Count: > 0 };
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The bucket {Bucket} takes no rule that deletes old files by itself: {Code}")]
    private partial void NoRule(string bucket, string? code);
}
