using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Stars;
using Denga.Platform.Limits;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Texts;
using Denga.Stars.Sellers;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Catalogue;

/// <summary>Who is to be given it, as the seller knows him.</summary>
internal sealed partial class Recipients(IOperations operations, RateLimits limits, IOptions<StarsOptions> options)
{
    private const int NameCharactersMax = 64;

    /// <summary>Counts a question of the person's; null lets it pass.</summary>
    internal async ValueTask<Error?> Slow(PersonId person, CancellationToken cancel)
    {
        var perMinute = options.Value.LookupsPerMinute;
        var allowance = await limits.Take(
            new Limit("stars-lookups", perMinute, TimeSpan.FromMinutes(1), perMinute),
            person.ToString(),
            cancel
        );
        return allowance.IsAllowed ? null : StarsErrors.TooManyLookups(allowance.RetryAfter);
    }

    /// <param name="written">As the person wrote it; null: the person himself.</param>
    internal async Task<Result<StarsRecipient>> Find(
        IStarsSeller seller,
        PersonId person,
        StarsProduct product,
        string? written,
        CancellationToken cancel
    )
    {
        if (written is null)
        {
            var own = await operations.Ask(new UsernameOf(person, "telegram"), cancel);
            if (!own.IsOk)
                return own.Error;
            if (own.Value.Username is null)
                return StarsErrors.NoUsername;
            written = own.Value.Username;
        }
        if (Read(written) is not { } username)
            return StarsErrors.BadUsername;
        try
        {
            var found = await seller.Look(product, username, cancel);
            return found.IsOk ? new StarsRecipient(found.Value.Username, Clean(found.Value.Name)) : found.Error;
        }
        catch (OutsideException)
        {
            return StarsErrors.SellerAway;
        }
    }

    /// <summary><c>@name</c>, <c>name</c>, <c>t.me/name</c> and its longer forms, in any case; null for anything else.</summary>
    internal static string? Read(string written) =>
        Written().Match(written.Trim()) is { Success: true } match ? match.Groups["name"].Value : null;

    private static string? Clean(string? name) =>
        name is null ? null
        : PlainText.Cut(PlainText.OneLine(name), NameCharactersMax) is { Length: > 0 } line ? line
        : null;

    [GeneratedRegex(
        @"\A(?:@|(?:https?://)?(?:www\.)?(?:t|telegram)\.me/)?(?<name>[a-z][a-z0-9_]{3,31})/?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Written();
}
