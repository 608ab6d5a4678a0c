using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Transfers that are made by themselves. They begin as any transfer does, in <see cref="SendPages"/>.</summary>
internal static class SchedulePages
{
    private const int OnPage = 30;

    internal static async Task<IResult> List(Visit visit)
    {
        var schedules = await visit.Ask(new Schedules(visit.Me.Id));
        return schedules.IsOk
            ? visit.Page<SchedulesPage, ListPage<Schedule>>(
                ListPage<Schedule>.Of(
                    schedules.Value,
                    ListState.Of(visit),
                    OnPage,
                    s => s.Id.ToString(),
                    ("next", s => s.Next ?? DateTimeOffset.MaxValue)
                )
            )
            : visit.Failed(schedules.Error);
    }

    internal static async Task<IResult> End(Visit visit)
    {
        if (!ScheduleId.TryParse(visit.Entered["schedule"], provider: null, out var id))
            return visit.NotFound();
        var answer = await visit.Ask(new EndSchedule(visit.Me.Id, id));
        return answer.IsOk ? visit.Go("/app/schedules?said=ended") : visit.Failed(answer.Error);
    }
}
