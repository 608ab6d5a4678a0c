using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Budgets;

/// <summary>A month of a person, which may start on any day from the 1st to the 28th; both days belong to it.</summary>
internal readonly record struct Period(DateOnly From, DateOnly To)
{
    internal static Period Of(DateOnly day, int startDay)
    {
        var from = new DateOnly(day.Year, day.Month, startDay);
        if (from > day)
            from = from.AddMonths(-1);
        return new Period(from, from.AddMonths(1).AddDays(-1));
    }

    internal bool Contains(DateOnly day) => day >= From && day <= To;

    /// <summary>Where a limit stands on a day of this period.</summary>
    internal LimitState State(string category, Money amount, long spent, DateOnly today)
    {
        var elapsed = today.DayNumber - From.DayNumber + 1;
        var left = amount.Minor - spent;
        DateOnly? lastsUntil = null;
        if (left <= 0)
            lastsUntil = today;
        else if (spent > 0)
        {
            var days = (Int128)left * elapsed / spent;
            if (days < To.DayNumber - today.DayNumber)
                lastsUntil = today.AddDays((int)days);
        }
        return new LimitState(
            category.Length == 0 ? null : category,
            amount,
            new Money(spent, amount.Currency),
            Percent(spent, amount.Minor),
            From,
            To,
            lastsUntil,
            new Money(Math.Max(0, left) / (To.DayNumber - today.DayNumber + 1), amount.Currency)
        );
    }

    internal static int Percent(long spent, long amount) => (int)Int128.Clamp((Int128)spent * 100 / amount, 0, int.MaxValue);
}
