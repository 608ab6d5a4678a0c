using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>One line being read: tokens first, then what they are used for, then what is left as the note.</summary>
internal ref partial struct LineScan
{
    private const decimal AmountMax = 1_000_000_000_000m;
    private const int NoteMax = 500;
    private const int TagMax = 10;

    private readonly ReadOnlySpan<char> text;
    private readonly ReadOnlySpan<char> low;
    private readonly Span<Token> tokens;
    private readonly Writer writer;
    private readonly bool english;
    private int count;
    private int depth;
    private string? refused;
    private string? amountDoubt;
    private bool dayDoubt;
    private int doubtfulFirst;
    private bool movedToLastYear;
    private bool hadTime;

    /// <summary>A telephone or a card.</summary>
    private bool hadPhone;
    private DateOnly? foundDay;
    private DateOnly? otherDay;
    private int shares;
    private bool shareDoubt;

    /// <summary>The words of a day that may be something else: "wed gift", "1/4 курицы".</summary>
    private int dayWordsFirst;
    private int dayWordsLast;

    internal LineScan(ReadOnlySpan<char> text, ReadOnlySpan<char> low, Span<Token> tokens, Writer writer)
    {
        this.text = text;
        this.low = low;
        this.tokens = tokens;
        this.writer = writer;
        english = !string.Equals(writer.Language, "ru", StringComparison.OrdinalIgnoreCase);
        doubtfulFirst = dayWordsFirst = -1;
    }

    private readonly ReadOnlySpan<char> Low(int i) => tokens[i].Kind == TokenKind.Word ? low[tokens[i].Start..tokens[i].End] : default;

    internal Reading Read()
    {
        Tokenize();
        MergeNumbers();
        FindLabels();
        if (!HasContent())
            return new Reading.NotAnEntry();
        DropOpening();
        DropTimes();
        FindShares();
        FindDays();

        Span<Candidate> found = new Candidate[count > 64 ? 16 : 8];
        var n = Candidates(found);
        if (n == 0)
            return WithoutAmount();
        if (IsTalk())
            return new Reading.NotAnEntry();
        if (refused is not null)
            return new Reading.Refused(refused);

        if (IsChain(found[..n]))
            return Chain(found[..n]);
        if (SpokenPrice(found[..n]) is { } spoken)
            return spoken;
        var chosen = Choose(found[..n], out var remark);
        if (chosen == -1)
            return WithoutAmount();
        return chosen == -2 ? Several(found[..n]) : Finish(found[chosen], remark);
    }

    /// <summary>"кино 2*450 + попкорн 380": amounts with words between them, joined by a plus.</summary>
    private readonly bool IsChain(ReadOnlySpan<Candidate> all)
    {
        for (var i = 0; i + 1 < all.Length; i++)
            if (!IsSymbol(all[i].Last + 1, '+') || all[i + 1].HasCurrency && all[i + 1].Currency != all[i].Currency || all[i].TooLarge)
                return false;
        return all.Length > 1;
    }

    /// <summary>"five fifty", "a buck fifty": five and a half or five hundred and fifty.</summary>
    private Reading.Unsure? SpokenPrice(ReadOnlySpan<Candidate> all)
    {
        if (
            !english
            || all is []
            || all[^1] is not { InWords: true, HasCurrency: false, Computed: false, Value: >= 10 and < 100 }
            || all[^1].First == 0
        )
            return null;
        var last = all[^1];
        decimal ones;
        if (all.Length == 2 && all[0] is { InWords: true, HasCurrency: false, Value: >= 1 and <= 20 } first && first.Last == last.First - 1)
            ones = first.Value;
        else if (all.Length == 1 && Low(last.First - 1) is "buck" or "dollar" or "quid" or "pound" or "euro")
            ones = 1;
        else
            return null;
        last.First = all.Length == 2 ? all[0].First : last.First - 1;
        return Doubt(
            "ambiguous_amount",
            last,
            KindOf(last, out _),
            foundDay ?? writer.Today,
            ones + last.Value / 100,
            ones * 100 + last.Value
        );
    }

    /// <summary>The sum first, then each of the amounts.</summary>
    private Reading.Unsure Chain(ReadOnlySpan<Candidate> all)
    {
        var total = 0m;
        foreach (var candidate in all)
        {
            total += candidate.Value;
            for (var i = candidate.First; i <= candidate.Last; i++)
                tokens[i].Use = Use.Amount;
        }
        var sum = Make(all[0], total, foundDay ?? writer.Today, KindOf(all[0], out _), out _);
        foreach (var candidate in all)
            for (var i = candidate.First; i <= candidate.Last; i++)
                tokens[i].Use = Use.Note;
        var parts = Several(all);
        return sum is null ? parts : parts with { Choices = [sum, .. parts.Choices.Take(3)] };
    }

    private readonly bool HasContent()
    {
        for (var i = 0; i < count; i++)
            if (tokens[i].Kind is TokenKind.Word or TokenKind.Number or TokenKind.Day)
                return true;
        return false;
    }

    /// <summary>"1) …", "привет, запиши …": what stands before the entry.</summary>
    private void DropOpening()
    {
        if (
            count > 2
            && tokens[0] is { Kind: TokenKind.Number, IsWhole: true, Digits: <= 2, Currency: null }
            && (IsSymbol(1, ')') || IsSymbol(1, '.'))
            && !tokens[1].Space
            && tokens[2].Space
            && HasOtherNumber(1)
        )
            tokens[0].Use = tokens[1].Use = Use.Dropped;
        var i = 0;
        if (count > 2 && tokens[0].Is(Role.Chat) && tokens[1].Is(Role.Record) && HasOtherNumber(0))
        {
            tokens[0].Use = Use.Dropped;
            i = 1;
        }
        else if (count > 2 && tokens[0].Is(Role.Chat) && IsSymbol(1, ',') && HasOtherNumber(0))
        {
            tokens[0].Use = tokens[1].Use = Use.Dropped;
            i = 2;
        }
        if (i + 1 < count && tokens[i].Is(Role.Record) && HasOtherNumber(0))
        {
            tokens[i].Use = Use.Dropped;
            if (IsSymbol(i + 1, ':'))
                tokens[i + 1].Use = Use.Dropped;
        }
    }

    private void FindLabels()
    {
        for (var i = 0; i < count; i++)
            if (tokens[i].Kind is TokenKind.Tag or TokenKind.Account)
                tokens[i].Use = Use.Label;
    }

    /// <summary>"на троих", "пополам с @masha", "split 3 ways".</summary>
    private void FindShares()
    {
        if (IsNotShared())
            return;
        for (var i = 0; i < count; i++)
        {
            var word = Low(i);
            if (english && word is "for" && i + 1 < count && PeopleAt(i + 1, out var eaters) is > 0 and var end)
            {
                Share(i, end, eaters);
                shareDoubt = true;
            }
            else if (word is "half" or "половина" or "половину" or "половинка" && IsHalfOf(i))
            {
                Share(i, i + (i + 1 < count && Low(i + 1) is "of" ? 1 : 0), 2);
                shareDoubt = true;
            }
            else if (word is "на" && i + 1 < count)
            {
                var j = i + 1;
                if (Low(j) is "нас" && j + 1 < count)
                    j++;
                var people = Low(j) switch
                {
                    "двоих" => 2,
                    "троих" => 3,
                    "четверых" => 4,
                    "пятерых" => 5,
                    "шестерых" => 6,
                    "семерых" => 7,
                    "восьмерых" => 8,
                    "девятерых" => 9,
                    "десятерых" => 10,
                    _ => 0,
                };
                if (people > 0)
                    Share(i, j, people);
                else if (
                    tokens[j] is
                    { Kind: TokenKind.Number, IsWhole: true, Currency: null, Value: >= 2 and <= 50, IsMultiplied: false, MayBeDay: false }
                )
                    NumberedShare(i, j);
            }
            else if (word is "пополам" or "напополам" or "поровну" or "50/50" || tokens[i].Is(Role.Share))
                Shared(i);
            else if (word is "halved")
                shareDoubt = true;
            else if (word is "half" && i > 0 && Low(i - 1) is "in")
                Share(i - 1, i, 2);
            else if (
                tokens[i] is { Kind: TokenKind.Number, Value: 50 }
                && IsSymbol(i + 1, '/')
                && i + 2 < count
                && tokens[i + 2] is { Kind: TokenKind.Number, Value: 50 }
            )
            {
                Share(i, i + 2, 2);
                DropPartner(i + 3);
            }
        }
    }

    /// <summary>"на двоих, платил я": his share, or all that he paid.</summary>
    private readonly bool IsPaidByWriter()
    {
        for (var i = 0; i + 1 < count; i++)
            if (
                tokens[i].Is(Role.Spending) && Low(i + 1) is "я"
                || Low(i) is "я" && Low(i + 1) is "платил" or "платила" or "заплатил" or "заплатила" or "оплатил" or "оплатила"
            )
                return true;
        return false;
    }

    /// <summary>"my treat", "no split", "не делим": all of it is the writer's.</summary>
    private readonly bool IsNotShared()
    {
        for (var i = 0; i < count; i++)
            if (
                tokens[i].Sense is not null && tokens[i].Is(Role.NotShared)
                || i > 0 && tokens[i].Is(Role.Share) && tokens[i - 1].Is(Role.Not)
            )
                return true;
        return false;
    }

    /// <summary>"for three", "for 4 people"; not "for three days". Answers the last token, or 0.</summary>
    private readonly int PeopleAt(int i, out int people)
    {
        people = 0;
        if (tokens[i] is not { Kind: TokenKind.Number, IsWhole: true, Value: >= 2 and <= 20, Currency: null, IsMultiplied: false } number)
            return 0;
        people = (int)number.Value;
        var isLast = i + 1 >= count || tokens[i + 1].Kind == TokenKind.Symbol || tokens[i + 1].Use == Use.Label;
        if (i + 1 < count && tokens[i + 1].Is(Role.People))
            return CountAmounts(i, i) > 0 ? i + 1 : 0;
        return number.InWords && isLast && CountAmounts(i, i) > 0 ? i : 0;
    }

    /// <summary>"half of dinner", "половину ужина".</summary>
    private readonly bool IsHalfOf(int i) =>
        i > 0 && Low(i - 1) is "меня" or "моя"
        || i + 1 < count && (Low(i) is "half" ? Low(i + 1) is "of" or "the" : tokens[i + 1].Kind == TokenKind.Word);

    private void NumberedShare(int i, int j)
    {
        var last = j;
        if (last + 1 < count && IsSymbol(last + 1, '-') && last + 2 < count && Low(last + 2) is "х" or "ых" or "их")
            last += 2;
        else if (last + 1 < count && !tokens[last + 1].Space && Low(last + 1) is "х" or "ых" or "x")
            last++;
        var suffixed = last > j;
        var people = last + 1 < count && tokens[last + 1].Is(Role.People);
        if (people)
            last++;
        var afterAmount = i > 0 && tokens[i - 1].Kind == TokenKind.Number && tokens[i - 1].Value > tokens[j].Value;
        var atEnd = last + 1 >= count || tokens[last + 1].Kind != TokenKind.Word;
        if (suffixed && last + 1 < count && tokens[last + 1].Is(Role.Unit) && !people)
            return;
        if (afterAmount && (people || suffixed || atEnd))
            Share(i, last, (int)tokens[j].Value);
        else if (suffixed || people && CountAmounts(j, j) > 0)
        {
            Share(i, last, (int)tokens[j].Value);
            shareDoubt |= people;
        }
    }

    private void Shared(int i)
    {
        var word = Low(i);
        if (word is "shared" or "поделили" or "делили" && !HasShareWord(i))
        {
            ShareWithSomebody(i);
            return;
        }
        var first = i;
        var last = i;
        var people = 2;
        var said = word is "пополам" or "напополам";
        if (i > 0 && Low(i - 1) is "делим" or "поделили" or "разделили" or "делили" or "split" or "скинулись")
            first = i - 1;
        var j = i + 1;
        if (!said && j < count)
        {
            if (Low(j) is "by" or "between" or "among" or "in" or "на" or "with" or "into")
            {
                var with = Low(j) is "with";
                var k = j + 1;
                if (k < count && tokens[k] is { Kind: TokenKind.Number, IsWhole: true, Value: >= 2 and <= 50, Currency: null })
                {
                    people = (int)tokens[k].Value + (with ? 1 : 0);
                    last = k;
                    said = true;
                }
                else if (k < count && Low(k) is "half" or "two")
                {
                    last = k;
                    said = true;
                }
                else if (with)
                    said = true;
                else if (k < count && Low(k) is "двоих" or "троих" or "четверых" or "пятерых")
                    return;
            }
            else if (
                tokens[j] is { Kind: TokenKind.Number, IsWhole: true, Value: >= 2 and <= 50, Currency: null }
                && j + 1 < count
                && tokens[j + 1].Is(Role.People)
            )
            {
                people = (int)tokens[j].Value;
                last = j;
                said = true;
            }
            else if (Low(j) is "evenly" or "equally")
            {
                last = j;
                said = true;
            }
        }
        if (word is "split" && !said && i + 1 >= count)
            said = true;
        if (word is "скинулись" && !said)
        {
            if (!HasWord("по") && !HasWord("поровну"))
                ShareWithSomebody(i);
            return;
        }
        if (word is "поровну" && !said)
        {
            var others = PartnersAnywhere();
            said = others > 0;
            people = others + 1;
            if (!said)
            {
                Share(i, i, 2);
                shareDoubt = true;
                return;
            }
        }
        if (!said)
        {
            for (var k = i + 1; k < count && word is "split"; k++)
                if (Low(k) is "with")
                {
                    var others = DropPartner(k);
                    Share(i, i, Math.Max(2, others + 1));
                    return;
                }
            shareDoubt |= word is "split" or "делим" or "делили" or "поделили" or "разделили" && !(i > 0 && Low(i - 1) is "banana");
            return;
        }
        if (last + 1 < count && tokens[last + 1].Is(Role.People))
            last++;
        var labels = DropPartner(last + 1);
        if (labels == 0 && word is "пополам" or "напополам" && first > 1 && Low(first - 2) is "с" or "со")
            DropPartner(first - 2);
        Share(first, last, Math.Max(people, labels + 1));
    }

    /// <summary>"скинулись с ребятами 3000": his share, or all of it.</summary>
    private void ShareWithSomebody(int i)
    {
        if (PartnersAnywhere() is not (> 0 and var others))
            return;
        Share(i, i, others + 1);
        shareDoubt = true;
    }

    /// <summary>"с Петей", wherever it stands in the line.</summary>
    private int PartnersAnywhere()
    {
        for (var k = 0; k < count; k++)
            if (tokens[k].Use == Use.Note && DropPartner(k) is > 0 and var others)
                return others;
        return 0;
    }

    private readonly bool HasShareWord(int i) => i + 1 < count && Low(i + 1) is "with" or "between" or "by" or "на" or "among";

    /// <summary>"с @masha", "with Bob": who shares. Answers how many were named by @.</summary>
    private int DropPartner(int i)
    {
        if (i + 1 >= count || Low(i) is not ("с" or "со" or "with"))
            return 0;
        tokens[i].Use = Use.Share;
        var labels = 0;
        for (var k = i + 1; k < count; k++)
        {
            if (tokens[k].Kind == TokenKind.Account)
            {
                labels++;
                tokens[k].Use = Use.Share;
            }
            else if (k == i + 1 && tokens[k].Kind == TokenKind.Word)
            {
                tokens[k].Use = Use.Share;
                if (Low(k) is "my" or "a" or "моей" or "моим" && k + 1 < count && tokens[k + 1].Kind == TokenKind.Word)
                    tokens[k + 1].Use = Use.Share;
                labels = 1;
                for (k++; k + 1 < count && Low(k) is "and" or "и" && tokens[k + 1].Kind == TokenKind.Word; k += 2)
                {
                    tokens[k].Use = tokens[k + 1].Use = Use.Share;
                    labels++;
                }
                return labels;
            }
            else if (Low(k) is "и" or "and" || IsSymbol(k, ','))
            {
                if (k + 1 < count && tokens[k + 1].Kind == TokenKind.Account)
                    tokens[k].Use = Use.Share;
                else
                    return labels;
            }
            else
                return labels;
        }
        return labels;
    }

    private void Share(int first, int last, int people)
    {
        for (var i = first; i <= last; i++)
            tokens[i].Use = Use.Share;
        shareDoubt |= shares != 0 && shares != people;
        shares = people;
    }

    private readonly int FirstWord(out int words, out bool pronoun)
    {
        var first = -1;
        words = 0;
        pronoun = false;
        for (var i = 0; i < count; i++)
        {
            if (tokens[i].Kind != TokenKind.Word || tokens[i].Use != Use.Note)
                continue;
            if (first < 0)
                first = i;
            words++;
            pronoun |= tokens[i].Is(Role.Pronoun);
        }
        return first;
    }

    private readonly bool EndsWithQuestion() => text[^1] == '?' || text.Length > 1 && text[^1] == ')' && text[^2] == '?';

    /// <summary>A question, a measurement or small talk although there is a number in it.</summary>
    private readonly bool IsTalk()
    {
        var first = FirstWord(out var words, out _);
        if (first < 0)
            return false;
        if (tokens[first].Is(Role.Command))
            return true;
        if (!HasCurrency() && (tokens[first].Is(Role.Measure) || Low(first) is "номер" && words <= 2 && text.Length > 9))
            return true;
        if (Low(first) is "курс" && first + 1 < count && tokens[first + 1].Is(Role.Currency))
            return true;
        if (tokens[first].Is(Role.Question) && !(Low(first) is "как" && first + 1 < count && Low(first + 1) is "обычно" or "всегда"))
            return EndsWithQuestion()
                || Low(first) is not ("как" or "что" or "чем" or "is" or "are" or "did" or "do" or "will" or "кто" or "кому");
        if (
            low.Contains("через ", StringComparison.Ordinal)
            && !HasCurrency()
            && words > 1
            && (hadTime || low.Contains("через ", StringComparison.Ordinal) && HasDuration())
        )
            return true;
        if (
            Low(first) is "привет" or "hello" or "hi" or "call" or "see" or "позвони" or "встретимся"
            && !HasCurrency()
            && (
                hadTime
                || low.Contains("call me", StringComparison.Ordinal)
                || low.Contains("see you", StringComparison.Ordinal)
                || Low(first) is "позвони" or "встретимся"
            )
        )
            return true;
        if (low.Contains("select ", StringComparison.Ordinal) && low.Contains(" from ", StringComparison.Ordinal))
            return true;
        return low.Contains("drop table", StringComparison.Ordinal)
            || low.Contains("delete from", StringComparison.Ordinal)
            || low.Contains("insert into", StringComparison.Ordinal)
            || low.Contains(" or 1=1", StringComparison.Ordinal)
            || low.Contains("union select", StringComparison.Ordinal)
            || low.Contains("' or '", StringComparison.Ordinal)
            || low.Contains("javascript:", StringComparison.Ordinal);
    }

    private readonly bool HasDuration()
    {
        for (var i = 0; i < count; i++)
            if (tokens[i].Is(Role.Duration))
                return true;
        return false;
    }

    private readonly bool HasCurrency()
    {
        for (var i = 0; i < count; i++)
            if (tokens[i].Currency is not null)
                return true;
        return false;
    }

    private Reading WithoutAmount()
    {
        var first = FirstWord(out var words, out var pronoun);
        if (first < 0)
            return new Reading.NotAnEntry();
        if (IsTalk() || EndsWithQuestion() || hadTime || hadPhone || pronoun && words > 1 || words > 6)
            return new Reading.NotAnEntry();
        if (
            tokens[first].Is(Role.Chat | Role.Question)
            || tokens[first].Is(Role.Pronoun)
            || words > 1 && tokens[first].Is(Role.Plan) && Low(first) is not ("купить")
        )
            return new Reading.NotAnEntry();
        if (amountDoubt is not null && refused is null)
            return new Reading.Unsure(amountDoubt, []);
        if (doubtfulFirst >= 0)
            return words <= 1 ? new Reading.NotAnEntry() : new Reading.Unsure("ambiguous_date", []);
        if (GluedAmount(out var glued))
            return glued;
        for (var i = 0; i < count; i++)
            if (text[tokens[i].Start] is '<' or '>' or '{' or '}' or '`' or '|' or '\\' && tokens[i].Kind == TokenKind.Symbol)
                return new Reading.NotAnEntry();
        var letters = 0;
        foreach (var c in text)
            if (char.IsLetter(c))
                letters++;
        if (letters < 2)
            return new Reading.NotAnEntry();
        var note = Note();
        if (note.Length > NoteMax)
            return new Reading.Refused("note_too_long");
        return note.Length == 0 ? new Reading.NotAnEntry() : new Reading.NoAmount(note, foundDay);
    }

    /// <summary>"кофе350", "350кофе": a word with digits stuck to it may hold the amount.</summary>
    private bool GluedAmount(out Reading reading)
    {
        reading = null!;
        for (var i = 0; i < count; i++)
        {
            if (tokens[i].Use != Use.Note)
                continue;
            if (
                tokens[i] is { Kind: TokenKind.Number, Value: > 0, Other: 0, HasZero: false } number
                && i + 1 < count
                && tokens[i + 1] is { Kind: TokenKind.Word, Space: false } after
                && after.End - after.Start >= 3
                && !after.Is(Role.Unit | Role.Multiplier | Role.OrdinalDay)
                && Make(new Candidate { First = i, Last = i }, number.Value, foundDay ?? writer.Today, EntryKind.Expense, out _)
                    is { } before
            )
            {
                reading = new Reading.Unsure("ambiguous_amount", [before]);
                return true;
            }
            if (tokens[i].Kind != TokenKind.Word)
                continue;
            var word = text[tokens[i].Start..tokens[i].End];
            var digits = 0;
            while (digits < word.Length && char.IsAsciiDigit(word[^(digits + 1)]))
                digits++;
            if (digits is < 2 or > 9 || word.Length - digits < 3)
                continue;
            if (
                Money.TryFrom(decimal.Parse(word[^digits..], CultureInfo.InvariantCulture), writer.Currency, out var money) && !money.IsZero
            )
            {
                reading = new Reading.Unsure(
                    "ambiguous_amount",
                    [
                        new NewExpense(
                            money,
                            foundDay ?? writer.Today,
                            word[..^digits].ToString(),
                            EntryKind.Expense,
                            null,
                            Tags(),
                            Account()
                        ),
                    ]
                );
                return true;
            }
        }
        return false;
    }

    private Reading.Unsure Several(ReadOnlySpan<Candidate> all)
    {
        var choices = new List<NewExpense>(4);
        foreach (var candidate in all)
        {
            if (
                choices.Count == 4
                || candidate.InWords && candidate.Value <= 10
                || candidate.TooLarge
                || candidate is { UnknownCurrency: true } or { GoneCurrency: not null }
            )
                continue;
            if (Make(candidate, candidate.Value, foundDay ?? writer.Today, KindOf(candidate, out _), out _) is { } choice)
                choices.Add(choice);
        }
        return new Reading.Unsure("several_amounts", choices);
    }

    private Reading Finish(in Candidate candidate, string? remark)
    {
        var value = candidate.Value;
        if (candidate.TooLarge)
            return new Reading.Refused("too_large");
        if (candidate.UnknownCurrency)
            return new Reading.Refused("unknown_currency");
        if (candidate.Mixed)
            return new Reading.Unsure("ambiguous_currency", []);
        var kind = KindOf(candidate, out var signDoubt);
        signDoubt |= candidate.GluedPlus && kind == EntryKind.Expense;
        if (candidate.GoneCurrency is { } gone)
            return Gone(candidate, CurrencyNames.GoneOf(gone)!, kind);
        var currency = candidate.Currency ?? NamedCurrency() ?? writer.Currency;
        var times = Count(candidate);
        if (times > 0)
        {
            value *= times;
            remark = "multiplied";
            for (var i = Math.Max(candidate.First - 1, 0); i < count; i++)
                if (tokens[i].Use == Use.Note && IsSymbol(i, '@'))
                    tokens[i].Use = Use.Dropped;
        }
        if (value == 0 && !candidate.IsRange)
            return new Reading.Refused("zero");
        if (value < 0)
            return new Reading.Refused("negative");
        if (value >= AmountMax || candidate.Other >= AmountMax)
            return new Reading.Refused("too_large");
        var day = foundDay ?? writer.Today;
        var whole = candidate with { Currency = currency };

        if (candidate.IsRange)
            return Doubt("ambiguous_amount", whole, kind, day, value, candidate.Other);
        if (candidate.Other != 0)
        {
            if (currency.Scale == 0)
            {
                if (Make(whole, value, day, kind, out var why) is { } only)
                    return new Reading.Entry(only, remark);
                return new Reading.Refused(why!);
            }
            if (currency.Scale > 3 && candidate.Other != 0 && !EndsGrouped(candidate))
                return Doubt("ambiguous_amount", whole, kind, day, candidate.Other, value);
            return Doubt(
                "ambiguous_amount",
                whole,
                kind,
                day,
                decimal.Round(candidate.Other, currency.Scale, MidpointRounding.AwayFromZero),
                value
            );
        }
        var exact = Make(whole, value, day, kind, out var reason);
        if (exact is null)
            return new Reading.Refused(reason!);
        if (candidate.Currencies is not null)
            return Currencies(whole, value, day, kind, candidate.Currencies);
        if (
            candidate.Currency is null
            && candidate.Last + 2 == count
            && tokens[candidate.Last + 1] is { Kind: TokenKind.Word, Sense: null, Use: Use.Note }
            && CurrencyNames.Unnamed(Low(candidate.Last + 1)) is { Count: > 0 } unnamed
        )
            return Currencies(whole, value, day, kind, string.Join(' ', unnamed.Take(3).Append(currency.Code)));
        if (candidate.Currency is null && currency == writer.Currency && LonelyCurrency() is { } lonely)
            return Currencies(whole, value, day, kind, $"{lonely} {currency.Code}");
        if (
            candidate.Currency is null
            && candidate.Last + 1 < count
            && tokens[candidate.Last + 1].Is(Role.PerhapsCurrency)
            && CurrencyNames.GoneOf("DEM") is { } mark
            && Gone(candidate, mark, kind) is Reading.Unsure { Choices: var marks }
        )
            return new Reading.Unsure("ambiguous_currency", [exact, .. marks]);
        if (Joined(candidate) is var joined and > 0)
        {
            tokens[candidate.First - 1].Use = Use.Amount;
            return new Reading.Unsure("several_amounts", Make(whole, joined, day, kind, out _) is { } one ? [exact, one] : [exact]);
        }
        if (candidate.IsDoubtful)
            return Doubt("ambiguous_amount", whole, kind, day, value, value / (candidate.Value >= 1_000_000 ? 1_000_000 : 1_000));
        if (amountDoubt is not null)
            return Doubt(amountDoubt, whole, kind, day, value, 0);
        if (candidate.Minus)
            return new Reading.Unsure("sign", [exact, exact with { Kind = EntryKind.Refund }]);
        if (signDoubt)
            return new Reading.Unsure("sign", [exact with { Kind = EntryKind.Income }, exact with { Kind = EntryKind.Expense }]);
        if (dayDoubt && doubtfulFirst >= 0 && FirstWord(out var said, out _) >= 0 && said <= 1)
            return new Reading.NotAnEntry();
        if (dayDoubt && dayWordsFirst >= 0)
        {
            for (var i = dayWordsFirst; i <= dayWordsLast; i++)
                tokens[i].Use = Use.Note;
            return new Reading.Unsure(
                "ambiguous_date",
                Make(whole, value, writer.Today, kind, out _) is { } today ? [exact, today] : [exact]
            );
        }
        if (dayDoubt)
            return new Reading.Unsure(
                "ambiguous_date",
                otherDay is { } second && second != day ? [exact, exact with { Day = second }] : [exact]
            );
        shareDoubt |= shares > 1 && IsPaidByWriter();
        if (exact.Whole is { } indivisible && indivisible.Minor < shares)
            return new Reading.Unsure("shared", [exact with { Amount = indivisible, Whole = null }]);
        if (shareDoubt)
            return new Reading.Unsure("shared", exact.Whole is { } bill ? [exact, exact with { Amount = bill, Whole = null }] : [exact]);
        var first = FirstWord(out var words, out var pronoun);
        if (first >= 0)
        {
            if (pronoun && candidate is { Currency: null, Value: <= 100 } && Vocabulary.HasSmallUnits(writer.Currency))
                return new Reading.Unsure("talk", [exact]);
            if (words == 1 && tokens[first].Is(Role.Chat) || kind == EntryKind.Expense && IsOwnTransfer(words))
                return new Reading.Unsure("talk", [exact]);
            if (
                pronoun
                && candidate.Currency is null
                && first + 1 < count
                && Low(first + 1) is "am" or "are" or "have" or "was" or "is" or "will"
            )
                return new Reading.Unsure("talk", [exact]);
            if (
                candidate is { Currency: null, IsMultiplied: false, Computed: false, IsWhole: true, Digits: >= 7 }
                && candidate.Value % 1_000 != 0
                && !HasSeparator(candidate)
            )
                return new Reading.Unsure("ambiguous_amount", [exact]);
            if (EndsWithQuestion())
                return new Reading.Unsure("question", [exact]);
            if (IsPlan(first))
                return new Reading.Unsure("plan", [exact]);
            if (Smells())
                return new Reading.Unsure("markup", [exact]);
            if (words > 14)
                return new Reading.Unsure("long_text", [exact]);
            if (
                candidate is { Currency: null, IsWhole: true, Computed: false, IsMultiplied: false, Plus: false, Value: <= 9 }
                && Vocabulary.HasSmallUnits(writer.Currency)
                && kind == EntryKind.Expense
                && candidate.First < first
                && times == 0
                && tokens[candidate.Last].Digits == 1
            )
                return new Reading.Unsure("count_or_amount", [exact]);
        }
        else if (candidate is { Currency: null, IsMultiplied: false, Computed: false, Digits: >= 8 } && !text.Contains(' '))
            return new Reading.Unsure("ambiguous_amount", [exact]);
        if (candidate is { Currency: null, IsMultiplied: false, Computed: false, IsWhole: true, Digits: >= 10 } && !HasSeparator(candidate))
            return new Reading.Unsure("ambiguous_amount", [exact]);
        if (candidate.Computed && decimal.Round(value, currency.Scale) != value)
            remark = "rounded";
        if (shares > 1)
            remark = "shared";
        if (movedToLastYear)
            remark = "date_moved_to_last_year";
        return new Reading.Entry(exact, remark, foundDay is not null);
    }

    /// <summary>What a currency of the past was worth in the one that took its place.</summary>
    private Reading Gone(in Candidate candidate, GoneCurrency gone, EntryKind kind)
    {
        if (candidate.Value <= 0)
            return new Reading.Refused(candidate.Value == 0 ? "zero" : "negative");
        if (
            gone.Successor is null
            || !Currency.TryFind(gone.Successor, out var successor)
            || Make(
                candidate with
                {
                    Currency = successor,
                    Computed = true,
                },
                candidate.Value / gone.PerOne,
                foundDay ?? writer.Today,
                kind,
                out _
            )
                is not { } choice
        )
            return new Reading.Unsure("gone_currency", []);
        return new Reading.Unsure("gone_currency", [choice]);
    }

    /// <summary>A currency that the line names beside a number without one: "5000 обменял на доллары" is not certain to be roubles.</summary>
    private readonly string? LonelyCurrency()
    {
        for (var i = 0; i < count; i++)
            if (
                tokens[i] is { Kind: TokenKind.Word, Use: Use.Note } word
                && word.Is(Role.Currency)
                && word.Is(Role.BeforeAmount)
                && !word.Is(Role.Multiplier)
                && (!word.Is(Role.LooksLikeWord) || IsShouted(word))
                && word.Sense!.Currency is { } code
                && !code.Contains(' ', StringComparison.Ordinal)
                && code != writer.Currency.Code
            )
                return code;
        return null;
    }

    /// <summary>In capital letters where the line is not.</summary>
    private readonly bool IsShouted(in Token word)
    {
        if (!IsUpper(text[word.Start..word.End]))
            return false;
        foreach (var c in text)
            if (char.IsLower(c))
                return true;
        return false;
    }

    /// <summary>"BA 249 320": what the two numbers are together, or 0.</summary>
    private readonly decimal Joined(in Candidate candidate) =>
        candidate is { Computed: false, IsWhole: true, Digits: 3, First: > 1 }
        && candidate.First == candidate.Last
        && tokens[candidate.First - 1] is { Kind: TokenKind.Number, Use: Use.Note, IsWhole: true, Digits: <= 3, Currency: null } number
        && number.End == tokens[candidate.First].Start - 1
        && IsNumbered(tokens[candidate.First - 2], number.Digits)
            ? number.Value * 1_000 + candidate.Value
            : 0;

    /// <summary>"положил на карту 5000", "moved 500 to savings": money that stays his.</summary>
    private readonly bool IsOwnTransfer(int words)
    {
        var moves = false;
        var own = false;
        var isSaved = false;
        for (var i = 0; i < count; i++)
            if (tokens[i].Use == Use.Note)
            {
                moves |= tokens[i].Is(Role.Moves);
                own |= tokens[i].Is(Role.OwnPlace);
                isSaved |= Low(i) is "отложил" or "отложила";
            }
        return moves && own || isSaved && words <= 2;
    }

    private readonly bool HasSeparator(in Candidate candidate)
    {
        foreach (var c in text[tokens[candidate.First].Start..tokens[candidate.Last].End])
            if (!char.IsAsciiDigit(c))
                return true;
        return false;
    }

    private static bool EndsGrouped(in Candidate candidate) => candidate.Value % 1_000 == 0;

    private readonly bool IsPlan(int first)
    {
        for (var i = first; i < count && i <= first + 2; i++)
            if (tokens[i].Is(Role.Plan) && tokens[i].Use == Use.Note)
                return true;
        return Low(first) is "не" or "not" or "перевести" or "перевод" && Low(first) is not "перевод"
            || first + 1 < count && Low(first + 1) is "not";
    }

    private readonly bool Smells()
    {
        foreach (var c in text)
            if (c is '<' or '{' or '}' or '`' or '|' or '\\')
                return true;
        return false;
    }

    /// <summary>"ужин 45 в евро".</summary>
    private Currency? NamedCurrency()
    {
        for (var i = 1; i < count; i++)
        {
            if (!tokens[i].Is(Role.Currency) || tokens[i].Use != Use.Note || Low(i - 1) is not ("в" or "in"))
                continue;
            var name = Low(i);
            if (tokens[i].Is(Role.LooksLikeWord) || !Currency.TryFind(tokens[i].Sense!.Currency, out var currency))
                continue;
            if (name.Length < 3)
                continue;
            tokens[i].Use = Use.Amount;
            tokens[i - 1].Use = Use.Amount;
            return currency;
        }
        foreach (ref var token in tokens[..count])
            if (
                token.Kind == TokenKind.Word
                && token.Use == Use.Note
                && low[token.Start..token.End] is "рублях"
                && Currency.TryFind("RUB", out var rub)
            )
            {
                token.Use = Use.Amount;
                return rub;
            }
        return null;
    }

    private EntryKind KindOf(in Candidate candidate, out bool doubt)
    {
        doubt = false;
        if (candidate.Plus)
            return EntryKind.Income;
        var income = false;
        var start = FirstWord(out var only, out _);
        var maybe =
            start >= 0
            && (
                Low(start) is "сдача" or "скидка" or "discount" && only <= 1
                || tokens[start].Is(Role.Giver) && start + 1 < count && tokens[start + 1].Kind == TokenKind.Word
            );
        var giver = maybe;
        var refund = false;
        var spending = false;
        var debt = false;
        for (var i = 0; i < count; i++)
        {
            ref readonly var token = ref tokens[i];
            if (token.Kind != TokenKind.Word || token.Use != Use.Note || token.Sense is null)
                continue;
            income |= token.Is(Role.Income) && !(Low(i) is "won" or "income" && i + 1 < count && Low(i + 1) is "tax");
            if (token.Is(Role.MaybeIncome))
            {
                var word = Low(i);
                var from = HasWord("от") || HasWord("from");
                if (word is "перевод" && !from)
                    maybe |= i + 1 >= count || tokens[i + 1].Kind != TokenKind.Word;
                else if (
                    word
                    is "получил"
                        or "получила"
                        or "получили"
                        or "received"
                        or "пришло"
                        or "пришла"
                        or "поступление"
                        or "поступило"
                        or "поступила"
                        or "пришел"
                        or "пришли"
                        or "перевод"
                        or "подарили"
                )
                {
                    var adjacent = i + 1 == candidate.First || i - 1 == candidate.Last || from;
                    income |= adjacent;
                    maybe |= !adjacent;
                }
                else if (
                    word is "проценты" or "процент"
                    && (HasWord("вкладу") || HasWord("остаток") || HasWord("депозиту") || HasWord("вклад") || HasWord("счету"))
                )
                    income = true;
                else if (
                    word is "проценты" or "процент"
                    && (HasWord("кредиту") || HasWord("ипотеке") || HasWord("кредит") || HasWord("займу"))
                )
                    spending = true;
                else if (word is "interest" && (HasWord("deposit") || HasWord("savings")))
                    income = true;
                else if (word is "interest" && (HasWord("loan") || HasWord("mortgage") || HasWord("credit")))
                    spending = true;
                else if (word is "снял" or "сняла")
                    maybe |=
                        FirstWord(out var said, out _) >= 0 && said == 1
                        || HasWord("наличные")
                        || HasWord("наличными")
                        || HasWord("карты")
                        || HasWord("наличку")
                        || HasWord("банкомате")
                        || HasWord("банкомата");
                else if (word is "got")
                {
                    refund |= HasWord("back") || HasWord("refund");
                    income |= HasWord("paid") || from && !refund;
                    maybe |= !income && !refund && (i + 1 == candidate.First || i - 1 == candidate.Last);
                }
                else if (word is "bonus" or "бонус" or "бонусы" or "премия" or "премию" or "premium")
                {
                    if (
                        word is "премия" or "премию" or "бонус" or "bonus"
                        && !HasWord("страховая")
                        && FirstWord(out var words, out _) >= 0
                        && words <= 3
                    )
                        income = true;
                    else
                        maybe = true;
                }
                else
                    maybe = true;
            }
            refund |= token.Is(Role.Refund);
            spending |= token.Is(Role.Spending | Role.PaidPerson);
            debt |= token.Is(Role.Debt);
        }
        if (HasWord("money") && HasWord("back") || HasWord("returned"))
            refund = true;
        maybe |= HasWord("долг") && (HasWord("взял") || HasWord("взяла")) || HasWord("сдача") && !candidate.Computed;
        if (HasWord("аванс") && (HasWord("за") || HasWord("мастеру")))
            (maybe, income) = (true, false);
        if (refund)
        {
            doubt = debt || spending && !HasWord("купил") && !HasWord("налог") && !HasWord("tax");
            return debt ? EntryKind.Income : EntryKind.Refund;
        }
        maybe |= HasWord("me") && HasWord("back") || (HasWord("from") || HasWord("от")) && HasGiver();
        if (spending && !(giver && (HasWord("перевел") || HasWord("перевела") || HasWord("скинул") || HasWord("скинула"))))
            return EntryKind.Expense;
        maybe &=
            !giver
            || spending
            || HasWord("дал")
            || HasWord("дала")
            || HasWord("прислал")
            || HasWord("прислала")
            || HasWord("gave")
            || HasWord("sent")
            || Low(start) is "сдача" or "скидка" or "discount";
        doubt = maybe && !income;
        return income ? EntryKind.Income : EntryKind.Expense;
    }

    private readonly bool HasGiver()
    {
        for (var i = 1; i < count; i++)
            if (tokens[i].Is(Role.Giver) && Low(i - 1) is "from" or "my")
                return true;
        return false;
    }

    private readonly bool HasWord(string word)
    {
        for (var i = 0; i < count; i++)
            if (tokens[i].Kind == TokenKind.Word && low[tokens[i].Start..tokens[i].End].SequenceEqual(word))
                return true;
        return false;
    }

    private Reading.Unsure Doubt(string reason, in Candidate candidate, EntryKind kind, DateOnly day, decimal first, decimal second)
    {
        var choices = new List<NewExpense>(2);
        if (Make(candidate, first, day, kind, out _) is { } one)
            choices.Add(one);
        if (second > 0 && Make(candidate, second, day, kind, out _) is { } two)
            choices.Add(two);
        return new Reading.Unsure(reason, choices);
    }

    private Reading.Unsure Currencies(in Candidate candidate, decimal value, DateOnly day, EntryKind kind, string codes)
    {
        var choices = new List<NewExpense>(4);
        foreach (var code in codes.Split(' '))
            if (Make(candidate with { Currency = Currency.Parse(code) }, value, day, kind, out _) is { } choice)
                choices.Add(choice);
        return new Reading.Unsure("ambiguous_currency", choices);
    }

    private NewExpense? Make(in Candidate candidate, decimal value, DateOnly day, EntryKind kind, out string? why)
    {
        why = null;
        var currency = candidate.Currency ?? writer.Currency;
        if (value == 0)
            why = "zero";
        else if (value < 0)
            why = "negative";
        else if (value >= AmountMax)
            why = "too_large";
        if (why is not null)
            return null;
        if (candidate.Computed || candidate.IsRange)
            value = decimal.Round(value, currency.Scale, MidpointRounding.AwayFromZero);
        else if (decimal.Round(value, currency.Scale) != value)
        {
            why = "too_many_decimals";
            return null;
        }
        if (!Money.TryFrom(value, currency, out var money))
        {
            why = "too_large";
            return null;
        }
        if (money.IsZero)
        {
            why = "zero";
            return null;
        }
        Money? whole = null;
        if (shares > 1)
        {
            whole = money;
            money = new Money((2 * money.Minor + shares) / (2 * shares), currency);
            if (money.IsZero)
            {
                why = "zero";
                return null;
            }
        }
        for (var i = candidate.First; i <= candidate.Last; i++)
            tokens[i].Use = Use.Amount;
        if (candidate.Last + 1 < count && IsSymbol(candidate.Last + 1, '=') && candidate.Computed && candidate.Last + 2 < count)
        {
            tokens[candidate.Last + 1].Use = Use.Amount;
            tokens[candidate.Last + 2].Use = Use.Amount;
        }
        var preposition =
            candidate.First > 0 && tokens[candidate.First - 1].Use == Use.Note && tokens[candidate.First - 1].Is(Role.PricePreposition);
        if (preposition)
            tokens[candidate.First - 1].Use = Use.Dropped;
        var note = Note();
        for (var i = candidate.First; i <= candidate.Last; i++)
            tokens[i].Use = Use.Note;
        if (note.Length > NoteMax)
        {
            why = "note_too_long";
            return null;
        }
        var tags = Tags();
        if (tags is not null && (tags.Count > TagMax || TooLong(tags)))
        {
            why = "note_too_long";
            return null;
        }
        return new NewExpense(money, day, note, kind, null, tags, Account(), whole);
    }

    private static bool TooLong(List<string> tags)
    {
        foreach (var tag in tags)
            if (tag.Length > 50)
                return true;
        return false;
    }

    private readonly List<string>? Tags()
    {
        List<string>? tags = null;
        for (var i = 0; i < count; i++)
            if (tokens[i].Kind == TokenKind.Tag)
            {
                var tag = text[(tokens[i].Start + 1)..tokens[i].End].ToString();
                if (!(tags ??= []).Contains(tag, StringComparer.OrdinalIgnoreCase))
                    tags.Add(tag);
            }
        return tags;
    }

    private readonly string? Account()
    {
        for (var i = 0; i < count; i++)
            if (tokens[i] is { Kind: TokenKind.Account, Use: Use.Label })
                return text[(tokens[i].Start + 1)..tokens[i].End].ToString();
        return null;
    }

    /// <summary>What is left, in the writer's words, without the punctuation that stood around what was taken.</summary>
    private readonly string Note()
    {
        var buffer = text.Length <= 512 ? stackalloc char[512] : new char[text.Length];
        var length = 0;
        var removed = false;
        var lastMark = true;
        for (var i = 0; i < count; i++)
        {
            var token = tokens[i];
            if (token.Use != Use.Note)
            {
                removed = true;
                continue;
            }
            var piece = text[token.Start..token.End];
            var mark =
                token.Kind == TokenKind.Symbol
                && piece[0] is ',' or '.' or ';' or ':' or '!' or '=' or '-' or '–' or '—' or '+' or '/' or '*' or '•' or '·';
            if (mark && (lastMark || removed && piece[0] is not ('-' or '–' or '—' or ',')))
                continue;
            if (token.Kind == TokenKind.Symbol && piece[0] == ')' && length > 0 && buffer[length - 1] == '(')
            {
                length--;
                while (length > 0 && buffer[length - 1] == ' ')
                    length--;
                continue;
            }
            if (length > 0 && (token.Space || removed && !mark && buffer[length - 1] is not ('(' or '"' or '«')) && !(mark && !token.Space))
                if (!(token.Kind == TokenKind.Symbol && piece[0] is ')' or '»' && !token.Space))
                    buffer[length++] = ' ';
            piece.CopyTo(buffer[length..]);
            length += piece.Length;
            removed = false;
            lastMark = mark;
        }
        var note = buffer[..length];
        while (
            note.Length > 0
            && (
                note[^1] is ' ' or ',' or ';' or ':' or '=' or '-' or '–' or '—' or '+' or '/' or '~' or '|' or '*' or '\u00A0'
                || note[^1] == '.' && removed
            )
        )
            note = note[..^1];
        note = note.TrimStart(" ,;:=-–—+.>|\u00A0");
        return note.ToString().Normalize(NormalizationForm.FormC);
    }
}
