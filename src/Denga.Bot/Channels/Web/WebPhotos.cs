using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform;
using Denga.Platform.Files;
using Denga.Platform.Http;
using Denga.Platform.Limits;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Denga.Bot.Channels.Web;

/// <summary>A photo is said: the body is the JPEG or PNG itself, <c>?text=</c> its caption, <c>?replyTo=</c> the message that it answers. The answer comes
/// as a message of the conversation; <c>Idempotency-Key</c> makes a repeat harmless. Errors: those of <see cref="Say"/> and of the store of files.</summary>
internal static class WebPhotos
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/chat/{conversation}/photos", Receive).WithName("SayPhoto");

    private static async Task Receive(
        HttpContext context,
        string conversation,
        SayHandler chat,
        FileStore files,
        PersonLimits limits,
        HandleLimits handles
    )
    {
        var cancel = context.RequestAborted;
        var caller = await context.Caller();
        if (!caller.IsOk)
        {
            await Problem.Write(context, caller.Error);
            return;
        }
        if (await limits.Refuses("api", caller.Value.Id, "SayPhoto", cancel) is var (limit, left))
        {
            await RateLimitHeaders.Refuse(context, limit, left);
            return;
        }
        if (!TypedId.TryParse<ConversationId>(conversation, out var id))
        {
            await Problem.Write(context, ChatErrors.NotFound);
            return;
        }
        var (text, replyTo) = (context.Request.Query["text"].ToString(), context.Request.Query["replyTo"].ToString());
        var write = context.WriteId(caller.Value.Id);
        if (!write.IsOk)
        {
            await Problem.Write(context, write.Error);
            return;
        }
        var say = new Say(write.Value, caller.Value.Id, id, text.Length == 0 ? null : text, ReplyTo: replyTo.Length == 0 ? null : replyTo);
        if ((WellFormed.Refuses(say) ?? await handles.Refuses(say, context.Connection.RemoteIpAddress, cancel)) is { } wrong)
        {
            await Problem.Write(context, wrong);
            return;
        }
        // The store reads as much as a photo may have and says in its own words that there is more.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var said = await chat.Handle(say, () => files.SavePhoto(caller.Value.Id, context.Request.Body, cancel), cancel);
        if (said.IsOk)
            await context.Response.WriteAsJsonAsync(said.Value, DengaJson.Options, cancel);
        else
            await Problem.Write(context, said.Error);
    }
}
