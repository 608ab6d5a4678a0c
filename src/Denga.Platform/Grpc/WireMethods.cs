using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Grpc.Wire;
using Denga.Platform.Operations;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Denga.Platform.Grpc;

/// <summary>Which operations have a method in a proto, and how the two say the same: an operation's JSON is its message's ProtoJSON.</summary>
public sealed class WireMethods
{
    private const string Domain = "denga";
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));
    private readonly Dictionary<System.Type, MethodDescriptor> methods = [];

    /// <summary>Throws <see cref="InvalidOperationException"/> for a method that is no operation, an operation without its method, and a REST form that
    /// is not the operation's.</summary>
    internal WireMethods(IEnumerable<FileDescriptor> protos)
    {
        Files = [.. protos];
        var declared = Files.SelectMany(f => f.Services).SelectMany(s => s.Methods).ToDictionary(NameOf, StringComparer.Ordinal);
        if (Files.Count > 0)
            foreach (var described in OperationDescription.All.Values.Where(d => d.Grpc is not null))
                methods[described.Type] = declared.Remove(described.Grpc!, out var method)
                    ? Checked(described, method)
                    : throw new InvalidOperationException($"{described.Name} names {described.Grpc}, which no proto declares.");
        if (declared.Keys.FirstOrDefault() is { } unused)
            throw new InvalidOperationException($"No operation names {unused}.");
        Rules = new Rules([.. methods.Values.Select(m => m.InputType)]);
    }

    internal IReadOnlyList<FileDescriptor> Files { get; }

    internal Rules Rules { get; }

    internal MethodDescriptor? Of(OperationDescription described) => methods.GetValueOrDefault(described.Type);

    /// <summary>The methods of operations that are answered in this process.</summary>
    internal IEnumerable<(OperationDescription Described, MethodDescriptor Method)> Here(OperationRoutes operations) =>
        methods.Where(m => operations.IsHere(m.Key)).Select(m => (OperationDescription.All[m.Key], m.Value));

    /// <summary>What the proto's rules say against an operation that came in another form than gRPC; null when nothing.</summary>
    internal Error? Violates(OperationDescription described, object operation)
    {
        if (Of(described) is not { } method)
            return null;
        var found = Rules.Violations(ToMessage(operation, method.InputType));
        return found.Count == 0
            ? null
            : Error.Invalid("request.invalid", string.Join("; ", found.Select(v => $"{Rules.PathOf(v.Field)}: {v.Message}")));
    }

    internal static IMessage ToMessage(object said, MessageDescriptor type) =>
        JsonParser.Default.Parse(JsonSerializer.Serialize(said, said.GetType(), DengaJson.Options), type);

    /// <summary>Throws <see cref="RpcException"/> for a message that is no such thing.</summary>
    internal static object FromMessage(IMessage message, System.Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(Formatter.Format(message), type, DengaJson.Options)!;
        }
        catch (JsonException e)
        {
            throw GrpcStatus.Failure(StatusCode.InvalidArgument, JsonFault.Sentence(e));
        }
    }

    /// <summary>Asks the operation that a message means.</summary>
    internal static async Task<IMessage> Answer(
        OperationDescription described,
        MethodDescriptor method,
        OperationRoutes operations,
        IMessage asked,
        CancellationToken cancel
    )
    {
        var operation = FromMessage(asked, described.Type);
        if (WellFormed.Refuses(operation) is { } wrong)
            throw Failure(wrong);
        var result = (Contracts.IResult)await operations.Ask(described.Type, operation, cancel);
        return result.Error is { } error ? throw Failure(error) : ToMessage(result.Answer!, method.OutputType);
    }

    /// <summary>An expected error as a status: its code and arguments in an <c>ErrorInfo</c>.</summary>
    internal static RpcException Failure(Error error)
    {
        var info = new ErrorInfo { Reason = error.Code, Domain = Domain };
        if (error.Args is not null)
            info.Metadata.Add(error.Args.ToDictionary());
        return GrpcStatus.Failure(GrpcStatus.Of(error.Kind), error.Detail, info);
    }

    /// <summary>The expected error that a status stands for, or null when it is none of ours.</summary>
    internal static Error? ErrorOf(RpcException failure)
    {
        foreach (var detail in failure.Details())
            if (detail.TryUnpack<ErrorInfo>(out var info) && info.Domain == Domain)
                return new Error(
                    info.Reason,
                    failure.StatusCode.Kind(),
                    failure.Status.Detail,
                    info.Metadata.Count == 0 ? null : info.Metadata.ToDictionary(StringComparer.Ordinal)
                );
        return null;
    }

    private static string NameOf(MethodDescriptor method) => $"{method.Service.FullName}/{method.Name}";

    private static MethodDescriptor Checked(OperationDescription described, MethodDescriptor method)
    {
        if (method.IsClientStreaming || method.IsServerStreaming)
            throw new InvalidOperationException($"{NameOf(method)} streams; an operation is one request and one answer.");
        var (verb, path) = HttpForm.Of(method);
        return described.Path is null || (verb, path) == (described.Verb, described.Path)
            ? method
            : throw new InvalidOperationException(
                $"{NameOf(method)} is {verb} {path}, and {described.Name} {described.Verb} {described.Path}."
            );
    }
}
