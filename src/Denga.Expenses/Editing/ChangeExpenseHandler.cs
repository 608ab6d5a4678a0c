using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.People;
using Denga.Expenses.Recording;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Editing;

internal sealed class ChangeExpenseHandler(
    Database<ExpensesModule> database,
    Owners owners,
    Profiles profiles,
    EntryRates rates,
    Recorder recorder
) : IOperationHandler<ChangeExpense, ChangedExpense>
{
    private const int AttemptsMax = 5;
    private const int CorrectionsToLearn = 2;

    /// <summary>All of them are read with a book; a person who corrects as many words by hand is none.</summary>
    private const int LearnedMax = 2_000;

    public Task<Result<ChangedExpense>> Handle(ChangeExpense operation, CancellationToken cancel)
    {
        var request = new Request(operation.Id, operation.Person, (p, id) => OperationRecord.Hash(operation with { Person = p, Id = id }));
        var composed = operation with
        {
            Note = operation.Note is { } note ? Entry.Composed(note) : null,
            Tags = operation.Tags is { } tags ? [.. tags.Select(Entry.Composed)] : null,
        };
        return owners.Write(
            operation.Person,
            person => Change(composed with { Person = person.Id }, request, profiles.TodayOf(person), cancel),
            cancel
        );
    }

    /// <param name="operation">Of the person whose book it is.</param>
    private async Task<Result<ChangedExpense>> Change(ChangeExpense operation, Request request, DateOnly today, CancellationToken cancel)
    {
        if (Check(operation, today) is { } wrong)
            return wrong;
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            // The rate is asked before the lock is taken; under it the entry must still be the one that was asked for.
            var seen = await Find(operation, cancel);
            if (seen is null)
                return await recorder.Known<ChangedExpense>(operation.Person, request, cancel) ?? ExpensesErrors.NotFound;
            var conversion = await Conversion(operation, seen.Expense, cancel);
            if (!conversion.IsOk)
                return await recorder.Known<ChangedExpense>(operation.Person, request, cancel) ?? conversion.Error;
            var changed = await database.Attempt(
                unit => Change(unit, operation, request, new Owner(operation.Person, today), seen, conversion.Value, cancel),
                cancel
            );
            if (changed.Error != Moved)
                return changed;
        }
        return ExpensesErrors.ChangedMeanwhile;
    }

    /// <summary>Stays inside: the entry is not what it was when its rate was asked.</summary>
    private static readonly Error Moved = ExpensesErrors.ChangedMeanwhile with { Code = "expenses.moved" };

    private static Error? Check(ChangeExpense operation, DateOnly today) =>
        (operation.Amount is { } amount ? EntryRules.Check(amount) : null)
        ?? (operation.Day is { } day ? EntryRules.CheckDay(day, today) : null)
        ?? (operation.Note is { } note ? EntryRules.CheckNote(note) : null)
        ?? (operation.Tags is { } tags ? EntryRules.CheckTags(tags) : null);

    private async Task<Entry?> Find(ChangeExpense operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Entry.Find(connection, operation.Person, operation.Expense, cancel) is { DeletedAt: null } found ? found : null;
    }

    private async ValueTask<Result<Conversion>> Conversion(ChangeExpense operation, Expense seen, CancellationToken cancel)
    {
        var amount = operation.Amount ?? seen.Amount;
        var day = operation.Day ?? seen.Day;
        return amount == seen.Amount && day == seen.Day
            ? new Conversion(seen.Converted, seen.Rate)
            : await rates.Convert(amount, day, seen.Converted.Currency, cancel);
    }

    private async Task<Result<ChangedExpense>> Change(
        UnitOfWork unit,
        ChangeExpense operation,
        Request request,
        Owner owner,
        Entry seen,
        Conversion conversion,
        CancellationToken cancel
    )
    {
        var write = await BookWrite.Load(unit, [owner], [(owner.Person, operation.Id)], [], cancel);
        if (write.Answered(owner.Person, operation.Id) is { } known)
            return await recorder.Repeat<ChangedExpense>(owner.Person, known, request, cancel);
        if (await Entry.Find(unit.Connection, operation.Person, operation.Expense, cancel) is not { DeletedAt: null } entry)
            return ExpensesErrors.NotFound;
        var before = entry.Expense;
        if (operation.Version is { } version && version != before.Version)
            return ExpensesErrors.ChangedMeanwhile;
        if (before.Version != seen.Expense.Version || before.Converted != seen.Expense.Converted)
            return Moved;

        var reason = entry.Reason;
        string? learned = null;
        if (operation.Category is { } category && category != before.Category)
        {
            if (!CategoryChoice.Exists(write[owner.Person], category, before.Kind))
                return ExpensesErrors.UnknownCategory;
            var word = CategoryChoice.WordToLearn(entry);
            reason = new CategoryReason(category, CategoryChoice.Chosen, word);
            if (word is not null && await Correct(unit.Connection, owner.Person, word, category, cancel) >= CorrectionsToLearn)
                learned = word;
        }
        var amount = operation.Amount ?? before.Amount;
        var after = write.Change(
            entry,
            before with
            {
                Amount = amount,
                Converted = conversion.Converted,
                Rate = conversion.Rate,
                Day = operation.Day ?? before.Day,
                Category = reason.Category,
                Note = operation.Note ?? before.Note,
                Tags = operation.Tags ?? before.Tags,
                Whole = before.Whole is { } whole && whole.Currency == amount.Currency && whole >= amount ? whole : null,
            },
            reason
        );
        write.CheckLimits(owner.Person);
        var answer = new ChangedExpense(after.Expense, learned, write[owner.Person].LimitsOf([before, after.Expense]));
        write.Answer(owner.Person, request, JsonSerializer.Serialize(answer, DengaJson.Options));
        write.Write();
        return answer;
    }

    /// <summary>Counts corrections of a word to one category in a row; another category begins anew.</summary>
    private static async Task<int> Correct(
        NpgsqlConnection connection,
        PersonId person,
        string word,
        string category,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into learned_word as l (person_id, word, category, corrections)
            select $1, $2, $3, 1
            where (select count(*) from learned_word where person_id = $1) < $4
                or exists (select from learned_word where person_id = $1 and word = $2)
            on conflict (person_id, word) do update set
                category = excluded.category,
                corrections = case when l.category = excluded.category then l.corrections + 1 else 1 end
            returning corrections
            """,
            connection
        );
        return await command.With(person.Value).With(word).With(category).With(LearnedMax).ExecuteScalarAsync(cancel) is int corrections
            ? corrections
            : 0;
    }
}
