using System.Reflection;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Bot.Engine;

/// <summary>The dialogs that there are.</summary>
internal sealed class DialogRegistry
{
    private readonly Dictionary<string, Dialog> byWord;
    private readonly Dictionary<string, Dialog> byCommand = new(StringComparer.OrdinalIgnoreCase);

    public DialogRegistry(IEnumerable<Dialog> dialogs)
    {
        byWord = dialogs.ToDictionary(d => d.Word, StringComparer.Ordinal);
        foreach (var dialog in byWord.Values)
        foreach (var command in dialog.Commands)
            byCommand.Add(command, dialog);
        Default = byWord.Values.OfType<DefaultDialog>().Single();
        Photos = byWord.Values.OfType<PhotosDialog>().Single();
        Menu = [.. byWord.Values.SelectMany(d => d.Menu).OrderBy(c => c.Place)];
    }

    internal IReadOnlyCollection<Dialog> All => byWord.Values;

    internal DefaultDialog Default { get; }

    internal PhotosDialog Photos { get; }

    /// <summary>The commands as messengers list them.</summary>
    internal IReadOnlyList<MenuItem> Menu { get; }

    internal TDialog Of<TDialog>()
        where TDialog : Dialog => byWord.Values.OfType<TDialog>().Single();

    internal Dialog? ByWord(string word) => byWord.GetValueOrDefault(word);

    internal Dialog? ByCommand(string command) => byCommand.GetValueOrDefault(command);
}

internal static class DialogRegistration
{
    private static readonly MethodInfo Consumes = typeof(ModuleBuilder).GetMethod(nameof(ModuleBuilder.Consumes))!;

    /// <summary>The module has the dialog; of one that is live, also the consumer of the events that it watches.</summary>
    internal static ModuleBuilder Dialog<TDialog>(this ModuleBuilder module)
        where TDialog : Dialog
    {
        module.Services.AddSingleton<TDialog>();
        module.Services.AddSingleton<Dialog>(provider => provider.GetRequiredService<TDialog>());
        if (typeof(TDialog).IsSubclassOf(typeof(LiveDialog)))
            Consumes.MakeGenericMethod(typeof(WatchedEvents<>).MakeGenericType(typeof(TDialog))).Invoke(module, null);
        return module;
    }
}
