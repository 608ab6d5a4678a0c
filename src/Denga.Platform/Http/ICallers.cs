using Denga.Contracts;

namespace Denga.Platform.Http;

/// <summary>Knows people by what they show. The module that knows people gives it to every process.</summary>
public interface ICallers
{
    /// <summary>Whose token this is. Error: of kind <see cref="ErrorKind.Unauthorized"/> for unknown, expired, forged and ended ones alike.</summary>
    Task<Result<Holder>> WhoHolds(string token, CancellationToken cancel);
}
