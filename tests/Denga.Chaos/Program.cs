using System.Globalization;
using Denga.Chaos;
using Denga.TestKit.Files;
using Denga.TestKit.Split;
using Spectre.Console;

const int talkers = 8;
const int payers = 6;
const int answersBetween = 60;
const int tableColumns = 120;
var down = TimeSpan.FromSeconds(2);
var recoveryMax = TimeSpan.FromSeconds(60);
var overMax = TimeSpan.FromMinutes(8);

if (NpmS3Server.FindFolder() is null)
{
    await Console.Error.WriteLineAsync("s3rver is missing: run npm ci in tests/peers/s3rver, or ./denga chaos, which does it.");
    return 2;
}
using var limit = new CancellationTokenSource(overMax);
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    limit.Cancel();
};
var begun = TimeProvider.System.GetTimestamp();
Say("Starting PostgreSQL with two replicas, Redis, Kafka, S3, seven services, three fronts and nginx…");
await using var system = await SplitSystem.Start(
    new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Wallet:Conversion:RatesMaxAge"] = "3650.00:00:00",
        ["Wallet:Conversion:QuoteLifetime"] = "00:10:00",
        ["Wallet:Limits:LookupsPerMinute"] = "10000",
        ["Wallet:Limits:PerMinute"] = "10000",
        ["Wallet:Limits:PerOperation"] = "100000000",
        ["Wallet:Limits:PerDay"] = "100000000",
        ["Wallet:Limits:PerMonth"] = "100000000",
    }
);
using var http = system.Nginx.Client();
var noticed = new Noticed();
var talking = await Task.WhenAll(Enumerable.Range(0, talkers).Select(_ => Talker.Begin(http, noticed, limit.Token)));
var paying = await Task.WhenAll(Enumerable.Range(0, payers).Select(i => Payer.Begin(http, noticed, i, limit.Token)));
foreach (var (payer, i) in paying.Select((p, i) => (p, i)))
    (payer.Other, payer.All) = (paying[(i + 1) % payers], paying);
Client[] people = [.. talking, .. paying];

using var over = new CancellationTokenSource();
var living = Task.WhenAll(people.Select(p => Task.Run(() => p.Live(over.Token, limit.Token))));
Say($"{talkers} people talk to the bot, {payers} move money, all through nginx.");
var table = new Table()
    .Border(TableBorder.Simple)
    .AddColumns("killed", "down", "answers meanwhile", "longest wait", "what people were told");
await Answers(answersBetween);
var calm = noticed.Take();
Row("nothing", "", calm);
foreach (var strike in Strikes())
{
    Say("Killing " + strike.What);
    noticed.Take();
    var start = TimeProvider.System.GetTimestamp();
    await strike.Kill();
    await Task.Delay(down, TimeProvider.System, limit.Token);
    await strike.StartAgain();
    var away = TimeProvider.System.GetElapsedTime(start);
    var meanwhile = noticed.Answers;
    await Answers(answersBetween);
    // The longest wait may end long after the part is back.
    await EverybodyIsAnswered();
    var seen = noticed.Take();
    Row(strike.What, Seconds(away), (meanwhile, seen.Longest, seen.Refusals));
}
await over.CancelAsync();
await living;

Say("Looking at what came of it…");
var wrongs = new List<string>();
foreach (var person in people)
await foreach (var wrong in person.Wrongs(limit.Token))
    wrongs.Add(wrong);
var (code, said) = await system.Run("verify");
if (code != 0)
    wrongs.Add("denga verify: " + said.Trim());
AnsiConsole.Profile.Width = tableColumns;
AnsiConsole.Write(table);
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{talking.Sum(t => t.Sent)} messages, {paying.Sum(p => p.Done)} transfers and conversions in {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F0} s. "
            + $"{talking.Sum(t => t.AskedToRepeat)} messages were answered with a request to try again, of which {talking.Sum(t => t.Unknown)} had been recorded. verify: {(code == 0 ? "everything agrees" : "differences")}."
    )
);
foreach (var wrong in wrongs)
    Console.WriteLine("WRONG: " + wrong);
Console.WriteLine(wrongs.Count == 0 ? "Nothing was lost, doubled or left unanswered." : $"{wrongs.Count} things went wrong.");
return wrongs.Count == 0 ? 0 : 1;

IEnumerable<Strike> Strikes()
{
    yield return new("a front", system.Fronts[0].Kill, system.Fronts[0].StartAgain);
    foreach (var (name, part) in system.Parts)
        yield return new("the process of " + name, part.Kill, part.StartAgain);
    yield return new("Redis", system.Redis.Kill, system.Redis.StartAgain);
    if (system.KafkaGate is { } gate)
        yield return new("Kafka", () => Now(gate.Shut), () => Now(gate.Open));
    yield return new("S3", system.Files.Stop, system.Files.StartAgain);
    yield return new("a replica", () => Now(system.Postgres.Replicas[0].Kill), system.Postgres.Replicas[0].StartAgain);
    // It starts again by itself.
    yield return new("the primary", () => Now(system.Postgres.KillPrimary), () => Task.CompletedTask);
    yield return new("nginx", system.Nginx.Kill, system.Nginx.StartAgain);
}

static Task Now(Action act)
{
    act();
    return Task.CompletedTask;
}

async Task Answers(int count)
{
    var goal = noticed.Answers + count;
    var start = TimeProvider.System.GetTimestamp();
    while (noticed.Answers < goal)
    {
        if (living.IsCompleted)
            await living;
        if (TimeProvider.System.GetElapsedTime(start) > recoveryMax)
            throw new TimeoutException("People are not answered any more.");
        await Task.Delay(20, limit.Token);
    }
}

// Also whoever was waiting at the strike, whose wait may be the longest.
async Task EverybodyIsAnswered()
{
    var before = people.Select(p => p.Answers).ToArray();
    while (people.Where((p, i) => p.Answers <= before[i]).Any())
        await Answers(1);
}

void Row(string what, string away, (int Answers, TimeSpan Longest, string Refusals) seen) =>
    table.AddRow(
        Markup.Escape(what),
        away,
        seen.Answers.ToString(CultureInfo.InvariantCulture),
        Seconds(seen.Longest),
        Markup.Escape(seen.Refusals.Length == 0 ? "nothing" : seen.Refusals)
    );

static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");

static void Say(string what) => Console.Error.WriteLine(what);
