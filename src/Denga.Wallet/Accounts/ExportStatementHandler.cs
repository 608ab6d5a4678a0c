using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Files;
using Denga.Platform.Operations;

namespace Denga.Wallet.Accounts;

/// <summary>A statement as a file, of the pages that the question gives.</summary>
internal sealed class ExportStatementHandler(PastHandlers past, FileStore files) : IOperationHandler<ExportStatement, StatementExported>
{
    private const int PageLines = 200;
    private const int LinesMax = 100_000;

    public async Task<Result<StatementExported>> Handle(ExportStatement operation, CancellationToken cancel)
    {
        var russian = operation.Language != "en";
        var csv = new StringBuilder("\uFEFF");
        var lines = 0;
        StatementPage? page = null;
        do
        {
            var asked = await past.Handle(
                new Statement(operation.Person, operation.Account, operation.From, operation.To, page?.Next, PageLines),
                cancel
            );
            if (!asked.IsOk)
                return asked.Error;
            if (page is null)
            {
                Row(
                    csv,
                    russian
                        ? ["Номер", "Время", "Вид", "Сумма", "Валюта", "Остаток", "С кем", "Комментарий", "Операция"]
                        : ["Number", "Time", "Kind", "Amount", "Currency", "Balance", "With", "Note", "Operation"]
                );
                Row(
                    csv,
                    [
                        "",
                        Time(operation.From),
                        russian ? "на начало" : "opening",
                        "",
                        asked.Value.Opening.Currency.Code,
                        asked.Value.Opening.ToAmountString(),
                        "",
                        "",
                        "",
                    ]
                );
            }
            page = asked.Value;
            foreach (var line in page.Lines)
                Row(
                    csv,
                    [
                        line.Number.ToString(CultureInfo.InvariantCulture),
                        Time(line.RecordedAt),
                        line.Kind,
                        line.Amount.ToAmountString(),
                        line.Amount.Currency.Code,
                        line.BalanceAfter.ToAmountString(),
                        line.Counterparty ?? "",
                        line.Note ?? "",
                        line.Posting.ToString(),
                    ]
                );
            lines += page.Lines.Count;
            if (lines > LinesMax)
                return WalletErrors.StatementTooLong;
        } while (page.Next is not null);
        Row(
            csv,
            [
                "",
                Time(operation.To),
                russian ? "на конец" : "closing",
                "",
                page.Closing.Currency.Code,
                page.Closing.ToAmountString(),
                "",
                "",
                "",
            ]
        );
        var saved = await files.Save(Encoding.UTF8.GetBytes(csv.ToString()), ".csv", cancel);
        return saved.IsOk ? new StatementExported(saved.Value, lines) : saved.Error;
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Row(StringBuilder csv, string[] fields) => csv.AppendJoin(',', fields.Select(Field)).Append("\r\n");

    private static string Field(string text)
    {
        // A spreadsheet must not take a note for a formula; amounts begin with a minus and are none.
        if (text.Length > 0 && text[0] is '=' or '+' or '@' or '\t')
            text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
