using System.Net.Mail;

namespace Denga.Identity.Accounts;

/// <summary>An address as it was typed, and folded to what counts as the same one.</summary>
internal sealed record EmailAddress(string Text, string Key)
{
    private const int CharactersMax = 254;

    /// <summary>Null when it does not look like one. Whether it exists, only a code that comes back can tell.</summary>
    internal static EmailAddress? Read(string? given)
    {
        var text = given?.Trim() ?? "";
        if (
            text.Length is < 3 or > CharactersMax
            || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            || !MailAddress.TryCreate(text, out var parsed)
            || parsed.Address != text
            || !parsed.Host.Contains('.', StringComparison.Ordinal)
        )
            return null;
        return new EmailAddress(text, text.Normalize().ToLowerInvariant());
    }
}
