using System.Threading.Channels;
using Denga.Analytics;
using Denga.Analytics.Activity;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Analytics;

public sealed class TotalsTests : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private static readonly DateOnly Monday = new(2026, 11, 16);
    private readonly PersonId anna = PersonId.New();
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync() => host = await Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Totals_follow_entries_and_rows_that_come_to_nothing_go()
    {
        var coffee = StandInExpenses.Entry(350_00, Monday);
        var later = coffee with
        {
            Converted = new Money(400_00, Currency.Rub),
            Amount = new Money(400_00, Currency.Rub),
            Day = Monday.AddDays(1),
            Version = 2,
        };
        await host.Publish<StandInExpenses>(
            new ExpenseRecorded(anna, coffee, "chat"),
            new ExpenseRecorded(anna, StandInExpenses.Entry(50_00, Monday), "chat")
        );
        await host.Publish<StandInExpenses>(new ExpenseChanged(anna, coffee, later));
        await host.Publish<StandInExpenses>(
            new ExpenseRecorded(anna, StandInExpenses.Entry(100_00, Monday.AddDays(1), kind: EntryKind.Refund), "chat")
        );
        await WaitFor(Monday.AddDays(1), 300_00);
        Assert.Equal(
            [
                new DayTotal(Monday, "cafe", EntryKind.Expense, new Money(50_00, Currency.Rub), 1),
                new DayTotal(Monday.AddDays(1), "cafe", EntryKind.Expense, new Money(300_00, Currency.Rub), 2),
            ],
            await Totals(host)
        );
        await host.Publish<StandInExpenses>(new ExpenseDeleted(anna, later));
        await WaitFor(Monday.AddDays(1), -100_00);
        Assert.Equal(1, (await Totals(host))[1].Count);
    }

    [Fact]
    public async Task An_event_delivered_again_counts_once()
    {
        await host.Publish<StandInExpenses>(new ExpenseRecorded(anna, StandInExpenses.Entry(350_00, Monday), "chat"));
        await WaitFor(Monday, 350_00);
        await host.Execute(
            "insert into expenses.undelivered (seq) select seq from expenses.outbox where type = 'expenses.expense-recorded.v1'"
        );
        await host.Publish<StandInExpenses>(new ExpenseRecorded(anna, StandInExpenses.Entry(1_00, Monday), "chat"));
        await WaitFor(Monday, 351_00);
        Assert.Equal(2, Assert.Single(await Totals(host)).Count);
    }

    [Fact]
    public async Task A_batch_that_fails_is_tried_again_and_counts_once_in_order()
    {
        // A sequence does not roll back: the first two attempts fail after they have begun to write.
        await host.Execute(
            """
            create sequence public.attempts;
            grant usage on sequence public.attempts to public;
            create function public.fail_twice() returns trigger language plpgsql as $$
            begin if nextval('public.attempts') <= 2 then raise exception 'out of luck'; end if; return new; end $$;
            create trigger fail_twice after insert on analytics.day_total for each statement execute function public.fail_twice();
            """
        );
        var coffee = StandInExpenses.Entry(350_00, Monday);
        await host.Publish<StandInExpenses>(new ExpenseRecorded(anna, coffee, "chat"));
        await host.Publish<StandInExpenses>(
            new ExpenseDeleted(anna, coffee),
            new ExpenseRecorded(anna, StandInExpenses.Entry(7_00, Monday), "chat")
        );
        await WaitFor(Monday, 7_00);
        Assert.Equal(1, Assert.Single(await Totals(host)).Count);
    }

    [Fact]
    public async Task A_restated_month_replaces_what_was_known_and_what_comes_after_is_added()
    {
        var dollars = new DayTotal(Monday, "cafe", EntryKind.Expense, new Money(4_00, Currency.Usd), 1);
        await host.Publish<StandInExpenses>(
            new ExpenseRecorded(anna, StandInExpenses.Entry(350_00, Monday), "chat"),
            new ExpenseRecorded(anna, StandInExpenses.Entry(90_00, Monday.AddDays(1)), "chat"),
            new MonthRestated(anna, new DateOnly(2026, 11, 1), Currency.Usd, [dollars]),
            new ExpenseRecorded(anna, StandInExpenses.Entry(1_50, Monday, currency: Currency.Usd), "chat")
        );
        await WaitFor(Monday, 5_50);
        Assert.Equal([dollars with { Sum = new Money(5_50, Currency.Usd), Count = 2 }], await Totals(host));
    }

    [Fact]
    public async Task A_rebuild_gives_what_live_gave_also_when_totals_and_inbox_are_lost()
    {
        await Fill(60);
        var live = await Totals(host);
        await host.Execute("update analytics.day_total set minor = minor + 1");
        var reported = new List<long>();
        Assert.Equal(61, (await AnalyticsModule.Rebuild(host.Services, new Reported(reported), CancellationToken.None)).Events);
        Assert.Equal(61, reported[^1]);
        Assert.Equal(live, await Totals(host));

        await host.Execute("delete from expenses.undelivered; delete from analytics.day_total; delete from analytics.inbox");
        Assert.Equal(61, (await AnalyticsModule.Rebuild(host.Services, progress: null, CancellationToken.None)).Events);
        Assert.Equal(live, await Totals(host));
        // Delivered once more, every event must be known.
        await host.Execute(
            "insert into expenses.undelivered (seq) select seq from expenses.outbox where type = 'expenses.expense-recorded.v1'"
        );
        await Fill(0);
        Assert.Equal(live, (await Totals(host)).SkipLast(1));
    }

    [Fact]
    public async Task A_rebuild_leaves_what_was_given_up_to_the_operator()
    {
        await Fill(3);
        var live = await Totals(host);
        await host.Execute(
            """
            insert into analytics.dead_letter (consumer, event_id, type, key, body, at, attempts, error, parked_at)
            select 'analytics.totals', id, type, key, body, at, 8, 'test', now() from expenses.outbox where seq = 1;
            delete from analytics.inbox where event_id = (select id from expenses.outbox where seq = 1);
            delete from expenses.undelivered;
            """
        );
        var result = await AnalyticsModule.Rebuild(host.Services, progress: null, CancellationToken.None);
        Assert.Equal((3, 1), (result.Events, result.Parked));
        Assert.Equal(live.Skip(1), await Totals(host));
    }

    [Fact]
    public async Task Events_that_come_during_rebuilds_are_neither_lost_nor_doubled()
    {
        var writing = Task.Run(() => Fill(150));
        while (!writing.IsCompleted)
            await AnalyticsModule.Rebuild(host.Services, progress: null, CancellationToken.None);
        await writing;
        var live = await Totals(host);
        Assert.Equal(150, live.Sum(t => t.Count) - 1);
        await AnalyticsModule.Rebuild(host.Services, progress: null, CancellationToken.None);
        Assert.Equal(live, await Totals(host));
    }

    [Fact]
    public async Task A_rebuild_that_is_stopped_leaves_everything_as_it_was()
    {
        await Fill(20);
        var live = await Totals(host);
        using var stop = new CancellationTokenSource();
        var stopping = new Stopping(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await AnalyticsModule.Rebuild(host.Services, stopping, stop.Token);
            stop.Token.ThrowIfCancellationRequested();
        });
        Assert.Equal(live, await Totals(host));
    }

    [Fact]
    public async Task Activity_is_counted_by_minute()
    {
        var noon = new DateTimeOffset(2026, 11, 16, 12, 0, 0, TimeSpan.Zero);
        var recorded = new ExpenseRecorded(anna, StandInExpenses.Entry(1_00, Monday), "chat");
        Delivery At(int seconds, IEvent happened) =>
            new(Guid.CreateVersion7(), EventTypes.NameOf(happened.GetType()), "key", "{}", null, noon.AddSeconds(seconds));
        Delivery[][] batches =
        [
            [At(0, recorded), At(59, recorded), At(60, recorded)],
            [At(30, recorded), At(60, new ExpenseDeleted(anna, recorded.Expense))],
        ];
        foreach (var batch in batches)
            await host
                .Services.GetRequiredService<Database<AnalyticsModule>>()
                .Transaction(
                    work =>
                    {
                        ActivityCounts.Add(batch, work);
                        return Task.FromResult(0);
                    },
                    CancellationToken.None
                );
        var minutes = await host.Ask<ActivityByMinute, IReadOnlyList<ActivityMinute>>(new ActivityByMinute(noon, noon.AddMinutes(2)));
        Assert.Equal(
            [new(noon, "entry_recorded", 3), new(noon.AddMinutes(1), "entry_deleted", 1), new(noon.AddMinutes(1), "entry_recorded", 1)],
            minutes.Value
        );
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 400)]
    public async Task A_period_that_is_backwards_or_too_long_is_refused(int from, int to)
    {
        var refused = await host.Ask<LiveTotals, IReadOnlyList<DayTotal>>(new LiveTotals(anna, Monday.AddDays(from), Monday.AddDays(to)));
        Assert.Equal("analytics.period", refused.Error!.Code);
    }

    private static Task<ModuleHost> Start() => ModuleHost.Start(platform => platform.Add<StandInExpenses>().Add<AnalyticsModule>());

    /// <summary>Writes entries of 1 rouble, and waits until the last of them and a mark after it have been worked.</summary>
    private async Task Fill(int entries)
    {
        // It listens from the moment at which it is first asked for.
        var heard = host.Services.GetRequiredService<Channel<DayChanged>>().Reader;
        for (var i = 0; i < entries; i++)
            await host.Publish<StandInExpenses>(new ExpenseRecorded(anna, StandInExpenses.Entry(1_00, Monday.AddDays(i % 20)), "chat"));
        var mark = Monday.AddDays(30 + Interlocked.Increment(ref marks));
        await host.Publish<StandInExpenses>(new ExpenseRecorded(anna, StandInExpenses.Entry(1, mark), "chat"));
        while (!(await Totals(host)).Any(t => t.Day == mark))
            await heard.ReadAsync().AsTask().WaitAsync(HangMax);
    }

    private int marks;

    private async Task<IReadOnlyList<DayTotal>> Totals(ModuleHost of) =>
        (await of.Ask<LiveTotals, IReadOnlyList<DayTotal>>(new LiveTotals(anna, Monday.AddDays(-30), Monday.AddDays(60)))).Value;

    private async Task WaitFor(DateOnly day, long spent)
    {
        var heard = host.Services.GetRequiredService<Channel<DayChanged>>().Reader;
        while ((await Totals(host)).Where(t => t.Day == day && t.Kind == EntryKind.Expense).Sum(t => t.Sum.Minor) != spent)
            await heard.ReadAsync().AsTask().WaitAsync(HangMax);
    }

    private sealed class Reported(List<long> into) : IProgress<long>
    {
        public void Report(long value) => into.Add(value);
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<long>
    {
        public void Report(long value) => stop.Cancel();
    }
}
