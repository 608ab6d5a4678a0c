using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Wallet.Schedules;

internal sealed record ScheduleRow(
    ScheduleId Id,
    PersonId Person,
    AccountId From,
    PersonId Payee,
    AccountId? To,
    string PayeeName,
    Money Amount,
    bool Own,
    string? Note,
    bool SteppedUp,
    ScheduleRhythm Rhythm,
    DateOnly First,
    TimeOnly At,
    DateOnly? Until,
    DateOnly? NextDay,
    DateTimeOffset? NextAt,
    OperationId? Last,
    byte[] Hash
)
{
    internal const string Columns =
        "id, person_id, from_id, payee_id, to_id, payee_name, minor, currency, own, note, stepped_up, rhythm, first_day, at_time, until_day, next_day, "
        + "next_at, last_transfer, request_hash";

    internal Schedule Shown => new(Id, PayeeName, Amount, From, Note, Rhythm, First, At, Until, NextAt, Last);

    /// <summary>The first day on or after <paramref name="from"/>, counted from the first one, so that the 31st comes back after a February.</summary>
    internal static DateOnly? DayFrom(DateOnly first, ScheduleRhythm rhythm, DateOnly? until, DateOnly from)
    {
        var day = first;
        for (var n = 1; day < from; n++)
        {
            if (rhythm == ScheduleRhythm.Once)
                return null;
            day = rhythm switch
            {
                ScheduleRhythm.Daily => first.AddDays(n),
                ScheduleRhythm.Weekly => first.AddDays(7 * n),
                _ => first.AddMonths(n),
            };
        }
        return day <= (until ?? DateOnly.MaxValue) ? day : null;
    }

    /// <summary>A moment that the clocks skip is the one after them.</summary>
    internal static DateTimeOffset Moment(DateOnly day, TimeOnly at, string zone)
    {
        var there = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var local = day.ToDateTime(at);
        while (there.IsInvalidTime(local))
            local = local.AddMinutes(30);
        return new DateTimeOffset(local, there.GetUtcOffset(local)).ToUniversalTime();
    }

    internal static DateOnly Today(DateTimeOffset now, string zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);

    internal static async Task<List<ScheduleRow>> ReadAll(NpgsqlCommand made, CancellationToken cancel)
    {
        await using var command = made;
        var found = new List<ScheduleRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new ScheduleRow(
                    new ScheduleId(rows.GetGuid(0)),
                    new PersonId(rows.GetGuid(1)),
                    new AccountId(rows.GetGuid(2)),
                    new PersonId(rows.GetGuid(3)),
                    rows.Nullable<Guid>(4) is { } to ? new AccountId(to) : null,
                    rows.GetString(5),
                    new Money(rows.GetInt64(6), Currency.Parse(rows.GetString(7))),
                    rows.GetBoolean(8),
                    rows.Text(9),
                    rows.GetBoolean(10),
                    (ScheduleRhythm)rows.GetInt16(11),
                    rows.GetFieldValue<DateOnly>(12),
                    rows.GetFieldValue<TimeOnly>(13),
                    rows.Nullable<DateOnly>(14),
                    rows.Nullable<DateOnly>(15),
                    rows.Nullable<DateTimeOffset>(16),
                    rows.Nullable<Guid>(17) is { } last ? new OperationId(last) : null,
                    rows.GetFieldValue<byte[]>(18)
                )
            );
        return found;
    }
}
