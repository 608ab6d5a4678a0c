namespace Denga.Speech;

internal static class PaymentsErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["payments.amount_too_large"] = new(
            "Здесь можно не больше {limit} за раз. Возьмите сумму поменьше или другой способ.",
            "This way takes {limit} at most. Choose a smaller amount, or another way."
        ),
        ["payments.amount_too_small"] = new(
            "Здесь можно от {limit}. Возьмите сумму побольше или другой способ.",
            "This way takes {limit} at least. Choose a larger amount, or another way."
        ),
        ["payments.approval_answered"] = new("Кто-то уже ответил иначе.", "Somebody has answered otherwise already."),
        ["payments.approval_needed"] = new(
            "Такую сумму возвращают вдвоём. Второй сотрудник уже видит просьбу: когда он согласится, деньги вернутся сами.",
            "A sum like this goes back only when two people want it. Somebody else has been asked: once they agree, it goes back by itself."
        ),
        ["payments.approval_not_found"] = new("Такой просьбы нет.", "There is no such request."),
        ["payments.approval_own"] = new(
            "На свою просьбу согласие даёт другой сотрудник.",
            "Somebody else has to agree to what you asked for."
        ),
        ["payments.approval_refused"] = new("Второй сотрудник не согласился.", "Somebody else was asked to agree, and said no."),
        ["payments.bad_amount"] = new("Сумма должна быть больше нуля.", "The amount must be more than zero."),
        ["payments.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["payments.bad_endpoint"] = new(
            "Адрес должен начинаться с https://, быть без пароля и не длиннее 500 знаков.",
            "An address begins with https://, has no password and at most 500 characters."
        ),
        ["payments.bad_lifetime"] = new("Счёт можно выставить на срок до 30 дней.", "An invoice lives up to 30 days."),
        ["payments.bad_period"] = new(
            "Период должен начинаться раньше, чем кончается, и быть не длиннее 400 дней.",
            "A period begins before it ends, and has at most 400 days."
        ),
        ["payments.bad_purpose"] = new("Такой счёт выставить нельзя.", "Such an invoice cannot be made."),
        ["payments.bad_reason"] = new("Напишите причину: до 200 знаков.", "Write a reason of up to 200 characters."),
        ["payments.bad_search"] = new("Искать можно не больше чем по 200 знакам.", "Search for 200 characters at most."),
        ["payments.bad_type"] = new("Это может быть бонус или исправление.", "It can be a bonus or a correction."),
        ["payments.case_changed"] = new(
            "Провайдер теперь отвечает иначе. Запустите сверку ещё раз.",
            "The provider says something else by now. Compare once more."
        ),
        ["payments.case_closed"] = new("Это расхождение уже закрыто.", "This difference is closed already."),
        ["payments.case_not_found"] = new("Такого расхождения нет.", "There is no such difference."),
        ["payments.cash_confirmed"] = new(
            "Эти наличные уже подтверждены, и сумма была другой.",
            "This cash was confirmed before, and it was another amount."
        ),
        ["payments.currency_not_taken"] = new(
            "В этой валюте оплатить пока нельзя. Выберите другую.",
            "This currency cannot be paid in yet. Choose another one."
        ),
        ["payments.delivery_not_found"] = new("Такой отправки нет.", "There is no such delivery."),
        ["payments.endpoint_address"] = new(
            "Этот адрес недоступен из интернета. Узлы своей сети указываются в Payments:PrivateHosts.",
            "The address is not of the public internet. Hosts of your own network are named in Payments:PrivateHosts."
        ),
        ["payments.endpoint_away"] = new("Получатель не ответил.", "The receiver did not answer."),
        ["payments.endpoint_not_found"] = new("Такого получателя нет.", "There is no such endpoint."),
        ["payments.endpoint_off"] = new("Получатель выключен. Сначала включите его.", "The endpoint is off. Switch it on first."),
        ["payments.endpoint_refused"] = new("Получатель не принял сообщение.", "The receiver did not take it."),
        ["payments.endpoint_secret"] = new(
            "Секрет получателя запечатан другим ключом. Добавьте получателя заново.",
            "The endpoint's secret is sealed with another key. Add the endpoint again."
        ),
        ["payments.invoice_closed"] = new(
            "Этот счёт уже закрыт: оплачен, отменён или просрочен. Начните новый.",
            "This invoice is closed: paid, cancelled or expired. Begin a new one."
        ),
        ["payments.invoice_not_found"] = new("Такого счёта на оплату нет.", "There is no such invoice."),
        ["payments.no_webhooks"] = new("Выберите от 1 до 50 сохранённых сообщений.", "Choose 1 to 50 webhooks that are kept."),
        ["payments.not_paid"] = new("Этот счёт ещё не оплачен.", "This invoice is not paid yet."),
        ["payments.payment_not_found"] = new("Такого платежа нет.", "There is no such payment."),
        ["payments.provider_away"] = new(
            "Этот способ оплаты сейчас не отвечает. Выберите другой или повторите через минуту.",
            "This way to pay does not answer at the moment. Choose another one, or try again in a minute."
        ),
        ["payments.refund_not_supported"] = new(
            "Этим способом так вернуть нельзя: только платёж целиком или никак.",
            "This way gives nothing back, or only the whole payment."
        ),
        ["payments.refund_refused"] = new(
            "Этот способ оплаты отказал в возврате. Деньги снова на счёте.",
            "The provider refused to give it back. The money is on the account again."
        ),
        ["payments.refund_too_large"] = new("Вернуть можно не больше {left}.", "At most {left} can be given back."),
        ["payments.test_mode"] = new("Это пробный платёж, он не засчитан.", "This is a test payment, and it does not count."),
        ["payments.too_many_invoices"] = new(
            "Слишком много неоплаченных счетов. Оплатите или отмените один из них.",
            "There are too many unpaid invoices. Pay or cancel one of them."
        ),
        ["payments.receipt_not_printed"] = new(
            "Квитанция сейчас не печатается. Попробуйте ещё раз через минуту.",
            "The receipt cannot be printed right now. Try again in a minute."
        ),
        ["payments.replay_applied"] = new("Это уже сделано.", "It was done already."),
        ["payments.replay_changed"] = new(
            "С тех пор кое-что изменилось. Посмотрите предпросмотр ещё раз.",
            "Something has changed since. Preview it again."
        ),
        ["payments.replay_discarded"] = new("От этого уже отказались.", "It was left at the preview."),
        ["payments.replay_not_found"] = new("Такого предпросмотра нет.", "There is no such preview."),
        ["payments.too_many_endpoints"] = new("Получателей уже 20. Удалите лишнего.", "There are 20 endpoints already. Remove one."),
        ["payments.trouble_changed"] = new(
            "С этим платежом теперь что-то другое. Посмотрите ещё раз.",
            "Something else is the matter with this payment by now. Look again."
        ),
        ["payments.unknown_event"] = new("О таком событии сообщать нельзя.", "Such an event cannot be told."),
        ["payments.unknown_play"] = new("Такого пробная оплата не умеет.", "The sandbox cannot do that."),
        ["payments.unknown_provider"] = new(
            "Такого способа оплаты нет. Выберите другой.",
            "There is no such way to pay. Choose another one."
        ),
        ["payments.wrong_account"] = new(
            "Этот счёт закрыт или в другой валюте. Выберите другой.",
            "This account is closed or in another currency. Choose another one."
        ),
    };
}
