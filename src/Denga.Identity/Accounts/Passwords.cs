using System.Globalization;
using System.Text;
using Denga.Contracts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Accounts;

/// <summary>Hashes passwords as ASP.NET Core Identity does (PBKDF2). A hash is slow on purpose, so only a few are made at once: a flood of sign-ins
/// waits, and then is refused, while everything else goes on. A password is what the person sees, not how his keyboard spells it: it is brought into the form
/// of RFC 8265 (OpaqueString) first.</summary>
internal sealed class Passwords
{
    internal const int CharactersMin = 10;
    internal const int CharactersMax = 128;

    /// <summary>As typed: nobody needs more for 128 characters.</summary>
    private const int TypedMax = 2_000;
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

    private readonly PasswordHasher<object> hasher;
    private readonly SemaphoreSlim slots = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly string nobodys;
    private int waiting;

    /// <param name="rounds">As they come; tests, which make hundreds of hashes, have fewer.</param>
    public Passwords(IOptions<PasswordHasherOptions> rounds)
    {
        hasher = new PasswordHasher<object>(rounds);
        nobodys = hasher.HashPassword(Nobody, Guid.CreateVersion7().ToString());
    }

    /// <summary>Long is what counts; no demands on letters and digits.</summary>
    internal static bool IsWeak(string typed, string address) =>
        Prepare(typed) is not { } password
        || password.EnumerateRunes().Count() is < CharactersMin or > CharactersMax
        || Common.Contains(password)
        || password.EnumerateRunes().Distinct().Count() < 4
        || string.Equals(password, address.Normalize(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Of a password that is not weak, or made by Denga.</summary>
    internal Task<Result<string>> Hash(string typed, CancellationToken cancel) =>
        Slowly(() => hasher.HashPassword(Nobody, Prepare(typed) ?? typed), cancel);

    /// <summary>OpaqueString: every space is the plain one, composed as Unicode's NFC has it; null for what holds control characters or is no text.</summary>
    internal static string? Prepare(string typed)
    {
        if (typed.Length > TypedMax)
            return null;
        var text = new StringBuilder(typed.Length);
        foreach (var rune in typed.EnumerateRunes())
        {
            // A lone surrogate is enumerated as the replacement character.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                return null;
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
                text.Append(' ');
            else
                text.Append(rune);
        }
        return text.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Without a hash it takes as long, and the answer is no: nobody learns from the time whether an address is registered. A hash from before
    /// passwords were prepared is of what was typed.</summary>
    internal Task<Result<PasswordVerdict>> Check(string? hash, string typed, CancellationToken cancel) =>
        Slowly(
            () =>
            {
                var given = typed.Length <= TypedMax ? typed : "";
                var prepared = Prepare(given) ?? given;
                var verified = hasher.VerifyHashedPassword(Nobody, hash ?? nobodys, prepared);
                var isOld = verified == PasswordVerificationResult.SuccessRehashNeeded;
                if (verified == PasswordVerificationResult.Failed && !string.Equals(prepared, given, StringComparison.Ordinal))
                {
                    verified = hasher.VerifyHashedPassword(Nobody, hash ?? nobodys, given);
                    isOld = true;
                }
                return hash is null || verified == PasswordVerificationResult.Failed ? PasswordVerdict.Wrong
                    : isOld ? PasswordVerdict.RightButOld
                    : PasswordVerdict.Right;
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

    /// <summary>Right, and to be hashed again: with today's number of rounds, and of the prepared text.</summary>
    RightButOld,
}
