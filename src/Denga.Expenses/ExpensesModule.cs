using Denga.Contracts;
using Denga.Expenses.Books;
using Denga.Expenses.Budgets;
using Denga.Expenses.Demo;
using Denga.Expenses.Editing;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.People;
using Denga.Expenses.Photos;
using Denga.Expenses.Recording;
using Denga.Expenses.Repeating;
using Denga.Expenses.Search;
using Denga.Expenses.Sums;
using Denga.Expenses.Texts;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Expenses;

/// <summary>Expenses, income and refunds of people: recording from text, correcting, searching, limits, recurring entries and sums.</summary>
public sealed class ExpensesModule : IModule
{
    public static string Name => "expenses";

    public static void Register(ModuleBuilder module)
    {
        module
            .Services.AddSingleton<Profiles>()
            .AddSingleton<OpenBooks>()
            .AddSingleton<Owners>()
            .AddSingleton<EntryRates>()
            .AddSingleton<Purchases>()
            .AddSingleton<KnownBooks>()
            .AddSingleton<RecordingGroup>()
            .AddSingleton<Recorder>()
            .AddSingleton<Understanding>();
        module
            .Handles<RecordExpensesHandler>()
            .Handles<RecordTextHandler>()
            .Handles<CorrectTextHandler>()
            .Handles<ChangeExpenseHandler>()
            .Handles<RemovalHandlers>()
            .Handles<EntryHandlers>()
            .Handles<FindExpensesHandler>()
            .Handles<AllExpensesHandler>()
            .Handles<CategoryHandlers>()
            .Handles<LimitHandlers>()
            .Handles<BookHandlers>()
            .Handles<SpendingHandler>()
            .Handles<RecurringHandlers>()
            .Handles<ExpenseRecordsHandler>()
            .Handles<PhotoHandlers>()
            .Consumes<OnProfileChanged>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Job<RecurringJob>()
            .Job<JoinEqualCategories>()
            .Job<ForgetPhotos>();
    }

    /// <summary>Recomputes the sums by day from the entries and answers what differs, in sentences; nothing when all is well.</summary>
    public static Task<IReadOnlyList<string>> Verify(IServiceProvider services, CancellationToken cancel) =>
        Verification.Run(services.GetRequiredService<Database<ExpensesModule>>(), cancel);

    /// <summary>How much there is of what <see cref="Verify"/> recounts.</summary>
    public static async Task<IReadOnlyList<(string Of, long Count)>> Counts(IServiceProvider services, CancellationToken cancel)
    {
        await using var command = services
            .GetRequiredService<Database<ExpensesModule>>()
            .Source.CreateCommand("select (select count(*) from book), (select count(*) from expense where deleted_at is null)");
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancel);
        await rows.ReadAsync(cancel);
        return [("books", rows.GetInt64(0)), ("entries", rows.GetInt64(1))];
    }

    /// <summary>Gives every person who has no entries yet a believable year of them, the same for the same seed.</summary>
    /// <param name="progress">Told the number of entries written so far.</param>
    public static Task LoadDemo(
        IServiceProvider services,
        IReadOnlyList<PersonId> people,
        int entriesEach,
        int seed,
        IProgress<int>? progress,
        CancellationToken cancel
    ) => ActivatorUtilities.CreateInstance<DemoYear>(services).Load(people, entriesEach, seed, progress, cancel);
}
