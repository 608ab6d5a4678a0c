using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;

namespace Denga.Identity.Linking;

/// <summary>Asks every module that declared an operation with the answer <see cref="HeldValue"/>.</summary>
internal sealed class HeldValues(IOperations operations)
{
    private static readonly IReadOnlyList<Type> Questions =
    [
        .. OperationDescription.All.Values.Where(d => d.Answer == typeof(HeldValue)).Select(d => d.Type),
    ];

    internal async Task<Result<bool>> Any(PersonId person, CancellationToken cancel)
    {
        foreach (var question in Questions)
        {
            var held = await operations.Ask((IOperation<HeldValue>)Activator.CreateInstance(question, person)!, cancel);
            if (!held.IsOk)
                return held.Error;
            if (held.Value.Any)
                return true;
        }
        return false;
    }
}
