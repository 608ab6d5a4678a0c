using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;

namespace Denga.Identity.People;

internal sealed class ProfileHandler(KnownPeople people) : IOperationHandler<Profile, Person>
{
    public async Task<Result<Person>> Handle(Profile operation, CancellationToken cancel) =>
        await people.Find(operation.Person, cancel) is { } person ? person : IdentityErrors.UnknownPerson;
}
