namespace Denga.Speech;

/// <summary>Of requests, files, modules that are away, and of what broke.</summary>
internal static class PlatformErrorTexts
{
    private static readonly Text AgainForm = new(
        "Эта форма уже отправлена с другими данными. Откройте её заново.",
        "This form was sent already with other values. Open it again."
    );
    private static readonly Text AwayInChat = new(
        "Сейчас это не отвечает. Попробуйте через минуту. Номер для оператора: {number}",
        "This does not answer at the moment. Try again in a minute. Number for the operator: {number}"
    );

    /// <summary>Another request came under the same id.</summary>
    internal static readonly ErrorText Reused = new(
        "Это уже сделано, но с другими данными. Начните заново.",
        "This was done already, with other values. Begin again."
    )
    {
        InCabinet = AgainForm,
    };

    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["files.away"] = new(
            "Хранилище файлов сейчас не отвечает. Повторите через минуту.",
            "The store of files does not answer. Try again in a minute."
        )
        {
            InChat = new(
                "Хранилище файлов сейчас не отвечает. Пришлите фото через минуту.",
                "The store of files does not answer at the moment. Please send the photo in a minute."
            ),
        },
        ["files.not_a_photo"] = new(
            "Это не похоже на фото чека: пришлите снимок JPEG или PNG.",
            "This does not look like a photo: please send a JPEG or a PNG."
        ),
        ["files.not_found"] = new(
            "Такого файла нет, или срок его хранения вышел.",
            "There is no such file, or it was kept for as long as files are kept."
        ),
        ["files.photo_broken"] = new(
            "Фото пришло не целиком. Пришлите его ещё раз.",
            "The photo has not come whole. Please send it again."
        ),
        ["files.photo_too_large"] = new(
            "Фото больше 5 МБ. Пришлите его поменьше.",
            "The photo is larger than 5 MB. Please send a smaller one."
        ),
        ["files.too_many_photos"] = new(
            "Слишком много фото: не больше 20 в минуту и 200 (300 МБ) в день. Пришлите это позже.",
            "Too many photos: at most 20 a minute and 200 (300 MB) a day. Please send this one later."
        ),
        ["internal.bad_signature"] = new("Так части Denga друг к другу не обращаются.", "Parts of Denga do not ask each other like this."),
        ["internal.unknown_operation"] = new("Эта часть Denga такого не умеет.", "This part of Denga cannot do that."),
        ["module.misunderstood"] = new(
            "Части Denga не поняли друг друга. Скажите оператору этот номер: {number}",
            "Parts of Denga did not understand each other. Please tell the operator this number: {number}"
        ),
        ["module.off"] = new("Эта часть Denga выключена.", "This part of Denga is switched off."),
        ["module.silent"] = new(
            "Часть Denga сейчас не отвечает. Повторите через минуту: дважды ничего не выполнится.",
            "A part of Denga does not answer. Try again in a minute: nothing is done twice."
        )
        {
            InChat = AwayInChat,
        },
        ["operation.id_reused"] = Reused,
        ["platform.bug"] = new(
            "Что-то сломалось у нас, не у вас. Повторите; если не поможет, назовите оператору номер {number}.",
            "Something broke on our side, not yours. Try again; if it does not help, tell the operator the number {number}."
        )
        {
            InChat = new(
                "Что-то сломалось у меня, не у вас. Попробуйте ещё раз; если не выйдет, скажите оператору этот номер: {number}",
                "Something broke on my side, not yours. Try again; if it fails again, tell the operator this number: {number}"
            ),
        },
        ["platform.database_away"] = new(
            "Denga сейчас не отвечает. Попробуйте ещё раз через минуту.",
            "Denga does not answer at the moment. Try again in a minute."
        )
        {
            InChat = AwayInChat,
        },
        ["platform.disk_full"] = new(
            "На сервере кончилось место, записать ничего нельзя. Скажите оператору.",
            "The server is out of space, so nothing can be written. Please tell the operator."
        ),
        ["platform.no_dead_letter"] = new("Этого события в списке уже нет.", "The event is not in the list any more."),
        ["platform.no_provider_call"] = new(
            "Такого обращения нет, или срок его хранения вышел.",
            "There is no such call, or it was kept for as long as calls are kept."
        ),
        ["platform.no_webhook"] = new(
            "Такого вебхука нет, или срок его хранения вышел.",
            "There is no such webhook, or it was kept for as long as webhooks are kept."
        ),
        ["platform.no_work"] = new(
            "Этой задачи в списке уже нет, или её содержимое не хранится.",
            "This work is not in the list any more, or what was in it is not kept."
        ),
        ["platform.unknown_module"] = new("Такого модуля нет.", "There is no such module."),
        ["request.forged"] = new(
            "Форма устарела или пришла с чужого сайта. Откройте страницу заново и повторите.",
            "The form is out of date or came from another site. Open the page again and retry."
        ),
        ["request.idempotency_key"] = new(
            "У этого запроса нет своего номера. Откройте страницу заново и повторите.",
            "This request has no number of its own. Open the page again and retry."
        ),
        ["request.invalid"] = new(
            "Что-то из написанного сюда не подходит: проверьте даты и знаки.",
            "Something of what you wrote does not fit here: check dates and characters."
        ),
        ["request.not_json"] = new("Запрос не прочитать. Повторите.", "The request cannot be read. Please try again."),
        ["request.too_large"] = new(
            "Это слишком много для одного раза. Пришлите по частям.",
            "That is too much at once. Please send it in parts."
        ),
        ["request.too_many"] = new(
            "Слишком много запросов отсюда. Повторите через {retryAfterSeconds}.",
            "Too many requests from here. Try again in {retryAfterSeconds}."
        ),
        ["request.too_many_streams"] = new(
            "С вашего адреса открыто слишком много страниц. Закройте лишние или подождите минуту.",
            "Too many pages are open from your address. Close some, or wait a minute."
        ),
        ["request.unknown_field"] = new(
            "В запросе есть лишнее. Откройте страницу заново.",
            "The request has too much in it. Open the page again."
        ),
    };
}
