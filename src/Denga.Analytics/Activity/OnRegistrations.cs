using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Analytics.Activity;

internal sealed class OnRegistrations : IConsumer
{
    public string Name => "analytics.registrations";

    public IReadOnlyList<Type> Events { get; } = [typeof(PersonRegistered)];

    public Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        ActivityCounts.Add(batch, work);
        return Task.CompletedTask;
    }
}
