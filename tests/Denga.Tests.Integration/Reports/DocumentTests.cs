using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform.Files;
using Denga.Platform.Modules;
using Denga.Reports;
using Denga.TestKit;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Reports;

/// <summary>The report service by itself: requests come as events, the bot is the test.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly DateOnly Last = new(2026, 11, 30);
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly PersonId anna = PersonId.New();
    private readonly Book book = new();
    private readonly ConcurrentQueue<TellDocument> told = new();
    private Result<Done> botSays = Done.It;
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync() => host = await Start(database: null);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_document_is_built_and_handed_to_the_bot_once_however_often_the_request_comes()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        var asked = Request("xlsx");
        await host.Publish<StandInBot>(asked, asked);
        await Kept(1);
        await host.Work();
        await host.Work();
        var handed = Assert.Single(told);
        Assert.Equal((asked.Document, asked.Conversation, 1), (handed.Id, handed.Conversation, handed.Finished?.Entries));
        Assert.Equal("PK"u8.ToArray(), (await Content(handed.Finished!.File))[..2]);
        Assert.Equal("finished", (await State(asked.Document)).State);
    }

    [Fact]
    public async Task Of_unchanged_entries_nothing_is_built_twice()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        await host.Publish<StandInBot>(Request("xlsx"), Request("xlsx"));
        await Kept(2);
        await host.Work();
        var files = told.Select(t => t.Finished!.File).ToList();
        Assert.Equal(2, files.Count);
        Assert.Single(files.Distinct(StringComparer.Ordinal));
        book.Add(StandInExpenses.Entry(1_00, First));
        await host.Publish<StandInBot>(Request("xlsx"));
        await Kept(3);
        await host.Work();
        Assert.Equal(2, told.Last().Finished!.Entries);
        Assert.DoesNotContain(told.Last().Finished!.File, files);
    }

    [Fact]
    public async Task What_one_process_left_in_the_middle_another_finishes()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        await host.Publish<StandInBot>(Request("xlsx"));
        await Kept(1);
        book.BeforeSums = () => throw new InvalidOperationException("broken");
        await host.Work();
        var other = await Start(host.Database);
        await other.Work();
        Assert.Empty(told);
        clock.Advance(TimeSpan.FromSeconds(31));
        await other.Work();
        await host.Work();
        Assert.NotNull(Assert.Single(told).Finished);
        await other.Stop();
    }

    [Fact]
    public async Task Who_was_given_up_and_wakes_again_writes_nothing_and_says_nothing()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        var asked = Request("xlsx");
        await host.Publish<StandInBot>(asked);
        await Kept(1);
        var other = await Start(host.Database);
        using var asleep = new SemaphoreSlim(0);
        using var awake = new SemaphoreSlim(0);
        book.BeforeSums = () =>
        {
            asleep.Release();
            awake.Wait();
        };
        var sleeper = Task.Run(() => host.Work());
        await asleep.WaitAsync();
        while (told.IsEmpty)
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            await other.Work();
        }
        var file = (await State(asked.Document)).File;
        awake.Release();
        await sleeper;
        Assert.Equal(file, Assert.Single(told).Finished?.File);
        Assert.Equal(("finished", file), ((await State(asked.Document)).State, (await State(asked.Document)).File));
        await other.Stop();
    }

    [Fact]
    public async Task Who_works_goes_on_saying_so_after_the_database_was_away()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        var standing = new ManualClock(clock.GetUtcNow());
        var other = await Start(host.Database, standing);
        using var asleep = new SemaphoreSlim(0);
        using var awake = new SemaphoreSlim(0);
        book.BeforeSums = () =>
        {
            asleep.Release();
            awake.Wait();
        };
        var request = new RequestDocument(OperationId.New(), anna, First, Last, "xlsx");
        await other.Ask<RequestDocument, Document>(request);
        var working = Task.Run(() => other.Work());
        await asleep.WaitAsync();
        // It answers as a server that shuts down; sequences do not roll back, so this one tells how often it did.
        await host.Execute(
            """
            create sequence reports.refused;
            grant usage on sequence reports.refused to denga_reports;
            create function reports.refuse() returns trigger language plpgsql as
                $$ begin perform nextval('reports.refused'); raise sqlstate '57P01'; end $$;
            create trigger away before update on reports.work for each row execute function reports.refuse()
            """
        );
        await Tick("(select last_value >= 2 from reports.refused)");
        await host.Execute("drop trigger away on reports.work");
        var until = $"'{standing.GetUtcNow() + TimeSpan.FromMinutes(1):O}'";
        await Tick($"(select next_at > {until} from reports.work)");
        awake.Release();
        await working;
        Assert.Equal("finished", (await State(request.Id)).State);
        await other.Stop();

        async Task Tick(string condition)
        {
            while (!await host.Select<bool>("select " + condition))
                standing.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task While_the_bot_is_away_the_document_waits_and_is_not_built_again()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        botSays = new Error("module.silent", ErrorKind.Unavailable, "");
        await host.Publish<StandInBot>(Request("xlsx"));
        await Kept(1);
        await host.Work();
        var summed = book.TimesSummed;
        botSays = Done.It;
        clock.Advance(TimeSpan.FromSeconds(6));
        await host.Work();
        Assert.Equal(summed, book.TimesSummed);
        Assert.Equal(2, told.Count);
        Assert.Single(told.Select(t => t.Finished!.File).Distinct(StringComparer.Ordinal));
        clock.Advance(TimeSpan.FromMinutes(5));
        await host.Work();
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public async Task A_period_that_is_none_is_said_to_be_none()
    {
        await host.Publish<StandInBot>(Request("xlsx") with { From = Last, To = First });
        await Kept(1);
        await host.Work();
        Assert.Equal("expenses.period", Assert.Single(told).Failed?.Code);
    }

    [Fact]
    public async Task A_document_is_asked_for_without_a_chat_too_and_a_used_id_is_refused()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        var request = new RequestDocument(OperationId.New(), anna, First, Last, "pdf");
        Assert.Equal("waiting", (await Ask(request)).Value.State);
        await host.Work();
        var built = (await Ask(request)).Value;
        Assert.Equal(("finished", 100), (built.State, built.Percent));
        Assert.Equal("%PDF"u8.ToArray(), (await Content(built.File!))[..4]);
        Assert.Empty(told);
        Assert.Equal("operation.id_reused", (await Ask(request with { Format = "xlsx" })).Error?.Code);
        Assert.Equal("reports.format", (await Ask(request with { Id = OperationId.New(), Format = "doc" })).Error?.Code);
        var stranger = await host.Ask<DocumentById, Document>(new DocumentById(PersonId.New(), request.Id));
        Assert.Equal("reports.no_document", stranger.Error?.Code);
    }

    private async Task<ModuleHost> Start(string? database, TimeProvider? ownClock = null) =>
        await ModuleHost.Start(
            platform => platform.Add<StandInBot>().Add<ReportsModule>(),
            book.Answers()
                .On<TellDocument, Done>(news =>
                {
                    told.Enqueue(news);
                    return botSays;
                }),
            ownClock ?? clock,
            database
        );

    private DocumentRequested Request(string format) => new(OperationId.New(), ConversationId.New(), anna, First, Last, format, "ru");

    private Task Kept(int requests) => host.Until($"(select count(*) = {requests} from reports.document_request)");

    private Task<Result<Document>> Ask(RequestDocument request) => host.Ask<RequestDocument, Document>(request);

    private async Task<Document> State(OperationId id) => (await host.Ask<DocumentById, Document>(new DocumentById(anna, id))).Value;

    private async Task<byte[]> Content(string key)
    {
        using var content = new MemoryStream();
        await using var stored = (await host.Services.GetRequiredService<FileStore>().Open(key, default)).Value;
        await stored.CopyToAsync(content);
        return content.ToArray();
    }

    /// <summary>Publishes what the bot would.</summary>
    private sealed class StandInBot : IModule
    {
        public static string Name => "bot";

        public static void Register(ModuleBuilder module) { }
    }
}
