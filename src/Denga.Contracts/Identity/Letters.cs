namespace Denga.Contracts.Identity;

/// <summary>Sends a person a letter to his confirmed e-mail address, which no other module need know. It is answered when the letter is kept, not when
/// the mail server has taken it. The same id again within two days sends nothing more. Errors: <c>identity.no_email</c>,
/// <c>identity.unknown_person</c>.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text, paragraphs separated by an empty line; Identity makes the HTML of it and adds its address.</param>
/// <param name="Files">File keys of what is attached; read when the letter is sent, within a day.</param>
[Operation]
public sealed record SendLetter(OperationId Id, PersonId Person, string Subject, string Text, IReadOnlyList<string>? Files = null)
    : IOperation<Done>;
