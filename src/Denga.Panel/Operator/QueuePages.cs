using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Panel.App;
using Denga.Platform.Events;
using Denga.Platform.Health;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Panel.Operator;

internal sealed record Queues(
    IReadOnlyList<QueueFigures> Outboxes,
    IReadOnlyList<DeadLetter> Letters,
    IReadOnlyList<(string Dependency, HealthAnswer Answer)> Dependencies
);

/// <summary>How the machinery is, for operators: what waits, what was given up, what is away. Everybody else is told what he lacks.</summary>
internal static partial class QueuePages
{
    internal const string Address = "/panel";

    internal static void Map(RouteGroupBuilder panel)
    {
        AppPages.Read(panel, "", visit => ForOperator(visit, Show));
        AppPages.Write(panel, "/events/resend", visit => ForOperator(visit, SendAgain));
    }

    private static async Task<IResult> ForOperator(Visit visit, Func<Visit, Task<IResult>> answer)
    {
        if (visit.Me.Role >= Role.Operator)
            return await answer(visit);
        var security = await visit.Ask(new Security(visit.Me.Id));
        visit.Http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return visit.Page<OperatorsOnlyPage>(security.IsOk ? security.Value.Email : null);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var (services, cancel) = (visit.Http.RequestServices, visit.Http.RequestAborted);
        return visit.Page<QueuesPage>(
            new Queues(
                await services.GetRequiredService<EventFigures>().Read(cancel),
                await services.GetRequiredService<DeadLetters>().List(cancel),
                await services.GetRequiredService<HealthWatch>().Look(cancel)
            )
        );
    }

    private static async Task<IResult> SendAgain(Visit visit)
    {
        var services = visit.Http.RequestServices;
        if (
            !Guid.TryParse(visit.Entered["event"], out var id)
            || !await services.GetRequiredService<DeadLetters>().SendAgain(id, visit.Me.Id, visit.Http.RequestAborted)
        )
            return visit.NotFound();
        Sent(services.GetRequiredService<ILoggerFactory>().CreateLogger("Denga.Operator"), visit.Me.Id.ToString(), id);
        return visit.Go(Address + "?said=sent");
    }

    [LoggerMessage(LogLevel.Information, "{Person} sent the event {EventId} again")]
    private static partial void Sent(ILogger log, string person, Guid eventId);
}
