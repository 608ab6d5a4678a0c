using Denga.Contracts;

namespace Denga.Bot.Engine;

/// <summary>A messenger: what it takes, and how it delivers. What comes in is brought to <see cref="UpdateLoop.Arrive"/> by whatever listens there.</summary>
internal interface IMessengerChannel
{
    /// <summary>Stable, at most 20 characters: conversations are kept under it.</summary>
    string Name { get; }

    ChannelLimits Limits { get; }

    /// <summary>Sends a message, which fits <see cref="Limits"/>, or edits it when <see cref="Outgoing.External"/> is given. The texts are plain; a
    /// picture and a file are keys of the store of files; a button's action comes back as it was given. A wait asked for by the messenger is waited for
    /// inside; an outside failure throws <see cref="ChannelFailureException"/>, and the message is delivered again.</summary>
    Task<Delivered> Deliver(Outgoing message, CancellationToken cancel);

    /// <summary>Brings a photo that came in into the store of files and answers its key. Errors are those of the store, and <c>bot.photo_lost</c> when the
    /// messenger does not give it.</summary>
    Task<Result<string>> KeepPhoto(PersonId person, string photo, CancellationToken cancel);

    /// <summary>Ends the press's spinner; <paramref name="toast"/> is shown for a moment. Best effort.</summary>
    Task AnswerPress(Update update, string? toast, CancellationToken cancel);
}

/// <param name="External">The channel's id of the message.</param>
/// <param name="Unreachable">The person blocked the bot or is gone.</param>
/// <param name="Refused">The channel will never take this message; why.</param>
internal sealed record Delivered(string? External, bool Unreachable = false, string? Refused = null);

/// <summary>The messenger did not answer, or answered that it is ill: the message is tried again.</summary>
internal sealed class ChannelFailureException(string message, Exception? inner = null) : Exception(message, inner);
