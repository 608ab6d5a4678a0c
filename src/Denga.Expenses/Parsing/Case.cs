using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>A line whose amount is chosen, before the verdict on it.</summary>
internal ref struct Case(Line line, Draft draft, in Amount amount)
{
    internal readonly Line Line = line;
    internal readonly Draft Draft = draft;

    /// <summary>The amount, in the line's own currency once that is known.</summary>
    internal Amount Amount = amount;

    /// <summary>The amount names its currency.</summary>
    internal readonly bool IsNamed = amount.Currency is not null;
    internal Currency Currency = amount.Currency ?? line.Writer.Currency;
    internal decimal Value = amount.Value;
    internal EntryKind Kind;
    internal bool SignDoubt;

    /// <summary>How many at that price; 0 where it is the price of all.</summary>
    internal decimal Times;
    internal readonly DateOnly Day = draft.Day ?? line.Today;

    /// <summary>The entry as it would be recorded.</summary>
    internal NewExpense Exact = null!;
    internal NoteWords Words;

    internal readonly NewExpense? Make(decimal value) => Note.Make(Line, Draft, Amount, value, Day, Kind, out _);

    internal readonly Reading Unsure(string reason, NewExpense? second = null) =>
        new Reading.Unsure(reason, second is null ? [Exact] : [Exact, second]);

    /// <summary>The entry with one sum or another.</summary>
    internal readonly Reading Either(string reason, decimal first, decimal second)
    {
        var choices = new List<NewExpense>(2);
        if (Make(first) is { } one)
            choices.Add(one);
        if (second > 0 && Make(second) is { } two)
            choices.Add(two);
        return new Reading.Unsure(reason, choices);
    }

    /// <summary>The entry in one of several currencies.</summary>
    internal readonly Reading Currencies(string codes)
    {
        var choices = new List<NewExpense>(4);
        foreach (var code in codes.Split(' '))
            if (Note.Make(Line, Draft, Amount with { Currency = Currency.Parse(code) }, Value, Day, Kind, out _) is { } choice)
                choices.Add(choice);
        return new Reading.Unsure("ambiguous_currency", choices);
    }

    /// <summary>Some digits that nothing says to be money.</summary>
    internal readonly bool IsBare => !IsNamed && !Amount.IsMultiplied && !Amount.Computed;
}
