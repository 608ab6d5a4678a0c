using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Denga.Platform.Health;

namespace Denga.Platform.Files;

/// <summary>Files in a bucket: <c>passing/</c> for those that expire, <c>kept/</c> for the others.</summary>
internal sealed class FilesInS3 : IFilePlace, IDisposable
{
    internal const string Passing = "passing/";
    private const string Kept = "kept/";
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CheckMax = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(5);
    private readonly S3Options options;
    private readonly TimeProvider clock;
    private readonly AmazonS3Client client;
    private readonly AmazonS3Client? forLinks;

    public FilesInS3(S3Options options, TimeProvider clock)
    {
        this.options = options;
        this.clock = clock;
        client = Client(options.Endpoint!);
        // The host is part of what is signed, so a link is made with the name that browsers know.
        forLinks = options.PublicEndpoint is { } address ? Client(address) : null;
    }

    public string Name => "files";

    internal AmazonS3Client Bucket => client;

    public void Dispose()
    {
        client.Dispose();
        forLinks?.Dispose();
    }

    public Task Put(string name, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        Call(
            async limited =>
            {
                using var body = new MemoryStream(content.ToArray(), writable: false);
                var put = new PutObjectRequest
                {
                    BucketName = options.Bucket,
                    Key = KeyOf(name),
                    ContentType = FileStore.TypeOf(name),
                    InputStream = body,
                    // Not every server knows the chunks of Amazon's.
                    UseChunkEncoding = false,
                };
                return await client.PutObjectAsync(put, limited);
            },
            cancel
        );

    /// <summary>Read to the end before it is answered: a connection that breaks is an error, never half a file.</summary>
    public Task<Stream?> Get(string name, CancellationToken cancel) =>
        Call<Stream?>(
            async limited =>
            {
                try
                {
                    using var found = await client.GetObjectAsync(options.Bucket, KeyOf(name), limited);
                    var content = new MemoryStream((int)found.ContentLength);
                    await found.ResponseStream.CopyToAsync(content, limited);
                    content.Position = 0;
                    return content;
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
                {
                    return null;
                }
            },
            cancel
        );

    public Task Delete(string name, CancellationToken cancel) =>
        Call(limited => client.DeleteObjectAsync(options.Bucket, KeyOf(name), limited), cancel);

    public async IAsyncEnumerable<string> OlderThan(TimeSpan age, [EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = Passing };
        do
        {
            var page = await Call(limited => ListPage(request, limited), cancel);
            // The server's clock stamped them.
            var before = TimeProvider.System.GetUtcNow().UtcDateTime - age;
            foreach (var file in page.S3Objects ?? [])
                if (file.LastModified < before)
                    yield return file.Key[Passing.Length..];
            request.ContinuationToken = page.NextContinuationToken;
        } while (request.ContinuationToken is not null);
    }

    private async Task<ListObjectsV2Response> ListPage(ListObjectsV2Request request, CancellationToken cancel)
    {
        try
        {
            return await client.ListObjectsV2Async(request, cancel);
        }
        catch (NoSuchBucketException)
        {
            // It is made at the first start, and holds nothing before.
            return new ListObjectsV2Response();
        }
    }

    public Uri? Link(string name, string attachedAs)
    {
        if (forLinks is null)
            return null;
        var request = new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = KeyOf(name),
            Expires = (clock.GetUtcNow() + LinkLifetime).UtcDateTime,
            Protocol = options.PublicEndpoint!.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
        };
        request.ResponseHeaderOverrides.ContentType = FileStore.TypeOf(name);
        request.ResponseHeaderOverrides.ContentDisposition = $"attachment; filename=\"{attachedAs}\"";
        return new Uri(forLinks.GetPreSignedURL(request));
    }

    public async Task<HealthAnswer> Check(CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(CheckMax);
        try
        {
            await Call(
                async soon => await client.HeadBucketAsync(new HeadBucketRequest { BucketName = options.Bucket }, soon),
                limited.Token
            );
            return new HealthAnswer(HealthState.Ok);
        }
        catch (FilesAwayException e)
        {
            return new HealthAnswer(HealthState.Degraded, HealthErrors.Store(e.Message));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new HealthAnswer(HealthState.Degraded, HealthErrors.Store($"{options.Endpoint} does not answer."));
        }
    }

    /// <summary>Every failure of the network and the server as one.</summary>
    internal async Task<T> Call<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(CallMax);
        try
        {
            return await call(limited.Token);
        }
        catch (AmazonS3Exception e)
        {
            var said = e.StatusCode == HttpStatusCode.NotFound ? "NoSuchBucket" : e.ErrorCode ?? e.StatusCode.ToString();
            throw new FilesAwayException($"{options.Endpoint} refuses for the bucket {options.Bucket}: {said}.", e);
        }
        catch (Exception e)
            when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
                || (e is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            throw new FilesAwayException($"{options.Endpoint} does not answer.", e);
        }
    }

    private AmazonS3Client Client(Uri address) =>
        new(
            new BasicAWSCredentials(options.AccessKey, options.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = address.ToString(),
                ForcePathStyle = true,
                AuthenticationRegion = options.Region,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
                MaxErrorRetry = 2,
                Timeout = TimeSpan.FromSeconds(10),
            }
        );

    private static string KeyOf(string name) => (FileStore.IsKept(name) ? Kept : Passing) + name;
}
