using System.CommandLine;
using System.Globalization;
using System.Text;
using Denga.Bench;
using Denga.Bench.Measuring;

Console.OutputEncoding = Encoding.UTF8;
string[] names = ["ledger", "api", "chat", "parser", "report", "events", "cache", "split", "payments", "booking", "memory", "size", "all"];
var what = new Argument<string>("what") { Description = string.Join(" | ", names) };
what.AcceptOnlyFromAmong(names);
var scale = new Option<string?>("--scale")
{
    Description =
        "How much data is there beforehand: 1 is 10,000 expenses, 100,000 entries of the ledger, or 1,000 objects with 100,000 bookings; 1, of booking 10.",
};
var seconds = new Option<int?>("--seconds") { Description = "Length of one measurement; 5, of booking 3." };
var rounds = new Option<int>("--rounds") { Description = "How often Denga and its peer take turns.", DefaultValueFactory = _ => 3 };
var callers = new Option<string?>("--callers")
{
    Description =
        "People who wait for an answer at once; 1,16,64,256, of payments 1,64, of booking 1,16,64, of the ledger 64,1024, of the API 200 connections.",
};
var workers = new Option<int>("--workers")
{
    Description = "Processes of the Node peer; 0 tries one and two and takes the faster.",
    DefaultValueFactory = _ => 0,
};
var batches = new Option<string>("--batches")
{
    Description = "Most writes of the ledger in one transaction.",
    DefaultValueFactory = _ => "1024",
};
var peer = new Option<bool>("--no-peer") { Description = "Measures Denga alone." };
var exclusive = new Option<string?>("--lock") { Description = "A file that is locked (as flock does) while something is measured." };
var root = new RootCommand("Measures Denga beside its peers.") { what, scale, seconds, rounds, callers, workers, batches, peer, exclusive };
root.SetAction(
    async (parsed, cancel) =>
    {
        var options = new BenchOptions(
            [],
            TimeSpan.Zero,
            parsed.GetValue(rounds),
            [],
            parsed.GetValue(workers),
            Numbers(parsed.GetValue(batches)!),
            !parsed.GetValue(peer),
            parsed.GetValue(exclusive)
        );
        var asked = parsed.GetValue(what)!;
        foreach (var name in asked == "all" ? names[..^1] : [asked])
        {
            var results = new Results(name);
            var own = options with
            {
                Scales = Numbers(parsed.GetValue(scale) ?? (name == "booking" ? "10" : "1")),
                Seconds = TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? (name == "booking" ? 3 : 5)),
                Callers = Numbers(parsed.GetValue(callers) ?? CallersOf(name)),
            };
            try
            {
                await (
                    name switch
                    {
                        "ledger" => Ledger.Run(own, results, cancel),
                        "api" => Api.Run(own, results, cancel),
                        "chat" => Chat.Run(own, results, cancel),
                        "parser" => Parser.Run(results),
                        "report" => Report.Run(own, results, cancel),
                        "events" => Events.Run(own, results, cancel),
                        "cache" => CacheCost.Run(own, results, cancel),
                        "split" => SplitCost.Run(own, results, cancel),
                        "payments" => Payments.Run(own, results, cancel),
                        "booking" => Bookings.Run(own, results, cancel),
                        "memory" => Memory.Run(own, results, cancel),
                        "size" => Sizes.Run(own, results, cancel),
                        _ => throw new InvalidOperationException(name),
                    }
                );
            }
            finally
            {
                await results.Write();
            }
        }
    }
);

// What was started is stopped: servers, and the bots that are measured.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });

// A batch of the ledger is as large as there are callers who wait.
static string CallersOf(string what) =>
    what switch
    {
        "ledger" => "64,1024",
        "api" => "200",
        "payments" => "1,64",
        "booking" => "1,16,64",
        _ => "1,16,64,256",
    };

static int[] Numbers(string text) => [.. text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
