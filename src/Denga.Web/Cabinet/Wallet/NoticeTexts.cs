using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>What is said on an open page when something happens.</summary>
internal static class NoticeTexts
{
    internal static readonly Text CameIn = new("Пришло {0}. Теперь на счёте {1}.", "{0} came in. The account holds {1} now.");

    internal static readonly Text Scheduled = new(
        "Платёж по расписанию на {0} не прошёл. {1}",
        "A scheduled payment of {0} was refused. {1}"
    );
    internal static readonly Text FellBelow = new("Курс {0} ниже {1}: сейчас {2} {3}.", "{0} is below {1}: {2} {3} now.");
    internal static readonly Text RoseAbove = new("Курс {0} выше {1}: сейчас {2} {3}.", "{0} is above {1}: {2} {3} now.");

    internal static string Of(ScheduleFailed failed, Visit visit) =>
        visit.Say(Scheduled, Words.Exact(failed.Amount, visit.Language), visit.Say(failed.Refusal));

    internal static string Of(RateCrossed crossed, Visit visit) =>
        visit.Say(
            crossed.Side == AlertSide.Below ? FellBelow : RoseAbove,
            crossed.Of.Code,
            Words.Rate(crossed.Mark, visit.Language),
            Words.Rate(crossed.Rate, visit.Language),
            CurrencySign.Of(crossed.In)
        );

    /// <summary>Null when there is nothing to say: what a person did himself he sees anyway.</summary>
    internal static string? Of(MoneyMoved moved, Visit visit)
    {
        var mine = moved.Legs.Where(leg => leg.Person == visit.Me.Id).ToList();
        return mine.Count > 0 && mine.All(leg => leg.Amount.Minor > 0)
            ? visit.Say(CameIn, Words.Exact(mine[0].Amount, visit.Language), Words.Exact(mine[0].BalanceAfter, visit.Language))
            : null;
    }
}
