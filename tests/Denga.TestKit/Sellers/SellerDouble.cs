using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.TestKit.Sellers;

/// <summary>What happens to one request of a double.</summary>
public enum SellerFault
{
    /// <summary>An error before anything was done.</summary>
    FailsBefore,

    /// <summary>It is done, and answered as if it had failed.</summary>
    FailsAfter,

    /// <summary>It is done, and the connection breaks.</summary>
    BreaksAfter,

    /// <summary>The connection breaks, and nothing was done.</summary>
    BreaksBefore,

    /// <summary>What is answered is no JSON.</summary>
    AnswersNonsense,

    /// <summary>Too many requests.</summary>
    IsBusy,
}

/// <summary>An HTTP server that stands for a seller: holds every request against what is known of his API, keeps what was wrong, and fails when told.</summary>
public abstract class SellerDouble : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> violations = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<SellerFault>> faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);
    private WebApplication? web;

    /// <summary>What was wrong with requests; empty when all were as the API has them.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    public string Address => web!.Urls.First() + "/";

    /// <param name="call">The method and the path up to an id, such as <c>POST /v1/orders</c>.</param>
    public void Next(string call, params SellerFault[] what)
    {
        var queue = faults.GetOrAdd(call, _ => new ConcurrentQueue<SellerFault>());
        foreach (var fault in what)
            queue.Enqueue(fault);
    }

    public int Asked(string call) => asked.GetValueOrDefault(call);

    public async ValueTask DisposeAsync()
    {
        if (web is not null)
            await web.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task Begin()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        web.Run(Take);
        await web.StartAsync();
    }

    protected void Wrong(string what) => violations.Enqueue(what);

    protected abstract string CallOf(HttpRequest request);

    /// <summary>What is answered, as a status and JSON.</summary>
    protected abstract Task<(int Status, object Body)> Answer(HttpContext context, string call);

    private async Task Take(HttpContext context)
    {
        var call = CallOf(context.Request);
        asked.AddOrUpdate(call, 1, (_, times) => times + 1);
        SellerFault? fault = faults.TryGetValue(call, out var queue) && queue.TryDequeue(out var next) ? next : null;
        if (fault == SellerFault.BreaksBefore)
        {
            context.Abort();
            return;
        }
        if (fault is SellerFault.FailsBefore or SellerFault.IsBusy)
        {
            await Write(context, fault == SellerFault.IsBusy ? 429 : 500, new { message = "later", error = new { code = "internal" } });
            return;
        }
        var (status, body) = await Answer(context, call);
        if (fault == SellerFault.BreaksAfter)
            context.Abort();
        else if (fault == SellerFault.FailsAfter)
            await Write(context, 503, new { message = "later", error = new { code = "unavailable" } });
        else if (fault == SellerFault.AnswersNonsense)
            await context.Response.WriteAsync("<html>busy</html>");
        else
            await Write(context, status, body);
    }

    private static Task Write(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body);
    }
}
