using System.Globalization;
using System.Text;
using CsvHelper;
using Denga.Contracts;

namespace Denga.Platform.Texts;

/// <summary>A table as CSV that a double click opens right in a person's office: UTF-8 with byte order mark, CRLF, quotes as RFC 4180 has them, no
/// grouping of digits. In Russian the offices expect a semicolon, a decimal comma and days as <c>20.11.2026</c>; in English a comma, a decimal point
/// and days as <c>2026-11-20</c>. Programs have the API. Every text is one line and cannot be run as a formula, wherever the office splits the line;
/// numbers stay numbers. Source: OWASP, CSV injection.</summary>
public sealed class CsvTable : IAsyncDisposable
{
    private readonly CsvWriter csv;
    private readonly bool russian;

    /// <param name="stream">Is left open.</param>
    /// <param name="language"><c>ru</c>; anything else is English.</param>
    public CsvTable(Stream stream, string language)
    {
        russian = language == "ru";
        csv = CsvWriter.Create(
            stream,
            CsvWriterOptions.Default with
            {
                WriteByteOrderMark = true,
                Separator = russian ? ';' : ',',
            },
            leaveOpen: true
        );
    }

    public ValueTask DisposeAsync() => csv.DisposeAsync();

    public async ValueTask Heads(IEnumerable<string> heads, CancellationToken cancel)
    {
        foreach (var head in heads)
            Text(head);
        await EndRow(cancel);
    }

    public void Text(string? text) => csv.WriteField(Guarded(PlainText.OneLine(text ?? "")));

    public void Number(decimal? number) => Number(number?.ToString(CultureInfo.InvariantCulture) ?? "");

    public void Amount(Money amount) => Number(amount.ToAmountString());

    public void Day(DateOnly? day) =>
        csv.WriteField(day?.ToString(russian ? "dd.MM.yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");

    /// <summary>Day and time as the clock on the wall showed them; which clock, <see cref="Offset"/> says.</summary>
    public void Moment(DateTimeOffset local) =>
        csv.WriteField(local.ToString(russian ? "dd.MM.yyyy HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

    /// <summary><c>UTC+03:00</c>: tells the two times apart that an hour has when clocks go back.</summary>
    public void Offset(DateTimeOffset local) => csv.WriteField(local.ToString("'UTC'zzz", CultureInfo.InvariantCulture));

    public ValueTask EndRow(CancellationToken cancel) => csv.EndRecordAsync(cancel);

    /// <summary>An apostrophe before what an office would take for the beginning of a formula: at the start of the text, and after what may be a
    /// separator for it, also behind quotes and blanks.</summary>
    internal static string Guarded(string text)
    {
        StringBuilder? guarded = null;
        var starts = true;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (starts && letter is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '﹦' or '﹢' or '﹣' or '﹫')
                (guarded ??= new StringBuilder(text, 0, i, text.Length + 8)).Append('\'');
            guarded?.Append(letter);
            starts = letter is ',' or ';' or '|' or '\t' or '\r' or '\n' || (starts && letter is '"' or ' ' or '\u00A0');
        }
        return guarded?.ToString() ?? text;
    }

    private void Number(string text) => csv.WriteField(russian ? text.Replace('.', ',') : text);
}
