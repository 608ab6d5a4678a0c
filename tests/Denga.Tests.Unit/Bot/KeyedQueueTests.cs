using System.Collections.Concurrent;
using Denga.Bot.Engine;

namespace Denga.Tests.Unit.Bot;

public sealed class KeyedQueueTests
{
    [Fact]
    public async Task What_breaks_is_told_and_its_key_goes_on()
    {
        var worked = new ConcurrentQueue<int>();
        var told = new TaskCompletionSource<Exception>();
        var last = new TaskCompletionSource();
        var queue = new KeyedQueue<int>(
            2,
            async (item, _) =>
            {
                await Task.Yield();
                if (item == 2)
                    throw new InvalidOperationException("two");
                worked.Enqueue(item);
                if (item == 3)
                    last.SetResult();
            },
            told.SetResult
        );
        foreach (var item in new[] { 1, 2, 3 })
            queue.Add("anna", item);
        await last.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("two", (await told.Task).Message);
        Assert.Equal([1, 3], worked);
        await queue.Stop();
    }
}
