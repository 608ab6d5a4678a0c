namespace Denga.Speech;

public static partial class Words
{
    /// <summary>What somebody answers for, as operators read it: <c>роль изменена</c>. An action of another release is told by its name; a test finds those of
    /// this one.</summary>
    public static string Action(string audited, string language) => AuditTexts.GetValueOrDefault(audited)?.In(language) ?? audited;

    public static IReadOnlyList<string> KnownActions => [.. AuditTexts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A kind of work, as operators read it: <c>письмо</c>, <c>вебхук stripe</c>.</summary>
    public static string Work(string kind, string language) =>
        kind.StartsWith("webhook.", StringComparison.Ordinal)
            ? Webhook.In(language, kind["webhook.".Length..])
            : WorkTexts.GetValueOrDefault(kind)?.In(language) ?? kind;

    /// <summary>But for webhooks, which are as many as providers.</summary>
    public static IReadOnlyList<string> KnownWork => [.. WorkTexts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What other systems may be told of, as operators read it; an event that is not told to them by its name.</summary>
    public static string Event(string type, string language) => EventTexts.GetValueOrDefault(type)?.In(language) ?? type;

    public static IReadOnlyList<string> KnownEvents => [.. EventTexts.Keys.Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, Text> EventTexts = new(StringComparer.Ordinal)
    {
        ["payments.invoice-changed.v1"] = new("счёт изменился", "invoice changed"),
        ["payments.invoice-paid.v1"] = new("деньги зачислены", "money credited"),
        ["payments.refund-ended.v1"] = new("возврат завершён", "refund ended"),
        ["stars.order-changed.v1"] = new("заказ звёзд изменился", "order of Stars changed"),
    };

    private static readonly Text Webhook = new("вебхук {0}", "webhook of {0}");

    private static readonly Dictionary<string, Text> WorkTexts = new(StringComparer.Ordinal)
    {
        ["booking.capture-due"] = new("списание за бронь", "charge for a booking"),
        ["booking.complete-stay"] = new("конец проживания", "end of a stay"),
        ["booking.expire-hold"] = new("срок оплаты брони", "time to pay for a booking"),
        ["booking.forget-photo"] = new("удаление фото объекта", "deletion of an object's photo"),
        ["booking.read-feed"] = new("чтение внешнего календаря", "reading an outside calendar"),
        ["booking.place-feeds"] = new("даты внешних календарей", "dates of outside calendars"),
        ["booking.refuse-approved"] = new("отмена брони с согласия второго", "cancellation that two people want"),
        ["booking.release-deposit"] = new("возврат залога", "return of a deposit"),
        ["booking.remind-arrival"] = new("напоминание о заезде", "reminder of an arrival"),
        ["booking.remind-due"] = new("напоминание об оплате брони", "reminder to pay for a booking"),
        ["booking.return-money"] = new("возврат за бронь", "money back for a booking"),
        ["booking.return-unused"] = new("возврат опоздавшей оплаты", "return of a late payment"),
        ["booking.take-due"] = new("деньги за бронь", "money for a booking"),
        ["booking.tell-waiting"] = new("даты освободились", "dates became free"),
        ["identity.letter"] = new("письмо", "letter"),
        ["notifications.operators"] = new("уведомление операторам", "notice to operators"),
        ["notifications.notice"] = new("уведомление", "notice"),
        ["payments.adjustment"] = new("исправление баланса", "correction of a balance"),
        ["payments.approved-refund"] = new("возврат с согласия второго", "refund that two people want"),
        ["payments.ask"] = new("вопрос провайдеру о платеже", "question to a provider about a payment"),
        ["payments.case"] = new("исправление расхождения", "correction of a difference"),
        ["payments.expire"] = new("срок счёта на оплату", "time to pay an invoice"),
        ["payments.outgoing"] = new("вебхук другой системе", "webhook to another system"),
        ["payments.reconcile"] = new("сверка с провайдером", "reconciliation with a provider"),
        ["payments.refund"] = new("возврат денег", "refund"),
        ["payments.sandbox-webhook"] = new("вебхук песочницы", "webhook of the sandbox"),
        ["payments.stars"] = new("оплата звёздами", "payment in Stars"),
        ["reports.document"] = new("документ", "document"),
        ["stars.buy-order"] = new("закупка звёзд", "purchase of Stars"),
        ["stars.expire-order"] = new("срок оплаты звёзд", "time to pay for Stars"),
        ["stars.hold-order"] = new("деньги за звёзды", "money for Stars"),
        ["stars.pay-bonus"] = new("бонус за приглашение", "referral bonus"),
    };

    private static readonly Dictionary<string, Text> AuditTexts = new(StringComparer.Ordinal)
    {
        ["booking.calendar-link-made"] = new("ссылка на календарь создана", "calendar link made"),
        ["booking.calendar-link-removed"] = new("ссылка на календарь убрана", "calendar link removed"),
        ["booking.calendar-link-renewed"] = new("ссылка на календарь заменена", "calendar link renewed"),
        ["booking.feed-added"] = new("календарь подключён", "calendar connected"),
        ["booking.feed-loss-confirmed"] = new("пропажа дат подтверждена", "loss of dates confirmed"),
        ["booking.feed-removed"] = new("календарь отключён", "calendar disconnected"),
        ["booking.feed-switched"] = new("календарь приостановлен или включён", "calendar paused or resumed"),
        ["booking.google-entry-restored"] = new("запись в Google восстановлена", "entry at Google restored"),
        ["booking.request-declined"] = new("заявка отклонена", "request declined"),
        ["booking.request-approved"] = new("заявка одобрена", "request approved"),
        ["booking.dates-blocked"] = new("даты закрыты", "dates blocked"),
        ["booking.booked-by-hand"] = new("бронь сделана оператором", "booked by an operator"),
        ["booking.changed-by-hand"] = new("бронь изменена оператором", "booking changed by an operator"),
        ["booking.deposit-settled"] = new("залог рассчитан", "deposit settled"),
        ["booking.handed-over"] = new("осмотр записан", "handover written down"),
        ["booking.no-show"] = new("гость не приехал", "guest did not come"),
        ["booking.record-changed"] = new("запись изменена", "record changed"),
        ["booking.record-deleted"] = new("запись удалена", "record deleted"),
        ["booking.record-made"] = new("запись сделана", "record made"),
        ["booking.owner-cancelled"] = new("бронь отменена владельцем", "booking cancelled by the owner"),
        ["booking.type-saved"] = new("тип объектов записан", "type of objects written down"),
        ["booking.dates-unblocked"] = new("даты открыты", "dates opened"),
        ["booking.unit-assigned"] = new("единица назначена", "unit assigned"),
        ["identity.person-changed"] = new("язык или часовой пояс изменён", "language or time zone changed"),
        ["identity.person-erased"] = new("человек удалён", "person erased"),
        ["identity.rights-changed"] = new("права изменены", "rights changed"),
        ["identity.role-changed"] = new("роль изменена", "role changed"),
        ["payments.approval-answered"] = new("ответ на просьбу о согласии", "answer to a request to agree"),
        ["payments.approval-asked"] = new("нужно согласие второго", "a second person asked to agree"),
        ["payments.balance-adjusted"] = new("баланс исправлен", "balance corrected"),
        ["payments.case-closed"] = new("расхождение закрыто", "difference closed"),
        ["payments.cash-confirmed"] = new("наличные приняты", "cash confirmed"),
        ["payments.delivery-sent-again"] = new("вебхук отправлен снова", "webhook sent again"),
        ["payments.endpoint-added"] = new("адрес вебхуков добавлен", "address of webhooks added"),
        ["payments.endpoint-removed"] = new("адрес вебхуков удалён", "address of webhooks removed"),
        ["payments.endpoint-switched"] = new("адрес вебхуков включён или выключен", "address of webhooks switched on or off"),
        ["payments.invoice-cancelled"] = new("счёт отменён", "invoice cancelled"),
        ["payments.refund-asked"] = new("возврат начат", "refund asked for"),
        ["payments.trouble-settled"] = new("вопрос по платежу решён", "payment's trouble settled"),
        ["payments.webhooks-replayed"] = new("вебхуки отработаны снова", "webhooks worked again"),
        ["platform.event-sent-again"] = new("событие отправлено снова", "event sent again"),
        ["platform.webhook-read"] = new("вебхук прочитан", "webhook read"),
        ["platform.webhook-replayed"] = new("вебхук отработан снова", "webhook worked again"),
        ["platform.work-retried"] = new("задача запущена снова", "work retried"),
        ["stars.funds-moved"] = new("деньги магазина звёзд перемещены", "money of the Stars shop moved"),
        ["stars.order-resolved"] = new("заказ звёзд завершён вручную", "order of Stars ended by hand"),
        ["stars.margins-set"] = new("наценка изменена", "margins set"),
        ["stars.promo-created"] = new("промокод создан", "promo code made"),
        ["wallet.person-frozen"] = new("счета человека закрыты", "accounts of a person closed"),
        ["wallet.person-unfrozen"] = new("счета человека снова открыты", "accounts of a person opened again"),
        ["wallet.posting-reversed"] = new("операция отменена", "posting reversed"),
        ["wallet.unclaimed-returned"] = new("невостребованное возвращено", "unclaimed money given back"),
    };
}
