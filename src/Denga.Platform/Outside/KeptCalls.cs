using System.Globalization;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Outside;

/// <summary>Keeps what was asked of providers about money, and what they answered, in the module's table <c>outside_call</c>: the request before it is
/// sent, each attempt a row, outside of every transaction.</summary>
internal sealed partial class KeptCalls(NpgsqlDataSource source, TimeProvider clock, ILogger<KeptCalls> log)
{
    /// <summary>Throws when the database is away: what cannot be kept is not sent.</summary>
    internal async Task<Guid> Begin(
        OutsideProvider provider,
        OutsideOptions options,
        OperationId operation,
        HttpRequestMessage request,
        CancellationToken cancel
    )
    {
        var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        await using var command = source
            .CreateCommand(
                "insert into outside_call (id, provider, operation_id, request, sent_at, forget_at) values ($1, $2, $3, $4, $5, $6)"
            )
            .With(id)
            .With(provider.Name)
            .With(operation.Value)
            .With(await new Secrets(provider.SecretNames).Request(request, cancel))
            .With(now)
            .With(now + TimeSpan.FromDays(options.KeepDays));
        await command.ExecuteNonQueryAsync(cancel);
        return id;
    }

    internal async Task End(Guid id, OutsideProvider provider, HttpResponseMessage answer) =>
        await Write(id, (short)answer.StatusCode, await new Secrets(provider.SecretNames).Answer(answer), failure: null);

    internal Task Fail(Guid id, Exception failure) =>
        Write(id, status: null, answer: null, (failure as HttpRequestException)?.HttpRequestError.ToString() ?? failure.GetType().Name);

    /// <summary>The answer counts whether it can be kept or not.</summary>
    private async Task Write(Guid id, short? status, string? answer, string? failure)
    {
        try
        {
            await using var command = source
                .CreateCommand("update outside_call set ended_at = $2, status = $3, answer = $4, failure = $5 where id = $1")
                .With(id)
                .With(clock.GetUtcNow())
                .With(status)
                .With(answer)
                .With(failure);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException e)
        {
            NotKept(e, id.ToString("N", CultureInfo.InvariantCulture));
        }
    }

    [LoggerMessage(LogLevel.Error, "The answer to the call {Call} could not be kept")]
    private partial void NotKept(Exception e, string call);
}

/// <summary>Deletes calls whose time is over, a thousand at once.</summary>
internal sealed class ForgetCalls(NpgsqlDataSource source, string module, TimeProvider clock) : IJob
{
    private const int BatchMax = 1000;

    public string Name => module + ".forget_outside_calls";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        int deleted;
        do
        {
            await using var command = source
                .CreateCommand(
                    $"delete from outside_call where id in (select id from outside_call where forget_at < $1 order by forget_at limit {BatchMax})"
                )
                .With(clock.GetUtcNow());
            deleted = await command.ExecuteNonQueryAsync(cancel);
        } while (deleted == BatchMax);
    }
}
