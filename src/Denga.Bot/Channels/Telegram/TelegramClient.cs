using System.Globalization;
using System.Net;
using System.Text.Json;
using Denga.Bot.Engine;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using Telegram.Bot.Requests.Abstractions;
using Telegram.Bot.Types;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Sends the requests of the library Telegram.Bot. What it does not do is the reason why its own client does not: it sleeps on no answer,
/// repeats nothing, keeps the path of another server's address, and of an answer reads only what is asked for: a message that was sent and whose
/// answer could not be read would be sent again.</summary>
internal sealed class TelegramClient(HttpClient http, IOptions<TelegramOptions> options)
{
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(20);

    internal bool IsOn => options.Value.Token is { Length: > 0 };

    /// <summary>Answers the result, or the error that Telegram names. No answer, or an answer that is not Telegram's, throws
    /// <see cref="ChannelFailureException"/>: nothing is known of the outcome.</summary>
    internal async Task<TelegramAnswer> Call(IRequest request, CancellationToken cancel, TimeSpan? longest = null)
    {
        var method = request.MethodName;
        using var sent = new HttpRequestMessage(
            HttpMethod.Post,
            $"{options.Value.ApiAddress.TrimEnd('/')}/bot{options.Value.Token}/{method}"
        );
        sent.Content = request.ToHttpContent();
        // With its length known, head and body leave in one packet; a file knows its length.
        if (sent.Content is not MultipartContent and { } body)
            await body.LoadIntoBufferAsync(cancel);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(longest ?? CallMax);
        try
        {
            using var response = await http.SendAsync(sent, limited.Token);
            return Read(method, response.StatusCode, await response.Content.ReadAsByteArrayAsync(limited.Token));
        }
        catch (HttpRequestException e)
        {
            // The address holds the token: the message of the inner exception stays out.
            throw new ChannelFailureException($"Telegram did not answer {method}: {e.HttpRequestError}.");
        }
        catch (IOException)
        {
            throw new ChannelFailureException($"Telegram broke off its answer to {method}.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ChannelFailureException($"Telegram did not answer {method} in time.");
        }
    }

    /// <summary>A file that <c>getFile</c> told of; throws as <see cref="Call"/>, also when it breaks off.</summary>
    internal async Task<T> Download<T>(string path, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(CallMax);
        try
        {
            using var response = await http.GetAsync(
                $"{options.Value.ApiAddress.TrimEnd('/')}/file/bot{options.Value.Token}/{path}",
                HttpCompletionOption.ResponseHeadersRead,
                limited.Token
            );
            if (!response.IsSuccessStatusCode)
                throw new ChannelFailureException(
                    $"Telegram answered a file with {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}."
                );
            await using var content = await response.Content.ReadAsStreamAsync(limited.Token);
            return await read(content, limited.Token);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException || !cancel.IsCancellationRequested && e is OperationCanceledException)
        {
            throw new ChannelFailureException("Telegram broke off a file.");
        }
    }

    internal static TelegramAnswer Read(string method, HttpStatusCode status, byte[] body)
    {
        ApiResponse<JsonElement>? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize<ApiResponse<JsonElement>>(body, JsonBotAPI.Options);
        }
        catch (JsonException)
        {
            // A gateway's HTML page.
        }
        if (answer is { Ok: true })
            return new TelegramAnswer(IsOk: true, answer.Result, 0, "", null);
        if ((int)status >= 500 || answer is null)
            throw new ChannelFailureException($"Telegram answered {method} with {((int)status).ToString(CultureInfo.InvariantCulture)}.");
        return new TelegramAnswer(
            IsOk: false,
            default,
            answer.ErrorCode is var code and > 0 ? code : (int)status,
            answer.Description ?? "",
            answer.Parameters?.RetryAfter
        );
    }
}

/// <param name="RetryAfter">Seconds to wait, with code 429.</param>
internal sealed record TelegramAnswer(bool IsOk, JsonElement Result, int Code, string Description, int? RetryAfter)
{
    /// <summary>A number in the result, such as a message's; null where there is none.</summary>
    internal long? Number(string name) => Field(name) is { ValueKind: JsonValueKind.Number } found ? found.GetInt64() : null;

    internal string? Text(string name) => Field(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>Of an album, the first message's.</summary>
    private JsonElement Field(string name) =>
        (Result is { ValueKind: JsonValueKind.Array } several && several.GetArrayLength() > 0 ? several[0] : Result)
            is { ValueKind: JsonValueKind.Object } one
        && one.TryGetProperty(name, out var found)
            ? found
            : default;
}
