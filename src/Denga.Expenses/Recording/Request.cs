using Denga.Contracts;
using Denga.Platform.Operations;

namespace Denga.Expenses.Recording;

/// <summary>A write under the id of its caller. What was answered is kept with a hash of the request, in which its person and its id stand; after a link
/// the person has another id, and so has what is sent again under the same key: it is the same request all the same.</summary>
/// <param name="HashWith">The hash with a person and an id in the request.</param>
internal sealed record Request(OperationId Id, PersonId Person, Func<PersonId, OperationId, byte[]> HashWith)
{
    internal byte[] Hash { get; } = HashWith(Person, Id);

    /// <summary>The key of which the id was made; null where the caller made the id.</summary>
    internal string? Key { get; } = OperationRecord.Key is { } key && OperationRecord.IdOf(Person, key) == Id ? key : null;

    /// <summary>The hash of what the person would have sent under another id of his.</summary>
    internal byte[] HashOf(PersonId other) => HashWith(other, Key is { } key ? OperationRecord.IdOf(other, key) : Id);
}
