using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Bot.Engine;
using Microsoft.Extensions.Options;

namespace Denga.Bot.Channels.Telegram;

/// <summary>The calls of the Bot API that Denga makes. Contract: https://core.telegram.org/bots/api.</summary>
internal sealed class TelegramClient(HttpClient http, IOptions<TelegramOptions> options)
{
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Json = new() { Encoder = Platform.DengaJson.Options.Encoder };

    internal bool IsOn => options.Value.Token is { Length: > 0 };

    /// <summary>Answers the result, or the error that Telegram names. No answer, or an answer that is not Telegram's, throws
    /// <see cref="ChannelFailureException"/>: nothing is known of the outcome.</summary>
    internal async Task<TelegramAnswer> Call(
        string method,
        JsonObject fields,
        CancellationToken cancel,
        (string Field, string FileName, Stream Content)? file = null,
        TimeSpan? longest = null
    )
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{options.Value.ApiAddress.TrimEnd('/')}/bot{options.Value.Token}/{method}"
        );
        request.Content = file is { } upload ? Multipart(fields, upload) : Body(fields);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(longest ?? CallMax);
        try
        {
            using var response = await http.SendAsync(request, limited.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limited.Token);
            return Read(method, response.StatusCode, body);
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

    /// <summary>With its length known, head and body leave in one packet.</summary>
    private static ByteArrayContent Body(JsonObject fields) =>
        new(JsonSerializer.SerializeToUtf8Bytes(fields, Json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static TelegramAnswer Read(string method, HttpStatusCode status, byte[] body)
    {
        JsonNode? node = null;
        try
        {
            node = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // A gateway's HTML page.
        }
        if (node is JsonObject answer && answer["ok"]?.GetValueKind() == JsonValueKind.True)
            return new TelegramAnswer(IsOk: true, answer["result"], 0, "", null);
        if ((int)status >= 500 || node is not JsonObject error)
            throw new ChannelFailureException($"Telegram answered {method} with {((int)status).ToString(CultureInfo.InvariantCulture)}.");
        return new TelegramAnswer(
            IsOk: false,
            null,
            error["error_code"]?.GetValue<int>() ?? (int)status,
            error["description"]?.GetValue<string>() ?? "",
            error["parameters"]?["retry_after"]?.GetValue<int>()
        );
    }

    private static MultipartFormDataContent Multipart(JsonObject fields, (string Field, string FileName, Stream Content) file)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            content.Add(
                new StringContent(value is JsonValue plain && plain.TryGetValue<string>(out var text) ? text : value!.ToJsonString(Json)),
                name
            );
        var part = new StreamContent(file.Content);
        part.Headers.ContentType = new MediaTypeHeaderValue(
            Path.GetExtension(file.FileName) switch
            {
                ".png" => "image/png",
                ".jpg" => "image/jpeg",
                _ => "application/octet-stream",
            }
        );
        content.Add(part, file.Field, file.FileName);
        return content;
    }
}

/// <param name="RetryAfter">Seconds to wait, with code 429.</param>
internal sealed record TelegramAnswer(bool IsOk, JsonNode? Result, int Code, string Description, int? RetryAfter);
