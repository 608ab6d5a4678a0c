using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>The one place that decides whether somebody from outside may call an operation. Modules that ask each other, in the process or signed
/// from another, are not asked: they have let their caller through here.</summary>
public static class Permission
{
    private static readonly Error SignInFirst = new(
        "identity.no_token",
        ErrorKind.Unauthorized,
        "Send the token in the header Authorization: Bearer. POST /api/v1/sessions or /api/v1/chat gives one."
    );

    private static readonly Error Forbidden = new("identity.forbidden", ErrorKind.Forbidden, "Your role does not allow this.");

    /// <summary>Null when the caller may. Errors: <c>identity.no_token</c>, <c>identity.forbidden</c>, <c>identity.right_missing</c> (<c>args.right</c>).</summary>
    public static Error? Refuses(OperationDescription described, Holder? caller) =>
        described.Access switch
        {
            Access.Anyone => null,
            Access.Person => caller is null ? SignInFirst : null,
            Access.Operator => Needs(Role.Operator, caller)
                ?? (described.Right is { } right && !caller!.Person.Has(right) ? RightMissing(right) : null),
            Access.Administrator => Needs(Role.Administrator, caller),
            _ => Forbidden,
        };

    /// <summary>As above, for an operation that is already made: it must also act for the caller himself.</summary>
    public static Error? Refuses(OperationDescription described, Holder? caller, object operation)
    {
        if (Refuses(described, caller) is { } refused)
            return refused;
        return described.HasPerson && (PersonId)described.Type.GetProperty("Person")!.GetValue(operation)! != caller?.Person.Id
            ? Forbidden
            : null;
    }

    private static Error RightMissing(string right) =>
        new(
            "identity.right_missing",
            ErrorKind.Forbidden,
            $"This takes the right {right}, which an administrator gives.",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["right"] = right }
        );

    internal static Error NobodySignedIn => SignInFirst;

    private static Error? Needs(Role role, Holder? caller) =>
        caller is null ? SignInFirst
        : caller.Person.Role < role ? Forbidden
        : null;
}

/// <summary>Operations as one caller may ask them: for pages, which are no more trusted than a program on the public API.</summary>
/// <param name="limit">What else may refuse, such as a limit of where the request comes from.</param>
/// <param name="address">The network address of the caller.</param>
public sealed class OperationsOf(
    IOperations operations,
    Holder? caller,
    Func<object, CancellationToken, ValueTask<Error?>>? limit = null,
    string? address = null
) : IOperations
{
    public Holder? Caller => caller;

    public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel)
    {
        CallOrigin.Current = CallOrigin.Of(caller, address);
        return
            (
                Permission.Refuses(OperationDescription.All[operation.GetType()], caller, operation)
                ?? WellFormed.Refuses(operation)
                ?? (limit is null ? null : await limit(operation, cancel))
            )
                is { } refused
            ? refused
            : await operations.Ask(operation, cancel);
    }
}
