using Confluent.Kafka;
using Denga.Platform.Health;

namespace Denga.Platform.Events.Kafka;

/// <summary>Without its broker Denga answers as always; events wait in the outbox.</summary>
internal sealed class KafkaHealth(KafkaTransport transport) : IHealthCheck
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(1);

    public string Name => "kafka";

    public async Task<HealthAnswer> Check(CancellationToken cancel)
    {
        try
        {
            var brokers = await Task.Run(() => transport.Look(AnswerMax).Brokers.Count, cancel);
            return transport.IsReceiving
                ? new HealthAnswer(HealthState.Ok, $"{brokers} brokers.")
                : new HealthAnswer(HealthState.Degraded, "Kafka has given this process no partitions yet; events wait until it does.");
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException)
        {
            return new HealthAnswer(HealthState.Degraded, "Kafka does not answer; events wait in the outbox until it does.");
        }
    }
}
