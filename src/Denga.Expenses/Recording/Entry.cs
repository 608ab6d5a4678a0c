using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.Recording;

/// <summary>An entry with what only this module needs to know of it.</summary>
/// <param name="Recording">The operation that recorded it; what was recorded together is undone together.</param>
internal sealed record Entry(
    PersonId Person,
    Expense Expense,
    OperationId Recording,
    CategoryReason Reason,
    string? ReceiptKey,
    DateTimeOffset? DeletedAt = null
)
{
    /// <summary>The columns that <see cref="Read"/> expects, in its order.</summary>
    internal const string Columns =
        "id, person_id, recording_id, kind, minor, currency, main_minor, main_currency, rate, rate_source, rate_date, rate_stale, day, category, "
        + "category_rule, category_word, note, tags, account, whole_minor, refund_of, receipt_key, recorded_at, version, deleted_at";

    internal static Entry Read(NpgsqlDataReader row)
    {
        var currency = Currency.Parse(row.GetString(5));
        var category = row.GetString(13);
        var rate = row.IsDBNull(8)
            ? null
            : new LockedRate(row.GetDecimal(8), row.GetString(9), row.GetFieldValue<DateOnly>(10), row.GetBoolean(11));
        return new Entry(
            new PersonId(row.GetGuid(1)),
            new Expense(
                new ExpenseId(row.GetGuid(0)),
                (EntryKind)row.GetInt16(3),
                new Money(row.GetInt64(4), currency),
                new Money(row.GetInt64(6), Currency.Parse(row.GetString(7))),
                rate,
                row.GetFieldValue<DateOnly>(12),
                category,
                row.GetString(16),
                row.GetFieldValue<string[]>(17),
                row.Text(18),
                row.Nullable<long>(19) is { } whole ? new Money(whole, currency) : null,
                row.Nullable<Guid>(20) is { } refund ? new ExpenseId(refund) : null,
                row.GetFieldValue<DateTimeOffset>(22),
                row.GetInt32(23)
            ),
            new OperationId(row.GetGuid(2)),
            new CategoryReason(category, row.GetString(14), row.Text(15)),
            row.Text(21),
            row.Nullable<DateTimeOffset>(24)
        );
    }

    internal static async Task<List<Entry>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var entries = new List<Entry>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            entries.Add(Read(rows));
        return entries;
    }

    /// <summary>One entry of the person, deleted ones too; null when there is none.</summary>
    internal static async Task<Entry?> Find(NpgsqlConnection connection, PersonId person, ExpenseId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from expense where id = $1 and person_id = $2", connection);
        return (await ReadAll(command.With(id.Value).With(person.Value), cancel)).SingleOrDefault();
    }

    /// <summary>What was recorded under operations, in the order of its lines.</summary>
    internal static async Task<List<Entry>> Under(
        NpgsqlConnection connection,
        PersonId person,
        IEnumerable<OperationId> recordings,
        CancellationToken cancel,
        bool withDeleted = false
    )
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from expense where person_id = $1 and recording_id = any($2) and (deleted_at is null or $3) order by id",
            connection
        );
        return await ReadAll(command.With(person.Value).With(recordings.Select(r => r.Value).ToArray()).With(withDeleted), cancel);
    }

    /// <summary>The form of a note in which it is compared and searched.</summary>
    internal static string Fold(string note) => Composed(note).Trim().ToLowerInvariant().Replace('ё', 'е');

    /// <summary>A text in the form in which it is kept: composed (NFC), so that the same word is the same whichever keyboard wrote it. Halves of
    /// surrogate pairs, which no database takes, become U+FFFD.</summary>
    internal static string Composed(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        if (text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            text = string.Concat(text.EnumerateRunes());
        return text.Normalize(NormalizationForm.FormC);
    }
}
