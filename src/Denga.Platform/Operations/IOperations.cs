using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>Asks whichever module answers an operation, in this process or another.</summary>
public interface IOperations
{
    /// <summary>Expected errors come back as values. An outside failure (a module that does not answer) is <see cref="ErrorKind.Unavailable"/>.</summary>
    Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel);
}

/// <summary>Answers one operation. Handlers are singletons without state of their own.</summary>
public interface IOperationHandler<in TOperation, TAnswer>
    where TOperation : IOperation<TAnswer>
{
    Task<Result<TAnswer>> Handle(TOperation operation, CancellationToken cancel);
}
