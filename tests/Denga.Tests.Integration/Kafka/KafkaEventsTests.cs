using Denga.TestKit.Kafka;
using Denga.Tests.Integration.Foundation;

namespace Denga.Tests.Integration.Kafka;

/// <summary>What is promised of events in the process holds through Kafka as well.</summary>
public sealed class KafkaEventsTests : EventsTests
{
    protected override IReadOnlyDictionary<string, string> Transport { get; } = KafkaBroker.Shared.Settings();
}
