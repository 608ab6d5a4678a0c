using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Categories;
using Denga.Expenses.Parsing;

namespace Denga.Tests.Unit.Parsing;

/// <summary>A line of a corpus: who wrote what on which day, and what it means.</summary>
internal sealed record CorpusLine(int Number, Writer Writer, string Text, string Expected);

/// <summary>How a line came out.</summary>
internal sealed record Outcome(CorpusLine Line, string Actual, bool IsExact, bool IsSilentlyWrong, bool? CategoryIsRight);

/// <summary>Reads corpora and says a reading in their notation, which the header of <c>expenses.tsv</c> describes.</summary>
internal static class Corpus
{
    internal static IReadOnlyList<CorpusLine> Read(string path)
    {
        var lines = new List<CorpusLine>();
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal))
                continue;
            var columns = line.Split('\t');
            if (columns.Length != 5)
                throw new InvalidDataException($"{path}, line {number.ToString(CultureInfo.InvariantCulture)}: 5 columns expected.");
            if (string.Equals(columns[1], "today", StringComparison.Ordinal))
                continue;
            var today = DateOnly.ParseExact(columns[1], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            lines.Add(new CorpusLine(number, new Writer(today, Currency.Parse(columns[2]), columns[0]), Unescape(columns[3]), columns[4]));
        }
        return lines;
    }

    internal static Outcome Run(CorpusLine line)
    {
        var readings = TextParser.Parse(line.Text, line.Writer);
        var expected = line.Expected.Split(" ;; ");
        var actual = readings.Select(reading => Describe(reading.Reading)).ToArray();
        var exact = expected.Length == actual.Length;
        var silent = false;
        bool? category = null;
        for (var i = 0; i < actual.Length; i++)
        {
            var wanted = i < expected.Length ? expected[i] : "none";
            exact &= string.Equals(WithoutCategory(wanted), actual[i], StringComparison.Ordinal);
            silent |= readings[i].Reading is Reading.Entry && !string.Equals(Essence(wanted), Essence(actual[i]), StringComparison.Ordinal);
            var fields = wanted.Split('|');
            if (fields.Length > 7 && fields[7].Length > 0 && readings[i].Reading is Reading.Entry { Value: var entry })
                category =
                    (category ?? true)
                    && string.Equals(fields[7], Keywords.Find(entry.Note, entry.Kind)?.Category ?? BuiltIn.Other, StringComparison.Ordinal);
        }
        return new Outcome(line, string.Join(" ;; ", actual), exact, silent, category);
    }

    internal static string Describe(Reading reading) =>
        reading switch
        {
            Reading.Entry entry => Describe(entry),
            Reading.Unsure unsure => "ask|" + unsure.Reason,
            Reading.Refused refused => "refused|" + refused.Reason,
            Reading.NoAmount nothing => "no-amount|" + nothing.Note,
            _ => "none",
        };

    private static string Describe(Reading.Entry entry)
    {
        var value = entry.Value;
        return string.Join(
            '|',
            "entry",
            value.Kind.ToString().ToLowerInvariant(),
            value.Amount.ToString(),
            value.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            value.Note,
            string.Join(',', value.Tags ?? []),
            value.Account ?? "",
            "",
            entry.Remark ?? "",
            value.Whole?.ToString() ?? "",
            value.ReceiptKey ?? ""
        );
    }

    private static string WithoutCategory(string expected)
    {
        var fields = expected.Split('|');
        if (fields.Length > 7)
            fields[7] = "";
        return string.Join('|', fields);
    }

    /// <summary>What must never be wrong without being said: kind, amount, day and the whole bill.</summary>
    private static string Essence(string described)
    {
        var fields = described.Split('|');
        return fields.Length > 9 ? string.Join('|', fields[0], fields[1], fields[2], fields[3], fields[9]) : fields[0];
    }

    private static string Unescape(string text)
    {
        if (text.StartsWith("{repeat ", StringComparison.Ordinal))
        {
            var parts = text.TrimEnd('}').Split(' ', 3);
            return string.Concat(Enumerable.Repeat(parts[2], int.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            i++;
            if (text[i] == 'u' && i + 4 < text.Length)
            {
                result.Append((char)int.Parse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
                result.Append(
                    text[i] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        var c => c,
                    }
                );
        }
        return result.ToString();
    }
}
