using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Platform.Webhooks;

/// <summary>A delivery on arrival.</summary>
internal sealed record KeptWebhook(
    Guid Id,
    string Key,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    string? OrderKey,
    string? Trace
);

/// <summary>A delivery that is to be worked.</summary>
internal sealed record WebhookWork(Guid Webhook);

/// <summary>Takes the deliveries of one provider, keeps them, and has them worked. Those that come at once share a commit.</summary>
internal sealed class WebhookIntake : IWorker
{
    private const int KeyCharactersMax = 200;
    private const int HeaderCharactersMax = 1000;

    /// <summary>As many as come together can be forgotten together.</summary>
    private const int AtOnce = 100;
    private readonly IWebhook webhook;
    private readonly NpgsqlDataSource source;
    private readonly Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>> transaction;
    private readonly TimeProvider clock;
    private readonly RefusedWebhooks refused;
    private readonly Lazy<GroupCommit<KeptWebhook, int>> keeping;

    internal WebhookIntake(
        IWebhook webhook,
        NpgsqlDataSource source,
        Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>> transaction,
        TimeProvider clock
    )
    {
        this.webhook = webhook;
        this.source = source;
        this.transaction = transaction;
        this.clock = clock;
        refused = new RefusedWebhooks(source, clock);
        // Of many providers nothing ever comes.
        keeping = new(() => new("webhooks of " + webhook.Provider, Keep, AtOnce));
    }

    public string Kind => KindOf(webhook.Provider);

    public WorkPolicy Policy => webhook.Policy;

    internal static string KindOf(string provider) => "webhook." + provider;

    internal void Map(IEndpointRouteBuilder routes) => routes.MapPost("/hooks/" + webhook.Provider, Receive).ExcludeFromDescription();

    public async Task<WorkResult> Work(string body, WorkItem item, CancellationToken cancel)
    {
        var id = JsonSerializer.Deserialize<WebhookWork>(body, DengaJson.Options)!.Webhook;
        return await Read(id, cancel) is { } received ? await webhook.Work(received, item, cancel) : WorkResult.GiveUp("webhook.forgotten");
    }

    public Task GivenUp(string body, WorkItem item, string code, UnitOfWork unit) => Task.CompletedTask;

    private async Task Receive(HttpContext context)
    {
        if (await Body(context) is not { } body)
        {
            await Problem.Write(
                context,
                new Error(
                    "webhook.too_large",
                    ErrorKind.TooLarge,
                    $"A webhook of {webhook.Provider} has at most {webhook.BodyBytesMax} bytes."
                )
            );
            return;
        }
        var headers = context.Request.Headers;
        string? Header(string name) => headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;
        var verified =
            webhook.Verify(new WebhookRequest(body, Header, context.Connection.RemoteIpAddress)) ?? VerifiedWebhook.Refuse("signature");
        if (verified.Refusal is { } reason)
        {
            await refused.Keep(webhook.Provider, reason, context.Connection.RemoteIpAddress?.ToString(), body, context.RequestAborted);
            await Problem.Write(context, new Error("webhook.signature", ErrorKind.Unauthorized, "The signature is not right."));
            return;
        }
        var key = verified.DeliveryKey ?? Convert.ToHexStringLower(SHA256.HashData(body));
        if (key.Length is 0 or > KeyCharactersMax)
        {
            await Problem.Write(context, Error.Invalid("webhook.key", $"A delivery's name has 1 to {KeyCharactersMax} characters."));
            return;
        }
        var kept = webhook
            .KeptHeaders.Select(name => (Name: name.ToLowerInvariant(), Value: Header(name)))
            .Where(h => h.Value is { Length: <= HeaderCharactersMax })
            .ToDictionary(h => h.Name, h => h.Value!, StringComparer.Ordinal);
        try
        {
            var delivery = new KeptWebhook(Guid.CreateVersion7(), key, kept, body, verified.OrderKey, Activity.Current?.Id);
            await keeping.Value.Run(delivery, context.RequestAborted);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            await Problem.Write(
                context,
                new Error("webhook.unavailable", ErrorKind.Unavailable, "It cannot be kept at this moment. Send it again.")
            );
        }
    }

    private async Task<IReadOnlyList<int>> Keep(IReadOnlyList<KeptWebhook> deliveries, CancellationToken cancel)
    {
        await transaction(unit => Keep(unit, deliveries, cancel), cancel);
        return new int[deliveries.Count];
    }

    private async Task<int> Keep(UnitOfWork unit, IReadOnlyList<KeptWebhook> deliveries, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var insert = new NpgsqlCommand(
            """
            insert into webhook (id, provider, delivery_key, headers, body, received_at)
            select w.id, $5, w.key, w.headers::json, w.body, $6 from unnest($1, $2, $3, $4) with ordinality as w (id, key, headers, body, n)
            order by w.n
            on conflict on constraint webhook_once do nothing
            returning id
            """,
            unit.Connection
        );
        insert
            .With(deliveries.Select(d => d.Id).ToArray())
            .With(deliveries.Select(d => d.Key).ToArray())
            .With(deliveries.Select(d => JsonSerializer.Serialize(d.Headers)).ToArray())
            .With(deliveries.Select(d => d.Body).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea)
            .With(webhook.Provider)
            .With(now);
        var isNew = new HashSet<Guid>();
        await using (var rows = await insert.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                isNew.Add(rows.GetGuid(0));
        if (isNew.Count == 0)
            return 0;
        foreach (var delivery in deliveries.Where(d => isNew.Contains(d.Id)))
        {
            unit.Cause = delivery.Trace;
            unit.Later(Kind, new WebhookWork(delivery.Id), delivery.Id.ToString(), delivery.OrderKey);
        }
        // A few of the old ones go with those that come: as many as come can go, and none needs a job.
        unit.AtCommit(
                $"""
                delete from webhook where id in (
                    select id from webhook where provider = $1 and received_at < $2 order by received_at limit {AtOnce}
                )
                """
            )
            .With(webhook.Provider)
            .With(now - webhook.KeepFor);
        return isNew.Count;
    }

    private async Task<ReceivedWebhook?> Read(Guid id, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select delivery_key, headers::text, body, received_at from webhook where id = $1");
        await using var row = await command.With(id).ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new ReceivedWebhook(
                id,
                row.GetString(0),
                JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(1))!,
                row.GetFieldValue<byte[]>(2),
                row.GetFieldValue<DateTimeOffset>(3)
            )
            : null;
    }

    /// <summary>Null when it is larger than allowed, however long it says it is.</summary>
    private async Task<byte[]?> Body(HttpContext context)
    {
        if (context.Request.ContentLength > webhook.BodyBytesMax)
            return null;
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (read.Length + count > webhook.BodyBytesMax)
                return null;
            read.Write(buffer, 0, count);
        }
        return read.ToArray();
    }
}
