using Denga.Contracts.Expenses;

namespace Denga.Expenses.Categories;

/// <summary>Finds a built-in category by the words of a note. A keyword ending in <c>*</c> is a stem: every word that begins with it means the
/// category, the longest stem first; two words joined by <c>_</c> must stand side by side and win over single ones. Of several words the most
/// telling wins: a pair, then a whole word or the longer stem, then the one that stands first. A note without any known word is read once more for
/// words with one slip of the pen ("прадукты").</summary>
internal static class Keywords
{
    private const int StemMin = 3;
    private const int WordMax = 32;

    private static readonly Dictionary<string, string> Words = new(2048, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> Stems = new(2048, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> Pairs = new(256, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> IncomeWords = new(128, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> IncomeStems = new(128, StringComparer.Ordinal);
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> WordLookup = Words.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> StemLookup = Stems.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> PairLookup = Pairs.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> IncomeWordLookup =
        IncomeWords.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> IncomeStemLookup =
        IncomeStems.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>By their first letter: the words that are long enough to be recognised with a slip.</summary>
    private static readonly Dictionary<char, List<(string Word, bool IsStem, string Category)>> Near = [];

    static Keywords()
    {
        foreach (var (category, list) in Expenses)
            Add(list, category, Words, Stems);
        foreach (var (category, list) in Incomes)
            Add(list, category, IncomeWords, IncomeStems);
        foreach (var (isStem, known) in (ReadOnlySpan<(bool, Dictionary<string, string>)>)[(false, Words), (true, Stems)])
        foreach (var (word, category) in known)
            if (word.Length >= (isStem ? 6 : 4))
            {
                if (!Near.TryGetValue(word[0], out var near))
                    Near[word[0]] = near = [];
                near.Add((word, isStem, category));
            }
    }

    /// <summary>The category and the word that decided, in the writer's spelling; null when no word is known.</summary>
    internal static (string Category, string Word)? Find(string note, EntryKind kind)
    {
        Span<char> pair = stackalloc char[WordMax * 2 + 1];
        Span<char> low = stackalloc char[WordMax];
        var before = 0;
        var beforeStart = 0;
        var best = 0;
        string? category = null;
        var (from, to) = (0, 0);
        for (var i = 0; i < note.Length; )
        {
            if (!char.IsLetterOrDigit(note[i]))
            {
                i++;
                continue;
            }
            var start = i;
            while (
                i < note.Length
                && (
                    char.IsLetterOrDigit(note[i])
                    || note[i] is '\'' or '’' or '&' or '-' && i + 1 < note.Length && char.IsLetterOrDigit(note[i + 1])
                )
            )
                i++;
            if (i - start > WordMax)
            {
                before = 0;
                continue;
            }
            var length = Lower(note.AsSpan(start, i - start), low);
            var word = low[..length];
            if (kind != EntryKind.Income && before > 0)
            {
                pair[before] = ' ';
                word.CopyTo(pair[(before + 1)..]);
                if (best < 1_000 && PairLookup.TryGetValue(pair[..(before + 1 + length)], out var both))
                    (category, best, from, to) = (both, 1_000, beforeStart, i);
            }
            var (found, weight) =
                kind == EntryKind.Income ? Look(word, IncomeWordLookup, IncomeStemLookup) : Look(word, WordLookup, StemLookup);
            if (found is not null && weight > best)
                (category, best, from, to) = (found, weight, start, i);
            word.CopyTo(pair);
            before = length;
            beforeStart = start;
        }
        if (category is not null)
            return (category, note[from..to]);
        return kind == EntryKind.Income ? null : Misspelt(note, low);
    }

    /// <summary>The first word that differs from a known one by a letter; words that would mean several categories tell nothing.</summary>
    private static (string Category, string Word)? Misspelt(string note, Span<char> low)
    {
        for (var i = 0; i < note.Length; i++)
        {
            var start = i;
            while (i < note.Length && char.IsLetter(note[i]))
                i++;
            if (i - start is < 4 or > WordMax)
                continue;
            var word = low[..Lower(note.AsSpan(start, i - start), low)];
            if (Near.TryGetValue(word[0], out var near) && Nearest(word, near) is { } category)
                return (category, note[start..i]);
        }
        return null;
    }

    private static string? Nearest(ReadOnlySpan<char> word, List<(string Word, bool IsStem, string Category)> near)
    {
        string? found = null;
        foreach (var (known, isStem, category) in near)
        {
            var matches = isStem
                ? IsSlipInStem(Beginning(word, known.Length - 1), known)
                    || IsSlipInStem(Beginning(word, known.Length), known)
                    || IsSlipInStem(Beginning(word, known.Length + 1), known)
                : IsSlip(word, known);
            if (!matches)
                continue;
            if (found is not null && !string.Equals(found, category, StringComparison.Ordinal))
                return null;
            found = category;
        }
        return found;
    }

    /// <summary>Other endings make other words: the slip is not in the last letter.</summary>
    private static bool IsSlipInStem(ReadOnlySpan<char> word, ReadOnlySpan<char> stem) =>
        IsSlip(word, stem) && word.CommonPrefixLength(stem) < stem.Length - 1;

    private static ReadOnlySpan<char> Beginning(ReadOnlySpan<char> word, int length) => word[..Math.Min(word.Length, length)];

    /// <summary>One letter more, less, another or two exchanged, not the first; in a word of four letters only a vowel for one that sounds like it.</summary>
    private static bool IsSlip(ReadOnlySpan<char> word, ReadOnlySpan<char> known)
    {
        if (Math.Abs(word.Length - known.Length) > 1)
            return false;
        var same = word.CommonPrefixLength(known);
        if (same == 0)
            return false;
        var a = word[same..];
        var b = known[same..];
        if (word.Length == known.Length)
            return a.Length > 0
                && (
                    a[1..].SequenceEqual(b[1..]) && (known.Length > 4 || SoundsLike(a[0], b[0]))
                    || known.Length > 4 && a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..])
                );
        return known.Length > 4 && (word.Length > known.Length ? a[1..].SequenceEqual(b) : a.SequenceEqual(b[1..]));
    }

    private static bool SoundsLike(char a, char b) =>
        (a, b) is ('а', 'о') or ('о', 'а') or ('е', 'и') or ('и', 'е') or ('э', 'е') or ('е', 'э') or ('ы', 'и') or ('и', 'ы');

    private static (string? Category, int Weight) Look(
        ReadOnlySpan<char> word,
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> words,
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> stems
    )
    {
        if (words.TryGetValue(word, out var exact))
            return (exact, 40);
        for (var length = word.Length; length >= StemMin; length--)
            if (stems.TryGetValue(word[..length], out var category))
                return (category, Math.Min(length * 5, 40));
        if (word.Length > 3 && word[^1] == 's' && words.TryGetValue(word[..^1], out exact))
            return (exact, 40);
        var hyphen = word.IndexOf('-');
        return hyphen > 0 ? Look(word[..hyphen], words, stems) : (null, 0);
    }

    private static int Lower(ReadOnlySpan<char> word, Span<char> low)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var c = char.ToLowerInvariant(word[i]);
            low[i] =
                c == 'ё' ? 'е'
                : c == '’' ? '\''
                : c;
        }
        return word.Length;
    }

    private static void Add(string list, string category, Dictionary<string, string> words, Dictionary<string, string> stems)
    {
        foreach (var word in list.Replace('ё', 'е').Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            if (word.Contains('_', StringComparison.Ordinal))
                Pairs[word.Replace('_', ' ')] = category;
            else if (word.EndsWith('*'))
                stems[word[..^1]] = category;
            else
                words[word] = category;
    }

    private static (string, string)[] Incomes =>
        [
            ("salary", "зарплат* зп з-п аванс* гонорар* оклад* отпускн* salary salaries paycheck payday wage* payroll больничн*"),
            ("bonus", "преми* бонус* bonus* thirteenth тринадцат*"),
            ("interest", "процент* дивиденд* купон* вклад* депозит* interest dividend* coupon* deposit savings"),
            ("cashback", "кэшбэк* кешбэк* кэшбек* кешбек* cashback rewards"),
            ("gift_income", "подар* gift gifts birthday мам* пап* бабушк* mom dad grandma grandpa parents родител*"),
            (
                "other_income",
                "продал* продаж* sold sale freelance фриланс* подработк* халтур* шабашк* пенси* стипенди* pension scholarship stipend алимент* пособи* "
                    + "выигрыш* выиграл* winnings доход* income выручк* rental"
            ),
        ];

    private static (string, string)[] Expenses =>
        [
            (
                "groceries",
                """
                продукт* еда еду еды магазин* супермаркет* гипермаркет* рынок рынке рынка пятерочк* магнит магните магнита перекресток перекрестк* вкусвилл* вкусвил* ашан* лента
                ленте ленту дикси метро_кэш азбука_вкуса азбук* самокат лавка яндекс_лавка светофор* верный spar спар окей_гипермаркет молок* молочк* хлеб* батон* яйц* яиц* сыр
                сыра сырок* сырк* масло кефир* творог* творож* йогурт* сметан* колбас* сосиск* мясо мяса куриц* курин* фарш* говядин* свинин* индейк* рыба рыбу рыбы овощ* фрукт*
                яблок* банан* картош* картофел* помидор* огурц* огурец лук морков* капуст* апельсин* мандарин* лимон* виноград* арбуз* дын* клубник* ягод* зелень крупа крупы
                гречк* рис макарон* мука сахар соль чай печень* конфет* шоколад* мороженое мороженк* вода воду сок соки лимонад* пиво вино вина водк* виск* алкогол* шампанск*
                снеки чипс* орех* семечк* мед продуктов* бакале* тушенк* консерв* пельмен* вареник* сникерс* кола коктейль_молочный
                groceries grocery supermarket food milk bread egg eggs cheese butter yogurt yoghurt meat chicken beef pork fish vegetable* veggies fruit* apple apples banana*
                potato* tomato* cucumber* onion* orange* grape* watermelon* berries strawberr* rice pasta flour sugar salt tea cookie* candy candies chocolate* ice_cream water
                juice soda beer beers wine vodka whiskey whisky alcohol champagne snack* chips nuts honey walmart costco tesco lidl aldi trader_joe's whole_foods kroger
                safeway sainsbury* asda morrisons waitrose carrefour target publix instacart biedronka migros rewe edeka maxi market bakery_bread avocado* lettuce cereal ham
                turkey sausage* bacon salmon oil mineral_water 7up пепси pepsi coke cola нутелл* nutella
                """
            ),
            (
                "cafe",
                """
                кофе кофейн* капучино латте эспрессо американо раф флэт* кофемани* кафе кафешк* ресторан* обед* ужин* завтрак* ланч* бизнес-ланч* столов* пицц* суши ролл* роллы
                бургер* шаурм* шаверм* донер* макдональдс* макдак* мак вкусно_и вкусно кфс kfc бургер_кинг burger_king додо шоколадниц* старбакс* буфет* фастфуд* перекус* пекарн*
                булочк* булк* пирож* круассан* торт* пирожн* бар бара баре паб пабе кальян* доставка_еды яндекс_еда деливери* чаев* самса чебурек* хинкал* хачапур* шашлык* том_ям
                рамен лапша вок поке бизнес_ланч кофеек кофейк* кофеечк* кафетерий пончик* донат_пончик блины блин* теремок крошка_картошка десерт* пив* бистро закусочн*
                coffee cappuccino latte espresso americano flat_white mocha matcha cafe café restaurant* lunch* dinner* breakfast* brunch* pizza* sushi burger* kebab* taco* burrito*
                sandwich* mcdonald* starbucks subway_sandwich dominos domino's chipotle wendy's dunkin bakery croissant* cake bagel* donut* doughnut* muffin* bar pub drinks cocktail*
                takeaway takeout deliveroo doordash ubereats uber_eats grubhub glovo wolt just_eat tip tips ramen noodles poke steak bbq diner bistro eating_out pret costa five_guys
                hookah shawarma falafel panda_express chick-fil-a taco_bell nando's nandos gelato dessert* toast fries wings hot_dog snack_bar beer_bar
                """
            ),
            (
                "transport",
                """
                метро автобус* троллейбус* трамва* маршрутк* электричк* проезд* тройка подорожник транспорт* самокат_аренда кикшеринг* whoosh вуш юрент каршеринг* делимобиль*
                ситидрайв* пригород* проездн* аэроэкспресс* велопрокат* паром* аренда_самоката аренда_велосипеда ласточка
                bus buses metro subway tram trams train trains commute transit underground tube oyster ferry transport scooter bike_rental lime bird railcard fare caltrain bart
                marta clipper metrocard bus_ticket train_ticket season_ticket s-bahn u-bahn
                """
            ),
            (
                "taxi",
                "такси таксист* таксо* яндекс_такси яндекс_go ситимобил* убер* максим_такси такси_максим uber bolt lyft taxi taxis cab cabs индрайвер indriver "
                    + "indrive gett grab яндекс.такси didi yandex_taxi yandex_go ride"
            ),
            (
                "car",
                """
                бензин* заправк* заправил* азс дизель дизел* солярк* лукойл* газпромнефть роснефть татнефть аи парковк* паркинг* стоянк* автомойк* мойка_машины мойка мойку шиномонтаж* шины
                шина резина резину колеса осаго каско автострахов* техосмотр* запчаст* автосервис* сто_ремонт автозапчаст* антифриз* незамерзайк* омывай* эвакуатор* масло_моторное
                замена_масла машина машину машины авто тормоз* аккумулятор* платная_дорога платон транспондер* гараж* автомобил*
                gas petrol gasoline diesel fuel shell bp chevron exxon parking car car_wash carwash tire tires tyre tyres oil_change mechanic toll tolls car_insurance car_repair
                car_service garage mot windshield gas_station car_parts auto_parts brake brakes car_battery ev_charging
                """
            ),
            (
                "housing",
                """
                аренда аренду аренды квартплат* квартира квартиру квартиры ипотек* съем съём жилье жильё хозяйке хозяину наем найм
                rent mortgage housing apartment landlord flat house_payment hoa lease
                """
            ),
            (
                "utilities",
                """
                жкх жку коммунал* свет электричеств* электроэнерг* газ отоплен* водоснаб* вода_горячая вывоз_мусора мусор домофон* капремонт* квитанц* управляющая_компания тсж
                electricity electric water_bill gas_bill utilities utility heating power_bill trash sewage council_tax garbage electric_bill energy energy_bill
                """
            ),
            (
                "communication",
                """
                связь интернет* телефон_оплата мтс билайн* мегафон* теле2 tele2 т2 йота yota ростелеком* симк* сим-карт* симка сотов* мобильн* роуминг* wifi wi-fi вайфай esim вай-фай
                дом.ру тариф*
                internet phone_bill mobile_bill cell verizon t-mobile vodafone broadband sim roaming comcast xfinity phone_plan mobile mobile_plan data_plan o2 top-up topup landline
                att at&t ee cellphone_bill
                """
            ),
            (
                "subscriptions",
                """
                подписк* netflix нетфликс* spotify спотифай* youtube ютуб* яндекс_плюс плюс кинопоиск* иви ivi okko окко icloud айклауд chatgpt чатгпт gpt openai claude телеграм_премиум
                telegram_premium премиум_подписка apple_music патреон* boosty бусти patreon vpn впн хостинг* домен* vps subscription* disney+ disney hulu hbo max_subscription amazon_prime prime
                apple_tv dropbox notion github figma adobe office_365 microsoft_365 onlyfans audible kindle_unlimited domain hosting copilot midjourney storytel литрес google_one
                playstation_plus ps_plus game_pass xbox_live membership new_york_times nyt medium substack canva
                """
            ),
            (
                "health",
                """
                аптек* лекарств* таблет* врач* доктор* стоматолог* дантист* зуб* клиник* больниц* поликлиник* анализ* витамин* очки линзы окулист* массаж* психолог* психотерап* узи мрт
                мази мазь капли бинт* пластыр* прививк* гинеколог* терапевт* дерматолог* медицин* термометр* градусник* инвитро гемотест сироп* антибиотик* парацетамол* ибупрофен* нурофен*
                pharmacy pharmacies medicine medicines meds drug drugs drugstore doctor* dentist* dental hospital clinic vitamin* glasses lenses optician therapy therapist massage
                psychologist mri xray x-ray blood_test lab_tests vaccine* pills painkillers ibuprofen paracetamol aspirin cvs walgreens copay prescription health health_insurance insulin
                tooth physio checkup bandages
                """
            ),
            (
                "beauty",
                """
                стрижк* парикмахер* маникюр* педикюр* салон_красоты салон косметик* косметолог* барбершоп* барбер* шампун* крем крема помад* тушь духи парфюм* эпиляц* шугаринг* ресниц* бров* брови
                окрашиван* покраска_волос гель_для золотое_яблоко летуаль* рив_гош солярий* дезодорант* зубная_паста бритв* ногти ногот* макияж* уход_за
                haircut* barber* hairdresser* salon manicure pedicure nails cosmetics makeup make-up shampoo perfume lipstick mascara sephora skincare spa waxing eyelashes lashes brows
                eyebrows sunscreen deodorant lotion razor razors hair_dye toothpaste conditioner facial ulta
                """
            ),
            (
                "clothes",
                """
                одежд* обувь обуви кроссовк* ботин* туфли туфель сапог* кеды джинс* брюк* штан* футболк* рубашк* плать* юбк* куртк* пальто пуховик* шапк* перчатк* носк* нижнее_белье бельё белье
                трусы колготк* свитер* кофта кофту кофты худи толстовк* костюм* zara зара h&m uniqlo юникло lamoda ламода спортмастер_одежда химчистк* ателье сумк* рюкзак* ремень шарф* пиджак*
                галстук* шорты пижам* лифчик* майк* купальник* gloria глория тапк* тапоч* сандали* кепк* подшить
                clothes clothing shoes sneakers boots jeans pants trousers t-shirt tshirt shirt shirts dress dresses skirt jacket coat hat gloves socks underwear sweater hoodie suit
                nike adidas primark gap asos shein bag backpack belt scarf tie shorts pajamas bra swimsuit dry_cleaning tailor heels sandals leggings blouse levi's laundry
                """
            ),
            (
                "home",
                """
                мебел* икеа ikea ремонт* леруа* лемана* обои краск* посуд* сковород* кастрюл* тарелк* стирал* порошок порошк* бытов* хозтовар* постельн* подушк* одеял* матрас* диван* шкаф* стол стул
                лампочк* лампа лампу сантехник* сантехн* электрик* инструмент* дрель шуруп* полотенц* занавес* шторы штор* ковер ковёр коврик* губк* туалетная_бумага салфетк* мыло уборк* клининг* fix_price
                фикспрайс* цветы_домой горшок обустройств* оби hoff хофф петрович* гвозди кровать кружк* моющ* мастер_на батарейк* доск* декор* химия бытовая_химия
                furniture ikea_furniture repair repairs paint dishes pan pot plates detergent toilet_paper paper_towels soap pillow* blanket mattress sofa couch wardrobe desk chair lamp
                lightbulb* plumber electrician tools drill towels curtains rug sponge cleaning cleaner cleaning_supplies home_depot lowe's lowes bedding kitchenware handyman screws
                hardware_store garden plant plants vase candles mug wallpaper
                """
            ),
            (
                "electronics",
                """
                телефон* смартфон* айфон* iphone* ноутбук* ноут компьютер* комп планшет* айпад* ipad* наушник* airpods macbook макбук* телевизор* монитор* клавиатур* мышк* мышь зарядк* зарядник* кабель кабел*
                чехол* чехл* днс мвидео м.видео эльдорадо ситилинк техник* роутер* принтер* флешк* холодильник* пылесос* чайник* микроволновк* фен утюг* видеокарт* часы колонк* камер* samsung xiaomi
                powerbank пауэрбанк* павербанк* ssd процессор* микрофон* блендер* мультиварк* посудомой* кондиционер* playstation приставк* консоль картридж*
                phone phones smartphone laptop computer tablet headphones earbuds tv monitor keyboard mouse charger cable phone_case case best_buy electronics router printer usb fridge
                vacuum kettle microwave hair_dryer iron gpu speaker camera kindle watch apple_watch console ps5 xbox washing_machine dishwasher dyson blender battery hard_drive gadget
                """
            ),
            (
                "entertainment",
                """
                кино кинотеатр* театр* концерт* музе* выставк* боулинг* бильярд* квест* игра игру игры игр steam стим клуб клубе караоке цирк* зоопарк* аквапарк* парк_развлечений аттракцион* книг* книжк*
                хобби вечеринк* стендап* настолк* настольн* фильм* билет_в билеты_в сауна сауну баня баню бане каток катке лазертаг* картинг* планетари* опера оперу балет тусовк* пластинк* комикс* донат
                океанариум* лотере* ставк* казино дискотек* экскурси* развлечен*
                movie movies cinema theatre theater concert* museum* exhibition bowling billiards game games videogame club nightclub karaoke circus zoo waterpark amusement book books
                hobby party standup comedy nintendo playstation_game opera ballet netflix_party festival* ticket tickets show arcade board_game lottery casino magazine vinyl gig escape_room
                aquarium fun skating gallery
                """
            ),
            (
                "sport",
                """
                спорт* фитнес* спортзал* тренажер* тренажёр* зал абонемент* тренер* тренировк* бассейн* йог* бег марафон* футбол* теннис* лыж* сноуборд* коньки велосипед* протеин* спортпит* гантел*
                секци* хоккей* сквош* падел* единоборств* пилатес* растяжк* спортмастер декатлон*
                gym fitness workout trainer coach yoga pool swimming running marathon football tennis ski skis skiing snowboard bike bicycle protein dumbbell* crossfit pilates decathlon
                padel squash climbing golf hockey soccer sports creatine
                """
            ),
            (
                "education",
                """
                курс курсы курса учеб* учёб* обучен* универ* институт* репетитор* английск* язык урок* вебинар* экзамен* учебник* skillbox скилбокс* нетологи* школа_языков лекци* семинар* автошкол* канцеляр*
                тетрад* ручк* скайенг* skyeng практикум* диплом*
                course courses tuition university college tutor lessons lesson english_class webinar exam textbook* udemy coursera school_supplies workshop seminar driving_school
                stationery notebook notebooks pens class classes training duolingo language student_loan degree
                """
            ),
            (
                "children",
                """
                детск* ребен* ребён* дети детям детей сыну дочке дочери дочь сын малыш* садик* сад детсад* игрушк* подгузник* памперс* коляск* няня няне няни школ* кружок кружки_детские лего lego прокорм_ребенку карманн*
                смесь детское_питание соск* пустышк* школьн* продлёнк* продленк* лагерь детский_мир
                kids kid child children baby diapers diaper toy toys stroller nanny babysitter kindergarten daycare school allowance pampers formula_milk son daughter pacifier baby_formula
                summer_camp crib playground preschool childcare wipes
                """
            ),
            (
                "pets",
                """
                корм корма кот коту кота котик* кошк* кошач* собак* собач* пес псу щенк* щенок котен* наполнител* ветеринар* ветклиник* ветаптек* зоомагазин* хомяк* попуга* аквариум* рыбкам груминг* поводок ошейник* питом*
                вет четыре_лапы когтеточк* лежанк*
                pet pets cat cats dog dogs puppy kitten vet vets veterinarian cat_food dog_food pet_food litter kibble grooming leash petco petsmart chewy hamster parrot cat_litter aquarium_fish
                dog_walker
                """
            ),
            (
                "travel",
                """
                отел* гостиниц* хостел* авиабилет* самолет* самолёт* перелет* перелёт* аэрофлот* билет_на поезд* ржд билеты_на booking airbnb букинг* отпуск* путешеств* тур тура туры путевк* виза визу визы визов*
                чемодан* аэропорт* багаж* островок суточно посуточно турбаз* санатор* круиз* кемпинг* трансфер* загран* сувенир* aviasales авиасейлс* туризм
                hotel hotels hostel flight flights airline airfare plane ryanair easyjet wizzair trip travel vacation holiday tour visa suitcase luggage airport cruise camping souvenirs souvenir
                motel expedia resort baggage lufthansa delta united emirates passport_renewal rental_car car_rental train_to amtrak eurostar
                """
            ),
            (
                "gifts",
                "подар* цветы цветов букет* розы открытк* тюльпан* сувенир_маме днюх* gift gifts present presents flowers bouquet roses card_birthday "
                    + "birthday_present birthday_gift wedding_gift greeting_card wedding christmas_present"
            ),
            (
                "charity",
                "благотвор* пожертв* милостын* фонд храм церковь церкви донат_фонд нищ* волонтер* свечк* charity donation* donate donated unicef church "
                    + "red_cross fundraiser wikipedia"
            ),
            (
                "fees",
                """
                налог* штраф* комисси* госпошлин* пошлин* обслуживание_карты банк банку процент* кредит* пени нотариус* ндфл страхов* гибдд осв усн юрист* взнос* рассрочк* обслуживание_счета адвокат* долг долга
                tax taxes fine fines fee fees commission bank interest loan penalty notary insurance lawyer accountant overdraft atm_fee parking_ticket speeding_ticket speeding stamp_duty irs
                debt wire_fee visa_fee parking_fine
                """
            ),
        ];
}
