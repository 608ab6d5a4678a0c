using System.Globalization;
using System.Net;
using Denga.Platform.Outside;

namespace Denga.Rates.Sources;

/// <summary>Asks a source for its bytes, and turns every outside failure into a <see cref="RateSourceException"/>.</summary>
internal static class SourceDownload
{
    public const int AnswerBytesMax = 1024 * 1024;

    public static async Task<byte[]> Bytes(HttpClient http, string path, string source, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                throw new RateSourceException(source, $"answered with HTTP status {status}");
            }
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.Length > 0 ? answer : throw new RateSourceException(source, "gave an empty answer");
        }
        catch (HttpRequestException failure)
        {
            throw new RateSourceException(
                source,
                (failure as OutsideException)?.Why switch
                {
                    OutsideFailure.Late => "did not answer in time",
                    OutsideFailure.Broken => "broke off its answer",
                    OutsideFailure.TooLarge => "gave an answer larger than 1 MB",
                    OutsideFailure.LeftAlone => "failed too often and is left alone for a moment",
                    _ => "could not be reached",
                },
                failure
            );
        }
    }
}
