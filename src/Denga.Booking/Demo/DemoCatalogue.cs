using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Booking.Demo;

/// <summary>An invented object; what it shares with others of its type is in <see cref="DemoType"/>.</summary>
/// <param name="Roubles">Of a night, day or hour outside of any season.</param>
/// <param name="Properties">As <c>rooms=2,wifi=true</c>.</param>
/// <param name="Liking">How much more, or less, than the others of its type it is booked, in percent.</param>
internal sealed record DemoObject(
    string Slug,
    string Type,
    DemoCity City,
    int Roubles,
    int Guests,
    int Units,
    string Properties,
    int Liking,
    LocalText Name,
    LocalText Description
)
{
    internal bool NeedsApproval { get; init; }
}

internal sealed record DemoCity(LocalText Name, string Zone, string Street);

/// <summary>A type of invented objects: how they are rented out and how they are booked.</summary>
/// <param name="Busy">Of a hundred days so many are booked in a middling month.</param>
/// <param name="Lengths">Nights, days or hours of the stays that guests choose from.</param>
internal sealed record DemoType(
    ObjectType Type,
    TariffUnit SoldBy,
    StayRules Rules,
    LocalText HouseRules,
    int Busy,
    int[] Lengths,
    int DepositPercent,
    decimal PrepaymentPercent,
    IReadOnlyList<BalanceShare> Balance,
    CancellationPolicy Cancellation
);

/// <param name="Key">Of its id: it is the same one in every installation that has the demo.</param>
internal sealed record DemoAddOn(
    string Key,
    LocalText Name,
    AddOnPer Per,
    int Roubles,
    int QuantityMax,
    int? Stock,
    string[] Types,
    bool AtHandover = false
);

/// <summary>What the invented business rents out.</summary>
internal static class DemoCatalogue
{
    internal const string Promo = "welcome10";

    /// <summary>How much is booked in a month, in percent of a middling one.</summary>
    internal static readonly int[] Season = [80, 70, 75, 90, 115, 135, 155, 155, 110, 85, 75, 110];

    internal static readonly string[] Notes =
    [
        "Приедем поздно вечером",
        "We come with a small dog",
        "Нужна детская кроватка",
        "First visit",
    ];

    internal static readonly string[] Damages = ["Разбит светильник", "Царапина на бампере", "Потеряны ключи", "Пятна на ковре"];

    private static readonly DemoCity Moscow = new(new("Москва", "Moscow"), "Europe/Moscow", "Малая Бронная");
    private static readonly DemoCity Petersburg = new(new("Санкт-Петербург", "Saint Petersburg"), "Europe/Moscow", "Рубинштейна");
    private static readonly DemoCity Sochi = new(new("Сочи", "Sochi"), "Europe/Moscow", "Приморская");
    private static readonly DemoCity Kazan = new(new("Казань", "Kazan"), "Europe/Moscow", "Баумана");
    private static readonly DemoCity Karelia = new(new("Петрозаводск", "Petrozavodsk"), "Europe/Moscow", "Онежская набережная");
    private static readonly DemoCity Kaliningrad = new(new("Калининград", "Kaliningrad"), "Europe/Kaliningrad", "Кутузова");
    private static readonly DemoCity Yekaterinburg = new(new("Екатеринбург", "Yekaterinburg"), "Asia/Yekaterinburg", "Вайнера");
    private static readonly DemoCity Baikal = new(new("Иркутск", "Irkutsk"), "Asia/Irkutsk", "Академическая");

    private static readonly CancellationPolicy Flexible = new([new(48, 100), new(24, 50)], GraceHours: 24);
    private static readonly CancellationPolicy Strict = new([new(336, 100), new(168, 50)], GraceHours: 24);

    internal static readonly DemoType[] Types =
    [
        new(
            new(
                "flat",
                new("Квартиры", "Flats"),
                [
                    new("rooms", PropertyKind.Number, new("Комнаты", "Rooms")),
                    new("area", PropertyKind.Number, new("Площадь, м²", "Area, m²")),
                    new("wifi", PropertyKind.Flag, new("Интернет", "Wi-Fi")),
                    new("parking", PropertyKind.Flag, new("Парковка", "Parking")),
                    new("pets", PropertyKind.Flag, new("Можно с животными", "Pets are welcome")),
                ]
            ),
            TariffUnit.Night,
            new(new TimeOnly(15, 0), new TimeOnly(12, 0), 1, 60, [], TimeSpan.FromHours(3), TimeSpan.Zero, 365, NeedsApproval: false),
            new(
                "После 23 часов тихо. Не курить. Ключ в сейфе у двери.",
                "Quiet after 11 p.m. No smoking. The key is in the safe at the door."
            ),
            55,
            [2, 2, 3, 3, 4, 5, 7, 7, 10, 14, 21],
            100,
            30,
            [new(3, 100)],
            Flexible
        ),
        new(
            new(
                "house",
                new("Дома", "Houses"),
                [
                    new("bedrooms", PropertyKind.Number, new("Спальни", "Bedrooms")),
                    new("sauna", PropertyKind.Flag, new("Баня", "Sauna")),
                    new("water", PropertyKind.Flag, new("У воды", "By the water")),
                    new("wifi", PropertyKind.Flag, new("Интернет", "Wi-Fi")),
                    new("pets", PropertyKind.Flag, new("Можно с животными", "Pets are welcome")),
                ]
            ),
            TariffUnit.Night,
            new(
                new TimeOnly(16, 0),
                new TimeOnly(12, 0),
                2,
                45,
                [],
                TimeSpan.FromHours(4),
                TimeSpan.FromHours(24),
                540,
                NeedsApproval: false
            ),
            new(
                "Дрова и мангал есть. Уголь гасим. Музыка на улице до 22 часов.",
                "Firewood and a grill are there. Put the coals out. Music outside until 10 p.m."
            ),
            45,
            [2, 2, 3, 3, 4, 5, 7, 10],
            100,
            50,
            [new(30, 50), new(7, 50)],
            Strict
        ),
        new(
            new(
                "car",
                new("Автомобили", "Cars"),
                [
                    new("seats", PropertyKind.Number, new("Места", "Seats")),
                    new("automatic", PropertyKind.Flag, new("Автомат", "Automatic")),
                    new("four-wheel-drive", PropertyKind.Flag, new("Полный привод", "Four-wheel drive")),
                ]
            ),
            TariffUnit.Day,
            new(
                new TimeOnly(12, 0),
                new TimeOnly(10, 0),
                1,
                60,
                [],
                TimeSpan.FromHours(2),
                TimeSpan.FromHours(3),
                180,
                NeedsApproval: false
            ),
            new(
                "Стаж от трёх лет. Возвращаем с полным баком и чистой, или мы сделаем это сами за плату.",
                "A licence of three years or more. Bring it back full and clean, or we do it for a charge."
            ),
            42,
            [2, 2, 3, 3, 4, 5, 7, 10, 14],
            200,
            100,
            [],
            Flexible
        ),
        new(
            new(
                "boat",
                new("Лодки", "Boats"),
                [
                    new("seats", PropertyKind.Number, new("Места", "Seats")),
                    new("motor", PropertyKind.Flag, new("Мотор", "Motor")),
                    new("licence", PropertyKind.Flag, new("Нужны права", "A licence is needed")),
                ]
            ),
            TariffUnit.Hour,
            new(
                new TimeOnly(9, 0),
                new TimeOnly(21, 0),
                2,
                12,
                [],
                TimeSpan.FromMinutes(30),
                TimeSpan.FromHours(1),
                120,
                NeedsApproval: false
            ),
            new("Жилеты на всех. В шторм деньги возвращаем.", "Life jackets for everybody. In a storm you get your money back."),
            25,
            [2, 2, 3, 3, 4, 6, 8],
            300,
            100,
            [],
            Flexible
        ),
        new(
            new(
                "tool",
                new("Инструменты", "Tools"),
                [
                    new("power", PropertyKind.Number, new("Мощность, Вт", "Power, W")),
                    new("cordless", PropertyKind.Flag, new("Аккумулятор", "Cordless")),
                ]
            ),
            TariffUnit.Day,
            new(new TimeOnly(10, 0), new TimeOnly(9, 0), 1, 30, [], TimeSpan.FromHours(1), TimeSpan.Zero, 90, NeedsApproval: false),
            new("Выдаём по паспорту. Покажем, как работает.", "Bring a passport. We show how it works."),
            12,
            [1, 1, 2, 2, 3, 5],
            500,
            100,
            [],
            Flexible
        ),
    ];

    internal static readonly DemoAddOn[] AddOns =
    [
        new("cleaning", new("Уборка в конце", "Final cleaning"), AddOnPer.Stay, 1_500, 1, null, ["flat", "house"]),
        new("late", new("Выезд до 18 часов", "Leave by 6 p.m."), AddOnPer.Stay, 1_200, 1, null, ["flat"]),
        new("breakfast", new("Завтрак", "Breakfast"), AddOnPer.Guest, 450, 1, null, ["flat"]),
        new("cot", new("Детская кроватка", "Cot"), AddOnPer.Day, 200, 2, 6, ["flat", "house"]),
        new("firewood", new("Охапка дров", "A bundle of firewood"), AddOnPer.Unit, 600, 10, null, ["house"]),
        new("seat", new("Детское кресло", "Child seat"), AddOnPer.Day, 250, 2, 4, ["car"]),
        new("delivery", new("Доставим к дому", "Delivered to your door"), AddOnPer.Stay, 900, 1, null, ["car", "tool"]),
        new("captain", new("Капитан", "Captain"), AddOnPer.Stay, 4_000, 1, null, ["boat"]),
        new("dirty", new("Грязный возврат", "Dirty return"), AddOnPer.Stay, 2_500, 1, null, ["car", "boat"], AtHandover: true),
        new("fuel", new("Заправим за вас", "We refuel for you"), AddOnPer.Unit, 75, 80, null, ["car", "boat"], AtHandover: true),
    ];

    internal static readonly DemoObject[] Objects =
    [
        Flat(
            "bronnaya-studio",
            Moscow,
            4_200,
            2,
            "rooms=1,area=28,wifi=true",
            130,
            "Студия на Бронной",
            "A studio on Bronnaya",
            "Светлая студия в тихом переулке, до Патриарших прудов пять минут пешком.",
            "A bright studio in a quiet lane, five minutes on foot from Patriarch's Ponds."
        ),
        Flat(
            "presnya-loft",
            Moscow,
            6_800,
            4,
            "rooms=2,area=64,wifi=true,parking=true",
            110,
            "Лофт на Красной Пресне",
            "A loft on Krasnaya Presnya",
            "Кирпичные стены, потолки пять метров, камин и мастерская художника за стеной.",
            "Brick walls, ceilings of five metres, a fireplace and a painter's workshop next door."
        ),
        Flat(
            "sokolniki-family",
            Moscow,
            5_400,
            5,
            "rooms=3,area=72,wifi=true,parking=true,pets=true",
            95,
            "Трёшка у парка Сокольники",
            "Three rooms at Sokolniki park",
            "Для большой семьи: детская с игрушками, лес через дорогу, метро рядом.",
            "For a large family: a nursery full of toys, a forest across the road, the underground nearby."
        ),
        Flat(
            "city-tower",
            Moscow,
            11_500,
            2,
            "rooms=2,area=58,wifi=true,parking=true",
            80,
            "На пятьдесят первом этаже",
            "On the fifty-first floor",
            "Вся Москва под ногами. Бассейн и зал в доме.",
            "All of Moscow at your feet. A pool and a gym in the house."
        ),
        Flat(
            "rubinstein-attic",
            Petersburg,
            4_600,
            2,
            "rooms=1,area=34,wifi=true",
            125,
            "Мансарда на Рубинштейна",
            "An attic on Rubinstein street",
            "Окна на крыши, чай на подоконнике, лучшие рестораны города во дворе.",
            "Windows over the roofs, tea on the sill, the best restaurants of the city in the yard."
        ),
        Flat(
            "vasilievsky-view",
            Petersburg,
            5_900,
            4,
            "rooms=2,area=66,wifi=true,pets=true",
            105,
            "С видом на Неву",
            "With a view of the Neva",
            "Ночью видно, как разводят мосты. Рояль настроен.",
            "At night you see the bridges open. The grand piano is tuned."
        ),
        Flat(
            "petrograd-classic",
            Petersburg,
            3_900,
            3,
            "rooms=2,area=51,wifi=true",
            90,
            "Классика на Петроградке",
            "Classic on the Petrograd side",
            "Лепнина, печь и тишина. До Ботанического сада десять минут.",
            "Stucco, an old stove and silence. Ten minutes to the botanical garden."
        ),
        Flat(
            "sochi-first-line",
            Sochi,
            5_200,
            4,
            "rooms=2,area=48,wifi=true,parking=true",
            140,
            "Первая линия у моря",
            "First row by the sea",
            "От двери до пляжа сто шагов, с балкона виден закат.",
            "A hundred steps from the door to the beach, the sunset is seen from the balcony."
        ),
        Flat(
            "sochi-garden",
            Sochi,
            3_400,
            2,
            "rooms=1,area=30,wifi=true,pets=true",
            100,
            "Квартира с садом",
            "A flat with a garden",
            "Инжир под окном, гамак и собственный вход.",
            "A fig tree at the window, a hammock and an entrance of your own."
        ),
        Flat(
            "kazan-kremlin",
            Kazan,
            3_600,
            4,
            "rooms=2,area=55,wifi=true",
            100,
            "У стен Кремля",
            "By the walls of the Kremlin",
            "Утром слышно колокола и муэдзина. Пекарня с эчпочмаками внизу.",
            "In the morning you hear the bells and the muezzin. A bakery downstairs."
        ),
        Flat(
            "kaliningrad-amber",
            Kaliningrad,
            3_800,
            3,
            "rooms=2,area=47,wifi=true,parking=true",
            95,
            "Янтарная квартира",
            "The amber flat",
            "В доме 1912 года, с велосипедами для гостей. До моря полчаса электричкой.",
            "In a house of 1912, with bicycles for guests. Half an hour to the sea by train."
        ),
        Flat(
            "yekb-constructivist",
            Yekaterinburg,
            3_200,
            2,
            "rooms=1,area=36,wifi=true",
            85,
            "Конструктивизм в Городке чекистов",
            "Constructivism in the Chekists' quarter",
            "Круглое окно, мебель по чертежам тридцатых, кофейня в доме.",
            "A round window, furniture after drawings of the thirties, a coffee shop in the house."
        ),
        House(
            "lake-house",
            Karelia,
            9_800,
            6,
            "bedrooms=3,sauna=true,water=true,wifi=true,pets=true",
            130,
            "Дом у озера",
            "A house by the lake",
            "Своя пристань, лодка, баня на дровах. Ближайшие соседи за лесом.",
            "A pier of your own, a boat, a sauna heated with wood. The nearest neighbours are behind the forest."
        ),
        House(
            "pine-cabin",
            Karelia,
            5_900,
            4,
            "bedrooms=2,sauna=true,wifi=true,pets=true",
            115,
            "Домик в соснах",
            "A cabin in the pines",
            "Печь, книги и ни одного фонаря: видно Млечный путь.",
            "A stove, books and not one lamp: you can see the Milky Way."
        ),
        House(
            "ladoga-villa",
            Petersburg,
            18_500,
            10,
            "bedrooms=5,sauna=true,water=true,wifi=true",
            80,
            "Вилла на Ладоге",
            "A villa on Lake Ladoga",
            "Панорамные окна на воду, кинозал, кухня для двадцати гостей.",
            "Wide windows over the water, a cinema, a kitchen for twenty guests.",
            needsApproval: true
        ),
        House(
            "moscow-dacha",
            Moscow,
            7_400,
            6,
            "bedrooms=3,sauna=true,wifi=true,pets=true",
            105,
            "Дача под Звенигородом",
            "A dacha near Zvenigorod",
            "Яблоневый сад, веранда и самовар. От Москвы час на электричке.",
            "An apple orchard, a veranda and a samovar. An hour from Moscow by train."
        ),
        House(
            "forest-barn",
            Moscow,
            12_900,
            8,
            "bedrooms=4,sauna=true,wifi=true",
            90,
            "Барнхаус в лесу",
            "A barn house in the forest",
            "Купель под звёздами, камин на два зала, детская площадка.",
            "A tub under the stars, a fireplace for two rooms, a playground.",
            needsApproval: true
        ),
        House(
            "sochi-mountain",
            Sochi,
            10_400,
            8,
            "bedrooms=4,wifi=true,pets=true",
            120,
            "Шале на Красной Поляне",
            "A chalet at Krasnaya Polyana",
            "До подъёмника десять минут, сушилка для лыж и вид на хребет.",
            "Ten minutes to the lift, a drying room for skis and a view of the ridge."
        ),
        House(
            "baikal-yurt",
            Baikal,
            6_200,
            4,
            "bedrooms=1,sauna=true,water=true",
            110,
            "Юрта на Байкале",
            "A yurt at Baikal",
            "Лёд зимой, сарма осенью, тишина всегда.",
            "Ice in winter, the wind Sarma in autumn, silence always."
        ),
        House(
            "curonian-cottage",
            Kaliningrad,
            8_300,
            6,
            "bedrooms=3,water=true,wifi=true,pets=true",
            100,
            "Коттедж на Куршской косе",
            "A cottage on the Curonian Spit",
            "Дюны с одной стороны, залив с другой, велосипеды в сарае.",
            "Dunes on one side, the lagoon on the other, bicycles in the shed."
        ),
        House(
            "kazan-volga",
            Kazan,
            7_100,
            7,
            "bedrooms=3,sauna=true,water=true,wifi=true",
            85,
            "Дом над Волгой",
            "A house above the Volga",
            "Терраса на обрыве, закаты и сом на ужин, если повезёт.",
            "A terrace on the cliff, sunsets and catfish for dinner, if you are lucky."
        ),
        Car(
            "city-hatchback",
            Moscow,
            2_600,
            5,
            "seats=5,automatic=true",
            130,
            "Городской хэтчбек",
            "A city hatchback",
            "Маленький, юркий, помещается в любой двор.",
            "Small and nimble, it fits into every yard."
        ),
        Car(
            "family-estate",
            Moscow,
            3_800,
            5,
            "seats=5,automatic=true",
            110,
            "Семейный универсал",
            "A family estate car",
            "Багажник на коляску, самокат и ещё три чемодана.",
            "A boot for a pram, a scooter and three suitcases more."
        ),
        Car(
            "minivan-eight",
            Moscow,
            5_600,
            8,
            "seats=8,automatic=true",
            90,
            "Минивэн на восемь мест",
            "A minivan for eight",
            "Раздельный климат и розетки у каждого места.",
            "Climate and sockets at every seat."
        ),
        Car(
            "electric-sedan",
            Petersburg,
            4_900,
            5,
            "seats=5,automatic=true",
            100,
            "Электрический седан",
            "An electric saloon",
            "Запас хода 430 километров, зарядка в подарок.",
            "A range of 430 kilometres, the charge is on us."
        ),
        Car(
            "convertible",
            Sochi,
            7_900,
            4,
            "seats=4,automatic=true",
            85,
            "Кабриолет",
            "A convertible",
            "Для серпантина над морем. Крыша складывается за двенадцать секунд.",
            "For the road above the sea. The roof folds in twelve seconds."
        ),
        Car(
            "mountain-suv",
            Sochi,
            6_400,
            5,
            "seats=5,automatic=true,four-wheel-drive=true",
            115,
            "Внедорожник для гор",
            "An SUV for the mountains",
            "Блокировки, резина на зиму и бокс для лыж.",
            "Locks, winter tyres and a box for skis."
        ),
        Car(
            "karelia-4x4",
            Karelia,
            5_200,
            5,
            "seats=5,four-wheel-drive=true",
            95,
            "Вездеход до рыбных мест",
            "A 4×4 to where the fish are",
            "Механика, лебёдка, палатка на крыше.",
            "A manual gearbox, a winch, a tent on the roof."
        ),
        Car(
            "baikal-van",
            Baikal,
            6_900,
            6,
            "seats=6,four-wheel-drive=true",
            90,
            "Буханка с печкой",
            "A van with a stove",
            "Легендарная, утеплённая, с настоящей печкой и столом.",
            "A legend, insulated, with a real stove and a table."
        ),
        Car(
            "kaliningrad-retro",
            Kaliningrad,
            4_400,
            4,
            "seats=4",
            70,
            "Ретро 1974 года",
            "A classic of 1974",
            "Бежевая, с кассетами. Быстрее девяноста не едем.",
            "Beige, with cassettes. It goes no faster than ninety."
        ),
        Boat(
            "neva-launch",
            Petersburg,
            4_500,
            8,
            "seats=8,motor=true",
            120,
            "Катер по рекам и каналам",
            "A launch for rivers and canals",
            "Под каждым мостом и к разводке. Пледы и термос на борту.",
            "Under every bridge and to their opening. Blankets and a thermos are on board."
        ),
        Boat(
            "onega-sail",
            Karelia,
            3_800,
            6,
            "seats=6,licence=true",
            100,
            "Яхта на Онеге",
            "A sailing yacht on Onega",
            "Восемь метров, два паруса, до Кижей под хорошим ветром день.",
            "Eight metres, two sails, a day to Kizhi with a good wind."
        ),
        Boat(
            "volga-pontoon",
            Kazan,
            3_200,
            10,
            "seats=10,motor=true",
            105,
            "Плот с мангалом",
            "A pontoon with a grill",
            "Тент, стол на десятерых и музыка. Права не нужны.",
            "An awning, a table for ten and music. No licence is needed."
        ),
        Boat(
            "moscow-kayak",
            Moscow,
            900,
            2,
            "seats=2",
            130,
            "Байдарки двухместные",
            "Kayaks for two",
            "Для Москвы-реки на рассвете. Сухие мешки даём.",
            "For the Moskva at dawn. We lend dry bags.",
            units: 4
        ),
        Boat(
            "sochi-rib",
            Sochi,
            8_600,
            8,
            "seats=8,motor=true,licence=true",
            90,
            "Быстрый РИБ",
            "A fast RIB",
            "К дельфинам и обратно за два часа.",
            "To the dolphins and back in two hours."
        ),
        Tool(
            "hammer-drill",
            Moscow,
            650,
            "power=850",
            130,
            "Перфоратор",
            "A hammer drill",
            "Бетон, кирпич, соседи. Буры в комплекте.",
            "Concrete, brick, neighbours. Bits are included.",
            units: 4
        ),
        Tool(
            "floor-sander",
            Moscow,
            1_800,
            "power=2200",
            90,
            "Шлифмашина для паркета",
            "A floor sander",
            "Комната за день, пыли почти нет.",
            "A room a day, hardly any dust.",
            units: 2
        ),
        Tool(
            "pressure-washer",
            Petersburg,
            900,
            "power=2100",
            110,
            "Мойка высокого давления",
            "A pressure washer",
            "Для машины, террасы и лодки после сезона.",
            "For the car, the terrace and the boat after the season.",
            units: 3
        ),
        Tool(
            "cordless-kit",
            Kazan,
            750,
            "power=500,cordless=true",
            100,
            "Набор с аккумуляторами",
            "A cordless kit",
            "Шуруповёрт, лобзик и болгарка, три батареи.",
            "A screwdriver, a jigsaw and a grinder, three batteries.",
            units: 3
        ),
        Tool(
            "scaffold",
            Yekaterinburg,
            1_200,
            "",
            80,
            "Вышка-тура 5 метров",
            "A scaffold tower of 5 metres",
            "На колёсах, собирается вдвоём за двадцать минут.",
            "On wheels, put up by two in twenty minutes.",
            units: 2
        ),
    ];

    /// <summary>The prices of one object: dearer on weekends and in summer, and at New Year; cheaper for long, early and late.</summary>
    internal static TariffRules Prices(DemoObject of, DemoType type)
    {
        var isStay = type.SoldBy == TariffUnit.Night;
        return new TariffRules(
            type.SoldBy,
            Percent(100),
            Weekend(100),
            [
                new(new("Лето", "Summer"), new DateOnly(2024, 6, 1), new DateOnly(2024, 8, 31), Yearly: true, Percent(130), Weekend(130)),
                .. isStay
                    ?
                    [
                        new Season(
                            new("Новый год", "New Year"),
                            new DateOnly(2024, 12, 29),
                            new DateOnly(2024, 1, 8),
                            Yearly: true,
                            Percent(180),
                            []
                        ),
                    ]
                    : Array.Empty<Season>(),
            ],
            type.SoldBy == TariffUnit.Hour ? [new(6, 15)] : [new(7, 10), new(28, 25)],
            isStay ? new GuestRule(Math.Min(2, of.Guests), Roubles(500)) : new GuestRule(of.Guests, Roubles(0)),
            [new(60, 10)],
            isStay ? [new(1, 7)] : [],
            [new("НДС (VAT)", 5, Included: true)],
            Percent(type.DepositPercent),
            type.PrepaymentPercent,
            type.Balance,
            type.Cancellation
        );

        WeekdayPrice[] Weekend(int percent) =>
            [new(DayOfWeek.Friday, Percent(percent * 6 / 5)), new(DayOfWeek.Saturday, Percent(percent * 6 / 5))];

        // To whole tens of roubles, as prices are.
        Money Percent(int percent) => Roubles(of.Roubles * percent / 1_000 * 10);
    }

    internal static Money Roubles(int amount) => new(amount * Currency.Rub.UnitsPerOne, Currency.Rub);

    private static DemoObject Flat(
        string slug,
        DemoCity city,
        int roubles,
        int guests,
        string properties,
        int liking,
        string ru,
        string en,
        string aboutRu,
        string aboutEn
    ) => new(slug, "flat", city, roubles, guests, 1, properties, liking, new(ru, en), new(aboutRu, aboutEn));

    private static DemoObject House(
        string slug,
        DemoCity city,
        int roubles,
        int guests,
        string properties,
        int liking,
        string ru,
        string en,
        string aboutRu,
        string aboutEn,
        bool needsApproval = false
    ) =>
        new(slug, "house", city, roubles, guests, 1, properties, liking, new(ru, en), new(aboutRu, aboutEn))
        {
            NeedsApproval = needsApproval,
        };

    private static DemoObject Car(
        string slug,
        DemoCity city,
        int roubles,
        int guests,
        string properties,
        int liking,
        string ru,
        string en,
        string aboutRu,
        string aboutEn
    ) => new(slug, "car", city, roubles, guests, 1, properties, liking, new(ru, en), new(aboutRu, aboutEn));

    private static DemoObject Boat(
        string slug,
        DemoCity city,
        int roubles,
        int guests,
        string properties,
        int liking,
        string ru,
        string en,
        string aboutRu,
        string aboutEn,
        int units = 1
    ) => new(slug, "boat", city, roubles, guests, units, properties, liking, new(ru, en), new(aboutRu, aboutEn));

    private static DemoObject Tool(
        string slug,
        DemoCity city,
        int roubles,
        string properties,
        int liking,
        string ru,
        string en,
        string aboutRu,
        string aboutEn,
        int units
    ) => new(slug, "tool", city, roubles, 1, units, properties, liking, new(ru, en), new(aboutRu, aboutEn));
}
