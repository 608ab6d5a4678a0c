using System.Text.Json;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>Who asked from outside for what is being done, and from where; it goes along with every operation that follows, into other processes too.</summary>
public sealed record CallOrigin(PersonId Person, Role Role, SessionId? Session, string? Address)
{
    internal const string Header = "Denga-Origin";
    private static readonly AsyncLocal<CallOrigin?> Flowing = new();

    /// <summary>Null for what nobody asked for, such as a job, and where nobody is signed in.</summary>
    public static CallOrigin? Current
    {
        get => Flowing.Value;
        internal set => Flowing.Value = value;
    }

    internal static CallOrigin? Of(Holder? holder, string? address) =>
        holder is null ? null : new(holder.Person.Id, holder.Person.Role, holder.Session, address);

    /// <summary>Signed for one operation, so that nobody between two processes becomes an operator.</summary>
    internal string Write(string operation, OperationSignature signature)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, DengaJson.Options);
        return $"{Convert.ToBase64String(json)} {signature.Sign(Purpose(operation), json)}";
    }

    /// <summary>Null when it is missing or not signed by a part of this system.</summary>
    internal static CallOrigin? Read(string? header, string operation, OperationSignature signature)
    {
        if (header?.Split(' ') is not [var text, var signed])
            return null;
        var json = new byte[text.Length];
        return
            Convert.TryFromBase64String(text, json, out var length) && signature.Matches(signed, Purpose(operation), json.AsSpan(0, length))
            ? JsonSerializer.Deserialize<CallOrigin>(json.AsSpan(0, length), DengaJson.Options)
            : null;
    }

    private static string Purpose(string operation) => "origin of " + operation;
}
