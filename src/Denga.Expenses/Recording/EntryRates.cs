using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Rates;
using Denga.Platform.Operations;

namespace Denga.Expenses.Recording;

/// <summary>An amount in the main currency by the rate of its day, kept with its source.</summary>
internal readonly record struct Conversion(Money Converted, LockedRate? Rate);

/// <summary>Asks for rates before a transaction begins: nothing outside is asked while a book is locked.</summary>
internal sealed class EntryRates(IOperations operations)
{
    private const int AskedMax = 10_000;

    internal async ValueTask<Result<Conversion>> Convert(Money amount, DateOnly day, Currency main, CancellationToken cancel)
    {
        var converted = await Convert([(amount, day)], main, cancel);
        return converted.IsOk ? converted.Value[0] : converted.Error;
    }

    internal async ValueTask<Result<IReadOnlyList<Conversion>>> Convert(
        IReadOnlyList<(Money Amount, DateOnly Day)> amounts,
        Currency main,
        CancellationToken cancel
    )
    {
        var asked = amounts.Where(a => a.Amount.Currency != main).Select(a => (a.Amount.Currency, a.Day)).ToHashSet();
        var rates = await Of(asked, main, cancel);
        if (!rates.IsOk)
            return rates.Error;
        var converted = new List<Conversion>(amounts.Count);
        foreach (var (amount, day) in amounts)
        {
            if (Convert(amount, amount.Currency == main ? null : rates.Value[(amount.Currency, day)], main) is not { } one)
                return ExpensesErrors.AmountTooLarge;
            converted.Add(one);
        }
        return converted;
    }

    internal async ValueTask<Result<Dictionary<(Currency, DateOnly), LockedRate>>> Of(
        IReadOnlyCollection<(Currency From, DateOnly Day)> asked,
        Currency main,
        CancellationToken cancel
    )
    {
        var known = new Dictionary<(Currency, DateOnly), LockedRate>(asked.Count);
        foreach (var some in asked.Chunk(AskedMax))
        {
            var answer = await operations.Ask(new RatesInto(main, [.. some.Select(a => new RateAsked(a.From, a.Day))]), cancel);
            if (!answer.IsOk)
                return ExpensesErrors.NoRate(answer.Error);
            foreach (var (one, rate) in some.Zip(answer.Value))
                known[one] = new LockedRate(rate.Value, rate.Source, rate.Date, rate.IsStale);
        }
        return known;
    }

    /// <summary>Half of the smallest unit is rounded away from zero, as PostgreSQL does where it converts many at once. Null when it is too large.</summary>
    private static Conversion? Convert(Money amount, LockedRate? rate, Currency main)
    {
        if (rate is null)
            return new Conversion(amount, null);
        var most = (decimal)EntryRules.AmountMinorMax / main.UnitsPerOne;
        return amount.ToDecimal() > most / rate.Value
            ? null
            : new Conversion(amount.Convert(rate.Value, main, MidpointRounding.AwayFromZero), rate);
    }
}
