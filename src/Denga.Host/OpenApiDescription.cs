using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Denga.Host;

/// <summary>The public API's description, made from the operations' declarations.</summary>
internal static class OpenApiDescription
{
    internal static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Denga",
                    Version = "v1",
                    Description =
                        "Money is {\"amount\":\"12.34\",\"currency\":\"RUB\"}. Times are RFC 3339 in UTC. Writes take Idempotency-Key. "
                        + "Errors are problem documents with a stable code and a traceId.",
                };
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
                {
                    ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                };
                return Task.CompletedTask;
            }
        );
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                Describe(schema, context.JsonTypeInfo.Type);
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            async (operation, context, cancel) =>
            {
                if (context.Description.ActionDescriptor.EndpointMetadata.OfType<OperationDescription>().FirstOrDefault() is { } described)
                    await Parameters(operation, described, context, cancel);
            }
        );
    }

    private static void Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(Money))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["amount"] = new OpenApiSchema { Type = JsonSchemaType.String, Examples = [JsonValue.Create("12.34")] },
                ["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Examples = [JsonValue.Create("RUB")] },
            };
            schema.Required = new HashSet<string>(StringComparer.Ordinal) { "amount", "currency" };
        }
        else if (type == typeof(Currency))
        {
            schema.Type = JsonSchemaType.String;
            schema.Examples = [JsonValue.Create("RUB")];
        }
        else if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>)))
        {
            schema.Type = JsonSchemaType.String;
            schema.Examples = [JsonValue.Create($"{type.GetProperty("Prefix")!.GetValue(null)}_{new string('0', 31)}1")];
        }
    }

    private static async Task Parameters(
        OpenApiOperation operation,
        OperationDescription described,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        operation.Parameters ??= [];
        var inPath = described.Path!.Split('{').Skip(1).Select(p => p.Split('}')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var hasBody = described.Verb is "POST" or "PUT" or "PATCH";
        var body = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
        };
        foreach (var parameter in described.Type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First().GetParameters())
        {
            if (
                described.HasPerson && parameter.Name == "Person"
                || described.HasClient && parameter.Name == "Client"
                || described.HasCurrent && parameter.Name == "Current"
            )
                continue;
            var name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
            var schema = await context.GetOrCreateSchemaAsync(parameter.ParameterType, parameterDescription: null, cancel);
            if (inPath.Contains(name))
            {
                operation.Parameters =
                [
                    .. operation.Parameters.Where(p => !string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)),
                ];
                operation.Parameters.Add(
                    new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Path,
                        Required = true,
                        Schema = schema,
                    }
                );
            }
            else if (!hasBody)
                operation.Parameters.Add(
                    new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Query,
                        Required = !parameter.IsOptional,
                        Schema = schema,
                    }
                );
            else
                body.Properties![name] = schema;
        }
        if (described.HasOperationId)
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = "Idempotency-Key",
                    In = ParameterLocation.Header,
                    Description = "The same key with the same request gives the first answer again.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
                }
            );
        if (hasBody && body.Properties!.Count > 0)
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new OpenApiMediaType { Schema = body },
                },
            };
        if (described.Access != Access.Anyone)
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse { Description = "A problem document with code, detail and traceId." };
    }
}
