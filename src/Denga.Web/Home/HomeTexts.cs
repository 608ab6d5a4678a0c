namespace Denga.Web.Home;

/// <summary>The words of the landing page, in both languages.</summary>
internal sealed record HomeTexts
{
    public required string Title { get; init; }
    public required string Heading { get; init; }
    public required string Sentence { get; init; }
    public required string OpenChat { get; init; }
    public required string OpenCabinet { get; init; }
    public required string NoSignUp { get; init; }
    public required string ApiDocs { get; init; }
    public required string Status { get; init; }
    public required string OtherLanguage { get; init; }
    public required string SampleLabel { get; init; }
    public required string SampleExpense { get; init; }
    public required string SampleAnswer { get; init; }
    public required string SampleUndo { get; init; }
    public required string SampleChange { get; init; }
    public required string SampleReport { get; init; }
    public required string SampleTotal { get; init; }
    public required (string Name, string Sum, int Percent)[] SampleCategories { get; init; }

    public static HomeTexts In(string language) => language == "ru" ? Russian : English;

    private static readonly HomeTexts Russian = new()
    {
        Title = "Denga — деньги в переписке",
        Heading = "Деньги под контролем за одно сообщение",
        Sentence =
            "Denga — бот, которому пишут траты как другу: он записывает, раскладывает по категориям и показывает, куда уходят деньги.",
        OpenChat = "Открыть чат",
        OpenCabinet = "Личный кабинет",
        NoSignUp = "Без регистрации и установки",
        ApiDocs = "Описание API",
        Status = "Состояние",
        OtherLanguage = "English",
        SampleLabel = "Пример разговора",
        SampleExpense = "350 кофе",
        SampleAnswer = "Записал: 350 ₽, Кафе, сегодня.\nВ этом месяце на кафе: 4 120 ₽.",
        SampleUndo = "Отменить",
        SampleChange = "Изменить",
        SampleReport = "отчёт",
        SampleTotal = "Ноябрь: 42 380 ₽",
        SampleCategories = [("Продукты", "18 640 ₽", 44), ("Дом", "12 300 ₽", 29), ("Транспорт", "7 320 ₽", 17), ("Кафе", "4 120 ₽", 10)],
    };

    private static readonly HomeTexts English = new()
    {
        Title = "Denga — money by message",
        Heading = "Your money in order, one message at a time",
        Sentence = "Denga is a bot you tell your expenses to, like a friend: it notes them, sorts them and shows where the money goes.",
        OpenChat = "Open the chat",
        OpenCabinet = "Your cabinet",
        NoSignUp = "Nothing to install, no sign-up",
        ApiDocs = "API description",
        Status = "Status",
        OtherLanguage = "Русский",
        SampleLabel = "A sample conversation",
        SampleExpense = "4.50 coffee",
        SampleAnswer = "Noted: $4.50, Cafés, today.\nCafés this month: $52.30.",
        SampleUndo = "Undo",
        SampleChange = "Change",
        SampleReport = "report",
        SampleTotal = "November: $538.10",
        SampleCategories = [("Groceries", "$236.40", 44), ("Home", "$156.20", 29), ("Transport", "$93.20", 17), ("Cafés", "$52.30", 10)],
    };
}
