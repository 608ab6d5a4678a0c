using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Rates;

/// <summary>Stands in for the institutions that publish rates. Each answer can be set; what is not set is 404.</summary>
internal sealed class RateSite : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly ConcurrentDictionary<string, Func<int, (int Status, string Body)>> answers = new();
    private readonly ConcurrentDictionary<string, int> asked = new();

    private RateSite(WebApplication web) => this.web = web;

    public string Address => web.Urls.First() + "/";

    public static async Task<RateSite> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        var site = new RateSite(web);
        web.Run(site.Answer);
        await web.StartAsync();
        return site;
    }

    public Dictionary<string, string> Settings(params string[] sources)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Rates:Fetch"] = "true",
            ["Rates:RetryDelay"] = "00:00:00",
            ["Rates:BankOfRussia"] = Address,
            ["Rates:BankOfRussiaMirror"] = Address,
            ["Rates:EuropeanCentralBank"] = Address,
        };
        for (var i = 0; i < sources.Length; i++)
            settings[$"Rates:Sources:{i}"] = sources[i];
        return settings;
    }

    public int Asked(string path) => asked.GetValueOrDefault(path);

    /// <param name="answer">Given which time it is asked, from 1.</param>
    public void Set(string path, Func<int, (int, string)> answer) => answers[path] = answer;

    /// <summary>The mirror gives a dollar's price for a day.</summary>
    public void SetDollar(string day, string value) =>
        Set(
            "/daily_json.js",
            _ => (200, $$$"""{"Date":"{{{day}}}T11:30:00+03:00","Valute":{"USD":{"CharCode":"USD","Nominal":1,"Value":{{{value}}} } } }""")
        );

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var time = asked.AddOrUpdate(path, 1, (_, times) => times + 1);
        var (status, body) = answers.TryGetValue(path, out var answer) ? answer(time) : (404, "nothing here");
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}
