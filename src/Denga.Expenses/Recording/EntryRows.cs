using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.Recording;

/// <summary>Entries into rows, by columns, so that any number of them is one statement.</summary>
internal static class EntryRows
{
    /// <summary>Cannot be typed, so it never stands in a tag: an array of arrays cannot be taken apart row by row.</summary>
    private const char TagSeparator = '\u001f';

    internal static void Insert(UnitOfWork unit, IReadOnlyList<Entry> entries) =>
        Columns(
            unit.AtCommit(
                $"""
                insert into expense ({Entry.Columns}, note_search)
                select id, person_id, recording_id, kind, minor, currency, main_minor, main_currency, rate, rate_source, rate_date, rate_stale, day,
                    category, category_rule, category_word, note, string_to_array(tags, E'\x1f'), account, whole_minor, refund_of, receipt_key,
                    recorded_at, version, deleted_at, note_search
                from {From}
                """
            ),
            entries
        );

    internal static void Update(UnitOfWork unit, IReadOnlyList<Entry> entries) =>
        Columns(
            unit.AtCommit(
                $"""
                update expense e set
                    kind = n.kind, minor = n.minor, currency = n.currency, main_minor = n.main_minor, main_currency = n.main_currency, rate = n.rate,
                    rate_source = n.rate_source, rate_date = n.rate_date, rate_stale = n.rate_stale, day = n.day, category = n.category,
                    category_rule = n.category_rule, category_word = n.category_word, note = n.note, note_search = n.note_search,
                    tags = string_to_array(n.tags, E'\x1f'), account = n.account, whole_minor = n.whole_minor, refund_of = n.refund_of,
                    version = n.version, deleted_at = n.deleted_at
                from {From}
                where e.id = n.id and e.person_id = n.person_id
                """
            ),
            entries
        );

    private const string From = """
        unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
            as n (id, person_id, recording_id, kind, minor, currency, main_minor, main_currency, rate, rate_source, rate_date, rate_stale, day,
                category, category_rule, category_word, note, tags, account, whole_minor, refund_of, receipt_key, recorded_at, version, deleted_at,
                note_search)
        """;

    private static void Columns(NpgsqlBatchCommand command, IReadOnlyList<Entry> entries)
    {
        T[] Of<T>(Func<Expense, T> column) => [.. entries.Select(e => column(e.Expense))];

        command
            .With(Of(e => e.Id.Value))
            .With(entries.Select(e => e.Person.Value).ToArray())
            .With(entries.Select(e => e.Recording.Value).ToArray())
            .With(Of(e => (short)e.Kind))
            .With(Of(e => e.Amount.Minor))
            .With(Of(e => e.Amount.Currency.Code))
            .With(Of(e => e.Converted.Minor))
            .With(Of(e => e.Converted.Currency.Code))
            .With(Of(e => e.Rate?.Value))
            .With(Of(e => e.Rate?.Source))
            .With(Of(e => e.Rate?.Date))
            .With(Of(e => e.Rate?.IsStale))
            .With(Of(e => e.Day))
            .With(Of(e => e.Category))
            .With(entries.Select(e => e.Reason.Rule).ToArray())
            .With(entries.Select(e => e.Reason.Word).ToArray())
            .With(Of(e => e.Note))
            .With(Of(e => string.Join(TagSeparator, e.Tags)))
            .With(Of(e => e.Account))
            .With(Of(e => e.Whole?.Minor))
            .With(Of(e => e.RefundOf?.Value))
            .With(entries.Select(e => e.ReceiptKey).ToArray())
            .With(Of(e => e.RecordedAt))
            .With(Of(e => e.Version))
            .With(entries.Select(e => e.DeletedAt).ToArray())
            .With(Of(e => Entry.Fold(e.Note)));
    }
}
