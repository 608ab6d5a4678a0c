using System.Globalization;
using System.Text;
using Xunit;

namespace Denga.Tests.Unit.Parsing;

/// <summary>The published corpus (E11). <c>DENGA_CORPUS=path</c> runs another file of the same form as well.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Files
    {
        get
        {
            var files = new TheoryData<string> { Path.Combine(AppContext.BaseDirectory, "corpus", "expenses.tsv") };
            if (Environment.GetEnvironmentVariable("DENGA_CORPUS") is { Length: > 0 } other)
                files.Add(other);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void At_least_97_percent_are_exact_and_at_most_half_a_percent_is_silently_wrong(string path)
    {
        var outcomes = Corpus.Read(path).Select(Corpus.Run).ToArray();
        var exact = outcomes.Count(outcome => outcome.IsExact);
        var silent = outcomes.Count(outcome => outcome.IsSilentlyWrong);
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"{outcomes.Length} lines, {exact} exact, {silent} silently wrong");
        foreach (var outcome in outcomes.Where(outcome => !outcome.IsExact))
            report.AppendLine(
                CultureInfo.InvariantCulture,
                $"{(outcome.IsSilentlyWrong ? "WRONG" : "differs")} line {outcome.Line.Number}: {outcome.Line.Text}\n  expected {outcome.Line.Expected}\n  actual   {outcome.Actual}"
            );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(exact >= 0.97 * outcomes.Length && silent <= 0.005 * outcomes.Length, report.ToString());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void At_least_95_percent_of_the_categories_are_right(string path)
    {
        var outcomes = Corpus.Read(path).Select(Corpus.Run).Where(outcome => outcome.CategoryIsRight is not null).ToArray();
        var right = outcomes.Count(outcome => outcome.CategoryIsRight == true);
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"{outcomes.Length} lines with a category, {right} right");
        foreach (var outcome in outcomes.Where(outcome => outcome.CategoryIsRight == false))
            report.AppendLine(
                CultureInfo.InvariantCulture,
                $"line {outcome.Line.Number}: {outcome.Line.Text}\n  expected {outcome.Line.Expected}"
            );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(right >= 0.95 * outcomes.Length, report.ToString());
    }

    [Fact]
    public void The_corpus_is_large_without_repetition_and_in_both_languages()
    {
        var lines = Corpus.Read(Path.Combine(AppContext.BaseDirectory, "corpus", "expenses.tsv"));
        Assert.True(lines.Count >= 5_000);
        Assert.Equal(lines.Count, lines.Select(line => (line.Text, line.Writer)).Distinct().Count());
        Assert.True(lines.Count(line => line.Writer.Language == "ru") >= 0.45 * lines.Count);
        Assert.True(lines.Count(line => line.Writer.Language == "en") >= 0.45 * lines.Count);
    }
}
