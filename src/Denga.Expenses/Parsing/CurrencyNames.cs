using Denga.Contracts;

namespace Denga.Expenses.Parsing;

/// <summary>A currency that is no longer in use, what took its place and how many of it made one of that, for ever.</summary>
/// <param name="Words">Its names, separated by spaces; empty where only the code is used.</param>
/// <param name="Successor">Null where there was no fixed rate.</param>
internal sealed record GoneCurrency(string Code, string? Successor, decimal PerOne, string Words = "");

/// <summary>Currencies that a word alone does not tell: those of the past, and those of the same name in many countries.</summary>
internal static class CurrencyNames
{
    /// <summary>The family of the marks: a stamp too, so that without a country it is asked.</summary>
    internal const string Mark = "DEM FIM BAM";

    /// <summary>Rates to the euro are those of the Council of the European Union, to others those of the redenomination.</summary>
    internal static readonly IReadOnlyList<GoneCurrency> Gone =
    [
        new("BGN", "EUR", 1.95583m, "левов лева левы лев лв lv lev levs leva"),
        new("HRK", "EUR", 7.5345m, "кун куна куны куну kn kuna kunas"),
        new("DEM", "EUR", 1.95583m, "dm дойчмарок дойчмарки deutschmark deutschmarks deutschemarks"),
        new("FRF", "EUR", 6.55957m),
        new("ITL", "EUR", 1936.27m),
        new("ESP", "EUR", 166.386m, "песет песета песеты peseta pesetas"),
        new("ATS", "EUR", 13.7603m),
        new("BEF", "EUR", 40.3399m),
        new("LUF", "EUR", 40.3399m),
        new("FIM", "EUR", 5.94573m, "финмарок финмарки markka"),
        new("GRD", "EUR", 340.75m, "драхм драхма драхмы drachma drachmas"),
        new("IEP", "EUR", 0.787564m),
        new("NLG", "EUR", 2.20371m, "гульден гульдена гульденов guilder guilders"),
        new("PTE", "EUR", 200.482m, "эскудо escudo escudos"),
        new("SIT", "EUR", 239.64m, "толаров толара tolar tolars"),
        new("CYP", "EUR", 0.585274m),
        new("MTL", "EUR", 0.4293m),
        new("SKK", "EUR", 30.126m),
        new("EEK", "EUR", 15.6466m),
        new("LVL", "EUR", 0.702804m, "латов лата лат lats"),
        new("LTL", "EUR", 3.4528m, "литов лита litas"),
        new("BYR", "BYN", 10_000m),
        new("TRL", "TRY", 1_000_000m),
        new("ROL", "RON", 10_000m),
        new("AZM", "AZN", 5_000m),
        new("TMM", "TMT", 5_000m),
        new("MZM", "MZN", 1_000m),
        new("ZMK", "ZMW", 1_000m),
        new("MRO", "MRU", 10m),
        new("STD", "STN", 1_000m),
        new("SLL", "SLE", 1_000m),
        new("CSD", "RSD", 1m),
        new("SDD", "SDG", 100m),
        new("VEF", null, 0),
        new("ZWL", null, 0),
        new("ANG", null, 0),
        new("CUC", null, 0),
        new("SUR", null, 0),
        new("XEU", null, 0),
    ];

    private static readonly Dictionary<string, GoneCurrency> GoneByCode = Gone.ToDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>By the currencies that the noun alone may mean, as in <see cref="Sense.Currency"/>: how the words before it begin, and which one
    /// it is then. "?" is a currency that is not kept here.</summary>
    private static readonly Dictionary<string, (string Stem, string Code)[]> Nations = Build(
        "RUB: белорус=BYN бел=BYN блр=BYN belarus=BYN byelorus=BYN приднестр=? transnistr=? пмр=? рф=RUB совет=SUR soviet=SUR рос=RUB russia=RUB",
        "USD: канад=CAD canad=CAD австрал=AUD aus=AUD сингап=SGD singapor=SGD гонк=HKD hong=HKD новозел=NZD новой=NZD new_zeal=NZD nz=NZD kiwi=NZD "
            + "тайван=TWD taiwan=TWD намиб=NAD namib=NAD ямайс=JMD jamaic=JMD фидж=FJD fiji=FJD тринидад=TTD барбадос=BBD багам=BSD либер=LRD "
            + "белиз=BZD амер=USD сша=USD usa=USD americ=USD us=USD u.s=USD",
        "CZK SEK NOK DKK: чешск=CZK чеш=CZK czech=CZK швед=SEK swed=SEK норв=NOK norw=NOK датск=DKK дат=DKK danish=DKK dan=DKK исланд=ISK исл=ISK iceland=ISK эстон=EEK eston=EEK словац=SKK slovak=SKK",
        "CHF: швейц=CHF swiss=CHF франц=FRF french=FRF бельг=BEF belg=BEF люкс=LUF кфа=XOF cfa=XOF руанд=RWF rwand=RWF",
        "GBP: англ=GBP брит=GBP стерл=GBP brit=GBP uk=GBP english=GBP егип=EGP egypt=EGP лив=LBP leban=LBP сир=SYP syria=SYP судан=SDG sudan=SDG "
            + "кипр=CYP cyp=CYP ирланд=IEP irish=IEP gibraltar=GIP гибралт=GIP",
        "INR: инди=INR indian=INR индон=IDR indones=IDR пакист=PKR pakist=PKR шри=LKR sri=LKR ланк=LKR непал=NPR nepal=NPR мальд=MVR mald=MVR "
            + "маврик=MUR mauriti=MUR сейш=SCR seych=SCR",
        "MXN ARS COP CLP: мекс=MXN mexic=MXN аргент=ARS argent=ARS колумб=COP colomb=COP чил=CLP chile=CLP филипп=PHP philip=PHP filip=PHP кубин=CUP "
            + "cuban=CUP уругв=UYU urug=UYU домин=DOP domin=DOP",
        "MDL RON: молд=MDL mold=MDL рум=RON roman=RON",
        "RSD: серб=RSD serb=RSD кувейт=KWD kuwait=KWD тунис=TND tunis=TND иорд=JOD jordan=JOD макед=MKD maced=MKD алжир=DZD alger=DZD ирак=IQD "
            + "iraq=IQD бахр=BHD bahr=BHD лив=LYD libya=LYD югосл=? yugosl=?",
        "AED: марок=MAD moroc=MAD оаэ=AED эмират=AED дуб=AED emirat=AED uae=AED",
        "AZN: азер=AZN azer=AZN туркм=TMT turkm=TMT",
        "SAR OMR QAR IRR: сауд=SAR saud=SAR оман=OMR oman=OMR катар=QAR qatar=QAR иран=IRR iran=IRR йемен=YER yemen=YER",
        "KES UGX TZS SOS: кен=KES keny=KES уганд=UGX ugand=UGX танз=TZS tanz=TZS сомал=SOS somal=SOS австр=ATS austr=ATS",
        "TRY: турецк=TRY тур=TRY turk=TRY итальян=ITL итал=ITL ital=ITL",
        "UZS: узб=UZS",
        "KGS: кирг=KGS кырг=KGS",
        "JPY: япон=JPY japan=JPY",
        "CNY: китайск=CNY кит=CNY chin=CNY",
        "KZT: казах=KZT kazakh=KZT",
        "GEL: груз=GEL georg=GEL",
        "UAH: укр=UAH ukrain=UAH",
        "AMD: арм=AMD armen=AMD",
        "THB: таи=THB тай=THB thai=THB",
        "VND: вьет=VND viet=VND",
        "PLN: польс=PLN polish=PLN",
        "HUF: венг=HUF hungar=HUF",
        "ILS: изра=ILS isra=ILS",
        "KRW: южнокор=KRW корей=KRW south_kor=KRW kor=KRW",
        "BRL: браз=BRL brazil=BRL",
        "ZAR: юар=ZAR южно=ZAR south_afr=ZAR",
        "MYR: мала=MYR malays=MYR",
        "MNT: монг=MNT mongol=MNT",
        "NGN: нигер=NGN niger=NGN",
        Mark + ": нем=DEM герм=DEM german=DEM deutsche=DEM фин=FIM finn=FIM бос=BAM bosn=BAM конверт=BAM",
        "BGN: болг=BGN bulgar=BGN",
        "HRK: хорв=HRK croat=HRK"
    );

    internal static GoneCurrency? GoneOf(string code) => GoneByCode.GetValueOrDefault(code);

    /// <summary>"бел." before "рублей" is BYN. Null where the words are no country's that is known.</summary>
    internal static string? Of(ReadOnlySpan<char> qualifier, string noun)
    {
        if (!Nations.TryGetValue(noun, out var nations))
            return null;
        foreach (var (stem, code) in nations)
            if (qualifier.StartsWith(stem, StringComparison.Ordinal))
                return code;
        return null;
    }

    /// <summary>"крон чешских", "долларов США": the currency by what follows its name, in the word's whole length or as an adjective.</summary>
    internal static string? After(ReadOnlySpan<char> word, string noun)
    {
        if (word.Length < 2 || !Nations.TryGetValue(noun, out var nations))
            return null;
        foreach (var (stem, code) in nations)
            if (word.SequenceEqual(stem) || stem.Length > 3 && word.StartsWith(stem, StringComparison.Ordinal) && IsAdjective(word))
                return code;
        return null;
    }

    /// <summary>"100 белорусских": every currency that may be meant without its name.</summary>
    internal static IReadOnlyList<string> Unnamed(ReadOnlySpan<char> word)
    {
        var found = new List<string>();
        if (!IsAdjective(word))
            return found;
        foreach (var nations in Nations.Values)
        foreach (var (stem, code) in nations)
            if (
                stem.Length > 3
                && word.StartsWith(stem, StringComparison.Ordinal)
                && Currency.TryFind(code, out _)
                && !found.Contains(code)
            )
                found.Add(code);
        return found;
    }

    internal static bool IsAdjective(ReadOnlySpan<char> word) =>
        word.Length > 4
        && (
            word.EndsWith("их", StringComparison.Ordinal)
            || word.EndsWith("ых", StringComparison.Ordinal)
            || word.EndsWith("ого", StringComparison.Ordinal)
            || word.EndsWith("ian", StringComparison.Ordinal)
            || word.EndsWith("ean", StringComparison.Ordinal)
            || word.EndsWith("ese", StringComparison.Ordinal)
            || word.EndsWith("ish", StringComparison.Ordinal)
        );

    private static Dictionary<string, (string, string)[]> Build(params string[] lines)
    {
        var nations = new Dictionary<string, (string, string)[]>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            nations[line[..colon]] =
            [
                .. line[(colon + 1)..]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(pair => pair.Split('='))
                    .Select(pair => (pair[0].Replace('_', ' '), pair[1])),
            ];
        }
        return nations;
    }
}
