using Denga.Contracts;

namespace Denga.Platform.Health;

/// <summary>What may be wrong with what a process depends on.</summary>
internal static class HealthErrors
{
    internal static readonly Error Late = Of("health.late", "No answer in time.");
    internal static readonly Error Kafka = Of("health.kafka", "Kafka does not answer; events wait in the outbox until it does.");
    internal static readonly Error KafkaWaits = Of(
        "health.kafka_waits",
        "Kafka has given this process no partitions yet; events wait until it does."
    );
    internal static readonly Error Redis = Of(
        "health.redis",
        "Redis does not answer. Limits are per process, and more is read from the database."
    );

    internal static Error Database(string why) => Of("health.database", $"The database does not answer: {why}");

    internal static Error Replicas(string which) => Of("health.replicas", which + ". It is not read from until it is well.");

    internal static Error Folder(string folder, string why) =>
        Of("health.folder", $"No files can be kept in Files:Folder, {folder}: {why} Pictures and exports fail.");

    internal static Error Store(string why) => Of("health.store", why + " Pictures and exports fail.");

    internal static Error Module(Uri address) => Of("health.module", $"The process at {address} does not answer.");

    private static Error Of(string code, string detail) => new(code, ErrorKind.Unavailable, detail);
}
