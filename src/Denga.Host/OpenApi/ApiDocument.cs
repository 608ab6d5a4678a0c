using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Bot;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.WebUtilities;

namespace Denga.Host.OpenApi;

/// <summary>The description of the public API (OpenAPI 3.1), made of the operations' declarations and the comments on them.</summary>
internal sealed class ApiDocument
{
    private const string JsonType = "application/json";
    private static readonly JsonSerializerOptions Readable = new() { Encoder = Platform.DengaJson.Options.Encoder };
    private static readonly Lazy<string> Written = new(() => new ApiDocument().Build().ToJsonString(Readable));
    private readonly ContractDocs docs = new();
    private readonly ErrorStatuses statuses = new();
    private readonly ApiSchemas schemas;

    private ApiDocument() => schemas = new ApiSchemas(docs);

    internal static string Text => Written.Value;

    private JsonObject Build()
    {
        var paths = new JsonObject();
        foreach (
            var path in OperationDescription
                .All.Values.Where(d => d.Path is not null)
                .Select(d => (Path: d.Path!, Verb: d.Verb!, Described: Operation(d)))
                .Concat(Others())
                .OrderBy(p => p.Path, StringComparer.Ordinal)
                .GroupBy(p => p.Path, StringComparer.Ordinal)
        )
            paths[path.Key] = new JsonObject(
                path.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Verb.ToLowerInvariant(), p.Described))
            );
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Denga",
                ["version"] = "v1",
                ["description"] =
                    "Money is `{\"amount\":\"12.34\",\"currency\":\"RUB\"}`. Times are RFC 3339, days ISO 8601, both of the years 1900 to 2999. "
                    + "Names of fields are read in any case; a field that is unknown, or given twice, is refused. Fields without a value are left out "
                    + "of answers. Every write that has an id is done once: send `Idempotency-Key`, or `id` in the body, and repeat the very same "
                    + "request when no answer came; refusals of limits (429) and failures (5xx) are no answers, and the same request may be sent "
                    + "again. Errors are problem documents (RFC 9457) with a stable `code` and a `traceId`.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components.With("Problem", ProblemSchema()),
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "A token of `POST /api/v1/sessions` or `POST /api/v1/chat`.",
                    },
                },
            },
        };
    }

    private JsonObject Operation(OperationDescription described)
    {
        var fields = ApiSchemas.FieldsOf(described.Type).Where(f => !IsFilledIn(described, f.Name)).ToList();
        var inPath = fields.Where(f => described.Path!.Contains($"{{{f.Name}}}", StringComparison.Ordinal)).ToList();
        var rest = fields.Except(inPath).ToList();
        var hasBody = described.Verb is "POST" or "PUT" or "PATCH";
        var parameters = new JsonArray([
            .. inPath.Select(f => Parameter(described, f, "path")),
            .. rest.Where(_ => !hasBody).Select(f => Parameter(described, f, "query")),
        ]);
        if (described.HasOperationId)
            parameters.Add((JsonNode)KeyHeader());
        var operation = new JsonObject
        {
            ["operationId"] = described.Name,
            ["tags"] = new JsonArray(described.Module),
            ["summary"] = described.Summary,
            ["description"] = docs.Of(described.Type),
            ["x-permission"] = described.Access.ToString(),
            ["parameters"] = parameters,
        };
        if (described.Right is { } right)
            operation["x-right"] = right;
        if (hasBody && rest.Count > 0)
            operation["requestBody"] = Body(described.Type, rest);
        operation["responses"] = Answers(described, hasBody && rest.Count > 0);
        operation["security"] = Security(described.Access);
        return operation;
    }

    /// <summary>The gateway knows it, and nobody may send it.</summary>
    private static bool IsFilledIn(OperationDescription described, string name) =>
        described.HasPerson && name == "person" || described.HasClient && name == "client" || described.HasCurrent && name == "current";

    private JsonObject Parameter(OperationDescription described, JsonPropertyInfo field, string place) =>
        new()
        {
            ["name"] = field.Name,
            ["in"] = place,
            ["required"] = place == "path" || ApiSchemas.IsRequired(field),
            ["schema"] = schemas.Of(described.Type, field),
            ["example"] = ApiExamples.Of(field.PropertyType, field.Name, Example),
        };

    private static JsonObject KeyHeader() =>
        new()
        {
            ["name"] = "Idempotency-Key",
            ["in"] = "header",
            ["required"] = false,
            ["description"] =
                "Any text that no other write of yours has; in place of `id`, not beside it. The same key with the same request gives the first "
                + "answer again, with the header `Idempotency-Replayed`; with another request it is refused.",
            ["schema"] = new JsonObject
            {
                ["type"] = "string",
                ["minLength"] = 1,
                ["maxLength"] = 255,
            },
            ["example"] = "rent of May",
        };

    private JsonObject Body(Type type, IReadOnlyList<JsonPropertyInfo> fields)
    {
        // An operation's own id may come in the header as well.
        var required = fields.Where(f => ApiSchemas.IsRequired(f) && f.PropertyType != typeof(OperationId) || IsThingNamed(f)).ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Name, schemas.Of(type, f)))),
            ["additionalProperties"] = false,
        };
        if (required.Count > 0)
            schema["required"] = new JsonArray([.. required.Select(f => (JsonNode)f.Name)]);
        return new JsonObject
        {
            ["required"] = required.Count > 0,
            ["content"] = new JsonObject
            {
                [JsonType] = new JsonObject
                {
                    ["schema"] = schema,
                    ["example"] = new JsonObject(
                        fields
                            .Where(f => required.Contains(f) || ApiExamples.IsShown(type, f.Name))
                            .Select(f => KeyValuePair.Create(f.Name, ApiExamples.Of(f.PropertyType, f.Name, Example)))
                    ),
                },
            },
        };

        bool IsThingNamed(JsonPropertyInfo field) =>
            field.PropertyType == typeof(OperationId) && field.Name != "id" && ApiSchemas.IsRequired(field);
    }

    /// <summary>Of a record: what must be there, and a little more.</summary>
    private JsonNode? Example(Type record) =>
        new JsonObject(
            ApiSchemas
                .FieldsOf(record)
                .Where(f => ApiSchemas.IsRequired(f) || ApiExamples.IsShown(record, f.Name))
                .Select(f => KeyValuePair.Create(f.Name, ApiExamples.Of(f.PropertyType, f.Name, Example)))
        );

    private JsonObject Answers(OperationDescription described, bool hasBody)
    {
        var answers = new JsonObject();
        if (described.Answer == typeof(Done))
            answers["204"] = new JsonObject { ["description"] = "It is done." };
        else
            answers["200"] = Answer(described.Answer);
        var codes = new List<(string Status, string Code)>
        {
            ("400", "request.invalid"),
            ("429", "request.too_many"),
            ("500", "platform.bug"),
        };
        codes.AddRange([("503", "platform.database_away"), ("503", "module.off"), ("503", "module.silent")]);
        if (described.HasPerson || described.HasClient || described.HasCurrent)
            codes.Add(("400", "request.unknown_field"));
        if (hasBody)
            codes.AddRange([("400", "request.not_json"), ("413", "request.too_large")]);
        if (described.HasOperationId)
            codes.AddRange([("400", "request.idempotency_key"), ("409", "operation.id_reused")]);
        if (described.Access != Access.Anyone)
            codes.AddRange([("401", "identity.no_token"), ("401", "identity.bad_token"), ("403", "request.forged")]);
        if (described.Access is Access.Operator or Access.Administrator)
            codes.Add(("403", "identity.forbidden"));
        if (described.Right is not null)
            codes.Add(("403", "identity.right_missing"));
        codes.AddRange(docs.ErrorsOf(described.Type).Select(c => (statuses.Of(c), c)));
        AddProblems(answers, codes);
        return answers;
    }

    private JsonObject Answer(Type type) =>
        new()
        {
            ["description"] = docs.Of(type) is { Length: > 0 } said ? said : "The answer.",
            ["content"] = new JsonObject
            {
                [JsonType] = new JsonObject { ["schema"] = schemas.Of(type), ["example"] = ApiExamples.Of(type, "", Example) },
            },
        };

    private static void AddProblems(JsonObject answers, IEnumerable<(string Status, string Code)> codes)
    {
        foreach (
            var status in codes
                .Distinct()
                .GroupBy(c => c.Status, c => c.Code, StringComparer.Ordinal)
                .OrderBy(s => s.Key, StringComparer.Ordinal)
        )
        {
            var number = int.TryParse(status.Key, CultureInfo.InvariantCulture, out var exact) ? exact : 400;
            answers[status.Key] = new JsonObject
            {
                ["description"] =
                    $"{(exact == 0 ? "Refused" : ReasonPhrases.GetReasonPhrase(exact))}: {string.Join(", ", status.Select(c => $"`{c}`"))}.",
                ["x-codes"] = new JsonArray([.. status.Select(c => (JsonNode)c)]),
                ["content"] = new JsonObject
                {
                    ["application/problem+json"] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
                        ["example"] = new JsonObject
                        {
                            ["type"] = "urn:denga:error:" + status.First(),
                            ["title"] = ReasonPhrases.GetReasonPhrase(number),
                            ["status"] = number,
                            ["detail"] = "What was wrong, and what to do.",
                            ["code"] = status.First(),
                            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
                        },
                    },
                },
            };
        }
    }

    /// <summary>Empty: nobody is asked who he is. A role stands where it is needed.</summary>
    private static JsonArray Security(Access access) =>
        access switch
        {
            Access.Anyone => [],
            Access.Person => [new JsonObject { ["bearer"] = new JsonArray() }],
            _ => [new JsonObject { ["bearer"] = new JsonArray(access.ToString()) }],
        };

    private static JsonObject ProblemSchema() =>
        new()
        {
            ["type"] = "object",
            ["description"] = "What went wrong (RFC 9457).",
            ["properties"] = new JsonObject
            {
                ["type"] = Said("`urn:denga:error:` and the code."),
                ["title"] = Said("The status in words."),
                ["status"] = new JsonObject { ["type"] = "integer" },
                ["detail"] = Said("In English: what was wrong and what to do."),
                ["code"] = Said("Stable: `module.reason`."),
                ["traceId"] = Said("Finds the request in the operator's records."),
                ["args"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "Figures of the refusal, such as `retryAfterSeconds`.",
                    ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                },
            },
            ["required"] = new JsonArray("type", "title", "status", "detail", "code", "traceId"),
        };

    private static JsonObject Said(string said) => new() { ["type"] = "string", ["description"] = said };

    /// <summary>What is no operation: streams, photos, files.</summary>
    private IEnumerable<(string Path, string Verb, JsonObject Described)> Others()
    {
        var chat = new JsonObject
        {
            ["name"] = "conversation",
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = schemas.Of(typeof(ConversationId)),
            ["example"] = ApiExamples.Of(typeof(ConversationId), "conversation", Example),
        };
        (string Status, string Code)[] signedIn =
        [
            ("401", "identity.no_token"),
            ("401", "identity.bad_token"),
            ("403", "request.forged"),
            ("404", "chat.not_found"),
            ("429", "request.too_many"),
            ("500", "platform.bug"),
            ("503", "platform.database_away"),
        ];
        yield return (
            "/api/v1/chat/{conversation}/events",
            "GET",
            Other(
                "ChatEvents",
                "Bot",
                "What is new in a conversation, as it happens.",
                "Server-sent events; asked for by WebSocket, frames `{\"event\":…,\"data\":…}`. `message`: a message that is new, or changed when its id is "
                    + "known. `today`: what was spent today, in words.",
                [chat.DeepClone()],
                new JsonObject
                {
                    ["200"] = new JsonObject
                    {
                        ["description"] = "The stream; the data of `message` is a `ChatMessage`.",
                        ["content"] = new JsonObject
                        {
                            ["text/event-stream"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } },
                        },
                    },
                },
                signedIn
            )
        );
        var image = new JsonObject
        {
            ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" },
        };
        var photo = Other(
            "SayPhoto",
            "Bot",
            "Sends the bot a photo of a receipt: a JPEG or PNG of at most 5 MB.",
            "The body is the picture itself. The answer comes as a message of the conversation.",
            [chat.DeepClone(), Query("text", "The photo's caption."), Query("replyTo", "The message that it answers."), KeyHeader()],
            new JsonObject { ["200"] = Answer(typeof(Said)) },
            [
                .. signedIn,
                ("400", "request.invalid"),
                ("400", "request.idempotency_key"),
                ("400", "chat.too_long"),
                ("400", "files.not_a_photo"),
                ("400", "files.photo_broken"),
                ("409", "operation.id_reused"),
                ("413", "files.photo_too_large"),
                ("503", "files.away"),
            ]
        );
        photo["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject { ["image/jpeg"] = image, ["image/png"] = image.DeepClone() },
        };
        yield return ("/api/v1/chat/{conversation}/photos", "POST", photo);
        yield return (
            "/api/v1/booking/own/{object}/photos/upload",
            "POST",
            BookingPhoto(
                "UploadObjectPhoto",
                "Adds a photo to an object: a JPEG or PNG of at most 5 MB.",
                "What a camera wrote into it, such as where it was taken, is not kept. It becomes the last of at most 10.",
                "object",
                typeof(ObjectId),
                typeof(RentalObject)
            )
        );
        yield return (
            "/api/v1/booking/all/{booking}/photos",
            "POST",
            BookingPhoto(
                "UploadBookingPhoto",
                "Keeps a photo of a booking, for a handover or as evidence: a JPEG or PNG of at most 5 MB.",
                "What a camera wrote into it, such as where it was taken, is not kept. The answer names it; a booking has at most 50.",
                "booking",
                typeof(BookingId),
                typeof(KeptPhoto)
            )
        );
        var key = Said("As an answer gave it.");
        yield return (
            "/files/{key}",
            "GET",
            Other(
                "File",
                "Files",
                "A file that an answer named.",
                "Who has the key may read it.",
                [
                    new JsonObject
                    {
                        ["name"] = "key",
                        ["in"] = "path",
                        ["required"] = true,
                        ["schema"] = key,
                        ["example"] = ApiExamples.Of(typeof(string), "file", Example),
                    },
                ],
                new JsonObject
                {
                    ["200"] = new JsonObject
                    {
                        ["description"] = "The file.",
                        ["content"] = new JsonObject { ["*/*"] = image.DeepClone() },
                    },
                    ["302"] = new JsonObject { ["description"] = "It lies elsewhere." },
                },
                [("404", "files.not_found"), ("500", "platform.bug"), ("503", "files.away")],
                Access.Anyone
            )
        );

        JsonObject BookingPhoto(string name, string summary, string description, string of, Type id, Type answer)
        {
            var described = Other(
                name,
                "Booking",
                summary,
                "The body is the picture itself. " + description,
                [
                    new JsonObject
                    {
                        ["name"] = of,
                        ["in"] = "path",
                        ["required"] = true,
                        ["schema"] = schemas.Of(id),
                        ["example"] = ApiExamples.Of(id, of, Example),
                    },
                    KeyHeader(),
                ],
                new JsonObject { ["200"] = Answer(answer) },
                [
                    .. signedIn.Where(s => s.Code != "chat.not_found"),
                    ("400", "request.idempotency_key"),
                    ("400", "files.not_a_photo"),
                    ("400", "files.photo_broken"),
                    ("403", "identity.forbidden"),
                    ("403", "identity.right_missing"),
                    ("404", $"booking.{of}_not_found"),
                    ("409", "booking.too_many_photos"),
                    ("409", "operation.id_reused"),
                    ("413", "files.photo_too_large"),
                    ("429", "files.too_many_photos"),
                    ("503", "files.away"),
                ],
                Access.Operator
            );
            described["requestBody"] = photo["requestBody"]!.DeepClone();
            return described;
        }

        static JsonObject Query(string name, string said) =>
            new()
            {
                ["name"] = name,
                ["in"] = "query",
                ["required"] = false,
                ["description"] = said,
                ["schema"] = new JsonObject { ["type"] = "string" },
                ["example"] = name == "text" ? "350 coffee" : "42",
            };
    }

    private static JsonObject Other(
        string name,
        string module,
        string summary,
        string description,
        JsonNode[] parameters,
        JsonObject answers,
        IEnumerable<(string Status, string Code)> codes,
        Access access = Access.Person
    )
    {
        AddProblems(answers, codes);
        return new JsonObject
        {
            ["operationId"] = name,
            ["tags"] = new JsonArray(module),
            ["summary"] = summary,
            ["description"] = description,
            ["x-permission"] = access.ToString(),
            ["parameters"] = new JsonArray(parameters),
            ["responses"] = answers,
            ["security"] = Security(access),
        };
    }
}
