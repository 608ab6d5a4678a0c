using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;

namespace Denga.Identity.Linking;

/// <summary>Asks every module that declared operations with the answers <see cref="HeldValue"/>, <see cref="Frozen"/> and
/// <see cref="Unfrozen"/>.</summary>
internal sealed class HeldValues(IOperations operations)
{
    private static readonly IReadOnlyList<Type> Questions = Answered<HeldValue>();
    private static readonly IReadOnlyList<Type> Freezes = Answered<Frozen>();
    private static readonly IReadOnlyList<Type> Unfreezes = Answered<Unfrozen>();

    /// <summary>Whether it looks so at the moment. What is decided on it is decided by <see cref="WhileFrozen"/>.</summary>
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

    /// <summary>Lets the person leave while nothing can come to him any more (decision 0037). A refusal opens everything again; where this process dies, or
    /// the outcome of its commit is not known, the modules find out by <see cref="DepartedPeople"/>. Errors: <c>identity.holds_money</c>, and those of
    /// <paramref name="leave"/>.</summary>
    internal async Task<Result<T>> WhileFrozen<T>(PersonId person, Func<Task<Result<T>>> leave, CancellationToken cancel)
    {
        var id = OperationId.New();
        foreach (var freeze in Freezes)
        {
            var frozen = await operations.Ask((IOperation<Frozen>)Activator.CreateInstance(freeze, id, person)!, cancel);
            if (frozen is { IsOk: true, Value.Is: true })
                continue;
            await Unfreeze();
            return frozen.Error ?? IdentityErrors.HoldsMoney;
        }
        var left = await leave();
        if (!left.IsOk)
            await Unfreeze();
        return left;

        async Task Unfreeze()
        {
            // A module that does not answer asks by itself.
            foreach (var unfreeze in Unfreezes)
                await operations.Ask((IOperation<Unfrozen>)Activator.CreateInstance(unfreeze, id, person)!, CancellationToken.None);
        }
    }

    private static IReadOnlyList<Type> Answered<T>() =>
        [.. OperationDescription.All.Values.Where(d => d.Answer == typeof(T)).Select(d => d.Type)];
}
