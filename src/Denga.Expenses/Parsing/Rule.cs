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
        for (var i = 0; i < line.Count; i++)
        {
            if (skipUsed && !draft.IsFree(i))
                continue;
            ref readonly var token = ref line[i];
            if (token.Kind == TokenKind.Word && token.Sense is null)
                continue;
            foreach (ref readonly var rule in table)
                if (token.Kind == rule.Kind && (rule.Role == Role.None || token.Sense!.Is(rule.Role)) && rule.Apply(line, draft, i))
                    break;
            if (draft.Refused is not null)
                return;
        }
    }
}
