using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Platform.Outside;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using Telegram.Bot.Requests.Abstractions;

namespace Denga.Bot.Channels.Telegram;

/// <summary>Telegram's calls about money: kept, and left alone by themselves when they fail, whatever becomes of messages.</summary>
internal sealed class StarsClient(HttpClient http, IOptions<TelegramOptions> options)
{
    internal const string ProviderName = "telegram-stars";

    /// <summary>No answer throws <see cref="OutsideException"/>.</summary>
    /// <param name="keep">Null for what only reads.</param>
    internal async Task<TelegramAnswer> Call(IRequest request, OperationId? keep, CancellationToken cancel)
    {
        if (options.Value.Token is not { Length: > 0 } token)
            throw new OutsideException(ProviderName, OutsideFailure.Refuses, mayHaveArrived: false);
        using var sent = new HttpRequestMessage(
            HttpMethod.Post,
            $"{options.Value.ApiAddress.TrimEnd('/')}/bot{token}/{request.MethodName}"
        );
        sent.Content = request.ToHttpContent();
        await sent.Content!.LoadIntoBufferAsync(cancel);
        // None of these has another effect the second time: another link to the same payment, Stars that are given back already.
        sent.MayBeRepeated();
        if (keep is { } operation)
            sent.Keep(operation);
        using var response = await http.SendAsync(sent, cancel);
        try
        {
            var answer = TelegramClient.Read(request.MethodName, response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
            return answer.Code is 401 or 429
                ? throw new OutsideException(ProviderName, OutsideFailure.Refuses, mayHaveArrived: false)
                : answer;
        }
        catch (ChannelFailureException e)
        {
            throw new OutsideException(ProviderName, OutsideFailure.Unclear, mayHaveArrived: true, e);
        }
    }
}
