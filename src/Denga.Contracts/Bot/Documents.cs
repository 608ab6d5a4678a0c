namespace Denga.Contracts.Bot;

/// <summary>A person asked in a chat for a document of his entries. The report service builds it and tells by <see cref="TellDocument"/>.</summary>
/// <param name="Document">Who asks makes it: the same id again is the same document.</param>
/// <param name="Format"><c>xlsx</c> or <c>pdf</c>.</param>
[Event("bot.document-requested.v1")]
public sealed record DocumentRequested(
    OperationId Document,
    ConversationId Conversation,
    PersonId Person,
    DateOnly From,
    DateOnly To,
    string Format,
    string Language
) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>How a document is coming along: exactly one of the three. The conversation shows it; the same news again is heard once, and after the
/// end nothing more. Error: <c>bot.unreachable</c> when there is no such conversation.</summary>
[Operation(Grpc = "denga.bot.v1.Documents/Tell")]
public sealed record TellDocument(
    OperationId Id,
    ConversationId Conversation,
    DocumentProgress? Progress = null,
    DocumentFinished? Finished = null,
    DocumentFailed? Failed = null
) : IOperation<Done>;

/// <param name="Percent">0 to 99.</param>
public sealed record DocumentProgress(int Percent);

/// <param name="File">File key, good for at least a day.</param>
public sealed record DocumentFinished(string File, int Entries);

/// <param name="Code">A stable code of an error.</param>
public sealed record DocumentFailed(string Code);
