using System.Globalization;
using Denga.Contracts;

namespace Denga.Expenses.Parsing;

/// <summary>What a word can mean in an expense line; a word may have several of these.</summary>
[Flags]
internal enum Role : long
{
    None = 0,
    Day = 1L << 0,
    Weekday = 1L << 1,
    ShortWeekday = 1L << 2,
    Month = 1L << 3,
    NumberWord = 1L << 4,
    Multiplier = 1L << 5,
    Currency = 1L << 6,
    Coin = 1L << 7,
    Unit = 1L << 8,
    Duration = 1L << 9,
    Ago = 1L << 10,
    Last = 1L << 11,
    Next = 1L << 12,
    This = 1L << 13,
    Income = 1L << 14,
    MaybeIncome = 1L << 15,
    Refund = 1L << 16,
    Spending = 1L << 17,
    Chat = 1L << 18,
    Question = 1L << 19,
    Pronoun = 1L << 20,
    Plan = 1L << 21,
    Model = 1L << 22,
    Measure = 1L << 23,
    DayPart = 1L << 24,
    Total = 1L << 25,
    Article = 1L << 26,
    Debt = 1L << 27,
    PricePreposition = 1L << 28,
    DayPreposition = 1L << 29,
    EventPreposition = 1L << 30,
    LooksLikeWord = 1L << 31,
    AmbiguousMultiplier = 1L << 32,
    BeforeAmount = 1L << 33,
    UnknownCurrency = 1L << 34,
    PaidPerson = 1L << 35,
    Alone = 1L << 36,
    Each = 1L << 37,
    Meridiem = 1L << 38,
    People = 1L << 39,
    Share = 1L << 40,
    Several = 1L << 41,
    SpacedMultiplier = 1L << 42,
    Vague = 1L << 43,
    Command = 1L << 44,
    Record = 1L << 45,
    Giver = 1L << 46,

    /// <summary>A currency that is no longer in use: <see cref="Sense.Currency"/> is its code.</summary>
    GoneCurrency = 1L << 47,

    /// <summary>A month in the nominative, "март": a day of a year only beside a number.</summary>
    MonthName = 1L << 48,
    OrdinalDay = 1L << 49,

    /// <summary>A thing that is sold by a number ("iphone 15"); <see cref="Sense.Number"/> is the largest such number.</summary>
    Product = 1L << 50,
    TimeZone = 1L << 51,

    /// <summary>A coin where it is stuck to its number: "99c".</summary>
    GluedCoin = 1L << 52,
    NotShared = 1L << 53,

    /// <summary>A currency after a country's name, and perhaps without: "немецких марок", "100 марок".</summary>
    PerhapsCurrency = 1L << 54,

    /// <summary>The amount beside it is a part of another one: "бар 4000, моя доля 1000".</summary>
    PartOf = 1L << 55,
    Not = 1L << 56,

    /// <summary>Moves money, and where it may be one's own: "отложил в копилку".</summary>
    Moves = 1L << 57,
    OwnPlace = 1L << 58,
}

/// <summary>The meaning of a word. <paramref name="Number"/> is its value, factor or day offset; <paramref name="Currency"/> its currency,
/// or several separated by a space where the word alone does not tell.</summary>
internal sealed record Sense(Role Roles, decimal Number = 0, string? Currency = null)
{
    internal bool Is(Role role) => (Roles & role) != Role.None;
}

/// <summary>The words that the parser knows, Russian and English, in lower case and with е for ё.</summary>
internal static class Vocabulary
{
    private static readonly Dictionary<string, Sense> Senses = Build();
    private static readonly Dictionary<string, Sense>.AlternateLookup<ReadOnlySpan<char>> Lookup = Senses.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    /// <summary>What follows a short weekday that is no day then: "sun cream".</summary>
    private static readonly HashSet<string> NotDays = new(
        (
            "sun cream,sun screen,sun hat,sun hats,sun glasses,sun block,sun lotion,sun bed,sun tan,sun dress,sun flower,sun flowers,sun visor,sun oil,"
            + "sat nav,sat prep,sat exam,sat test,sat book,sat tutor,sat phone,sat tv,sat dish,mon ami,mon cheri,ср год,вт тариф"
        ).Split(','),
        StringComparer.Ordinal
    );

    /// <summary>What may be a thing or a weekday and a thing: "wed gift".</summary>
    private static readonly HashSet<string> PerhapsDays = new(
        "wed gift,wed gifts,wed present,wed dress,wed ring,wed rings,wed cake,wed band,wed party,wed planner,wed photo,wed photos,wed card,wed flowers".Split(
            ','
        ),
        StringComparer.Ordinal
    );
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> NotDayLookup = NotDays.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> PerhapsDayLookup = PerhapsDays.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    internal static bool IsNotADay(ReadOnlySpan<char> pair) => NotDayLookup.Contains(pair);

    internal static bool IsPerhapsADay(ReadOnlySpan<char> pair) => PerhapsDayLookup.Contains(pair);

    internal static Sense? Find(ReadOnlySpan<char> lower) => lower.Length <= 24 && Lookup.TryGetValue(lower, out var sense) ? sense : null;

    /// <summary>Two codes where the sign alone does not tell.</summary>
    internal static string? CurrencyOfSymbol(char symbol) =>
        symbol switch
        {
            '₽' => "RUB",
            '$' => "USD",
            '€' => "EUR",
            '£' => "GBP",
            '\u00A5' or '\uFFE5' => "JPY CNY",
            '₸' => "KZT",
            '₺' => "TRY",
            '₾' => "GEL",
            '₴' => "UAH",
            '֏' => "AMD",
            '₼' => "AZN",
            '₩' => "KRW",
            '₹' => "INR",
            '₪' => "ILS",
            '฿' => "THB",
            '₫' => "VND",
            '₮' => "MNT",
            '₦' => "NGN",
            '₱' => "PHP",
            '₡' => "CRC",
            '₲' => "PYG",
            '₵' => "GHS",
            '₭' => "LAK",
            '৳' => "BDT",
            '₨' => "INR PKR LKR NPR",
            '₿' => "?",
            _ => null,
        };

    /// <summary>"C$", "CN¥": the currency by the letters before its sign, in lower case.</summary>
    internal static string? CurrencyOfSign(ReadOnlySpan<char> letters, char sign) =>
        letters switch
        {
            "us" when sign == '$' => "USD",
            "c" or "ca" when sign == '$' => "CAD",
            "a" or "au" when sign == '$' => "AUD",
            "hk" when sign == '$' => "HKD",
            "nz" when sign == '$' => "NZD",
            "s" when sign == '$' => "SGD",
            "r" when sign == '$' => "BRL",
            "nt" when sign == '$' => "TWD",
            "mx" when sign == '$' => "MXN",
            "cn" when sign != '$' => "CNY",
            "jp" when sign != '$' => "JPY",
            _ => null,
        };

    /// <summary>Everyday prices in these currencies have two digits and more, so that a lonely small number is rather a count.</summary>
    internal static bool HasSmallUnits(Currency currency) =>
        currency.Code
            is "RUB"
                or "KZT"
                or "UAH"
                or "AMD"
                or "RSD"
                or "JPY"
                or "KRW"
                or "HUF"
                or "INR"
                or "VND"
                or "IDR"
                or "UZS"
                or "KGS"
                or "CZK"
                or "THB"
                or "PHP"
                or "TRY"
                or "ARS"
                or "CLP"
                or "ISK"
                or "LKR"
                or "PKR"
                or "NGN"
                or "KES"
                or "MNT";

    private static Dictionary<string, Sense> Build()
    {
        var words = new Dictionary<string, Sense>(2048, StringComparer.Ordinal);

        void Add(Role role, string list, decimal number = 0, string? currency = null)
        {
            foreach (var word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                words[word] = words.TryGetValue(word, out var known)
                    ? new Sense(known.Roles | role, number == 0 ? known.Number : number, currency ?? known.Currency)
                    : new Sense(role, number, currency);
        }

        void Stem(Role role, string stem, string endings, decimal number = 0, string? currency = null)
        {
            foreach (var ending in endings.Split(' '))
                Add(role, stem + (string.Equals(ending, "-", StringComparison.Ordinal) ? "" : ending), number, currency);
        }

        foreach (var currency in Currency.All)
            Add(Role.Currency | Role.BeforeAmount, currency.Code.ToLowerInvariant(), 0, currency.Code);
        Add(
            Role.LooksLikeWord,
            "all top try cup cop pen mad mop bob sos ron bam gel ton won lak php nad mur std lei zar cad inr aoa stn ern bif"
        );
        Stem(Role.Currency | Role.BeforeAmount, "рубл", "ь я ю ем е и ей ям ями ях", 0, "RUB");
        Add(Role.Currency, "р деревянных rouble roubles ruble rubles rubl рупь рубасов рубчиков", 0, "RUB");
        Add(Role.Currency | Role.BeforeAmount, "руб рубл рубль rur рубли рб pуб", 0, "RUB");
        Stem(Role.Currency, "доллар", "- а у ом е ы ов ам ами ах", 0, "USD");
        Stem(Role.Currency, "бакс", "- а у ы ов ам ами", 0, "USD");
        Add(Role.Currency, "dollar dollars buck bucks долл дол зеленых greenback greenbacks usd$", 0, "USD");
        Add(Role.Currency | Role.BeforeAmount, "евро euro euros", 0, "EUR");
        Add(Role.Currency, "евриков еврик еврика", 0, "EUR");
        Stem(Role.Currency, "фунт", "- а ов ы", 0, "GBP");
        Add(Role.Currency, "quid pound pounds sterling", 0, "GBP");
        Stem(Role.Currency, "юан", "ь я ей и ям ями", 0, "CNY");
        Add(Role.Currency, "yuan rmb renminbi 元", 0, "CNY");
        Stem(Role.Currency, "йен", "- а ы у", 0, "JPY");
        Stem(Role.Currency, "иен", "- а ы у", 0, "JPY");
        Add(Role.Currency, "yen 円", 0, "JPY");
        Add(Role.Currency, "лари lari laris", 0, "GEL");
        Add(Role.Currency, "тенге тг tenge", 0, "KZT");
        Stem(Role.Currency, "лир", "- а ы у", 0, "TRY");
        Add(Role.Currency, "lira liras lire", 0, "TRY");
        Stem(Role.Currency, "гривн", "а ы у ен", 0, "UAH");
        Add(Role.Currency, "гривен грн hryvnia hryvnias", 0, "UAH");
        Stem(Role.Currency, "драм", "- а ов ы", 0, "AMD");
        Add(Role.Currency, "dram drams", 0, "AMD");
        Stem(Role.Currency, "манат", "- а ов ы", 0, "AZN");
        Add(Role.Currency, "manat manats", 0, "AZN");
        Add(Role.Currency, "сум сумов", 0, "UZS");
        Add(Role.Currency, "сом сома сомов som soms", 0, "KGS");
        Add(Role.Currency, "злотый злотых злотого zloty zlotys zl zł", 0, "PLN");
        Add(Role.Currency, "бат бата батов бат baht bahts", 0, "THB");
        Stem(Role.Currency, "донг", "- а ов", 0, "VND");
        Add(Role.Currency, "dong dongs", 0, "VND");
        Add(Role.Currency, "вон воны won", 0, "KRW");
        Stem(Role.Currency, "рупи", "я и й ю", 0, "INR");
        Add(Role.Currency | Role.BeforeAmount, "rs rupee rupees", 0, "INR");
        Stem(Role.Currency, "дирхам", "- а ов ы", 0, "AED");
        Add(Role.Currency, "dirham dirhams dhs", 0, "AED");
        Stem(Role.Currency, "риал", "- а ов ы", 0, "SAR OMR QAR IRR");
        Stem(Role.Currency, "риял", "- а ов ы", 0, "SAR OMR QAR IRR");
        Add(Role.Currency, "rial rials riyal riyals", 0, "SAR OMR QAR IRR");
        Stem(Role.Currency, "реал", "а ов ы", 0, "BRL");
        Add(Role.Currency, "reais", 0, "BRL");
        Stem(Role.Currency, "рэнд", "- а ов ы", 0, "ZAR");
        Stem(Role.Currency, "ранд", "- а ов ы", 0, "ZAR");
        Add(Role.Currency, "rand rands", 0, "ZAR");
        Stem(Role.Currency, "ринггит", "- а ов ы", 0, "MYR");
        Add(Role.Currency, "ringgit ringgits", 0, "MYR");
        Add(Role.Currency, "rupiah rupiahs", 0, "IDR");
        Stem(Role.Currency, "тугрик", "- а ов и", 0, "MNT");
        Add(Role.Currency, "tugrik tugriks togrog", 0, "MNT");
        Add(Role.Currency, "найра найры найр naira nairas", 0, "NGN");
        Add(Role.Currency, "сомони somoni", 0, "TJS");
        Add(Role.Currency, "афгани afghani afghanis", 0, "AFN");
        Add(Role.Currency, "taka takas", 0, "BDT");
        Add(Role.Currency, "кьят кьята кьятов kyat kyats", 0, "MMK");
        Stem(Role.Currency, "шиллинг", "- а ов и", 0, "KES UGX TZS SOS");
        Add(Role.Currency, "shilling shillings", 0, "KES UGX TZS SOS");
        Add(Role.Currency, "риель риеля риелей riel riels", 0, "KHR");
        Add(Role.Currency, "кип кипов", 0, "LAK");
        Add(Role.Currency, "лек лека леков lek", 0, "ALL");
        Add(Role.Currency, "денар денара денаров denar denars", 0, "MKD");
        Add(Role.Currency, "седи cedi cedis", 0, "GHS");
        Add(Role.Currency, "быр быров бырр birr", 0, "ETB");
        Add(Role.Currency, "квача квач kwacha", 0, "ZMW MWK");
        Add(Role.Currency, "боливар боливара боливаров bolivar bolivars bolivares", 0, "VES");
        Add(Role.Currency, "боливиано boliviano bolivianos", 0, "BOB");
        Add(Role.Currency, "гуарани guarani guaranies", 0, "PYG");
        Add(Role.Currency, "кетсаль кетсаля кетсалей quetzal quetzales", 0, "GTQ");
        Add(Role.Currency, "лемпира лемпиры лемпир lempira lempiras", 0, "HNL");
        Add(Role.Currency, "кордоба кордобы кордоб cordobas", 0, "NIO");
        Add(Role.Currency, "колонов colones", 0, "CRC");
        Add(Role.Currency, "патак патаки pataca patacas", 0, "MOP");
        Add(Role.Currency, "руфий руфия руфии rufiyaa", 0, "MVR");
        Add(Role.Currency, "метикал метикалов meticais", 0, "MZN");
        Add(Role.Currency, "ариари ariary", 0, "MGA");
        Add(Role.Currency, "тнг", 0, "KZT");
        Add(Role.Currency, "soum so'm", 0, "UZS");
        Add(Role.Currency, "уе у.е", 0, "USD EUR");
        Add(
            Role.BeforeAmount,
            "долларов баксов юаней йен иен тенге лир гривен грн драмов манатов злотых батов донгов рупий дирхамов шекелей франков форинтов динаров "
                + "песо крон леев лари dollars pounds yen yuan baht pesos rupees zloty"
        );
        Add(Role.PerhapsCurrency, "марок марки marks", 0, CurrencyNames.Mark);
        foreach (var gone in CurrencyNames.Gone)
        {
            Add(Role.GoneCurrency, gone.Code.ToLowerInvariant(), 0, gone.Code);
            Add(Role.GoneCurrency, gone.Words, 0, gone.Code);
        }
        Add(Role.LooksLikeWord, "sit lvl eek esp dem dm kn rol csd std bef pte ang cyp sur vef");
        Stem(Role.Currency, "шекел", "ь я ей и", 0, "ILS");
        Add(Role.Currency, "shekel shekels", 0, "ILS");
        Stem(Role.Currency, "франк", "- а ов и", 0, "CHF");
        Add(Role.Currency, "franc francs", 0, "CHF");
        Stem(Role.Currency, "форинт", "- а ов", 0, "HUF");
        Add(Role.Currency, "forint forints", 0, "HUF");
        Stem(Role.Currency, "динар", "- а ов ы", 0, "RSD");
        Add(Role.Currency, "dinar dinars din", 0, "RSD");
        Add(Role.Currency, "белруб белрублей бел.руб бел.р б.р р.б", 0, "BYN");
        Add(Role.Currency, "br", 0, "BYN ETB");
        Add(Role.Currency, "kc kč", 0, "CZK");
        Add(Role.Currency, "крона кроны крон krona kronor krone kroner crowns koruna", 0, "CZK SEK NOK DKK");
        Add(Role.Currency, "песо peso pesos", 0, "MXN ARS COP CLP");
        Add(Role.Currency, "лей лея леев leu", 0, "MDL RON");
        Add(Role.Currency, "юсдт тезер тезера tether usdt₮ усдт", 0, "USDT");
        Add(Role.Currency, "тон тона тонов", 0, "TON");
        Add(Role.Currency, "звезд звезды stars", 0, "XTR");
        Add(
            Role.UnknownCurrency,
            "btc eth bnb sol doge ltc xrp usdc trx dai shib xmr биткоин биткоина биткоинов биток битка битков bitcoin bitcoins эфира дожкоинов сатоши satoshi satoshis туман туманов toman tomans"
        );
        Stem(Role.Coin, "копе", "йка йки ек йку", 0, "RUB");
        Add(Role.Coin, "коп kopeks kopecks", 0, "RUB");
        Stem(Role.Coin, "цент", "- а ов", 0, "USD EUR");
        Stem(Role.Coin, "евроцент", "- а ов ы", 0, "EUR");
        Add(Role.Coin, "cent cents", 0, "USD EUR");
        Add(Role.GluedCoin, "c ¢", 0, "USD EUR");
        Add(Role.GluedCoin, "p", 0, "GBP");
        Add(Role.Coin, "пенсов pence", 0, "GBP");
        Stem(Role.Coin, "тетри", "-", 0, "GEL");

        Add(Role.Multiplier, "k к", 1_000);
        Add(Role.Multiplier, "кк kk", 1_000_000);
        Add(Role.Multiplier | Role.AmbiguousMultiplier, "т", 1_000);
        Add(Role.Multiplier | Role.AmbiguousMultiplier | Role.Unit, "м m", 1_000_000);
        Add(
            Role.Multiplier | Role.SpacedMultiplier,
            "тыс тыщ тысяч тысячи тысячами тыщи тыщь тысч тысечь thousand thousands thou косаря косарей касарей",
            1_000
        );
        Add(Role.Multiplier | Role.SpacedMultiplier, "grand", 1_000);
        Add(Role.Multiplier | Role.SpacedMultiplier | Role.Alone, "тысяча тысячу тыща тыщу косарь касарь", 1_000);
        Add(Role.Multiplier | Role.SpacedMultiplier | Role.Currency, "тр т.р тыр т.руб тыс.руб тыс.р тысруб", 1_000, "RUB");
        Add(Role.Multiplier | Role.SpacedMultiplier, "млн миллиона миллионов лямов ляма лимонов mln mil mio million millions", 1_000_000);
        Add(Role.Multiplier | Role.SpacedMultiplier | Role.Alone, "миллион лям", 1_000_000);
        Add(Role.Multiplier | Role.SpacedMultiplier, "млрд миллиард миллиарда миллиардов bn billion billions", 1_000_000_000);
        Add(Role.Multiplier | Role.SpacedMultiplier, "сотен сотни сот соток сотки hundreds", 100);
        Add(Role.Multiplier | Role.SpacedMultiplier | Role.Alone, "сотка сотку сотня сотню hundred", 100);

        void Numbers(string list)
        {
            foreach (var pair in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var at = pair.IndexOf('=', StringComparison.Ordinal);
                foreach (var word in pair[..at].Split(','))
                    Add(Role.NumberWord, word, decimal.Parse(pair[(at + 1)..], CultureInfo.InvariantCulture));
            }
        }

        Numbers(
            "один,одна,одну,одно,one=1 два,две,two=2 три,three=3 четыре,four=4 пять,five=5 шесть,six=6 семь,seven=7 восемь,eight=8 девять,nine=9 "
                + "десять,ten=10 одиннадцать,eleven=11 двенадцать,twelve=12 тринадцать,thirteen=13 четырнадцать,fourteen=14 пятнадцать,fifteen=15 "
                + "шестнадцать,sixteen=16 семнадцать,seventeen=17 восемнадцать,eighteen=18 девятнадцать,nineteen=19 двадцать,twenty=20 "
                + "тридцать,thirty=30 сорок,forty,fourty=40 пятьдесят,писят,пятьдясят,fifty=50 шестьдесят,шисят,sixty=60 семьдесят,seventy=70 "
                + "восемьдесят,eighty=80 девяносто,ninety=90 сто=100 двести=200 триста=300 четыреста=400 пятьсот,пятсот,пяцот=500 шестьсот,шестсот=600 "
                + "семьсот,семсот=700 восемьсот=800 девятьсот=900 полтора,полторы=1.5 полтинник=50 пятихатка,пятихатку,пятихатки,пятисотка,пятисотку=500 "
                + ""
                + "двацать,двадцадь=20 тридцадь=30 пийсят,пиисят,питьдесят=50 шейсят=60 семсят=70 восемсят=80 девяноста=90 стописят,стопийсят=150 "
                + "двесте,двисти=200 тристо=300 читыреста=400 пицот=500 шисот=600 восемсот=800 девятсот=900 стольник,стольника=100 червонец,чирик=10 полтысячи=500 пол-ляма=500000 полляма=500000"
        );

        Add(Role.Day, "сегодня сег today tdy 2day tonight севодня сёдня седня сегодняшний", 0);
        Add(
            Role.Day,
            "вчера вчр yesterday yday yest ystd ydy y'day y-day вчерась вчерашний вчерашнее yesterdays yesterday's вчерв ystrday",
            -1
        );
        Add(Role.Day, "позавчера позовчера", -2);
        Add(Role.Day, "позапозавчера", -3);
        Add(Role.Day, "завтра tomorrow tmrw", 1);
        Add(Role.Day, "послезавтра", 2);
        string[] ruDays =
        [
            "понедельник понедельника понедельнику понедельником",
            "вторник вторника вторнику вторником",
            "среда среду среды среде",
            "четверг четверга четвергу",
            "пятница пятницу пятницы пятнице пятницей",
            "суббота субботу субботы субботе субботой",
            "воскресенье воскресенья воскресение воскресенью",
        ];
        string[] enDays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        string[] shorts = ["пн mon пон", "вт tue tues", "ср wed", "чт thu thur thurs", "пт fri", "сб sat", "вс sun вск"];
        for (var day = 0; day < 7; day++)
        {
            Add(Role.Weekday, $"{ruDays[day]} {enDays[day]} {enDays[day]}'s", day + 1);
            Add(Role.ShortWeekday, shorts[day], day + 1);
        }
        string[] months =
        [
            "января янв january jan",
            "февраля фев февр february feb",
            "марта мар march mar",
            "апреля апр april apr",
            "мая may",
            "июня june jun июн",
            "июля july jul июл",
            "августа авг august aug",
            "сентября сен сент september sept sep",
            "октября окт october oct",
            "ноября ноя нояб november nov",
            "декабря дек december dec",
        ];
        for (var month = 0; month < 12; month++)
            Add(Role.Month, months[month], month + 1);
        var nominative = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".Split(' ');
        for (var month = 0; month < 12; month++)
            Add(Role.Month | Role.MonthName, nominative[month], month + 1);
        Add(Role.MonthName, "янв фев мар апр июн июл авг сен сент окт ноя нояб дек");
        var ordinals = (
            "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого тринадцатого "
            + "четырнадцатого пятнадцатого шестнадцатого семнадцатого восемнадцатого девятнадцатого двадцатого"
        ).Split(' ');
        for (var day = 0; day < ordinals.Length; day++)
            Add(Role.OrdinalDay, ordinals[day], day + 1);
        Add(Role.OrdinalDay, "тридцатого", 30);
        Add(Role.TimeZone, "utc gmt мск msk est edt pst pdt cst cdt cet cest eet bst jst ist utc/gmt");
        Add(Role.NotShared, "treat угощал угощала угощаю угостил угостила");
        Add(Role.Ago, "назад ago");
        Add(Role.Duration | Role.Unit, "день дня дней дн day days сутки суток ночь ночи ночей night nights", 1);
        Add(Role.Duration | Role.Unit, "неделя неделю недели недель нед week weeks wk wks", 7);
        Add(Role.Duration | Role.Unit, "месяц месяца месяцев мес month months mo mths", 30);
        Add(Role.Duration | Role.Unit, "год года лет year years yr yrs", 365);
        Add(
            Role.Duration | Role.Unit,
            "час часа часов ч hour hours hr hrs h минуту минут минуты мин minute minutes min mins сек секунд",
            -1
        );
        Stem(Role.Last, "прошл", "ый ую ое ой ого ом ая");
        Stem(Role.Last, "минувш", "ий ую ее");
        Add(Role.Last, "last");
        Stem(Role.Next, "следующ", "ий ую ее ей его");
        Stem(Role.Next, "будущ", "ий ую ее ей его");
        Add(Role.Next, "next");
        Add(Role.This, "эту этот это этой этом this");
        Add(Role.Several, "пару пара несколько couple few");
        Add(Role.DayPart, "утром вечером днем ночью утра вечера дня ночи morning evening afternoon night earlier");
        Add(Role.Meridiem, "am pm a.m p.m утра вечера o'clock часов");
        Add(Role.DayPreposition, "в во за от on of");
        Add(Role.EventPreposition, "на до к с for by until till since from");
        Add(Role.PricePreposition, "за на по for at сумму сумма стоимостью worth стоит @");
        Add(Role.Each, "each apiece каждый каждая каждое каждого поштучно");
        Add(Role.Article, "a an the about around approx где-то примерно около");
        Add(Role.People, "человек чел человека people persons person ppl персон персоны гостей нас ways way");
        Add(Role.Share, "пополам поровну split разделить делим делили поделили скинулись shared");

        Add(
            Role.Unit,
            "кг kg г гр грамм грамма граммов граммовый л литр литра литров литровый мл ml шт штук штуки штука штуку уп упак упаковка упаковки упаковок "
                + "пачка пачки пачек пачку бутылка бутылки бутылок бут банка банки банок чел человек человека порция порции порций км km см cm мм mm "
                + "метр метра метров м2 м3 квт кв gb гб tb тб mb мб g gr gram grams kilo kilos l ltr litre litres liter liters lb lbs oz pcs pc pack packs "
                + "bottle bottles box boxes people person persons miles mile inch inches раз раза times серия серий страниц листов лист рулон рулона рулонов "
                + "таблеток капсул meters metre metres ft дюймов дюйма мес кусок куска кусков slices slice доз людей kwh w вт ватт mah мп градусов шага шагов "
                + "ккал kcal км/ч mbps мбит мбит/с sqm сотых процентов процента percent лотов лота поездок поездки занятий занятия тренировок тренировки уроков "
                + "урока lessons sessions cl dl дюжина дюжины dozen пар пары pairs колес колеса звеньев км2 комнат комнаты"
        );
        Add(
            Role.Model,
            "iphone айфон айфона айпад ipad galaxy samsung самсунг pixel redmi редми xiaomi poco honor realme huawei ps playstation xbox windows rtx gtx ryzen core "
                + "macbook watch airpods boeing model mazda bmw бмв audi ауди peugeot номер дом кв квартира офис комната маршрут автобус троллейбус трамвай рейс "
                + "зал ряд место серия часть том глава уровень школа school bus tram route line gate terminal room apt unit season episode level vol part chapter "
                + "section channel area аи бензин note mate thinkpad no. № n number nr подъезд этаж корпус стр сезон эпизод formula fifa gta диск шины размер size "
                + "каб кабинет поликлиника детсад сад садик маршрутка flight platform track version версия класс зона zone pier hall theater studio студия "
                + "windows office winter lego лего nike iphones watch ikea street avenue"
        );
        void Product(string list, decimal largest) => Add(Role.Product | Role.Model, list, largest);
        Product("iphone айфон айфона айфону айфоне айфоном iphone's galaxy галакси", 40);
        Product("pixel redmi редми ipad айпад айпада macbook макбук", 16);
        Product("ps плейстейшн playstation ryzen gta airpods", 9);
        Product("windows", 12);
        Product("xbox", 360);
        Product("boeing", 799);
        Product("rtx gtx", 9_999);

        Add(
            Role.Measure,
            "температура вес весу вешу рост пульс давление сахар градусник temperature temp weight height pulse код кода пароль пин пин-код code pin password otp "
                + "инн снилс паспорт passport кпп огрн бик iban score счет: шагов шаги steps возраст age zip индекс"
        );
        Add(
            Role.Income,
            "зарплата зарплату зарплатка зп з/п аванс стипендия стипендию пенсия пенсию дивиденды дивидендов гонорар подработка подработку халтура шабашка "
                + "доход выручка кэшбэк кешбэк кэшбек кешбек cashback salary paycheck wage wages dividend dividends pension scholarship stipend income earned "
                + "заработал заработала заработок продал продала продали sold выиграл выиграла выигрыш отпускные декретные пособие алименты freelance фриланс payday "
                + "больничные зачислили зачислено начислили royalty royalties earnings winnings won"
        );
        Add(
            Role.MaybeIncome,
            "получил получила получили received got пришло пришла пришли пришел поступление поступило поступила подарили перевод проценты процент interest "
                + "премия премию premium bonus бонус бонусы transfer занял заняла borrowed одолжил одолжила вернул вернула снял сняла нашел нашла found обменял обменяла обмен exchange exchanged withdrew withdrawal"
        );
        Add(
            Role.Refund,
            "вернули возврат возврата refund refunded refunds reimbursed reimbursement возвратили вернулось вернулись чарджбек chargeback"
        );
        Add(Role.Debt, "долг долга долги долгу debt loan кредит кредита кредиту заем займ owe owed");
        Add(
            Role.Spending,
            "заплатил заплатила платил платила оплатил оплатила оплата потратил потратила купил купила отдал отдала выплатил выплатила выдал выдала bought spent pay перевел "
                + "перевела скинул скинула налог налоги комиссия за.ипотеку страховая tax fee"
        );
        Add(
            Role.PaidPerson,
            "няне уборщице водителю сотруднику сотрудникам репетитору домработнице помощнице садовнику рабочим бригаде строителям мастеру nanny cleaner babysitter "
                + "employee employees staff assistant driver gardener курьеру продавцу бухгалтеру"
        );
        Add(
            Role.Chat,
            "привет приветик приветствую здравствуй здравствуйте хай хелло алло добрый доброе доброго доброй hello hi hey hiya yo howdy greetings спасибо спс "
                + "благодарю thanks thank thx ty ok ок окей оке okay k. да нет ага угу неа yes no yep nope yeah nah пока bye goodbye cya помощь помоги помогите help "
                + "старт start меню menu отмена отмени отменить cancel stop стоп test тест testing проверка хорошо круто класс супер отлично good nice cool great "
                + "awesome lol лол ахаха хаха хахаха ахах haha hahaha ясно понятно понял поняла sorry извини извините прости пожалуйста please pls отчет отчёт "
                + "статистика баланс stats report balance settings настройки удали удалить delete undo назад back домой home бот bot ку здорово дарова "
                + "хз блин ой упс oops wow вау ура морнинг morning fine wait подожди ладно чао тестирование лимиты limits категории categories "
                + "дальше next готово done sure maybe возможно наверное"
        );
        Add(
            Role.Question,
            "сколько скока когда где почему зачем кто какой какая какие каков чего куда how what when where why who which whose можно можешь умеешь "
                + "can could would will do does did is are как что покажи покажите show чем"
        );
        Add(Role.Pronoun, "мне я ты мы вы он она они меня тебя тебе вам вас нам i you we they he she it's i'm me am was were");
        Add(
            Role.Plan,
            "хочу хотим хочется хотел хотела планирую надо нужно напомни напомнить лимит бюджет установи поставь накопить должен должна купить want need wanna "
                + "should remind limit budget plan planning set позвони встретимся call if если convert конвертируй конвертировать обменяй переведи отправь send "
                + "стоил бы мог could owe owes wish мечтаю would"
        );
        Add(Role.Vague, "выходных выходные недавно днях weekend recently ago");
        Add(
            Role.Moves,
            "положил положила перевел перевела перекинул перекинула пополнил пополнила пополнение закинул закинула отложил отложила перевод moved transferred "
                + "transfer deposited put saved stashed"
        );
        Add(
            Role.OwnPlace,
            "себе счетами счет карту вклад копилку кошелек кошельки накопительный savings account wallet piggy deposit checking"
        );
        Add(Role.Not, "no not don't dont didn't didnt never without не без нет");
        Add(Role.Share, "splitting sharing дележа дележки");
        Add(Role.PartOf, "доля долю доли share");
        Add(
            Role.Command,
            "удали удалить исправь исправить измени изменить поменяй отчет статистика покажи покажите отмени отменить delete remove edit report stats show "
                + "undo cancel переведи отчеты статистику"
        );
        Add(Role.Record, "запиши записать добавь добавить внеси внести add record log save note трата расход расходы expense");
        Add(Role.Giver, "мама папа бабушка дедушка муж жена брат сестра друг подруга начальник mom dad boss husband wife grandma");
        Add(Role.Total, "итого всего total итог сумма sum altogether");
        return words;
    }
}
