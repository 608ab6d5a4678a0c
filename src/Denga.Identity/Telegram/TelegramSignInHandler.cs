using System.Globalization;
using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Limits;
using Denga.Identity.Sessions;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Telegram;

/// <summary>Signs in whoever Telegram vouches for; he is the same person as in the bot.</summary>
internal sealed class TelegramSignInHandler(
    Database<IdentityModule> database,
    IOperations operations,
    SessionStart sessions,
    Attempts attempts,
    IConfiguration settings,
    IOptions<IdentityOptions> options,
    TimeProvider clock
) : IOperationHandler<SignInWithTelegram, SignedIn>
{
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(1);

    public async Task<Result<SignedIn>> Handle(SignInWithTelegram operation, CancellationToken cancel)
    {
        // The token is the bot's setting: there is one bot, and it signs for this Denga.
        if (settings["Telegram:Token"] is not { Length: > 0 } botToken)
            return IdentityErrors.TelegramOff;
        if (await attempts.TakeForAddress(operation.Client, cancel) is { } limited)
            return limited;
        if (operation.InitData is null == operation.Widget is null)
            return IdentityErrors.BadTelegram;
        var miniApp = operation.InitData is not null;
        var signed = TelegramSignature.Check((operation.InitData ?? operation.Widget)!, botToken, miniApp);
        var now = clock.GetUtcNow();
        if (
            signed is null
            || signed.At + options.Value.TelegramFreshness < now
            || signed.At > now + ClocksApart
            || User(signed, miniApp) is not { } user
            || !await UseOnce(signed, cancel)
        )
            return IdentityErrors.BadTelegram;
        var identified = await operations.Ask(new Identify("telegram", user.Id, user.Language, user.Username), cancel);
        return identified.IsOk
            ? await sessions.Begin(identified.Value.Person, operation.Browser, operation.Client, cancel)
            : identified.Error;
    }

    private static (string Id, string? Language, string Username)? User(TelegramFields signed, bool miniApp)
    {
        if (!miniApp)
            return signed.Fields.TryGetValue("id", out var id) && IsId(id)
                ? (id, null, signed.Fields.GetValueOrDefault("username") ?? "")
                : null;
        if (!signed.Fields.TryGetValue("user", out var json))
            return null;
        try
        {
            using var user = JsonDocument.Parse(json);
            var number = user.RootElement.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);
            var language = user.RootElement.TryGetProperty("language_code", out var code) ? code.GetString() : null;
            var username = user.RootElement.TryGetProperty("username", out var name) ? name.GetString() : null;
            return IsId(number) ? (number, language, username ?? "") : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Digits as the bot has them, without leading zeros: else one person would be two.</summary>
    private static bool IsId(string id) => id.Length is > 0 and <= 19 && id.All(char.IsAsciiDigit) && id[0] != '0';

    private async Task<bool> UseOnce(TelegramFields signed, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await connection.ExecuteAsync(
                "insert into used_sign_in (hash, expires_at) values (@Hash, @until) on conflict do nothing",
                new { signed.Hash, until = signed.At + options.Value.TelegramFreshness + ClocksApart }
            ) == 1;
    }
}
