using System.Text.Json;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform;
using Denga.Platform.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Reports.Spending;

/// <summary>The table of reports.</summary>
internal sealed class KeptReports(Database<ReportsModule> database, IOptions<ReportsOptions> options, TimeProvider clock)
{
    /// <summary>Null when it was never built, or so long ago that its picture will soon be gone.</summary>
    public async Task<ReportBuilt?> Find(ReportKey key, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            select answer::text, picture from report
            where person_id = $1 and period_from = $2 and period_to = $3 and language = $4 and dark = $5 and version = $6 and currency = $7
                and month_start_day = $8 and compared_until = $9 and built_at > $10
            """
        );
        AddKey(command, key);
        command.With(clock.GetUtcNow() - options.Value.KeepReportsFor);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        var answer = JsonSerializer.Deserialize<Sums>(reader.GetString(0), DengaJson.Options)!;
        return new ReportBuilt(key.From, key.To, answer.Now, answer.Before, reader.GetString(1), Cached: true);
    }

    public async Task Keep(ReportKey key, ReportBuilt report, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            insert into report (person_id, period_from, period_to, language, dark, version, currency, month_start_day, compared_until, built_at,
                answer, picture)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::json, $12)
            on conflict on constraint report_once do update set answer = excluded.answer, picture = excluded.picture, built_at = excluded.built_at
            """
        );
        AddKey(command, key);
        command.With(clock.GetUtcNow());
        var answer = JsonSerializer.Serialize(new Sums(report.Now, report.Before), DengaJson.Options);
        command.With(answer);
        command.With(report.Picture);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static void AddKey(NpgsqlCommand command, ReportKey key)
    {
        command.With(key.Person.Value);
        command.With(key.From);
        command.With(key.To);
        command.With(key.Language);
        command.With(key.Dark);
        command.With(key.Version);
        command.With(key.Currency.Code);
        command.With(key.MonthStartDay);
        command.With(key.Until ?? DateOnly.MaxValue);
    }

    private sealed record Sums(SpendingAnswer Now, SpendingAnswer Before);
}
