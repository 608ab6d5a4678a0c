using System.Globalization;
using System.Net;

namespace Denga.Rates.Sources;

/// <summary>Asks a source for its bytes, within limits, and turns every outside failure into a <see cref="RateSourceException"/>.</summary>
internal static class SourceDownload
{
    public const int AnswerBytesMax = 1024 * 1024;

    public static async Task<byte[]> Bytes(HttpClient http, string path, string source, CancellationToken cancellationToken)
    {
        // The client's own timeout ends with the headers; a source that drips its body is bounded here.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(http.Timeout);
        try
        {
            using var response = await http.GetAsync(
                new Uri(path, UriKind.Relative),
                HttpCompletionOption.ResponseHeadersRead,
                limit.Token
            );
            if (response.StatusCode != HttpStatusCode.OK)
            {
                var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                throw new RateSourceException(source, $"answered with HTTP status {status}");
            }
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            return await ReadBounded(body, source, limit.Token);
        }
        catch (HttpRequestException failure)
        {
            throw new RateSourceException(source, "could not be reached", failure);
        }
        catch (IOException failure)
        {
            throw new RateSourceException(source, "broke off its answer", failure);
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RateSourceException(source, "did not answer in time", timeout);
        }
    }

    private static async Task<byte[]> ReadBounded(Stream body, string source, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > AnswerBytesMax)
                throw new RateSourceException(source, "gave an answer larger than 1 MB");
            kept.Write(buffer, 0, read);
        }
        return kept.Length > 0 ? kept.ToArray() : throw new RateSourceException(source, "gave an empty answer");
    }
}
