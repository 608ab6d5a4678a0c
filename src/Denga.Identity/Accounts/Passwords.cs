using Denga.Contracts;
using Microsoft.AspNetCore.Identity;

namespace Denga.Identity.Accounts;

/// <summary>Hashes passwords as ASP.NET Core Identity does (PBKDF2). A hash is slow on purpose, so only a few are made at once: a flood of sign-ins
/// waits, and then is refused, while everything else goes on.</summary>
internal sealed class Passwords
{
    internal const int CharactersMin = 10;
    internal const int CharactersMax = 128;
    private const int WaitingMax = 100;
    private static readonly object Nobody = new();

    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "1234567890",
        "0123456789",
        "0987654321",
        "1111111111",
        "0000000000",
        "12345678910",
        "123456789a",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "qwertyuiop",
        "йцукенгшщз",
        "password12",
        "password123",
        "password1234",
        "passw0rd123",
        "administrator",
        "iloveyou123",
        "qwerty12345",
        "qwerty123456",
        "letmein123",
        "welcome123",
        "abcdefghij",
        "abc1234567",
        "asdfghjkl;",
        "zxcvbnm123",
    };

    private readonly PasswordHasher<object> hasher = new();
    private readonly SemaphoreSlim slots = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly string nobodys;
    private int waiting;

    public Passwords() => nobodys = hasher.HashPassword(Nobody, Guid.CreateVersion7().ToString());

    /// <summary>Long is what counts; no demands on letters and digits.</summary>
    internal static bool IsWeak(string password, string address) =>
        password.Length is < CharactersMin or > CharactersMax
        || Common.Contains(password)
        || password.Distinct().Count() < 4
        || string.Equals(password, address, StringComparison.OrdinalIgnoreCase);

    internal Task<Result<string>> Hash(string password, CancellationToken cancel) =>
        Slowly(() => hasher.HashPassword(Nobody, password), cancel);

    /// <summary>Without a hash it takes as long, and the answer is no: nobody learns from the time whether an address is registered.</summary>
    internal Task<Result<PasswordVerdict>> Check(string? hash, string password, CancellationToken cancel) =>
        Slowly(
            () =>
            {
                var given = password.Length <= CharactersMax ? password : "";
                var verified = hasher.VerifyHashedPassword(Nobody, hash ?? nobodys, given);
                return hash is null ? PasswordVerdict.Wrong
                    : verified == PasswordVerificationResult.Success ? PasswordVerdict.Right
                    : verified == PasswordVerificationResult.SuccessRehashNeeded ? PasswordVerdict.RightButOld
                    : PasswordVerdict.Wrong;
            },
            cancel
        );

    private async Task<Result<T>> Slowly<T>(Func<T> work, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > WaitingMax)
                return IdentityErrors.Busy;
            await slots.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
        try
        {
            return await Task.Run(work, cancel);
        }
        finally
        {
            slots.Release();
        }
    }
}

internal enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, and to be hashed again with today's number of rounds.</summary>
    RightButOld,
}
