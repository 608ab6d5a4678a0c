using System.Runtime.CompilerServices;

namespace Denga.Expenses.Parsing;

/// <summary>What a word can mean in an expense line; a word may have several of these. They are given to words in the tables of <c>Words</c>,
/// where the file named above each group stands.</summary>
internal enum Role : byte
{
    None,

    /// <summary>With the word after it, it means something else: "sun cream".</summary>
    BeginsPair,

    // Words/currencies.txt
    Exchanged,
    LooksLikeWord,
    Currency,
    BeforeAmount,
    PerhapsCurrency,
    UnknownCurrency,
    Coin,
    GluedCoin,
    AnyDollar,
    AnyRouble,
    Dollar,
    SmallUnits,
    CodeBefore,
    CodeAfter,
    PlainWord,
    LatinRouble,
    OneUnit,
    InCurrency,
    CurrencyCase,
    GoneCurrency,

    // Words/numbers.txt of Denga.Speech
    Indefinite,
    Sum,
    Times,
    Multiplier,
    AmbiguousMultiplier,
    Unit,
    SpacedMultiplier,
    Alone,
    NumberWord,
    And,
    AndInNumber,
    AndAHalf,
    StandsApart,
    StandsApartAtEnd,
    EnglishMillion,

    // Words/days.txt
    Booked,
    Day,
    MonthName,
    OrdinalDay,
    TimeZone,
    Ago,
    Plural,
    Duration,
    Last,
    Next,
    This,
    Several,
    DayPart,
    Meridiem,
    DayPreposition,
    EventPreposition,
    Vague,
    Weekday,
    ShortWeekday,
    Month,
    DayNoun,
    Other,
    Before,
    Back,
    BeforeAgo,
    LastPart,
    WeekCase,
    VaguePeriod,
    ThatThis,
    ThatMonth,
    MonthWord,
    TodaysPart,
    Covers,
    BeforeNoDay,
    BeforeWeekday,
    BeforeDotted,
    BeforeYear,
    EventDay,
    Deadline,
    At,
    On,
    The,
    Of,
    In,
    EnglishOrdinal,
    RussianOrdinal,
    Ordinal,
    OfMonth,
    YearWord,
    RangeTo,
    RangeFrom,
    Hours,
    HourPreposition,
    TimePreposition,
    NotADay,
    PerhapsADay,

    // Words/units.txt
    Each,
    People,
    PriceOfOne,
    Piece,
    PerPeriod,
    Per,
    LetterUnit,
    NotMany,
    ManyOf,

    // Words/things.txt
    Model,
    Product,
    Measure,

    // Words/signs.txt
    PricePreposition,
    Income,
    MaybeIncome,
    Refund,
    Debt,
    Spending,
    PaidPerson,
    Moves,
    OwnPlace,
    Giver,
    Rebate,
    MinusWord,
    Change,
    BeforeTax,
    Tax,
    Transfer,
    From,
    Received,
    Interest,
    DepositWord,
    LoanWord,
    Withdrew,
    Cash,
    Got,
    CameBack,
    Paid,
    BonusPaid,
    Insured,
    Money,
    Returned,
    OnCredit,
    Took,
    Me,
    BeforeGiver,
    Advance,
    ForWork,
    MayComeBack,
    SentMoney,
    GaveMoney,
    SetAside,
    TopUp,
    PlusWord,
    Shift,
    HandedIn,
    BackAgain,
    Receiver,
    Pocket,
    Payer,
    Kept,
    PaymentNoun,
    Tips,
    DidWork,
    WorkPaid,
    InsteadOf,
    Service,
    ServedPerson,
    PaysOut,
    ToMe,
    DidPerhaps,
    Firm,
    Pay,
    Earned,
    Returns,
    PayBrand,
    WageNoun,
    ToOrder,

    // Words/sharing.txt
    Divided,
    Ways,
    NotShared,
    Share,
    Not,
    PartOf,
    OwnPart,
    ShareVerb,
    Halves,
    Equally,
    Evenly,
    Split,
    ChippedIn,
    SharedWithSomebody,
    Halved,
    Half,
    HalfEnglish,
    Mine,
    Among,
    Us,
    Together,
    Heads,
    InCompany,
    PeopleSuffix,
    ForPeople,
    ShareTo,
    ShareInto,
    Partner,
    PartnerEnglish,
    Possessive,
    I,
    PaidByMe,

    // Words/talk.txt
    Declined,
    Balance,
    NotBalance,
    Ending,
    Bank,
    Secret,
    Address,
    PriceNews,
    UpTo,
    Due,
    Chat,
    Question,
    Pronoun,
    Plan,
    Command,
    Record,
    Total,
    NumberOf,
    Document,
    Numbered,
    Flight,
    Place,
    Holding,
    Points,
    Including,
    Rate,
    How,
    Usually,
    SoftQuestion,
    InTime,
    Appointment,
    Meeting,
    Call,
    Called,
    Auxiliary,
    NotDone,
    NotEnglish,
    ToBuy,
    PlanNoun,
}

/// <summary>A set of roles.</summary>
internal struct Roles
{
    private const int WordBits = 64;
    private Words words;

    internal readonly bool Has(Role role) => (words[(int)role / WordBits] >> ((int)role % WordBits) & 1) != 0;

    internal void Add(Role role) => words[(int)role / WordBits] |= 1UL << ((int)role % WordBits);

    internal void Add(in Roles others)
    {
        for (var i = 0; i < Words.Count; i++)
            words[i] |= others.words[i];
    }

    /// <summary>A bit for every value that a <see cref="Role"/> can have.</summary>
    [InlineArray(Count)]
    private struct Words
    {
        internal const int Count = 256 / WordBits;
        private ulong first;
    }
}

/// <summary>The meaning of a word: its roles; its value, factor or day offset; its currency, or several separated by a space where the word
/// alone does not tell.</summary>
internal sealed class Sense
{
    private Roles roles;

    internal ref readonly Roles Roles => ref roles;
    internal decimal Number { get; private set; }
    internal string? Currency { get; private set; }

    internal bool Is(Role role) => roles.Has(role);

    internal void Add(Role role, decimal number = 0, string? currency = null)
    {
        roles.Add(role);
        if (number != 0)
            Number = number;
        Currency = currency ?? Currency;
    }

    /// <summary>Takes over what another one means, too.</summary>
    internal void Add(Sense other)
    {
        roles.Add(other.roles);
        if (Number == 0)
            Number = other.Number;
        Currency ??= other.Currency;
    }
}
