using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Telemetry;

namespace Denga.Bot.Dialogs;

/// <summary>Expected errors as the bot says them.</summary>
internal static class ErrorWords
{
    internal static string Of(Error error, string language) => ErrorTexts.Of(error, language, Surface.Chat, Tracing.ShortId);

    /// <summary>Of an error as it was kept.</summary>
    internal static string Of(Refusal refusal, string language) => ErrorTexts.Of(refusal, language, Surface.Chat, Tracing.ShortId);
}
