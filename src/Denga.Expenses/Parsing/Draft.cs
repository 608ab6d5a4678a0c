namespace Denga.Expenses.Parsing;

/// <summary>What a token was used for; what is kept belongs to the note.</summary>
internal enum Use : byte
{
    Note,

    /// <summary>Belongs to the note and is no amount: a part of something, a time zone's hours, the day of a coming event.</summary>
    Aside,
    Amount,
    Day,
    Share,
    Label,
    Dropped,
}

/// <summary>What the rules have found out about a line so far: which tokens are used and for what, the day, the share, and what is in doubt.</summary>
internal sealed class Draft
{
    private Use[] uses = new Use[256];

    /// <summary>The numbers of the line that may be its amount.</summary>
    internal Amount[] Amounts { get; } = new Amount[LineRules.AmountsMax];

    /// <summary>The day that the line names; null where it names none.</summary>
    internal DateOnly? Day { get; set; }

    /// <summary>The other reading of it.</summary>
    internal DateOnly? OtherDay { get; set; }
    internal bool DayDoubt { get; set; }

    /// <summary>The only number of the line may be the day of a month.</summary>
    internal bool IsOnlyDay { get; set; }
    internal bool MovedToLastYear { get; set; }

    /// <summary>The words of a day that may be something else: "wed gift", "1/4 курицы"; -1 where there are none.</summary>
    internal (int First, int Last) DayWords { get; set; }
    internal bool HadTime { get; set; }

    /// <summary>A bank's message about a card or an account.</summary>
    internal bool IsStatement { get; set; }
    internal int Shares { get; set; }
    internal bool ShareDoubt { get; set; }

    /// <summary>It is shared, and unless another word says so, not by how many.</summary>
    internal bool IsShareOpen { get; set; }

    /// <summary>Why the amount is asked.</summary>
    internal string? AmountDoubt { get; set; }

    /// <summary>Why the line cannot be kept.</summary>
    internal string? Refused { get; set; }

    internal ref Use this[int i] => ref uses[i];

    internal void Begin(int count)
    {
        if (uses.Length < count)
            uses = new Use[count];
        uses.AsSpan(0, count).Clear();
        (Day, OtherDay, DayDoubt, IsOnlyDay, MovedToLastYear, DayWords) = (null, null, false, false, false, (-1, -1));
        (HadTime, IsStatement, Shares, ShareDoubt, IsShareOpen, AmountDoubt, Refused) = (false, false, 0, false, false, null, null);
    }

    /// <summary>Nothing has taken it yet.</summary>
    internal bool IsFree(int i) => i >= 0 && uses[i] == Use.Note;

    internal void Take(int first, int last, Use use) => uses.AsSpan(first, last - first + 1).Fill(use);

    internal void AddDayChoice(DateOnly day) => (OtherDay, DayDoubt) = (day, true);

    internal void Share(int first, int last, int people, bool doubt = false)
    {
        Take(first, last, Use.Share);
        ShareDoubt |= doubt || Shares != 0 && Shares != people;
        Shares = people;
    }
}
