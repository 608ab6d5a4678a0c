using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>What a test told the double to do wrong. All members are called under the double's lock.</summary>
internal sealed class Faults
{
    private readonly List<Failure> failures = [];
    private readonly List<TelegramStall> stalls = [];

    public void Add(Failure failure) => failures.Add(failure);

    public void Add(TelegramStall stall) => stalls.Add(stall);

    public void Remove(TelegramStall stall) => stalls.Remove(stall);

    public Failure? Take(string method, JsonObject arguments)
    {
        var chat = arguments["chat_id"]?.ToJsonString();
        var found = failures.Find(failure =>
            (failure.Method is null || failure.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            && (failure.ChatId is null || chat == failure.ChatId.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
        if (found is not null && --found.Left == 0)
            failures.Remove(found);
        return found;
    }

    public void Clear() => failures.Clear();

    public TelegramStall? StallOf(string method) => stalls.Find(stall => stall.Method.Equals(method, StringComparison.OrdinalIgnoreCase));

    internal sealed class Failure(string? method, int times)
    {
        public string? Method { get; } = method;
        public int Left { get; set; } = times;
        public long? ChatId { get; init; }
        public int Status { get; init; }
        public string Description { get; init; } = "";
        public int? RetryAfter { get; init; }

        /// <summary>The connection is cut instead of an answer.</summary>
        public bool Drops { get; init; }

        /// <summary>The request is carried out first, so that its outcome is unknown to the bot.</summary>
        public bool AfterDoing { get; init; }
    }
}

/// <summary>Calls of one method wait until it is released (or disposed).</summary>
public sealed class TelegramStall : IDisposable
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<TelegramStall> remove;

    internal TelegramStall(string method, Action<TelegramStall> remove)
    {
        Method = method;
        this.remove = remove;
    }

    public string Method { get; }

    /// <summary>Completes when the first call waits here.</summary>
    public Task Reached => reached.Task;

    public void Release()
    {
        remove(this);
        released.TrySetResult();
    }

    public void Dispose() => Release();

    internal async Task Wait(CancellationToken ct)
    {
        reached.TrySetResult();
        await released.Task.WaitAsync(ct);
    }
}
