using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Notifications.Notices;
using Denga.Platform.Operations;

namespace Denga.Notifications.Channels;

/// <summary>Names of channels, as they are kept.</summary>
internal static class Channel
{
    public const string Messenger = "messenger";
    public const string Email = "email";

    public static IReadOnlyList<string> All { get; } = [Messenger, Email];
}

/// <summary>A way to a person.</summary>
internal interface INotificationChannel
{
    string Name { get; }

    /// <summary>Puts the notice into the channel's form and hands it over. The same id again sends nothing more.</summary>
    /// <param name="addressee">Whom it was written down for; <paramref name="person"/> is the same, or who absorbed him since.</param>
    Task<Error?> Send(OperationId id, PersonId person, PersonId addressee, FilledNotice notice, CancellationToken cancel);

    /// <summary>Whether the error says that this is no way to the person.</summary>
    bool IsNoWay(Error error);
}

/// <summary>The messenger where the person last spoke.</summary>
internal sealed class MessengerChannel(IOperations operations) : INotificationChannel
{
    public string Name => Channel.Messenger;

    /// <summary>A notice may be of somebody who was absorbed, and written down after his others were given to the person who was kept; while the bot
    /// has not heard of it yet, his conversation has the old id. One message, under one id, whoever it is found for.</summary>
    public async Task<Error?> Send(OperationId id, PersonId person, PersonId addressee, FilledNotice notice, CancellationToken cancel)
    {
        var text = notice.Text();
        var error = (await operations.Ask(new SendNotice(id, person, text, notice.Shown), cancel)).Error;
        return error is not null && IsNoWay(error) && person != addressee
            ? (await operations.Ask(new SendNotice(id, addressee, text, notice.Shown), cancel)).Error
            : error;
    }

    public bool IsNoWay(Error error) => error.Code == "bot.unreachable";
}

/// <summary>The confirmed e-mail address, which Identity knows.</summary>
internal sealed class EmailChannel(IOperations operations) : INotificationChannel
{
    public string Name => Channel.Email;

    public async Task<Error?> Send(OperationId id, PersonId person, PersonId addressee, FilledNotice notice, CancellationToken cancel)
    {
        var (subject, text) = notice.Letter();
        return (await operations.Ask(new SendLetter(id, person, subject, text), cancel)).Error;
    }

    public bool IsNoWay(Error error) => error.Code == "identity.no_email";
}
