using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Panel.App.Live;

/// <summary>What is said on an open page when something happens.</summary>
internal static class NoticeTexts
{
    internal static readonly Text CameIn = new("Пришло {0}. Теперь на счёте {1}.", "{0} came in. The account holds {1} now.");

    /// <summary>Null when there is nothing to say: what a person did himself he sees anyway.</summary>
    internal static string? Of(IEvent happened, Visit visit)
    {
        if (happened is not MoneyMoved moved)
            return null;
        var mine = moved.Legs.Where(leg => leg.Person == visit.Me.Id).ToList();
        return mine.Count > 0 && mine.All(leg => leg.Amount.Minor > 0)
            ? visit.Say(CameIn, Show.Amount(mine[0].Amount, visit.Language), Show.Amount(mine[0].BalanceAfter, visit.Language))
            : null;
    }
}
