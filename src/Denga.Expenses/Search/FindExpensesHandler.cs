using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Search;

internal sealed class FindExpensesHandler(Database<ExpensesModule> database, Owners owners, Profiles profiles, OpenBooks books)
    : IOperationHandler<FindExpenses, Page<Expense>>
{
    private const int PageMax = 100;
    private const int QueryCharactersMax = 500;

    public async Task<Result<Page<Expense>>> Handle(FindExpenses operation, CancellationToken cancel)
    {
        var cursor = operation.Cursor is { } text ? Cursor.Parse(text) : null;
        if (operation.Cursor is not null && cursor is null)
            return ExpensesErrors.BadCursor;
        if (operation.Query?.Length > QueryCharactersMax)
            return ExpensesErrors.TextTooLong;
        // The beginning of the list is where a person looks for what he has just recorded.
        if (cursor is null && string.IsNullOrWhiteSpace(operation.Query))
        {
            await using var connection = await database.Open(cancel);
            return await Find(connection, operation, cursor, null, cancel);
        }
        if (string.IsNullOrWhiteSpace(operation.Query))
            return await database.Read(connection => Find(connection, operation, cursor, null, cancel), cancel);
        return await owners.Write(
            operation.Person,
            person => database.Read(connection => Find(connection, operation with { Person = person.Id }, cursor, person, cancel), cancel),
            cancel
        );
    }

    private async Task<Result<Page<Expense>>> Find(
        NpgsqlConnection connection,
        FindExpenses operation,
        Cursor? cursor,
        Person? writer,
        CancellationToken cancel
    )
    {
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = new StringBuilder("person_id = $1 and deleted_at is null");
        command.With(operation.Person.Value);
        void And<T>(string condition, T value)
        {
            command.With(value);
            where
                .Append(" and ")
                .Append(
                    condition.Replace("?", "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                );
        }

        if (operation.From is { } from)
            And("day >= ?", from);
        if (operation.To is { } to)
            And("day <= ?", to);
        if (operation.Category is { } category)
            And("category = ?", category);
        if (cursor is { } after)
        {
            And("(day, id) < (?, ", after.Day);
            command.With(after.Id);
            where.Append(CultureInfo.InvariantCulture, $"${command.Parameters.Count})");
        }
        if (writer is not null)
        {
            var main = await books.MainCurrency(writer, cancel);
            var own = await OwnCategory.All(connection, operation.Person, cancel);
            var query = SearchQuery.Parse(
                operation.Query!,
                profiles.TodayOf(writer),
                main,
                word => [.. KnownCategories.Named(word), .. own.Where(o => Entry.Fold(o.Name) == word).Select(o => o.Key)]
            );
            if (query.From is { } first)
                And("day >= ?", first);
            if (query.To is { } last)
                And("day <= ?", last);
            if (query.MinorFrom is { } least)
                And("main_minor >= ?", least);
            if (query.MinorTo is { } most)
                And("main_minor <= ?", most);
            foreach (var tag in query.Tags)
                And("exists (select from unnest(tags) t where replace(lower(t), 'ё', 'е') = ?)", tag);
            if (query.Account is { } account)
                And("replace(lower(account), 'ё', 'е') = ?", account);
            foreach (var (word, categories) in query.Words)
            {
                And(
                    "(note_search like ?",
                    "%"
                        + word.Replace("\\", "\\\\", StringComparison.Ordinal)
                            .Replace("%", "\\%", StringComparison.Ordinal)
                            .Replace("_", "\\_", StringComparison.Ordinal)
                        + "%"
                );
                if (categories.Count > 0)
                {
                    command.With(categories.ToArray());
                    where.Append(CultureInfo.InvariantCulture, $" or category = any(${command.Parameters.Count})");
                }
                where.Append(')');
            }
        }
        command.With(limit + 1);
        command.CommandText =
            $"select {Entry.Columns} from expense where {where} order by day desc, id desc limit ${command.Parameters.Count.ToString(CultureInfo.InvariantCulture)}";
        var found = (await Entry.ReadAll(command, cancel)).ConvertAll(e => e.Expense);
        if (found.Count <= limit)
            return new Page<Expense>(found, null);
        found.RemoveAt(limit);
        return new Page<Expense>(found, Cursor.After(found[^1]));
    }
}
