using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Denga.Platform.Http;

/// <summary>Why a stream ended from our side.</summary>
public enum StreamEnd
{
    /// <summary>The page has gone, or Denga stops.</summary>
    None,

    /// <summary>The session or token ended, or belongs to another person by now.</summary>
    SignedOut,

    /// <summary>The person opened more than he may; this was his oldest.</summary>
    Replaced,
}

/// <summary>The streams of events that are open in this process. A stream lives as long as the session or token that opened it: it is asked for at
/// once when a person's access changed (<see cref="AccessEnded"/>), and every 15 seconds. A person has at most <c>Limits:StreamsPerPerson</c>, of which the newest live: a
/// telephone that lost its network leaves dead ones behind, and must not wait for them. An address has at most <c>Limits:StreamsPerAddress</c>, this machine's own excepted;
/// there the newest is refused, because the others are other people's.</summary>
public sealed class OpenStreams
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(15);
    private static readonly Error TooMany = new(
        "request.too_many_streams",
        ErrorKind.Limited,
        "Too many streams are open from this address. Close some, or try again in a minute.",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["retryAfterSeconds"] = "60" }
    );

    private readonly ICallers callers;
    private readonly LimitOptions limits;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Dictionary<PersonId, List<OpenStream>> byPerson = [];
    private readonly Dictionary<string, int> byAddress = [];

    public OpenStreams(ICallers callers, LimitOptions limits, Signals signals, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        this.callers = callers;
        this.limits = limits;
        this.lifetime = lifetime;
        this.clock = clock;
        signals.Subscribe<AccessEnded>(ended => AskOf(ended.Person));
    }

    /// <summary>Error: <c>request.too_many_streams</c>.</summary>
    public Result<OpenStream> Open(HttpContext context, Person person)
    {
        var from = Network.Of(context.Connection.RemoteIpAddress);
        var stream = new OpenStream(this, context, person, from, lifetime.ApplicationStopping);
        OpenStream? oldest = null;
        lock (gate)
        {
            if (from is not null)
            {
                var open = byAddress.GetValueOrDefault(from);
                if (open >= limits.StreamsPerAddress)
                {
                    stream.GiveUp();
                    return TooMany;
                }
                byAddress[from] = open + 1;
            }
            if (!byPerson.TryGetValue(person.Id, out var own))
                byPerson[person.Id] = own = [];
            own.Add(stream);
            if (own.Count > limits.StreamsPerPerson)
            {
                oldest = own[0];
                own.RemoveAt(0);
            }
        }
        oldest?.Close(StreamEnd.Replaced);
        // The first time at once: the session may have ended while the stream was being opened.
        stream.Timer = clock.CreateTimer(_ => _ = Ask(stream), state: null, TimeSpan.Zero, AskEvery);
        return stream;
    }

    internal void Closed(OpenStream stream)
    {
        lock (gate)
        {
            if (stream.From is { } from && --byAddress[from] == 0)
                byAddress.Remove(from);
            if (byPerson.TryGetValue(stream.Person.Id, out var own) && own.Remove(stream) && own.Count == 0)
                byPerson.Remove(stream.Person.Id);
        }
    }

    private void AskOf(PersonId person)
    {
        OpenStream[] own;
        lock (gate)
            own = byPerson.TryGetValue(person, out var open) ? [.. open] : [];
        foreach (var stream in own)
            _ = Ask(stream);
    }

    private async Task Ask(OpenStream stream)
    {
        try
        {
            var holder = await callers.WhoHolds(stream.Token, stream.Over);
            // Who cannot be asked at the moment is asked again.
            if (holder.IsOk ? holder.Value.Person.Id != stream.Person.Id : holder.Error.Kind == ErrorKind.Unauthorized)
                stream.Close(StreamEnd.SignedOut);
        }
        catch (Exception e) when (e is OperationCanceledException || Outage.Is(e))
        {
            // It has ended already, or the database is away.
        }
    }
}

/// <summary>One open stream; disposing takes it out of the count.</summary>
public sealed class OpenStream : IDisposable
{
    private readonly OpenStreams all;
    private readonly CancellationTokenSource over;
    private int end;

    internal OpenStream(OpenStreams all, HttpContext context, Person person, string? from, CancellationToken stopping)
    {
        this.all = all;
        Person = person;
        From = from;
        Token = Callers.TokenOf(context)!;
        over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        Over = over.Token;
    }

    public Person Person { get; }

    /// <summary>The page has gone, Denga stops, or <see cref="End"/> says why.</summary>
    public CancellationToken Over { get; }

    public StreamEnd End => (StreamEnd)Volatile.Read(ref end);

    internal string Token { get; }

    internal string? From { get; }

    internal ITimer? Timer { get; set; }

    /// <summary>It was never opened.</summary>
    internal void GiveUp() => over.Dispose();

    internal void Close(StreamEnd why)
    {
        Interlocked.CompareExchange(ref end, (int)why, (int)StreamEnd.None);
        try
        {
            over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        Timer?.Dispose();
        all.Closed(this);
        over.Dispose();
    }
}
