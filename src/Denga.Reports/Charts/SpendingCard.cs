using Denga.Contracts.Expenses;

namespace Denga.Reports.Charts;

/// <summary>What the picture of a spending report shows. Both days included.</summary>
/// <param name="Before">The period that <paramref name="Now"/> is compared with.</param>
/// <param name="Names">Names of built-in categories by key, in the language of the picture; own categories bring theirs.</param>
/// <param name="IsRunning">The period is not over: <paramref name="Before"/> has the same days only.</param>
/// <param name="Language"><c>ru</c>; anything else is English.</param>
internal sealed record SpendingCard(
    DateOnly From,
    DateOnly To,
    SpendingAnswer Now,
    SpendingAnswer Before,
    IReadOnlyDictionary<string, string> Names,
    string Language,
    bool Dark,
    bool IsRunning = false
);
