using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.People;
using Denga.Platform.Operations;

namespace Denga.Identity.Tokens;

internal sealed class WhoHoldsHandler(KnownTokens tokens, KnownPeople people) : IOperationHandler<WhoHolds, Person>
{
    public async Task<Result<Person>> Handle(WhoHolds operation, CancellationToken cancel) =>
        await tokens.Find(operation.Token, cancel) is { } token && await people.Find(token.Person, cancel) is { } person
            ? person
            : IdentityErrors.BadToken;
}
