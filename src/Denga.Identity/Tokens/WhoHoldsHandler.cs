using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.People;
using Denga.Identity.Sessions;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Tokens;

/// <summary>Asks the module, wherever it runs.</summary>
internal sealed class AskedCallers(IOperations operations) : ICallers
{
    public Task<Result<Holder>> WhoHolds(string token, CancellationToken cancel) => operations.Ask(new WhoHolds(token), cancel);
}

/// <summary>Three kinds of token, told apart by their form: a JWT, a browser's cookie, a token of the web chat.</summary>
internal sealed class WhoHoldsHandler(
    KnownPeople people,
    KnownSessions sessions,
    AccessTokens accessTokens,
    IOptions<IdentityOptions> options
) : IOperationHandler<WhoHolds, Holder>
{
    public async Task<Result<Holder>> Handle(WhoHolds operation, CancellationToken cancel)
    {
        var token = operation.Token;
        if (token.Contains('.', StringComparison.Ordinal))
            return await accessTokens.Check(token, cancel) is { } access
                ? await Of(await sessions.Find(access.Session, cancel), cancel)
                : IdentityErrors.BadToken;
        if (SessionStart.IsCookie(token))
            return await Of(await sessions.FindByCookie(Token.Hash(token), options.Value.SessionLifetime, cancel), cancel);
        return token.Length == Token.Characters
            ? await Of(await sessions.FindByChatToken(Token.Hash(token), cancel), cancel)
            : IdentityErrors.BadToken;
    }

    private async Task<Result<Holder>> Of(SessionRow? session, CancellationToken cancel) =>
        session is not null && await people.Find(session.Person, cancel) is { } person
            ? new Holder(person, session.Id)
            : IdentityErrors.BadToken;
}
