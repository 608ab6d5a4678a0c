using System.Collections.Concurrent;
using Denga.Contracts.Identity;
using Denga.Platform.Events;

namespace Denga.Bot.Engine;

/// <summary>The names that people of messengers were last heard under, so that a message whose sender is called as before asks nobody. Whoever a name was
/// taken from, or shares it, is asked about with his next message.</summary>
internal sealed class Usernames
{
    private const int PeopleMax = 50_000;

    /// <summary>A hint from another process may be lost, and that somebody was there is noted now and then.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string Channel, string Person), (string Name, DateTimeOffset Until)> heard = new();
    private readonly TimeProvider clock;

    public Usernames(Signals signals, TimeProvider clock)
    {
        this.clock = clock;
        signals.Subscribe<UsernamesMoved>(moved =>
        {
            foreach (var person in moved.ExternalIds)
                heard.TryRemove((moved.Channel, person), out _);
        });
    }

    /// <summary>Whether the update says something that Identity has not been told.</summary>
    internal bool IsNews(Update update) =>
        update is { Username: { } name, Kind: not UpdateKind.Notification }
        && !(heard.TryGetValue((update.Channel, update.Sender), out var known) && known.Name == name && known.Until > clock.GetUtcNow());

    internal void Remember(Update update, Identified identified)
    {
        if (update.Username is not { } name || identified.IsContested)
            return;
        if (heard.Count >= PeopleMax)
            heard.Clear();
        heard[(update.Channel, update.Sender)] = (name, clock.GetUtcNow() + GoodFor);
    }
}
