using System.Text.Encodings.Web;
using System.Text.Json;

namespace Denga.Web.Chat;

/// <summary>Every word of the chat page, for the markup and for <c>chat.js</c>. Both languages fill the same required properties, so a missing
/// text does not compile. <c>{0}</c> is replaced by the script; a plural is written <c>one|few|many</c>.</summary>
internal sealed record ChatTexts
{
    public required string Title { get; init; }
    public required string Description { get; init; }
    public required string Bot { get; init; }
    public required string Online { get; init; }
    public required string Connecting { get; init; }
    public required string Reconnecting { get; init; }
    public required string Typing { get; init; }
    public required string Today { get; init; }
    public required string Yesterday { get; init; }
    public required string TodaySum { get; init; }
    public required string Menu { get; init; }
    public required string LanguageHeading { get; init; }
    public required string NewConversation { get; init; }
    public required string NewConversationQuestion { get; init; }
    public required string NewConversationWarning { get; init; }
    public required string StartNew { get; init; }
    public required string Cancel { get; init; }
    public required string Close { get; init; }
    public required string ApiDocs { get; init; }
    public required string Messages { get; init; }
    public required string WriteMessage { get; init; }
    public required string Send { get; init; }
    public required string SaveEdit { get; init; }
    public required string Commands { get; init; }
    public required string You { get; init; }
    public required string Edited { get; init; }
    public required string Edit { get; init; }
    public required string Editing { get; init; }
    public required string Reply { get; init; }
    public required string ReplyingTo { get; init; }
    public required string Sending { get; init; }
    public required string Sent { get; init; }
    public required string NotSent { get; init; }
    public required string Retry { get; init; }
    public required string Discard { get; init; }
    public required string ToBottom { get; init; }
    public required string NewMessages { get; init; }
    public required string Picture { get; init; }
    public required string OpenPicture { get; init; }
    public required string PictureFailed { get; init; }
    public required string Download { get; init; }
    public required string WelcomeHeading { get; init; }
    public required string WelcomeText { get; init; }
    public required string WelcomeTry { get; init; }
    public required string Start { get; init; }
    public required string[] Examples { get; init; }
    public required string NoScript { get; init; }
    public required string Expired { get; init; }
    public required string OtherLanguage { get; init; }
    public required string Offline { get; init; }
    public required string Empty { get; init; }
    public required string TooLong { get; init; }
    public required string TooLarge { get; init; }
    public required string AttachPhoto { get; init; }
    public required string NotAPhoto { get; init; }
    public required string PhotoBroken { get; init; }
    public required string PhotoTooLarge { get; init; }
    public required string TooManyPhotos { get; init; }
    public required string TooMany { get; init; }
    public required string Unavailable { get; init; }
    public required string Failed { get; init; }
    public required string FailedWithTrace { get; init; }

    /// <summary>Pairs of a command and what it does; the page hints at them when somebody types a slash.</summary>
    public required string[][] CommandList { get; init; }

    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(this, CamelCase);

    public static ChatTexts In(string language) => language == "ru" ? Russian : English;

    private static readonly ChatTexts Russian = new()
    {
        Title = "Denga — чат",
        Description = "Запишите трату сообщением: «350 кофе». Denga посчитает остальное.",
        Bot = "бот",
        Online = "на связи",
        Connecting = "соединение…",
        Reconnecting = "нет связи, соединяемся…",
        Typing = "печатает…",
        Today = "Сегодня",
        Yesterday = "Вчера",
        TodaySum = "Сегодня: {0}",
        Menu = "Меню",
        LanguageHeading = "Язык",
        NewConversation = "Новый разговор",
        NewConversationQuestion = "Начать новый разговор?",
        NewConversationWarning = "Записанное останется в прежнем разговоре, но вернуться в него из этого браузера будет нельзя.",
        StartNew = "Начать новый",
        Cancel = "Отмена",
        Close = "Закрыть",
        ApiDocs = "Описание API",
        Messages = "Сообщения",
        WriteMessage = "Сообщение",
        Send = "Отправить",
        SaveEdit = "Сохранить исправление",
        Commands = "Команды",
        You = "Вы",
        Edited = "изменено",
        Edit = "Исправить",
        Editing = "Исправление",
        Reply = "Ответить",
        ReplyingTo = "Ответ Denga",
        Sending = "Отправляется",
        Sent = "Отправлено",
        NotSent = "Не отправлено",
        Retry = "Повторить",
        Discard = "Убрать",
        ToBottom = "К последним сообщениям",
        NewMessages = "{0} новое|{0} новых|{0} новых",
        Picture = "Картинка от Denga",
        OpenPicture = "Открыть картинку целиком",
        PictureFailed = "Картинка не загрузилась",
        Download = "Скачать {0}",
        WelcomeHeading = "Здравствуйте! Это Denga",
        WelcomeText = "Пишите траты, как в заметки: сумма и на что. Я разложу по категориям, посчитаю и покажу, куда уходят деньги.",
        WelcomeTry = "Попробуйте:",
        Start = "Начать",
        Examples = ["350 кофе", "вчера такси 480", "20$ подписка"],
        NoScript = "Чату нужен JavaScript: включите его в браузере и обновите страницу.",
        Expired = "Прежний разговор закончился: ключ к нему устарел. Мы начали новый.",
        OtherLanguage = "Страница теперь на русском. Язык бота меняется в /settings",
        Offline = "Нет связи. Проверьте интернет и повторите.",
        Empty = "Сообщение пустое. Напишите что-нибудь.",
        TooLong = "Сообщение слишком длинное. Разделите его: не больше 10 000 знаков.",
        TooLarge = "Запрос слишком большой. Сократите сообщение.",
        AttachPhoto = "Прикрепить фото чека",
        NotAPhoto = "Это не похоже на фото чека: выберите снимок JPEG или PNG.",
        PhotoBroken = "Фото отправилось не целиком. Попробуйте ещё раз.",
        PhotoTooLarge = "Фото больше 5 МБ. Выберите поменьше.",
        TooManyPhotos = "Слишком много фото: не больше 20 в минуту и 200 (300 МБ) в день. Пришлите это позже.",
        TooMany = "Слишком часто. Отправим через {0} с.",
        Unavailable = "Denga ненадолго недоступна. Повторите через минуту.",
        Failed = "Что-то пошло не так. Повторите.",
        FailedWithTrace = "Что-то пошло не так. Повторите; если не поможет, назовите номер {0}.",
        CommandList =
        [
            ["/start", "Начало и главное меню"],
            ["/help", "Помощь: что я умею"],
            ["/add", "Записать трату"],
            ["/report", "Отчёт за месяц"],
            ["/stats", "Статистика трат"],
            ["/limits", "Лимиты по категориям"],
            ["/currency", "Валюта"],
            ["/settings", "Настройки"],
            ["/cancel", "Отменить начатое"],
        ],
    };

    private static readonly ChatTexts English = new()
    {
        Title = "Denga — chat",
        Description = "Note an expense as a message: “350 coffee”. Denga does the rest.",
        Bot = "bot",
        Online = "online",
        Connecting = "connecting…",
        Reconnecting = "no connection, reconnecting…",
        Typing = "typing…",
        Today = "Today",
        Yesterday = "Yesterday",
        TodaySum = "Today: {0}",
        Menu = "Menu",
        LanguageHeading = "Language",
        NewConversation = "New conversation",
        NewConversationQuestion = "Start a new conversation?",
        NewConversationWarning = "What you noted stays in the old conversation, but this browser cannot return to it.",
        StartNew = "Start new",
        Cancel = "Cancel",
        Close = "Close",
        ApiDocs = "API description",
        Messages = "Messages",
        WriteMessage = "Message",
        Send = "Send",
        SaveEdit = "Save the correction",
        Commands = "Commands",
        You = "You",
        Edited = "edited",
        Edit = "Edit",
        Editing = "Editing",
        Reply = "Reply",
        ReplyingTo = "Reply to Denga",
        Sending = "Sending",
        Sent = "Sent",
        NotSent = "Not sent",
        Retry = "Retry",
        Discard = "Discard",
        ToBottom = "To the latest messages",
        NewMessages = "{0} new|{0} new|{0} new",
        Picture = "Picture from Denga",
        OpenPicture = "Open the picture in full size",
        PictureFailed = "The picture did not load",
        Download = "Download {0}",
        WelcomeHeading = "Hello! This is Denga",
        WelcomeText =
            "Write expenses like notes: how much and what for. I sort them into categories, add up and show where the money goes.",
        WelcomeTry = "Try:",
        Start = "Start",
        Examples = ["350 coffee", "taxi 480 yesterday", "€20 subscription"],
        NoScript = "The chat needs JavaScript: switch it on in the browser and reload the page.",
        Expired = "The previous conversation is over: its key has expired. We have started a new one.",
        OtherLanguage = "The page is in English now. The bot's language is changed in /settings",
        Offline = "No connection. Check the internet and retry.",
        Empty = "The message is empty. Write something.",
        TooLong = "The message is too long. Split it: 10,000 characters at most.",
        TooLarge = "The request is too large. Shorten the message.",
        AttachPhoto = "Attach a receipt photo",
        NotAPhoto = "This does not look like a photo: choose a JPEG or a PNG.",
        PhotoBroken = "The photo was not sent whole. Try again.",
        PhotoTooLarge = "The photo is larger than 5 MB. Choose a smaller one.",
        TooManyPhotos = "Too many photos: at most 20 a minute and 200 (300 MB) a day. Please send this one later.",
        TooMany = "Too often. Sending again in {0} s.",
        Unavailable = "Denga is away for a moment. Retry in a minute.",
        Failed = "Something went wrong. Please retry.",
        FailedWithTrace = "Something went wrong. Please retry; if it does not help, quote the number {0}.",
        CommandList =
        [
            ["/start", "Beginning and main menu"],
            ["/help", "Help: what I can do"],
            ["/add", "Note an expense"],
            ["/report", "Report for the month"],
            ["/stats", "Spending statistics"],
            ["/limits", "Limits by category"],
            ["/currency", "Currency"],
            ["/settings", "Settings"],
            ["/cancel", "Cancel what was begun"],
        ],
    };
}
