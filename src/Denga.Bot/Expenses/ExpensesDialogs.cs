using Denga.Bot.Engine;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bot.Expenses;

/// <summary>Entries: writing, changing, finding, limiting and repeating them.</summary>
internal static class ExpensesDialogs
{
    internal static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<EntryAnswers>();
        module
            .Dialog<EntryDialog>()
            .Dialog<ChangeDialog>()
            .Dialog<PhotoDialog>()
            .Dialog<ListDialog>()
            .Dialog<LimitsDialog>()
            .Dialog<CategoriesDialog>()
            .Dialog<RecurringDialog>()
            .Dialog<CancelDialog>();
    }
}
