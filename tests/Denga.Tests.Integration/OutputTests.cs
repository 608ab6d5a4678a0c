using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Reports.Documents;
using Denga.Tests.Integration.Bot;

namespace Denga.Tests.Integration;

/// <summary>Nothing raw reaches a person in what the bot says and documents are made of. Pages of the cabinet are looked at wherever a test opens one
/// (<see cref="Panel.Browser"/>), notices wherever one is sent.</summary>
public sealed partial class OutputTests
{
    public static TheoryData<string> Languages => ["ru", "en"];

    [Theory]
    [MemberData(nameof(TranscriptTests.Transcripts), MemberType = typeof(TranscriptTests))]
    public void The_bot_says_nothing_raw(string transcript)
    {
        var lines = File.ReadAllLines(TranscriptTests.FileOf(transcript));
        var said = lines.Where(l => l.StartsWith('<') || l.StartsWith("  ", StringComparison.Ordinal)).ToList();
        Assert.True(said.Count > 10);
        Assert.All(said, line => RawWords.AssertNone(line, transcript));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Heads_of_tables_are_words_of_their_language(string language)
    {
        var texts = new DocumentTexts(language);
        List<string> heads =
        [
            .. texts.EntryHeads,
            .. texts.StatementHeads,
            .. typeof(DocumentTexts)
                .GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.PropertyType == typeof(string) && p.Name != nameof(DocumentTexts.Language))
                .Select(p => (string)p.GetValue(texts)!),
        ];
        Assert.True(heads.Count > 35);
        Assert.All(
            heads,
            head =>
            {
                RawWords.AssertNone(head, "head");
                Assert.Equal(language == "ru", Cyrillic().IsMatch(head));
            }
        );
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_printed_report_says_nothing_raw(string language)
    {
        var (from, to) = (new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30));
        var amount = new Money(1_000_000_00, Currency.Rub);
        var now = new SpendingAnswer(
            Currency.Rub,
            1,
            amount,
            Money.Zero(Currency.Rub),
            1,
            [new CategorySum("groceries", null, amount, 1)],
            [new DaySum(from, amount)]
        );
        var entry = new Expense(
            new ExpenseId(Guid.CreateVersion7()),
            EntryKind.Expense,
            amount,
            amount,
            Rate: null,
            from,
            "own-0123456789abcdef",
            "",
            [],
            Account: null,
            Whole: null,
            RefundOf: null,
            DateTimeOffset.UnixEpoch,
            1
        );
        var page = PdfPage.Write(
            new DocumentContent(from, to, now, now, new Dictionary<string, string>(StringComparer.Ordinal), language),
            [entry],
            picture: null
        );
        var words = WebUtility.HtmlDecode(Markup().Replace(page[page.IndexOf("<body>", StringComparison.Ordinal)..], " "));
        Assert.Contains(language == "ru" ? "Продукты" : "Groceries", words, StringComparison.Ordinal);
        Assert.Contains(language == "ru" ? "1 000 000,00 ₽" : "1,000,000.00 ₽", words.Replace('\u00A0', ' '), StringComparison.Ordinal);
        RawWords.AssertNone(words, "report");
    }

    [GeneratedRegex("[А-Яа-яЁё]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cyrillic();

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Markup();
}
