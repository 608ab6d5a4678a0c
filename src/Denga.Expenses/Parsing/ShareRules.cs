namespace Denga.Expenses.Parsing;

/// <summary>A bill that several people share: "на троих", "пополам с @masha", "split 3 ways".</summary>
internal static class ShareRules
{
    private static readonly Rule[] Table =
    [
        new("for three", Role.ForPeople, ForEaters),
        new("half of dinner", Role.Half, HalfOf),
        new("на троих", Role.Among, Among),
        new("нас двое", Role.Heads, (line, draft, i) => line.Is(i - 1, Role.Us) && (draft.IsShareOpen = true)),
        new("ужин втроем", Role.InCompany, InCompany),
        new("пополам", Role.Share, Shared),
        new("halved", Role.Halved, (_, draft, _) => draft.IsShareOpen = true),
        new("in half", Role.Half, InHalf),
        new("3 ways", TokenKind.Number, Ways),
        new("50/50", TokenKind.Number, FiftyFifty),
    ];

    internal static void Apply(Line line, Draft draft)
    {
        if (!IsWhole(line))
            Rule.ApplyAll(Table, line, draft, skipUsed: false);
    }

    /// <summary>"my treat", "no split", "не делим", "banana split", "my part 6": all of it is the writer's.</summary>
    private static bool IsWhole(Line line)
    {
        for (var i = 0; i < line.Count; i++)
            if (line.Is(i, Role.NotShared, Role.OwnPart) || line.Is(i, Role.Share) && line.Is(i - 1, Role.Not))
                return true;
        return false;
    }

    private static bool ForEaters(Line line, Draft draft, int i)
    {
        if (!line.English || PeopleAt(line, draft, i + 1, out var eaters) is not (> 0 and var end))
            return false;
        draft.Share(i, end, eaters, doubt: true);
        return true;
    }

    /// <summary>"for three", "for 4 people"; not "for three days". Answers the last token, or 0.</summary>
    private static int PeopleAt(Line line, Draft draft, int i, out int people)
    {
        people = 0;
        if (!IsPeople(line, i, max: 20) || line[i].IsMultiplied)
            return 0;
        people = (int)line[i].Value;
        if (line.Is(i + 1, Role.People))
            return Numbers.CountFree(line, draft, i, i) > 0 ? i + 1 : 0;
        var isLast = i + 1 >= line.Count || line[i + 1].Kind == TokenKind.Symbol || draft[i + 1] == Use.Label;
        return line[i].InWords && isLast && Numbers.CountFree(line, draft, i, i) > 0 ? i : 0;
    }

    /// <summary>"half of dinner", "половину ужина", "моя половина".</summary>
    private static bool HalfOf(Line line, Draft draft, int i)
    {
        var isHalf = line.Is(i - 1, Role.Mine) || (line.Is(i, Role.HalfEnglish) ? line.Is(i + 1, Role.Of, Role.The) : line.IsWord(i + 1));
        if (!isHalf)
            return false;
        draft.Share(i, line.Is(i + 1, Role.Of) ? i + 1 : i, 2, doubt: true);
        return true;
    }

    private static bool InHalf(Line line, Draft draft, int i)
    {
        if (!line.Is(i, Role.HalfEnglish) || !line.Is(i - 1, Role.In))
            return false;
        draft.Share(i - 1, i, 2);
        return true;
    }

    /// <summary>"на троих", "на нас двоих", "на 3", "на 3-х", "на 4 человек".</summary>
    private static bool Among(Line line, Draft draft, int i)
    {
        var j = line.Is(i + 1, Role.Us) && i + 2 < line.Count ? i + 2 : i + 1;
        if (line.Is(j, Role.Together))
            draft.Share(line.Is(i - 1, Role.Divided) ? i - 1 : i, j, (int)line[j].Sense!.Number);
        else if (IsPeople(line, j) && line[j] is { IsMultiplied: false, MayBeDay: false })
            Numbered(line, draft, i, j);
        return true;
    }

    /// <summary>"скинулись втроем"; without such a word it only says who was there.</summary>
    private static bool InCompany(Line line, Draft draft, int i)
    {
        draft.Share(i, i, (int)line[i].Sense!.Number, doubt: !line.Has(Role.ShareVerb));
        for (var k = 0; k < line.Count; k++)
            if (line.Is(k, Role.ShareVerb))
                draft[k] = Use.Share;
        return true;
    }

    private static void Numbered(Line line, Draft draft, int i, int j)
    {
        var last = j;
        if (line.IsSymbol(j + 1, '-') && line.Is(j + 2, Role.PeopleSuffix))
            last = j + 2;
        else if (line.Is(j + 1, Role.PeopleSuffix) && !line[j + 1].Space)
            last = j + 1;
        var isSuffixed = last > j;
        var hasPeople = line.Is(last + 1, Role.People);
        if (hasPeople)
            last++;
        else if (isSuffixed && line.Is(last + 1, Role.Unit))
            return;
        var isAfterAmount = line.IsNumber(i - 1) && line[i - 1].Value > line[j].Value;
        if (isAfterAmount && (hasPeople || isSuffixed || !line.IsWord(last + 1)))
            draft.Share(i, last, (int)line[j].Value);
        else if (isSuffixed || hasPeople && Numbers.CountFree(line, draft, j, j) > 0)
            draft.Share(i, last, (int)line[j].Value, doubt: hasPeople);
    }

    /// <summary>"split 90 dinner 3 ways".</summary>
    private static bool Ways(Line line, Draft draft, int i)
    {
        if (!line.Has(Role.Split) || !line.Is(i + 1, Role.Ways) || !draft.IsFree(i) || !IsPeople(line, i))
            return false;
        draft.Share(i, i + 1, (int)line[i].Value);
        for (var k = 0; k < i; k++)
            if (line.Is(k, Role.Split))
                draft[k] = Use.Share;
        return true;
    }

    private static bool FiftyFifty(Line line, Draft draft, int i)
    {
        if (line[i].Value != 50 || !line.IsSymbol(i + 1, '/') || !line.IsNumber(i + 2) || line[i + 2].Value != 50)
            return false;
        draft.Share(i, i + 2, 2);
        Partners(line, draft, i + 3);
        return true;
    }

    private static bool Shared(Line line, Draft draft, int i)
    {
        if (line.Is(i, Role.SharedWithSomebody) && !line.Is(i + 1, Role.ShareTo))
            ShareWithSomebody(line, draft, i);
        else if (HowMany(line, i) is (var last, var people, var isSaid))
            Shared(line, draft, i, last, people, isSaid);
        return true;
    }

    private static void Shared(Line line, Draft draft, int i, int last, int people, bool isSaid)
    {
        var halves = line.Is(i, Role.Halves);
        var first = line.Is(i - 1, Role.ShareVerb) ? i - 1 : i;
        if (isSaid)
        {
            if (line.Is(last + 1, Role.People))
                last++;
            var others = Partners(line, draft, last + 1);
            if (others == 0 && halves && first > 1 && line.Is(first - 2, Role.Partner) && !line.Is(first - 2, Role.PartnerEnglish))
                Partners(line, draft, first - 2);
            draft.Share(first, last, Math.Max(people, others + 1));
        }
        else if (line.Is(i, Role.ChippedIn))
        {
            if (!line.Has(Role.PriceOfOne) && !line.Has(Role.Equally))
                ShareWithSomebody(line, draft, i);
        }
        else if (line.Is(i, Role.Equally))
        {
            var others = PartnersAnywhere(line, draft);
            if (others == 0)
                draft.Share(i, i, 2, doubt: true);
            else
                draft.Share(first, last, others + 1);
        }
        else if (line.Is(i, Role.Split) && FindPartnerWord(line, i + 1) is > 0 and var with)
        {
            var others = Partners(line, draft, with);
            draft.Share(i, i, Math.Max(2, others + 1));
        }
        else
            draft.IsShareOpen |= line.Is(i, Role.ShareVerb);
    }

    /// <summary>How many people share, as the words after the verb say; null where another rule reads them.</summary>
    private static (int Last, int People, bool IsSaid)? HowMany(Line line, int i)
    {
        var j = i + 1;
        if (line.Is(i, Role.Halves))
            return (i, 2, true);
        if (line.Is(j, Role.ShareInto))
        {
            var with = line.Is(j, Role.PartnerEnglish);
            if (IsPeople(line, j + 1))
                return (j + 1, (int)line[j + 1].Value + (with ? 1 : 0), true);
            if (line.Is(j + 1, Role.HalfEnglish))
                return (j + 1, 2, true);
            if (line.Is(j + 1, Role.Together) && !with)
                return null;
            return (i, 2, with);
        }
        if (IsPeople(line, j) && line.Is(j + 1, Role.People))
            return (j, (int)line[j].Value, true);
        if (line.Is(j, Role.Evenly))
            return (j, 2, true);
        return (i, 2, line.Is(i, Role.Split) && j >= line.Count);
    }

    private static int FindPartnerWord(Line line, int from)
    {
        for (var k = from; k < line.Count; k++)
            if (line.Is(k, Role.PartnerEnglish))
                return k;
        return 0;
    }

    /// <summary>"скинулись с ребятами 3000": his share, or all of it.</summary>
    private static void ShareWithSomebody(Line line, Draft draft, int i)
    {
        if (PartnersAnywhere(line, draft) is > 0 and var others)
            draft.Share(i, i, others + 1, doubt: true);
    }

    /// <summary>"с Петей", wherever it stands in the line.</summary>
    private static int PartnersAnywhere(Line line, Draft draft)
    {
        for (var k = 0; k < line.Count; k++)
            if (draft.IsFree(k) && Partners(line, draft, k) is > 0 and var others)
                return others;
        return 0;
    }

    /// <summary>"с @masha", "with Bob and Ann": who shares. Answers how many.</summary>
    private static int Partners(Line line, Draft draft, int i)
    {
        if (!line.Is(i, Role.Partner) || i + 1 >= line.Count)
            return 0;
        draft[i] = Use.Share;
        if (line.IsWord(i + 1))
            return Named(line, draft, i + 1);
        var labels = 0;
        for (var k = i + 1; k < line.Count; k++)
        {
            if (line[k].Kind == TokenKind.Account)
                labels++;
            else if (!(line.Is(k, Role.And) || line.IsSymbol(k, ',')) || k + 1 >= line.Count || line[k + 1].Kind != TokenKind.Account)
                break;
            draft[k] = Use.Share;
        }
        return labels;
    }

    private static int Named(Line line, Draft draft, int k)
    {
        draft[k] = Use.Share;
        if (line.Is(k, Role.Possessive) && line.IsWord(k + 1))
            draft[++k] = Use.Share;
        var people = 1;
        for (k++; line.Is(k, Role.And) && line.IsWord(k + 1); k += 2, people++)
            draft.Take(k, k + 1, Use.Share);
        return people;
    }

    private static bool IsPeople(Line line, int i, int max = 50) =>
        line.IsNumber(i) && line[i] is { IsWhole: true, Value: >= 2, Currency: null } number && number.Value <= max;
}
