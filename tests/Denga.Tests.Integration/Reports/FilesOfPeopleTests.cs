using System.Net;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Reports;
using Denga.Contracts.Wallet;
using Denga.Platform.Files;
using Denga.Reports;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Reports;

/// <summary>What is exported, for whom, under which name, and when it is gone.</summary>
public sealed class FilesOfPeopleTests(FilesOfPeopleTests.Server server) : IClassFixture<FilesOfPeopleTests.Server>
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly DateOnly Last = new(2026, 11, 30);

    [Fact]
    public async Task A_statement_is_a_table_in_the_persons_language_and_on_his_clock()
    {
        var (anna, account) = await Somebody("ru", "Asia/Yekaterinburg");
        var (_, to) = await Somebody("en", "Europe/London");
        await Get(new SandboxTopUp(OperationId.New(), anna, new Money(1000_00, Currency.Rub)));
        await Get(new Transfer(OperationId.New(), anna, to.ToString(), new Money(100_50, Currency.Rub), Note: "=1+1; Пицца, \"большая\""));
        await Get(new Transfer(OperationId.New(), anna, to.ToString(), new Money(50_00, Currency.Rub), Note: "такси"));

        var (start, end) = (Moment("2026-11-01T00:00+05:00"), Moment("2026-12-01T00:00+05:00"));
        var made = await Get(new ExportStatement(anna, account, start, end));
        Assert.Equal((3, "denga-statement-RUB-2026-11.csv"), (made.Lines, FileStore.NameOf(made.File)));
        var rows = await Rows(made.File, ';');
        Assert.Equal(
            ["Номер", "Время", "Часовой пояс", "Операция", "Сумма", "Валюта", "Остаток", "С кем", "Пояснение", "Номер операции"],
            rows[0]
        );
        Assert.Equal(["", "01.11.2026 00:00:00", "UTC+05:00", "На начало", "", "RUB", "0,00", "", "", ""], rows[1]);
        Assert.Equal(["1", "Пополнение", "1000,00", "RUB", "1000,00"], [rows[2][0], .. rows[2][3..7]]);
        Assert.Equal(["2", "Перевод", "-100,50", "RUB", "899,50"], [rows[3][0], .. rows[3][3..7]]);
        Assert.Equal("'=1+1; Пицца, \"большая\"", rows[3][8]);
        Assert.StartsWith("20.11.2026 17:", rows[3][1], StringComparison.Ordinal);
        Assert.Equal("UTC+05:00", rows[3][2]);
        Assert.Equal(["", "01.12.2026 00:00:00", "UTC+05:00", "На конец", "", "RUB", "849,50", "", "", ""], rows[^1]);

        var english = await Rows((await Get(new ExportStatement(anna, account, start, end, "en"))).File, ',');
        Assert.Equal("Transfer", english[3][3]);
        Assert.StartsWith("2026-11-20 17:", english[3][1], StringComparison.Ordinal);
        Assert.Equal("-100.50", english[3][4]);
    }

    [Fact]
    public async Task A_statement_has_the_lines_that_the_page_shows_with_the_same_filters()
    {
        var (anna, account) = await Somebody("ru", "Europe/Moscow");
        var (_, to) = await Somebody("en", "Europe/London");
        await Get(new SandboxTopUp(OperationId.New(), anna, new Money(1000_00, Currency.Rub)));
        await Get(new Transfer(OperationId.New(), anna, to.ToString(), new Money(100_00, Currency.Rub), Note: "Пицца"));
        await Get(new Transfer(OperationId.New(), anna, to.ToString(), new Money(50_00, Currency.Rub), Note: "такси"));
        var (start, end) = (Moment("2026-11-20T00:00+03:00"), Moment("2026-11-21T00:00+03:00"));
        foreach (
            var (kind, text) in new (string?, string?)[] { (null, "пицца"), ("transfer", null), ("sandbox", null), ("transfer", "такси") }
        )
        {
            var page = await Get(new Statement(anna, account, start, end, Kind: kind, Text: text));
            var made = await Get(new ExportStatement(anna, account, start, end, "en", kind, text));
            Assert.Equal("denga-statement-RUB-2026-11-20.csv", FileStore.NameOf(made.File));
            Assert.Equal(
                page.Lines.Select(l => (l.Amount.ToAmountString(), l.BalanceAfter.ToAmountString())),
                (await Rows(made.File, ',')).Skip(2).SkipLast(1).Select(row => (row[4], row[6]))
            );
        }
    }

    [Fact]
    public async Task The_hour_that_comes_twice_is_told_apart()
    {
        var (anna, account) = await Somebody("en", "Europe/Berlin");
        var made = await Get(new ExportStatement(anna, account, Moment("2026-10-25T00:30Z"), Moment("2026-10-25T01:30Z"), "en"));
        var rows = await Rows(made.File, ',');
        Assert.Equal(["2026-10-25 02:30:00", "UTC+02:00"], rows[1][1..3]);
        Assert.Equal(["2026-10-25 02:30:00", "UTC+01:00"], rows[^1][1..3]);
    }

    [Fact]
    public async Task Files_are_listed_for_their_owner_until_they_are_deleted()
    {
        var (anna, account) = await Somebody("ru", "Europe/Moscow");
        var made = await MakeAll(anna, account);
        var listed = await Get(new KeptFiles(anna));
        Assert.Equal(made.Values.Order(StringComparer.Ordinal), listed.Select(f => f.File).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "denga-expenses-2026-11.csv",
                "denga-expenses-2026-11.xlsx",
                "denga-report-2026-11.pdf",
                "denga-statement-RUB-2026-11.csv",
                "denga.png",
            ],
            listed.Select(f => f.Name).Order(StringComparer.Ordinal)
        );
        Assert.All(listed, f => Assert.Equal(TimeSpan.FromDays(7), f.ExpiresAt - f.CreatedAt));
        var export = await Get(new ExportPersonalRecords(anna));
        Assert.Equal(made.Count, export.Modules["reports"].GetProperty("files").GetArrayLength());
        var (boris, _) = await Somebody("ru", "Europe/Moscow");
        Assert.Empty(await Get(new KeptFiles(boris)));

        using (var saved = await server.Denga.Http.GetAsync("/files/" + made["statement"]))
        {
            Assert.Equal("denga-statement-RUB-2026-11.csv", saved.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
            Assert.True(saved.Headers.CacheControl?.NoStore);
        }
        await server.Denga.Execute(
            "update reports.file set created_at = created_at - interval '7 days 1 hour' where person_id = @Value",
            new { anna.Value }
        );
        await server.Denga.RunJob("reports.forget-old");
        foreach (var key in made.Values)
            Assert.Equal(HttpStatusCode.NotFound, await Status(key));
        Assert.Empty(await Get(new KeptFiles(anna)));
    }

    [Fact]
    public async Task Whoever_is_erased_leaves_no_file_and_no_report()
    {
        var (anna, account) = await Somebody("ru", "Europe/Moscow");
        var made = await MakeAll(anna, account);
        var (boris, his) = await Somebody("ru", "Europe/Moscow");
        var kept = await MakeAll(boris, his);
        Assert.True((await server.Denga.Ask(new ErasePerson(anna))).IsOk);
        string[] tables = ["file", "report", "document", "document_request"];
        foreach (var table in tables)
            await Until($"not exists (select from reports.{table} where person_id = '{anna.Value}')");
        foreach (var key in made.Values)
            Assert.Equal(HttpStatusCode.NotFound, await Status(key));
        foreach (var key in kept.Values)
            Assert.Equal(HttpStatusCode.OK, await Status(key));
    }

    [Fact]
    public async Task What_was_still_being_made_for_whoever_is_erased_goes_too()
    {
        var (anna, account) = await Somebody("ru", "Europe/Moscow");
        Assert.True((await server.Denga.Ask(new ErasePerson(anna))).IsOk);
        await Until($"exists (select from reports.erased_person where person_id = '{anna.Value}')");
        // A file that was being built meanwhile.
        var late = (await server.Denga.Services.GetRequiredService<ReportFiles>().Save(anna, "a,b"u8.ToArray(), ".csv", default)).Value;
        await server.Denga.RunJob("reports.forget-old");
        Assert.Equal(HttpStatusCode.NotFound, await Status(late));
    }

    [Fact]
    public async Task Files_go_over_to_the_person_who_is_kept()
    {
        var (anna, _) = await Somebody("ru", "Europe/Moscow");
        var (boris, account) = await Somebody("ru", "Europe/Moscow");
        var made = await MakeAll(boris, account);
        var code = await Get(new CreateLinkCode(anna));
        Assert.True((await server.Denga.Ask(new RedeemLinkCode(boris, code.Code))).IsOk);
        await Until($"not exists (select from reports.file where person_id = '{boris.Value}')");
        Assert.Equal(
            made.Values.Order(StringComparer.Ordinal),
            (await Get(new KeptFiles(anna))).Select(f => f.File).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Old_files_that_nobody_knows_of_are_swept_away_and_photos_are_not()
    {
        var files = server.Denga.Services.GetRequiredService<FileStore>();
        var (anna, _) = await Somebody("ru", "Europe/Moscow");
        var unknown = (await files.Save("a"u8.ToArray(), ".csv", default)).Value;
        var recent = (await files.Save("a"u8.ToArray(), ".csv", default)).Value;
        var known = (await Get(new ExportEntries(anna, First, Last))).File;
        using var sent = new MemoryStream([0xFF, 0xD8, 0xFF, 0xE1, 0, 2, 0xFF, 0xDA, 0, 2, 0, 0xFF, 0xD9]);
        var photo = (await files.SavePhoto(anna, sent, default)).Value;
        foreach (var key in new[] { unknown, known, photo })
            File.SetLastWriteTimeUtc(Path.Combine(server.Folder, key[..2], key), DateTime.UnixEpoch);
        await server.Denga.RunJob("reports.forget-unknown-files");
        Assert.Equal(HttpStatusCode.NotFound, await Status(unknown));
        foreach (var key in new[] { recent, known, photo })
            Assert.Equal(HttpStatusCode.OK, await Status(key));
    }

    private async Task<Dictionary<string, string>> MakeAll(PersonId person, AccountId account)
    {
        await Get(new RecordExpenses(OperationId.New(), person, [new NewExpense(new Money(350_00, Currency.Rub), First, "кофе")]));
        var made = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["entries"] = (await Get(new ExportEntries(person, First, Last))).File,
            ["statement"] = (
                await Get(new ExportStatement(person, account, Moment("2026-11-01T00:00+03:00"), Moment("2026-12-01T00:00+03:00")))
            ).File,
            ["picture"] = (await Get(new SpendingReport(person, First, Last))).Picture,
        };
        foreach (var format in new[] { "xlsx", "pdf" })
        {
            var asked = await Get(new RequestDocument(OperationId.New(), person, First, Last, format));
            await Until($"exists (select from reports.document_request where id = '{asked.Id.Value}' and file is not null)");
            made[format] = (await Get(new DocumentById(person, asked.Id))).File!;
        }
        return made;
    }

    private async Task<(PersonId Person, AccountId Account)> Somebody(string language, string zone)
    {
        var person = (await Get(new Identify("test", Guid.CreateVersion7().ToString(), language))).Person.Id;
        await Get(new ChangeProfile(person, language, zone));
        return (person, (await Get(new OpenAccount(person, Currency.Rub))).Id);
    }

    private async Task<T> Get<T>(IOperation<T> operation) => (await server.Denga.Ask(operation)).Value;

    private async Task<HttpStatusCode> Status(string key)
    {
        using var answer = await server.Denga.Http.GetAsync("/files/" + key);
        return answer.StatusCode;
    }

    /// <summary>Cells of texts without line breaks.</summary>
    private async Task<List<string[]>> Rows(string key, char separator)
    {
        var text = (await server.Denga.Http.GetStringAsync("/files/" + key)).TrimStart('\uFEFF');
        return
        [
            .. text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(line =>
                {
                    var cells = new List<string> { "" };
                    var quoted = false;
                    for (var i = 0; i < line.Length; i++)
                    {
                        if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                            cells[^1] += line[i++];
                        else if (line[i] == '"')
                            quoted = !quoted;
                        else if (line[i] == separator && !quoted)
                            cells.Add("");
                        else
                            cells[^1] += line[i];
                    }
                    return cells.ToArray();
                }),
        ];
    }

    private Task Until(string condition) => server.Denga.Until(condition);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public sealed class Server : IAsyncLifetime
    {
        public string Folder { get; } =
            Path.Combine(TestDatabase.Root, ".denga", "test-folder-" + Guid.CreateVersion7().ToString("N")[20..]);

        public DengaServer Denga { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Denga = await DengaServer.Start(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Files:Folder"] = Folder,
                    ["Wallet:Conversion:RatesMaxAge"] = "3650.00:00:00",
                },
                new ShiftedClock(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))
            );

        public async ValueTask DisposeAsync()
        {
            await Denga.DisposeAsync();
            if (Directory.Exists(Folder))
                Directory.Delete(Folder, recursive: true);
        }
    }
}
