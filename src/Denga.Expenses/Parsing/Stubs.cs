using Denga.Contracts.Expenses;
using Denga.Expenses.Parsing;

namespace Denga.Expenses.Parsing
{
    internal static class TextParser
    {
        internal static IReadOnlyList<(string Line, Reading Reading)> Parse(string text, Writer writer) =>
            [.. text.Split('\n').Select(l => (l, One(l, writer)))];

        private static Reading One(string line, Writer writer)
        {
            var cut = line.LastIndexOf(' ');
            if (cut > 0 && decimal.TryParse(line[(cut + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var sum))
                return new Reading.Entry(
                    new NewExpense(
                        new Denga.Contracts.Money((long)(sum * writer.Currency.UnitsPerOne), writer.Currency),
                        writer.Today,
                        line[..cut]
                    )
                );
            return new Reading.NoAmount(line);
        }
    }
}

namespace Denga.Expenses.Categories
{
    internal static class Keywords
    {
        internal static (string Category, string Word)? Find(string note, EntryKind kind) =>
            kind == EntryKind.Expense && note.Contains("кофе", StringComparison.OrdinalIgnoreCase) ? ("cafe", "кофе") : null;
    }
}
