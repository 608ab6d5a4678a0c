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
        if (!transport.IsReceiving)
            return new HealthAnswer(HealthState.Degraded, HealthErrors.KafkaWaits);
        try
        {
            var brokers = await Task.Run(() => transport.Brokers(AnswerMax).Count, cancel);
            return new HealthAnswer(HealthState.Ok, $"{brokers} brokers.");
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException)
        {
            return new HealthAnswer(HealthState.Degraded, HealthErrors.Kafka);
        }
    }
}
