using Denga.Platform.Grpc.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Denga.Platform.Grpc;

/// <summary>Tells a client which services there are and what their messages look like.</summary>
internal sealed class ReflectionService
{
    private static readonly ServiceDescriptor Declared = ReflectionReflection.Descriptor.Services[0];
    private const string Alpha = "grpc.reflection.v1alpha.ServerReflection";
    private readonly IReadOnlyList<string> services;
    private readonly Dictionary<string, FileDescriptor> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, int Number), FileDescriptor> byExtension = [];

    internal ReflectionService(IEnumerable<ServiceDescriptor> served)
    {
        var all = served.Append(Declared).ToList();
        services = [.. all.Select(s => s.FullName).Append(Alpha)];
        foreach (var service in all)
            Learn(service.File);
        bySymbol[Alpha] = ReflectionReflection.Descriptor;
    }

    internal IReadOnlyList<GrpcMethod> Methods =>
        [new(Declared.Methods[0], Declared.FullName, Answer) { IsOpen = true }, new(Declared.Methods[0], Alpha, Answer) { IsOpen = true }];

    private async Task Answer(GrpcCall call)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        while (await call.Read() is ServerReflectionRequest asked)
        {
            var answer = new ServerReflectionResponse { ValidHost = asked.Host, OriginalRequest = asked };
            Fill(answer, asked, sent);
            await call.Write(answer);
        }
    }

    private void Fill(ServerReflectionResponse answer, ServerReflectionRequest asked, HashSet<string> sent)
    {
        switch (asked.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse
                {
                    Service = { services.Select(s => new ServiceResponse { Name = s }) },
                };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                Files(answer, byName.GetValueOrDefault(asked.FileByFilename), sent);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                Files(answer, bySymbol.GetValueOrDefault(asked.FileContainingSymbol), sent);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var extension = asked.FileContainingExtension;
                Files(answer, byExtension.GetValueOrDefault((extension.ContainingType, extension.ExtensionNumber)), sent);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                var numbers = byExtension.Keys.Where(k => k.Type == asked.AllExtensionNumbersOfType).Select(k => k.Number).ToList();
                if (numbers.Count == 0 && !bySymbol.ContainsKey(asked.AllExtensionNumbersOfType))
                    answer.ErrorResponse = NotFound();
                else
                    answer.AllExtensionNumbersResponse = new ExtensionNumberResponse
                    {
                        BaseTypeName = asked.AllExtensionNumbersOfType,
                        ExtensionNumber = { numbers },
                    };
                break;
            default:
                answer.ErrorResponse = new ErrorResponse
                {
                    ErrorCode = (int)GrpcCode.InvalidArgument,
                    ErrorMessage = "The request asks nothing.",
                };
                break;
        }
    }

    /// <summary>The file and what it imports, but for what this stream has been sent already.</summary>
    private static void Files(ServerReflectionResponse answer, FileDescriptor? file, HashSet<string> sent)
    {
        if (file is null)
        {
            answer.ErrorResponse = NotFound();
            return;
        }
        var found = new FileDescriptorResponse { FileDescriptorProto = { file.SerializedData } };
        sent.Add(file.Name);
        AddImports(file);
        answer.FileDescriptorResponse = found;

        void AddImports(FileDescriptor of)
        {
            foreach (var import in of.Dependencies.Where(d => sent.Add(d.Name)))
            {
                found.FileDescriptorProto.Add(import.SerializedData);
                AddImports(import);
            }
        }
    }

    private static ErrorResponse NotFound() => new() { ErrorCode = (int)GrpcCode.NotFound, ErrorMessage = "There is no such thing." };

    private void Learn(FileDescriptor file)
    {
        if (!byName.TryAdd(file.Name, file))
            return;
        foreach (var service in file.Services)
        {
            bySymbol[service.FullName] = file;
            foreach (var method in service.Methods)
                bySymbol[method.FullName] = file;
        }
        foreach (var message in file.MessageTypes)
            Learn(message);
        foreach (var enumeration in file.EnumTypes)
            bySymbol[enumeration.FullName] = file;
        foreach (var extension in file.Extensions.UnorderedExtensions)
        {
            bySymbol[extension.FullName] = file;
            byExtension[(extension.ExtendeeType.FullName, extension.FieldNumber)] = file;
        }
        foreach (var import in file.Dependencies)
            Learn(import);
    }

    private void Learn(MessageDescriptor message)
    {
        bySymbol[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder())
            bySymbol[field.FullName] = message.File;
        foreach (var nested in message.NestedTypes)
            Learn(nested);
        foreach (var enumeration in message.EnumTypes)
            bySymbol[enumeration.FullName] = message.File;
    }
}
