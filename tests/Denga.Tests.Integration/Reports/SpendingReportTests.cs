using System.Globalization;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform;
using Denga.Platform.Files;
using Denga.Platform.Jobs;
using Denga.Reports;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Modules;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Reports;

public sealed class SpendingReportTests : IAsyncLifetime
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly DateOnly Last = new(2026, 11, 30);
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly PersonId anna = PersonId.New();
    private readonly Book book = new();
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await ModuleHost.Start(platform => platform.Add<ReportsModule>(), book.Answers(), clock);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_report_has_sums_and_a_picture_and_is_cached_until_the_next_entry()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        book.Add(StandInExpenses.Entry(900_00, First.AddDays(-1)));
        var built = await Report();
        Assert.Equal((350_00, 900_00, false), (built.Now.Spent.Minor, built.Before.Spent.Minor, built.Cached));
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString((await Content(built.Picture))[..8]));

        var again = await Report();
        Assert.Equal((true, built.Picture), (again.Cached, again.Picture));
        Assert.Equal(Json(built with { Cached = true }), Json(again));

        book.Add(StandInExpenses.Entry(1_00, First));
        var fresh = await Report();
        Assert.Equal((351_00, false), (fresh.Now.Spent.Minor, fresh.Cached));
    }

    [Property(MaxTest = 15, EndSize = 12)]
    public Property A_report_is_what_the_entries_are_however_they_were_edited_and_asked_about()
    {
        var step = Gen.Choose(0, 3)
            .SelectMany(what => Gen.Choose(0, 59).SelectMany(day => Gen.Choose(1, 1_000_000).Select(sum => (what, day, sum))));
        return Prop.ForAll(Gen.ListOf(step).ToArbitrary(), steps => Edit([.. steps]));
    }

    [Fact]
    public async Task An_entry_that_comes_between_the_two_questions_is_in_the_report_or_the_report_is_not_kept()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        book.BeforeSums = () => book.BeforeSums = () => book.Add(StandInExpenses.Entry(5_00, First));
        var built = await Report();
        Assert.Equal(built.Now.Version, built.Before.Version);
        Assert.Equal(355_00, built.Now.Spent.Minor);
        Assert.Equal(355_00, (await Report()).Now.Spent.Minor);
    }

    [Fact]
    public async Task The_same_question_asked_many_times_at_once_is_worked_once()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(Report)));
        Assert.Single(answers.Select(a => a.Picture).Distinct());
        Assert.Equal(2, book.TimesSummed);
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-30", 1, "2026-10-01")]
    [InlineData("2026-03-01", "2026-03-31", 1, "2026-02-01")]
    [InlineData("2026-11-15", "2026-12-14", 15, "2026-10-15")]
    [InlineData("2026-11-15", "2026-12-14", 1, "2026-10-16")]
    [InlineData("2026-11-16", "2026-11-22", 1, "2026-11-09")]
    [InlineData("2024-01-01", "2024-12-31", 1, "2023-01-01")]
    public async Task Whole_months_are_compared_with_whole_months(string from, string to, int monthStartDay, string before)
    {
        book.MonthStartDay = monthStartDay;
        var start = Day(before);
        book.Add(StandInExpenses.Entry(1, start.AddDays(-1)));
        book.Add(StandInExpenses.Entry(10, start));
        book.Add(StandInExpenses.Entry(100, Day(from).AddDays(-1)));
        book.Add(StandInExpenses.Entry(1000, Day(from)));
        var report = await Report(Day(from), Day(to));
        Assert.Equal((1000, 110), (report.Now.Spent.Minor, report.Before.Spent.Minor));
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-30", 1, "2026-11-21", "2026-10-01", "2026-10-21")]
    [InlineData("2026-11-01", "2026-11-30", 1, "2026-11-01", "2026-10-01", "2026-10-01")]
    [InlineData("2026-11-01", "2026-11-30", 1, "2026-11-30", "2026-10-01", "2026-10-31")]
    [InlineData("2026-11-01", "2026-11-30", 1, "2026-12-01", "2026-10-01", "2026-10-31")]
    [InlineData("2026-11-01", "2026-11-30", 1, "2026-10-31", "2026-10-01", "2026-10-31")]
    [InlineData("2026-03-01", "2026-03-31", 1, "2026-03-29", "2026-02-01", "2026-02-28")]
    [InlineData("2026-03-01", "2026-03-31", 1, "2026-03-30", "2026-02-01", "2026-02-28")]
    [InlineData("2026-12-01", "2026-12-31", 1, "2026-12-30", "2026-11-01", "2026-11-30")]
    [InlineData("2026-11-25", "2026-12-24", 25, "2026-12-03", "2026-10-25", "2026-11-03")]
    [InlineData("2026-11-16", "2026-11-22", 1, "2026-11-18", "2026-11-09", "2026-11-11")]
    [InlineData("2028-01-01", "2028-12-31", 1, "2028-03-01", "2027-01-01", "2027-03-01")]
    public async Task A_period_that_is_not_over_is_compared_with_the_same_days_of_the_one_before(
        string from,
        string to,
        int monthStartDay,
        string today,
        string first,
        string last
    )
    {
        book.MonthStartDay = monthStartDay;
        book.Add(StandInExpenses.Entry(1, Day(first).AddDays(-1)));
        book.Add(StandInExpenses.Entry(10, Day(first)));
        book.Add(StandInExpenses.Entry(100, Day(last)));
        book.Add(StandInExpenses.Entry(1000, Day(last).AddDays(1)));
        var asked = new SpendingReport(anna, Day(from), Day(to), Today: Day(today));
        var report = (await host.Ask<SpendingReport, ReportBuilt>(asked)).Value;
        Assert.Equal(110, report.Before.Spent.Minor);
        Assert.True((await host.Ask<SpendingReport, ReportBuilt>(asked)).Value.Cached);
    }

    [Fact]
    public async Task A_running_period_is_another_report_the_next_day()
    {
        book.Add(StandInExpenses.Entry(100, First.AddMonths(-1).AddDays(10)));
        var asked = new SpendingReport(anna, First, Last, Today: First.AddDays(9));
        Assert.Equal(0, (await host.Ask<SpendingReport, ReportBuilt>(asked)).Value.Before.Spent.Minor);
        var next = await host.Ask<SpendingReport, ReportBuilt>(asked with { Today = First.AddDays(10) });
        Assert.Equal((100, false), (next.Value.Before.Spent.Minor, next.Value.Cached));
        Assert.Equal(0, (await host.Ask<SpendingReport, ReportBuilt>(asked)).Value.Before.Spent.Minor);
    }

    [Fact]
    public async Task A_period_that_is_none_is_refused()
    {
        var refused = await host.Ask<SpendingReport, ReportBuilt>(new SpendingReport(anna, Last, First));
        Assert.Equal("expenses.period", refused.Error!.Code);
        var endless = await host.Ask<SpendingReport, ReportBuilt>(new SpendingReport(anna, DateOnly.MinValue, DateOnly.MaxValue));
        Assert.Equal("expenses.period", endless.Error!.Code);
    }

    [Fact]
    public async Task An_export_has_every_entry_of_the_period_over_all_pages()
    {
        for (var i = 0; i < 250; i++)
            book.Add(StandInExpenses.Entry(1_00 + i, First.AddDays(i % 40), note: $"n{i}"));
        var expected = book.Entries.Count(e => e.Day <= Last);
        var exported = (await host.Ask<ExportEntries, Exported>(new ExportEntries(anna, First, Last))).Value;
        Assert.Equal(expected, exported.Entries);
        var lines = Encoding
            .UTF8.GetString(await Content(exported.File))
            .TrimStart('\uFEFF')
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected + 1, lines.Length);
        Assert.EndsWith(".csv", exported.File, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_files_are_deleted_and_an_old_report_is_built_anew()
    {
        book.Add(StandInExpenses.Entry(350_00, First));
        var built = await Report();
        clock.Advance(TimeSpan.FromDays(6) + TimeSpan.FromHours(1));
        var anew = await Report();
        Assert.False(anew.Cached);
        clock.Advance(TimeSpan.FromDays(1));
        await host.Services.GetServices<IJob>().Single(j => j.Name == "reports.forget-old").Run(CancellationToken.None);
        var files = host.Services.GetRequiredService<FileStore>();
        Assert.False((await files.Open(built.Picture, TestContext.Current.CancellationToken)).IsOk);
        await using var kept = (await files.Open(anew.Picture, TestContext.Current.CancellationToken)).Value;
        Assert.Equal(1, await host.Select<long>("select count(*) from reports.file"));
    }

    private async Task<bool> Edit((int What, int Day, int Sum)[] steps)
    {
        foreach (var (what, day, sum) in steps)
        {
            var entry = StandInExpenses.Entry(sum, First.AddDays(day - 30), sum % 2 == 0 ? "cafe" : "taxi");
            var count = book.Entries.Count;
            if (what == 0 || count == 0)
                book.Add(entry);
            else if (what == 1)
                book.RemoveAt(sum % count);
            else if (what == 2)
                book.Replace(sum % count, entry);
            var report = await Report();
            if (
                Json(report.Now) != Json(book.Sum(First, Last))
                || Json(report.Before) != Json(book.Sum(First.AddMonths(-1), First.AddDays(-1)))
            )
                return false;
            if (what == 3 && !(await Report()).Cached)
                return false;
        }
        return true;
    }

    private Task<ReportBuilt> Report() => Report(First, Last);

    private async Task<ReportBuilt> Report(DateOnly from, DateOnly to) =>
        (await host.Ask<SpendingReport, ReportBuilt>(new SpendingReport(anna, from, to))).Value;

    private async Task<byte[]> Content(string key)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var stream = (await host.Services.GetRequiredService<FileStore>().Open(key, cancel)).Value;
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept, cancel);
        return kept.ToArray();
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DengaJson.Options);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
