namespace Denga.Expenses.Parsing;

/// <summary>The words that are left for the note. <paramref name="First"/> is -1 where there are none.</summary>
internal readonly record struct NoteWords(int First, int Count, bool HasPronoun)
{
    internal static NoteWords Of(Line line, Draft draft)
    {
        var (first, count, hasPronoun) = (-1, 0, false);
        for (var i = 0; i < line.Count; i++)
        {
            if (line[i].Kind != TokenKind.Word || !draft.IsFree(i))
                continue;
            if (first < 0)
                first = i;
            count++;
            hasPronoun |= line[i].Is(Role.Pronoun);
        }
        return new NoteWords(first, count, hasPronoun);
    }
}
