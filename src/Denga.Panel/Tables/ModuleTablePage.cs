using Denga.Contracts;
using Denga.Platform.Modules;
using Microsoft.AspNetCore.Components;

namespace Denga.Panel.Tables;

/// <summary>A table over an operation that each module answers for itself: of one module, or of all that answer. One that is off has nothing; one that is
/// silent is told of on the page of queues.</summary>
public abstract class ModuleTablePage<TRow> : TablePage<TRow>
    where TRow : notnull
{
    private protected const string Module = "module";

    [Inject]
    private protected ModuleNames Modules { get; set; } = null!;

    private protected Filter ModuleFilter => new(Module, TableTexts.Module, [.. Modules.All.Select(m => (m, m))]);

    /// <summary>As <see cref="TablePage{TRow}.Load"/>, of one module, the newest first.</summary>
    private protected abstract Task<Result<Page<TRow>>> LoadOf(string module, TableState state);

    /// <summary>Greater, by its characters, for what is newer, in whichever module; of lists in pages it is the cursor.</summary>
    private protected abstract string Rank(TRow row);

    private protected sealed override async Task<Result<Page<TRow>>> Load(TableState state)
    {
        var modules = state[Module] is { } one ? [one] : Modules.All;
        var answers = await Task.WhenAll(modules.Select(module => LoadOf(module, state)));
        var pages = answers.Where(a => a.IsOk).Select(a => a.Value).ToList();
        // A module has more below the last row of its page: what others have down there comes with the next page.
        var end = pages.Where(p => p.Next is not null).Select(p => Rank(p.Items[^1])).Max(StringComparer.Ordinal);
        var rows = pages
            .SelectMany(p => p.Items)
            .Where(row => end is null || string.CompareOrdinal(Rank(row), end) >= 0)
            .OrderByDescending(Rank, StringComparer.Ordinal)
            .ToList();
        return rows.Count == 0 && answers.FirstOrDefault(a => !a.IsOk && a.Error.Code != "module.off") is { IsOk: false } silent
            ? silent.Error
            : new Page<TRow>(rows, end);
    }
}
