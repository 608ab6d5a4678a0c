namespace Denga.Speech;

/// <summary>Of what Denga depends on, for operators.</summary>
internal static class HealthErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["health.database"] = new(
            "База данных не отвечает: без неё никто не получит ответа.",
            "The database does not answer: without it nobody is answered."
        ),
        ["health.folder"] = new(
            "В папку файлов нельзя писать: картинки и выгрузки не работают.",
            "The folder of files cannot be written to: pictures and exports fail."
        ),
        ["health.kafka"] = new(
            "Kafka не отвечает: события ждут в очереди, пока она не вернётся.",
            "Kafka does not answer: events wait in the queue until it does."
        ),
        ["health.kafka_waits"] = new(
            "Kafka ещё не распределила работу: события ждут.",
            "Kafka has not shared out the work yet: events wait until it does."
        ),
        ["health.late"] = new("Ответа нет дольше полутора секунд.", "There was no answer in a second and a half."),
        ["health.module"] = new("Процесс этого модуля не отвечает.", "The process of this module does not answer."),
        ["health.rates"] = new("Последние курсы — на {date}.", "The newest rates are of {date}."),
        ["health.rates_none"] = new("Курсов нет.", "There are no rates."),
        ["health.rates_off"] = new(
            "Последние курсы — на {date}. Их загрузка выключена в настройках.",
            "The newest rates are of {date}. Fetching them is switched off in the settings."
        ),
        ["health.rates_old"] = new(
            "Последние курсы — на {date}. Не все источники отвечают; подробности в журнале.",
            "The newest rates are of {date}. Not every source answers; the log has more."
        ),
        ["health.redis"] = new(
            "Redis не отвечает: у каждого процесса свои лимиты, и больше читается из базы.",
            "Redis does not answer: each process has limits of its own, and more is read from the database."
        ),
        ["health.replicas"] = new(
            "Не все реплики базы успевают. С отстающих не читаем; какие — скажет журнал.",
            "Not every replica of the database keeps up. Those that do not are not read from; the log names them."
        ),
        ["health.store"] = new(
            "Хранилище файлов не отвечает: картинки и выгрузки не работают.",
            "The store of files does not answer: pictures and exports fail."
        ),
        ["health.telegram"] = new(
            "Telegram не отвечает. Сообщения придут, когда он вернётся; подробности в журнале.",
            "Telegram does not answer. Messages come when it does; the log has more."
        ),
        ["health.telegram_off"] = new("Выключен: токен бота не задан.", "Off: the bot's token is not set."),
    };
}
