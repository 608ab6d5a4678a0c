using Denga.TestKit.Kafka;
using Denga.Tests.Integration.Crash;

namespace Denga.Tests.Integration.Kafka;

/// <summary>What a kill of the process must not lose or double, it must not with events in Kafka either.</summary>
public sealed class KafkaKillTests : KillTests
{
    protected override (string Name, string Value)[] Settings { get; } =
    [.. KafkaBroker.Shared.Settings().Select(setting => (setting.Key, setting.Value))];
}
