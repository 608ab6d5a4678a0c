using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Reports;
using Denga.Platform;
using Denga.TestKit.Server;
using FsCheck.Fluent;

namespace Denga.Tests.Integration.Reports;

/// <summary>Reports of the real expense book.</summary>
public sealed class ReportOfBookTests : IAsyncLifetime
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly DateOnly Last = new(2026, 11, 30);
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private DengaServer denga = null!;
    private PersonId anna;

    public async ValueTask InitializeAsync()
    {
        denga = await DengaServer.Start(clock: clock);
        anna = (await denga.Ask(new Identify("telegram", "1", "ru"))).Value.Person.Id;
    }

    public ValueTask DisposeAsync() => denga.DisposeAsync();

    [Fact]
    public async Task After_every_edit_the_report_is_what_the_book_says()
    {
        var kept = new List<ExpenseId>();
        foreach (var step in Gen.Choose(0, 999).ArrayOf(30).Sample(1).Single())
        {
            await Edit(step, kept);
            var report = await Report();
            Assert.Equal(Json(await Spending(First, Last)), Json(report.Now));
            Assert.Equal(Json(await Spending(First.AddMonths(-1), First.AddDays(-1))), Json(report.Before));
        }
        var cached = await Report();
        Assert.True(cached.Cached);
        Assert.Equal(Json(await Spending(First, Last)), Json(cached.Now));
    }

    [Fact]
    public async Task A_new_main_currency_is_seen_by_the_next_report()
    {
        await Edit(0, []);
        await Report();
        Assert.True((await denga.Ask(new ChangeBook(anna, Currency.Usd))).IsOk);
        var report = await Report();
        Assert.Equal(Currency.Usd, report.Now.Spent.Currency);
        Assert.Equal(Json(await Spending(First, Last)), Json(report.Now));
    }

    private async Task Edit(int step, List<ExpenseId> kept)
    {
        var money = new Money(100_00 + step, Currency.Rub);
        var day = First.AddDays((step % 40) - 20);
        if (kept.Count == 0 || step % 3 == 0)
        {
            var recorded = await denga.Ask(new RecordExpenses(OperationId.New(), anna, [new NewExpense(money, day, "кофе")]));
            kept.Add(recorded.Value.Entries[0].Id);
        }
        else if (step % 3 == 1)
        {
            var changed = await denga.Ask(new ChangeExpense(OperationId.New(), anna, kept[step % kept.Count], money, day));
            Assert.True(changed.IsOk, changed.Error?.Detail);
        }
        else
        {
            var deleted = await denga.Ask(new DeleteExpense(anna, kept[step % kept.Count]));
            Assert.True(deleted.IsOk, deleted.Error?.Detail);
            kept.RemoveAt(step % kept.Count);
        }
    }

    private async Task<ReportBuilt> Report() => (await denga.Ask(new SpendingReport(anna, First, Last))).Value;

    private async Task<SpendingAnswer> Spending(DateOnly from, DateOnly to) => (await denga.Ask(new Spending(anna, from, to))).Value;

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DengaJson.Options);
}
