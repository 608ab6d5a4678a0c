using Denga.Expenses.Books;
using Denga.Expenses.Budgets;
using Denga.Expenses.Editing;
using Denga.Expenses.OwnCategories;
using Denga.Expenses.Recording;
using Denga.Expenses.Repeating;
using Denga.Expenses.Search;
using Denga.Expenses.Sums;
using Denga.Expenses.Texts;
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
            .AddSingleton<EntryRates>()
            .AddSingleton<Purchases>()
            .AddSingleton<RecordingGroup>()
            .AddSingleton<Recorder>()
            .AddSingleton<Understanding>();
        module
            .Handles<RecordExpensesHandler>()
            .Handles<RecordTextHandler>()
            .Handles<SpendingHandler>()
            .Consumes<OnProfileChanged>()
            .Job<RecurringJob>();
    }
}
