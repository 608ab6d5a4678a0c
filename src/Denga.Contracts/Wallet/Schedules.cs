using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Wallet;

[JsonConverter(typeof(TypedIdConverter<ScheduleId>))]
public readonly record struct ScheduleId(Guid Value) : ITypedId<ScheduleId>
{
    public static string Prefix => "sch";

    public static ScheduleId From(Guid value) => new(value);

    public static ScheduleId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ScheduleId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ScheduleId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(JsonStringEnumConverter<ScheduleRhythm>))]
public enum ScheduleRhythm
{
    Once,
    Daily,
    Weekly,

    /// <summary>A month without the day takes its last one.</summary>
    Monthly,
}

/// <summary>A transfer that is made by itself on its days. Each day is one transfer, however often the job runs; a refused one is told
/// (<see cref="ScheduleFailed"/>) and the next day comes all the same; missed days of a downtime are made up for by one transfer. A repeat answers the
/// same schedule. Errors: those of <see cref="Transfer"/> at once (a step-up has the purpose <c>transfer op_…</c>, and covers every day),
/// <c>wallet.account_not_found</c> (also another person's), <c>wallet.limit_operation</c> (no day would let it through), <c>wallet.bad_time</c> (the first
/// day is today, when a time that is past means at once, to two years ahead), <c>wallet.bad_until</c> (the last day is before the first), <c>wallet.too_many_schedules</c> (100).</summary>
/// <param name="First">A day of the person's time zone.</param>
/// <param name="At">The time of day; 09:00 without it.</param>
/// <param name="Until">The last day.</param>
[Operation("POST /api/v1/schedules", Handle = nameof(To), Summary = "Schedules a transfer, once or again and again.")]
public sealed record ScheduleTransfer(
    OperationId Id,
    PersonId Person,
    string To,
    Money Amount,
    ScheduleRhythm Rhythm,
    DateOnly First,
    TimeOnly? At = null,
    DateOnly? Until = null,
    AccountId? From = null,
    string? Note = null,
    string? Code = null
) : IOperation<Schedule>;

/// <param name="Next">Null when it has ended.</param>
/// <param name="Last">The last transfer it made.</param>
public sealed record Schedule(
    ScheduleId Id,
    string Payee,
    Money Amount,
    AccountId From,
    string? Note,
    ScheduleRhythm Rhythm,
    DateOnly First,
    TimeOnly At,
    DateOnly? Until,
    DateTimeOffset? Next,
    OperationId? Last
);

/// <summary>Running schedules, the next first; at most 100.</summary>
[Operation("GET /api/v1/schedules", Summary = "Scheduled transfers.")]
public sealed record Schedules(PersonId Person) : IOperation<IReadOnlyList<Schedule>>;

/// <summary>Ends a schedule; what was sent stays. A repeat is a success. Error: <c>wallet.schedule_not_found</c>.</summary>
[Operation("DELETE /api/v1/schedules/{schedule}", Summary = "Ends a scheduled transfer.")]
public sealed record EndSchedule(PersonId Person, ScheduleId Schedule) : IOperation<Done>;

/// <summary>A scheduled transfer was refused; the schedule goes on.</summary>
/// <param name="Next">Null: this was the last.</param>
[Event("wallet.schedule-failed.v1")]
public sealed record ScheduleFailed(
    ScheduleId Schedule,
    PersonId Person,
    OperationId Transfer,
    Money Amount,
    Refusal Refusal,
    DateTimeOffset? Next,
    DateTimeOffset At
) : IEvent
{
    public string Key => Person.ToString();
}
