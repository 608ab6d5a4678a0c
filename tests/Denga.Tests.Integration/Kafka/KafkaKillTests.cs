using Denga.TestKit.Kafka;
using Denga.Tests.Integration.Crash;

namespace Denga.Tests.Integration.Kafka;

/// <summary>What a kill of the process must not lose or double, it must not with events in Kafka either.</summary>
public sealed class KafkaKillTests : KillTests
{
    protected override string[] Settings { get; } =
    [.. KafkaBroker.Shared.Settings().SelectMany(setting => new[] { "--" + setting.Key, setting.Value })];
}
