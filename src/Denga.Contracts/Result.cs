using System.Diagnostics.CodeAnalysis;

namespace Denga.Contracts;

/// <summary>How an expected error is answered: mapped once to an HTTP status and once to the bot's words.</summary>
public enum ErrorKind
{
    /// <summary>The request itself is wrong; 400.</summary>
    Invalid,

    /// <summary>Nobody is signed in, or the token is wrong or expired; 401.</summary>
    Unauthorized,

    /// <summary>The person is known and lacks the right; 403.</summary>
    Forbidden,

    /// <summary>There is no such thing, or it belongs to somebody else; 404.</summary>
    NotFound,

    /// <summary>The state does not allow it, or the id was used for another request; 409.</summary>
    Conflict,

    /// <summary>The body is larger than allowed; 413.</summary>
    TooLarge,

    /// <summary>Too many requests; 429.</summary>
    Limited,

    /// <summary>A dependency is missing for the moment; 503. The same request may be sent again.</summary>
    Unavailable,
}

/// <summary>An expected error. <paramref name="Code"/> is stable (<c>module.reason</c>); <paramref name="Detail"/> says in English
/// what was wrong and what to do; <paramref name="Args"/> are the values a translated sentence needs.</summary>
public sealed record Error(string Code, ErrorKind Kind, string Detail, IReadOnlyDictionary<string, string>? Args = null)
{
    public static Error Invalid(string code, string detail) => new(code, ErrorKind.Invalid, detail);

    public static Error NotFound(string code, string detail) => new(code, ErrorKind.NotFound, detail);

    public static Error Conflict(string code, string detail) => new(code, ErrorKind.Conflict, detail);
}

/// <summary>A <see cref="Result{T}"/> whose type is known at run time only.</summary>
public interface IResult
{
    Error? Error { get; }

    object? Answer { get; }
}

/// <summary>The answer of an operation: a value, or an expected error. Bugs throw.</summary>
public readonly struct Result<T> : IResult
{
    private readonly T? value;

    private Result(T? value, Error? error)
    {
        this.value = value;
        Error = error;
    }

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    /// <summary>The value; throws when the result is an error.</summary>
    public T Value => Error is null ? value! : throw new InvalidOperationException($"{Error.Code}: {Error.Detail}");

    object? IResult.Answer => value;

    public static implicit operator Result<T>(T value) => new(value, error: null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}

/// <summary>The answer of an operation that has nothing to say but that it is done.</summary>
public sealed record Done
{
    public static Done It { get; } = new();
}

/// <summary>A page of a list: at most <c>limit</c> items, and the cursor of the next page, or null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>An error as it was kept.</summary>
public sealed record Refusal(string Code, string Detail, IReadOnlyDictionary<string, string>? Args = null);
