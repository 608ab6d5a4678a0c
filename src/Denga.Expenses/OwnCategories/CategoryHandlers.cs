using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.OwnCategories;

internal sealed class CategoryHandlers(Database<ExpensesModule> database, Owners owners, Profiles profiles)
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
        var name = Entry.Composed(operation.Name).Trim();
        if (name.Length is 0 or > NameCharactersMax || name.Any(char.IsControl))
            return ExpensesErrors.CategoryName;
        var kind = CategoryChoice.SumKind(operation.Kind);
        var folded = Entry.Fold(name);
        foreach (var language in (string[])["ru", "en"])
            if (KnownCategories.Shown(language).FirstOrDefault(c => c.Kind == kind && Entry.Fold(c.Name) == folded) is { } known)
                return known;
        return await owners.Write(
            operation.Person,
            person =>
                database.Attempt<Category>(
                    async unit =>
                    {
                        var write = await BookWrite.Load(unit, [new Owner(person.Id, profiles.TodayOf(person))], [], [], cancel);
                        var own = write[person.Id].Own.Values;
                        var added = new OwnCategory(OwnCategory.FreeKey(own), name, kind);
                        if (own.FirstOrDefault(added.IsLike) is { } there)
                            return there.Shown;
                        if (own.Count >= OwnMax)
                            return ExpensesErrors.TooManyCategories;
                        await using var command = new NpgsqlCommand(
                            "insert into category (person_id, key, name, kind) values ($1, $2, $3, $4)",
                            unit.Connection
                        );
                        await command
                            .With(person.Id.Value)
                            .With(added.Key)
                            .With(added.Name)
                            .With((short)added.Kind)
                            .ExecuteNonQueryAsync(cancel);
                        return added.Shown;
                    },
                    cancel
                ),
            cancel
        );
    }
}
