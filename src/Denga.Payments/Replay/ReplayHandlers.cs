using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Paying;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Replay;

/// <summary>Stored webhooks against today's code: shown first, then done or not.</summary>
internal sealed class ReplayHandlers(Database<PaymentsModule> database, Rehearsing rehearsing, Facts facts, TimeProvider clock)
    : IOperationHandler<PreviewReplay, WebhookReplay>,
        IOperationHandler<ApplyReplay, WebhookReplay>,
        IOperationHandler<DiscardReplay, WebhookReplay>,
        IOperationHandler<ReplayById, WebhookReplay>,
        IOperationHandler<WebhookReplays, IReadOnlyList<WebhookReplay>>
{
    private const int ListMax = 100;
    private const string Columns = "id, state, webhooks, effect::text, previewed_at, ended_at";
    private const int WebhooksMax = 50;

    public async Task<Result<WebhookReplay>> Handle(PreviewReplay operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        if (await Known(operation.Id, hash, cancel) is { } known)
            return known;
        var webhooks = await Choose(operation, cancel);
        if (webhooks.Length is 0 or > WebhooksMax)
            return PaymentsErrors.NoWebhooks;
        var said = await rehearsing.Read(webhooks, cancel);
        if (!said.IsOk)
            return said.Error;
        var effect = await rehearsing.Preview(said.Value, cancel);
        if (!effect.IsOk)
            return effect.Error;
        await using var insert = database
            .Source.CreateCommand(
                """
                insert into webhook_replay (id, asked_by, request_hash, state, webhooks, effect, previewed_at)
                values ($1, $2, $3, 'Previewed', $4, $5::json, $6) on conflict (id) do nothing
                """
            )
            .With(operation.Id.Value)
            .With(operation.Person.Value)
            .With(hash)
            .With(webhooks)
            .With(JsonSerializer.Serialize(effect.Value, DengaJson.Options))
            .With(clock.GetUtcNow());
        await insert.ExecuteNonQueryAsync(cancel);
        return (await Known(operation.Id, hash, cancel))!.Value;
    }

    public async Task<Result<WebhookReplay>> Handle(ApplyReplay operation, CancellationToken cancel)
    {
        if (await Find(operation.Replay, cancel) is not { } replay)
            return PaymentsErrors.ReplayNotFound;
        if (replay.State == ReplayState.Applied)
            return replay;
        if (replay.State == ReplayState.Discarded)
            return PaymentsErrors.ReplayDiscarded;
        var said = await rehearsing.Read(replay.Webhooks, cancel);
        if (!said.IsOk)
            return said.Error;
        // What an earlier attempt has begun looks different by now, and goes on.
        if (replay.State == ReplayState.Previewed)
        {
            var effect = await rehearsing.Preview(said.Value, cancel);
            if (!effect.IsOk)
                return effect.Error;
            if (JsonSerializer.Serialize(effect.Value, DengaJson.Options) != JsonSerializer.Serialize(replay.Effect, DengaJson.Options))
                return (await Find(operation.Replay, cancel))!.State == ReplayState.Previewed
                    ? PaymentsErrors.ReplayChanged
                    : await Handle(operation, cancel);
            if (!await Move(operation.Replay, ReplayState.Previewed, ReplayState.Applying, operation.Person, cancel))
                return await Handle(operation, cancel);
        }
        foreach (var (webhook, provider, fact) in said.Value)
            if (await facts.Take(provider, fact, webhook, cancel) is { Kind: ErrorKind.Unavailable } away)
                return away;
        await Move(operation.Replay, ReplayState.Applying, ReplayState.Applied, by: null, cancel);
        return (await Find(operation.Replay, cancel))!;
    }

    public async Task<Result<WebhookReplay>> Handle(DiscardReplay operation, CancellationToken cancel)
    {
        await Move(operation.Replay, ReplayState.Previewed, ReplayState.Discarded, by: null, cancel);
        return await Find(operation.Replay, cancel) switch
        {
            null => PaymentsErrors.ReplayNotFound,
            { State: ReplayState.Discarded } discarded => discarded,
            _ => PaymentsErrors.ReplayApplied,
        };
    }

    public async Task<Result<WebhookReplay>> Handle(ReplayById operation, CancellationToken cancel) =>
        await Find(operation.Replay, cancel) is { } found ? found : PaymentsErrors.ReplayNotFound;

    public async Task<Result<IReadOnlyList<WebhookReplay>>> Handle(WebhookReplays operation, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            $"select {Columns} from webhook_replay order by previewed_at desc limit {ListMax}"
        );
        var all = new List<WebhookReplay>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            all.Add(Read(rows));
        return all;
    }

    /// <summary>False when it stood elsewhere.</summary>
    private Task<bool> Move(OperationId id, ReplayState from, ReplayState to, PersonId? by, CancellationToken cancel) =>
        database.Transaction(
            async unit =>
            {
                await using var move = new NpgsqlCommand(
                    "update webhook_replay set state = $3, ended_at = $4 where id = $1 and state = $2",
                    unit.Connection
                )
                    .With(id.Value)
                    .With(from.ToString())
                    .With(to.ToString())
                    .With(to == ReplayState.Applying ? (DateTimeOffset?)null : clock.GetUtcNow());
                var isMoved = await move.ExecuteNonQueryAsync(cancel) == 1;
                if (isMoved && by is not null)
                    unit.Audit("payments.webhooks-replayed", id.ToString(), by);
                return isMoved;
            },
            cancel
        );

    private async Task<Guid[]> Choose(PreviewReplay operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"""
                select id from webhook where case when $1::uuid is not null then id = $1
                    else provider = $2 and received_at >= coalesce($3, '-infinity') and received_at < coalesce($4, 'infinity') end
                order by received_at, id limit {WebhooksMax + 1}
                """
            )
            .With(operation.Webhook)
            .With(operation.Provider)
            .With(operation.From?.ToUniversalTime())
            .With(operation.To?.ToUniversalTime());
        var chosen = new List<Guid>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            chosen.Add(rows.GetGuid(0));
        return [.. chosen];
    }

    private async Task<Result<WebhookReplay>?> Known(OperationId id, byte[] hash, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select request_hash from webhook_replay where id = $1").With(id.Value);
        if (await command.ExecuteScalarAsync(cancel) is not byte[] kept)
            return null;
        Result<WebhookReplay> known = OperationRecord.IsSame(kept, hash) ? (await Find(id, cancel))! : OperationRecord.IdReused;
        return known;
    }

    private async Task<WebhookReplay?> Find(OperationId id, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"select {Columns} from webhook_replay where id = $1").With(id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : null;
    }

    private static WebhookReplay Read(NpgsqlDataReader row) =>
        new(
            new OperationId(row.GetGuid(0)),
            Enum.Parse<ReplayState>(row.GetString(1)),
            row.GetFieldValue<Guid[]>(2),
            JsonSerializer.Deserialize<ReplayEffect>(row.GetString(3), DengaJson.Options)!,
            row.GetFieldValue<DateTimeOffset>(4),
            row.Nullable<DateTimeOffset>(5)
        );
}
