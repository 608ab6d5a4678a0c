using Denga.Platform.Data;
using Npgsql;

namespace Denga.Platform.Webhooks;

/// <summary>Keeps deliveries that were refused, for an operator who looks into them: so few, so short and so slowly that nobody fills anything with
/// them.</summary>
internal sealed class RefusedWebhooks(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Of a provider; the oldest go.</summary>
    private const int KeptMax = 1000;
    private const int PerMinuteMax = 60;
    private const int BytesMax = 4096;
    private readonly Lock gate = new();
    private DateTimeOffset minute;
    private int inMinute;

    /// <summary>Refused it is whether it can be kept or not.</summary>
    internal async Task Keep(string provider, string reason, string? address, byte[] body, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (!IsWithinLimit(now))
            return;
        try
        {
            await using var command = source
                .CreateCommand(
                    $"""
                    with old as (
                        delete from webhook_refused where id in (
                            select id from webhook_refused where provider = $2 order by refused_at desc, id offset {KeptMax - 1}
                        )
                    )
                    insert into webhook_refused (id, provider, reason, address, body, bytes, refused_at) values ($1, $2, $3, $4, $5, $6, $7)
                    """
                )
                .With(Guid.CreateVersion7())
                .With(provider)
                .With(reason)
                .With(address)
                .With(body.Length > BytesMax ? body[..BytesMax] : body)
                .With(body.Length)
                .With(now);
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            // It is refused all the same.
        }
    }

    private bool IsWithinLimit(DateTimeOffset now)
    {
        lock (gate)
        {
            if (now - minute >= TimeSpan.FromMinutes(1))
                (minute, inMinute) = (now, 0);
            return ++inMinute <= PerMinuteMax;
        }
    }
}
