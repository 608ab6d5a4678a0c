using Denga.Contracts;

namespace Denga.Expenses.Parsing;

internal enum TokenKind : byte
{
    Word,
    Number,

    /// <summary>A number written like a day of a year: <see cref="Token.Year"/>, <see cref="Token.Month"/>, <see cref="Token.DayOfMonth"/>.</summary>
    Day,
    Time,
    Symbol,
    Tag,
    Account,

    /// <summary>"x2": so many of it, <see cref="Token.Value"/>.</summary>
    Times,

    /// <summary>Digits that are no amount: a telephone, a card, an address, a version.</summary>
    Noise,
}

/// <summary>A piece of a line: its place in the cleaned text and all that it can mean. Once the lexer is done it does not change.</summary>
internal struct Token
{
    internal TokenKind Kind;
    internal int Start;
    internal int End;

    /// <summary>White space stands before it.</summary>
    internal bool Space;
    internal Sense? Sense;
    internal decimal Value;

    /// <summary>The other reading of "1,250", or 0.</summary>
    internal decimal Other;
    internal bool TooLarge;
    internal bool IsWhole;

    /// <summary>Written in words.</summary>
    internal bool InWords;

    /// <summary>"12к", "две тысячи".</summary>
    internal bool IsMultiplied;

    /// <summary>"5м": metres or millions.</summary>
    internal bool IsDoubtful;

    /// <summary>"12.05": may be a day.</summary>
    internal bool MayBeDay;

    /// <summary>Leading zero: "05".</summary>
    internal bool HasZero;
    internal Currency? Currency;

    /// <summary>The currency word has several meanings.</summary>
    internal string? Currencies;
    internal bool UnknownCurrency;

    /// <summary>The code of a currency that is no longer in use.</summary>
    internal string? GoneCurrency;
    internal int Year;
    internal int Month;
    internal int DayOfMonth;
    internal byte Digits;

    internal readonly bool HasCurrency => Currency is not null || UnknownCurrency || GoneCurrency is not null;

    internal readonly bool Is(Role role) => Sense is not null && Sense.Is(role);

    internal readonly bool Is(Role one, Role other) => Sense is not null && (Sense.Is(one) || Sense.Is(other));

    internal readonly bool Is(Role one, Role two, Role three, Role four = Role.None) =>
        Sense is not null && (Sense.Is(one) || Sense.Is(two) || Sense.Is(three) || Sense.Is(four));
}
