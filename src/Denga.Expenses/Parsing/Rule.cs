using System.Numerics;

namespace Denga.Expenses.Parsing;

/// <summary>What a rule does at a token. True when it fits: then it has used its tokens and said what they mean, and no later rule of the
/// table is asked about this token.</summary>
internal delegate bool TokenRule(Line line, Draft draft, int i);

/// <summary>A row of a table of rules: an example as its name, where it may begin, what it does.</summary>
internal readonly record struct Rule(string Name, TokenKind Kind, Role Role, TokenRule Apply)
{
    internal Rule(string name, TokenKind kind, TokenRule apply)
        : this(name, kind, Role.None, apply) { }

    internal Rule(string name, Role role, TokenRule apply)
        : this(name, TokenKind.Word, role, apply) { }

    /// <summary>From the first token to the last, at each the first rule that fits; until the line is refused.</summary>
    internal static void ApplyAll(ReadOnlySpan<Rule> table, Line line, Draft draft, bool skipUsed)
    {
        // Most lines have no word for most rules.
        var active = 0UL;
        for (var r = 0; r < table.Length; r++)
            if (table[r].Role == Role.None ? line.Has(table[r].Kind) : line.Has(table[r].Role))
                active |= 1UL << r;
        if (active == 0)
            return;
        for (var i = 0; i < line.Count; i++)
        {
            if (skipUsed && !draft.IsFree(i))
                continue;
            ref readonly var token = ref line[i];
            for (var rest = active; rest != 0; rest &= rest - 1)
            {
                ref readonly var rule = ref table[BitOperations.TrailingZeroCount(rest)];
                if (token.Kind == rule.Kind && (rule.Role == Role.None || token.Is(rule.Role)) && rule.Apply(line, draft, i))
                    break;
            }
            if (draft.Refused is not null)
                return;
        }
    }
}
