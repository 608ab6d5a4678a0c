using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Analytics.Activity;

internal sealed class ActivityHandler(Database<AnalyticsModule> database)
    : IOperationHandler<ActivityByMinute, IReadOnlyList<ActivityMinute>>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public async Task<Result<IReadOnlyList<ActivityMinute>>> Handle(ActivityByMinute operation, CancellationToken cancel)
    {
        var length = operation.To - operation.From;
        if (length < TimeSpan.Zero || length > Longest)
            return AnalyticsErrors.Window;
        return await database.Read(connection => Read(connection, operation, cancel), cancel);
    }

    private static async Task<Result<IReadOnlyList<ActivityMinute>>> Read(
        NpgsqlConnection connection,
        ActivityByMinute operation,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "select minute, kind, count from activity where minute >= $1 and minute < $2 order by minute, kind",
            connection
        );
        command.With(operation.From.ToUniversalTime());
        command.With(operation.To.ToUniversalTime());
        var minutes = new List<ActivityMinute>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            minutes.Add(new ActivityMinute(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetInt64(2)));
        return minutes;
    }
}
