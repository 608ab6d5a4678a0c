using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Denga.Platform.Events.Kafka;

/// <summary>An event as a message: CloudEvents 1.0 in binary form. Source: CloudEvents, Kafka protocol binding 1.0.2, §3.2.</summary>
internal static class KafkaEvent
{
    private const string Id = "ce_id";
    private const string Type = "ce_type";
    private const string Time = "ce_time";
    private const string Trace = "traceparent";

    internal static Message<string, byte[]> Of(Delivery delivery)
    {
        var headers = new Headers();
        Add(headers, "ce_specversion", "1.0");
        Add(headers, Id, delivery.Id.ToString());
        Add(headers, Type, delivery.Type);
        Add(headers, "ce_source", "/denga/" + delivery.Type.Split('.', 2)[0]);
        Add(headers, Time, delivery.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(headers, "content-type", "application/json");
        if (delivery.Trace is not null)
            Add(headers, Trace, delivery.Trace);
        return new Message<string, byte[]>
        {
            Key = delivery.Key,
            Value = Encoding.UTF8.GetBytes(delivery.Body),
            Headers = headers,
        };
    }

    /// <summary>Null when it is no event: somebody else wrote it, or it is broken.</summary>
    internal static Delivery? Read(Message<string, byte[]> message)
    {
        if (
            !Guid.TryParse(Text(message.Headers, Id), out var id)
            || Text(message.Headers, Type) is not { } type
            || !DateTimeOffset.TryParse(
                Text(message.Headers, Time),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
            || message.Value is null
            || !IsJson(message.Value)
        )
            return null;
        return new Delivery(id, type, message.Key ?? "", Encoding.UTF8.GetString(message.Value), Text(message.Headers, Trace), at);
    }

    internal static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));

    internal static string? Text(Headers headers, string name) =>
        headers.TryGetLastBytes(name, out var value) && value is not null ? Encoding.UTF8.GetString(value) : null;

    private static bool IsJson(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read()) { }
            return body.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
