using Denga.Contracts;

namespace Denga.Expenses.Parsing;

/// <summary>A line cut into tokens, as the rules see it: it does not change while it is read. One per thread, used again.</summary>
internal sealed class Line
{
    private char[] text = new char[512];
    private char[] low = new char[512];
    private Token[] tokens = new Token[256];
    private int length;
    private Roles roles;
    private int kinds;

    internal Writer Writer { get; private set; }
    internal bool English { get; private set; }

    /// <summary>Everyday prices in the writer's currency have two digits and more.</summary>
    internal bool HasSmallUnits { get; private set; }
    internal int Count { get; private set; }

    /// <summary>A telephone or a card is in it.</summary>
    internal bool HadPhone { get; private set; }
    internal ReadOnlySpan<char> Text => text.AsSpan(0, length);
    internal DateOnly Today => Writer.Today;
    internal ref readonly Token this[int i] => ref tokens[i];

    internal void Cut(ReadOnlySpan<char> clean, Writer writer)
    {
        length = clean.Length;
        if (text.Length < length)
            (text, low) = (new char[length], new char[length]);
        if (tokens.Length < length + 1)
            tokens = new Token[length + 1];
        clean.CopyTo(text);
        for (var i = 0; i < length; i++)
        {
            var lower = char.ToLowerInvariant(clean[i]);
            low[i] = lower == 'ё' ? 'е' : lower;
        }
        (Writer, English, HasSmallUnits) = (writer, writer.IsEnglish, Vocabulary.HasSmallUnits(writer.Currency));
        var lexer = new Lexer(Text, low.AsSpan(0, length), tokens, writer);
        Count = lexer.Read();
        HadPhone = lexer.HadPhone;
        (roles, kinds) = (default, 0);
        foreach (ref readonly var token in tokens.AsSpan(0, Count))
        {
            kinds |= 1 << (int)token.Kind;
            if (token.Sense is { } sense)
                roles.Add(sense.Roles);
        }
    }

    /// <summary>False outside the line, too.</summary>
    internal bool Is(int i, Role role) => (uint)i < (uint)Count && tokens[i].Is(role);

    internal bool Is(int i, Role one, Role other) => (uint)i < (uint)Count && tokens[i].Is(one, other);

    internal bool IsWord(int i) => (uint)i < (uint)Count && tokens[i].Kind == TokenKind.Word;

    internal bool IsNumber(int i) => (uint)i < (uint)Count && tokens[i].Kind == TokenKind.Number;

    /// <summary>Nothing but a symbol stands there.</summary>
    internal bool IsSymbol(int i, char c) => Symbol(i) == c;

    /// <summary>The symbol that a token is, or zero.</summary>
    internal char Symbol(int i) => (uint)i < (uint)Count && tokens[i].Kind == TokenKind.Symbol ? text[tokens[i].Start] : '\0';

    /// <summary>The symbol is stuck to what stands before it.</summary>
    internal bool IsStuckSymbol(int i, char c) => IsSymbol(i, c) && !tokens[i].Space;

    internal ReadOnlySpan<char> Written(int i) => text.AsSpan(tokens[i].Start, tokens[i].End - tokens[i].Start);

    /// <summary>In lower case, with е for ё.</summary>
    internal ReadOnlySpan<char> Low(int i) => low.AsSpan(tokens[i].Start, tokens[i].End - tokens[i].Start);

    internal int Length(int i) => tokens[i].End - tokens[i].Start;

    /// <summary>One of its words has that role.</summary>
    internal bool Has(Role role) => roles.Has(role);

    /// <summary>There is a token of that kind.</summary>
    internal bool Has(TokenKind kind) => (kinds >> (int)kind & 1) != 0;

    internal bool HasCurrency()
    {
        for (var i = 0; i < Count; i++)
            if (tokens[i].Currency is not null)
                return true;
        return false;
    }

    internal bool HasContent() => Has(TokenKind.Word) || Has(TokenKind.Number) || Has(TokenKind.Day);

    internal bool IsLatin(int i) => text[tokens[i].Start] < 128;

    internal bool EndsWithQuestion() => text[length - 1] == '?' || length > 1 && text[length - 1] == ')' && text[length - 2] == '?';
}
