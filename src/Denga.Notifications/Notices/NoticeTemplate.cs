using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Notifications.Notices;

/// <summary>Somebody to be told.</summary>
/// <param name="ByEmailToo">Too weighty for one channel; otherwise an e-mail goes to those who have no messenger.</param>
internal sealed record Addressee(PersonId Person, bool ByEmailToo = false);

/// <summary>A notice whose values are there, in one person's language; each channel puts it into the form that it has.</summary>
/// <param name="Shown">What a message of the person's messenger may show already, and change with: then it is told there.</param>
internal sealed record FilledNotice(Func<string> Text, Func<(string Subject, string Text)> Letter, string? Shown = null);

/// <summary>What one kind of event tells people.</summary>
internal interface INoticeTemplate
{
    Type Event { get; }

    /// <summary>Errors: those of the modules that know what is to be said.</summary>
    Task<Result<FilledNotice>> Fill(object happened, Person person, CancellationToken cancel);
}

/// <summary>Says whom an event of one kind is told, what values that takes, and how they are put into words. The values are asked for at the moment of
/// sending, so that they are in the person's language as it is then.</summary>
/// <param name="name">Its consumer's name follows: it is stable.</param>
internal abstract class NoticeTemplate<TEvent, TValues>(string name, NoticeLog notices)
    : Consumer<TEvent>("notifications." + name),
        INoticeTemplate
    where TEvent : IEvent
{
    public Type Event => typeof(TEvent);

    public async Task<Result<FilledNotice>> Fill(object happened, Person person, CancellationToken cancel)
    {
        var filled = await Values((TEvent)happened, person, cancel);
        if (!filled.IsOk)
            return filled.Error;
        var words = new Wording(person.Language, Words.DayIn(TimeZoneInfo.FindSystemTimeZoneById(person.TimeZone), notices.Now));
        return new FilledNotice(() => Text(filled.Value, words), () => Letter(filled.Value, words), Shown((TEvent)happened));
    }

    /// <summary>The subject of a living message that tells it as well; null where the person is told in any case.</summary>
    protected virtual string? Shown(TEvent happened) => null;

    protected abstract IEnumerable<Addressee> To(TEvent happened);

    protected abstract Task<Result<TValues>> Values(TEvent happened, Person person, CancellationToken cancel);

    /// <summary>For messengers.</summary>
    protected abstract string Text(TValues values, Wording words);

    protected abstract (string Subject, string Text) Letter(TValues values, Wording words);

    protected override async Task Consume(TEvent happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        foreach (var addressee in To(happened))
        {
            await notices.Add(addressee.Person, Channels.Channel.Messenger, delivery, work);
            if (addressee.ByEmailToo)
                await notices.Add(addressee.Person, Channels.Channel.Email, delivery, work);
        }
    }
}
