using Denga.Contracts.Expenses;
using Denga.Expenses.Categories;

namespace Denga.Expenses.Parsing;

/// <summary>The people of a line, by their place and their case endings: who paid, and whom.</summary>
internal static class Payers
{
    /// <summary>"оплата от клиента", "с ученика 1500", "заказчик перевел", "client paid".</summary>
    internal static bool IsPaidTo(Line line)
    {
        for (var i = 0; i < line.Count; i++)
            if (line.Is(i, Role.Payer) && (line.Is(i - 1, Role.From) || IsFrom(line, i) || Pays(line, i) || IsPaidBy(line, i)))
                return true;
        return false;
    }

    private static bool IsFrom(Line line, int i) => line.Is(i - 1, Role.Partner) && !line.Is(i - 1, Role.PartnerEnglish);

    private static bool Pays(Line line, int i)
    {
        if (i > 0 && IsPreposition(line, i - 1))
            return false;
        for (var k = i + 1; k <= i + (line.IsLatin(i) ? 1 : 3); k++)
            if ((line.Is(k, Role.SentMoney, Role.GaveMoney) || line.Is(k, Role.Paid)) && !line.Is(k, Role.HandedIn))
                return true;
        return false;
    }

    /// <summary>"заплатили хозяева"; "оплатил клиента" went to him.</summary>
    private static bool IsPaidBy(Line line, int i) =>
        line.Is(i - 1, Role.SentMoney) && !line.Is(i - 1, Role.HandedIn) && line.Low(i)[^1] != 'а' && !line.IsLatin(i);

    /// <summary>"перевела мама", "скинул Димон"; "скинул Димону" went to him.</summary>
    internal static bool IsGiverAfter(Line line, int i) =>
        line.IsWord(i) && !line.IsLatin(i) && (line.Is(i, Role.Giver) || IsName(line, i) && !IsDative(line.Low(i)));

    /// <summary>"консультация клиент": who pays stands there, and no verb.</summary>
    internal static bool HasPayer(Line line)
    {
        for (var i = 0; i < line.Count; i++)
            if (line.Is(i, Role.Payer) && !line.IsLatin(i) && !IsPreposition(line, i - 1))
                return true;
        return false;
    }

    /// <summary>"сдала кровь, получила 1500": by others, for what the writer did.</summary>
    internal static bool IsWorkPaid(Line line, in Amount amount)
    {
        var isDone = false;
        for (var i = 0; i < line.Count; i++)
        {
            if (isDone && line.Is(i, Role.WorkPaid) && amount.IsBeside(i))
                return true;
            isDone |= line.Is(i, Role.DidWork, Role.DidPerhaps) || line.Is(i, Role.HandedIn) && !line.Has(Role.BackAgain);
        }
        return false;
    }

    internal static bool IsPreposition(Line line, int i) => line.IsWord(i) && line.Length(i) <= 3;

    /// <summary>"от ООО Ромашка"; not "от 15.11".</summary>
    internal static bool HasSender(Line line)
    {
        for (var i = 0; i < line.Count; i++)
            if (line.Is(i, Role.From) && line.IsWord(i + 1))
                return true;
        return false;
    }

    /// <summary>"Мария К.": a person in a bank's message.</summary>
    internal static bool HasInitial(Line line)
    {
        for (var i = 1; i < line.Count; i++)
            if (line.IsWord(i) && line.Length(i) == 1 && char.IsUpper(line.Written(i)[0]) && IsName(line, i - 1))
                return true;
        return false;
    }

    /// <summary>"Маша скинула": somebody else sent it.</summary>
    internal static bool IsSubject(Line line, in NoteWords words, int i) =>
        i == words.First && IsName(line, i) && !line.Is(i, Role.Pronoun) && !IsDative(line.Low(i));

    /// <summary>"Маше", "Ивану": who was given it, and did not give it.</summary>
    private static bool IsDative(ReadOnlySpan<char> name) => name[^1] is 'е' or 'у' or 'ю' or 'и';

    /// <summary>"сварщику аванс": somebody who is not known by name; not "за работу".</summary>
    internal static bool HasDative(Line line, Draft draft)
    {
        for (var i = 0; i < line.Count; i++)
            if (
                line.IsWord(i)
                && draft.IsFree(i)
                && line[i].Sense is null
                && line.Length(i) > 3
                && line.Low(i)[^1] is 'у' or 'ю'
                && !IsPreposition(line, i - 1)
            )
                return true;
        return false;
    }

    /// <summary>"ученик заплатил", "бабуля дала": a word in the nominative that nothing else is known of. "Маме дала", "интернет оплатил" are not.</summary>
    internal static bool IsPerson(Line line, in NoteWords words, int i)
    {
        if (i != words.First || !line.IsWord(i) || line.IsLatin(i) || line.Length(i) < 3)
            return false;
        var low = line.Low(i);
        return !IsDative(low)
            && low[^1] is not ('о' or 'ы' or 'м')
            && line[i].Sense is null
            && Keywords.Find(low.ToString(), EntryKind.Expense) is null;
    }

    /// <summary>"Марии П.".</summary>
    internal static bool IsName(Line line, int i) =>
        line.IsWord(i) && line.Length(i) > 1 && char.IsUpper(line.Written(i)[0]) && char.IsLower(line.Written(i)[1]);

    internal static bool HasGiver(Line line)
    {
        for (var i = 1; i < line.Count; i++)
            if (line.Is(i, Role.Giver) && line.Is(i - 1, Role.BeforeGiver))
                return true;
        return false;
    }
}
