using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Books;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.OwnCategories;

internal sealed class CategoryHandlers(Database<ExpensesModule> database, Profiles profiles, OpenBooks books)
    : IOperationHandler<Contracts.Expenses.Categories, IReadOnlyList<Category>>,
        IOperationHandler<AddCategory, Category>
{
    private const int OwnMax = 100;
    private const int NameCharactersMax = 40;

    public async Task<Result<IReadOnlyList<Category>>> Handle(Contracts.Expenses.Categories operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var used = new Dictionary<string, long>(StringComparer.Ordinal);
        await using (
            var command = new NpgsqlCommand(
                "select category, sum(count)::bigint from day_total where person_id = $1 group by category",
                connection
            )
        )
        await using (var rows = await command.With(operation.Person.Value).ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                used[rows.GetString(0)] = rows.GetInt64(1);
        var own = await OwnCategory.All(connection, operation.Person, cancel);
        return KnownCategories
            .Shown(operation.Language)
            .Concat(own.Select(o => o.Shown))
            .OrderByDescending(c => used.GetValueOrDefault(c.Key))
            .ToList();
    }

    public async Task<Result<Category>> Handle(AddCategory operation, CancellationToken cancel)
    {
        var name = operation.Name.Trim();
        if (name.Length is 0 or > NameCharactersMax || name.Any(char.IsControl))
            return ExpensesErrors.CategoryName;
        var kind = CategoryChoice.SumKind(operation.Kind);
        var folded = Entry.Fold(name);
        foreach (var language in (string[])["ru", "en"])
            if (KnownCategories.Shown(language).FirstOrDefault(c => c.Kind == kind && Entry.Fold(c.Name) == folded) is { } known)
                return known;
        var person = await profiles.Of(operation.Person, cancel);
        if (!person.IsOk)
            return person.Error;
        await books.MainCurrency(person.Value, cancel);
        return await database.Attempt<Category>(
            async unit =>
            {
                await BookWrite.Load(unit, [new Owner(operation.Person, profiles.TodayOf(person.Value))], [], [], cancel);
                var own = await OwnCategory.All(unit.Connection, operation.Person, cancel);
                if (own.FirstOrDefault(o => o.Kind == kind && Entry.Fold(o.Name) == folded) is { } there)
                    return there.Shown;
                if (own.Count >= OwnMax)
                    return ExpensesErrors.TooManyCategories;
                var added = new OwnCategory($"own-{own.Count + 1}", name, kind);
                await using var command = new NpgsqlCommand(
                    "insert into category (person_id, key, name, kind) values ($1, $2, $3, $4)",
                    unit.Connection
                );
                await command
                    .With(operation.Person.Value)
                    .With(added.Key)
                    .With(added.Name)
                    .With((short)added.Kind)
                    .ExecuteNonQueryAsync(cancel);
                return added.Shown;
            },
            cancel
        );
    }
}
