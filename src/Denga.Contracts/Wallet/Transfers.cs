using System.Text.Json.Serialization;

namespace Denga.Contracts.Wallet;

/// <summary>Sends money. The request is written down, checked by the transaction manager and executed by the transaction service; each step is in the
/// receipt's timeline. The operation waits up to two seconds for the end, so that the answer is final nearly always: then a refusal is this
/// operation's error, with the transfer's id in <c>args.transfer</c>. A repeat with the same <paramref name="Id"/> answers how the transfer stands; with
/// another request: <c>operation.id_reused</c>. Refusals of limits (<c>wallet.too_fast</c>, <c>wallet.limit_…</c>) are no answers: the same again is
/// tried anew.
/// Errors at once, which leave the id unused: <c>wallet.bad_amount</c> (not positive), <c>wallet.bad_note</c>, <c>wallet.payee_not_found</c> (nobody
/// there, or nobody who can be told apart), <c>wallet.account_closed</c> (the payee's), <c>wallet.too_many_lookups</c>, <c>wallet.no_rate</c> (a limit cannot be checked), <c>wallet.step_up_needed</c>
/// (<c>args.purpose</c> is what to ask <c>POST /api/v1/step-ups</c> for; then send the same again with the code), <c>identity.bad_code</c>,
/// <c>identity.locked</c>.
/// Refusals of the manager: <c>wallet.account_not_found</c> (also another person's), <c>wallet.account_closed</c>, <c>wallet.wrong_currency</c>,
/// <c>wallet.same_account</c>, <c>wallet.limit_operation</c>, <c>wallet.limit_day</c>, <c>wallet.limit_month</c> (with <c>args.limit</c>, <c>args.left</c>,
/// <c>args.currency</c>), <c>wallet.too_fast</c> (with <c>args.retryAfterSeconds</c>), <c>wallet.request_expired</c>, <c>wallet.request_paid</c>,
/// <c>wallet.request_cancelled</c>. Refusals of the service: those of <see cref="Post"/>, such as <c>wallet.not_enough</c>.</summary>
/// <param name="To">Whom: an account (<c>acc_…</c>, another person's or one's own), an e-mail address, a <c>@username</c>, or a contact (<c>con_…</c>).</param>
/// <param name="From">Without it, the person's <c>main</c> account of the amount's currency.</param>
/// <param name="Note">At most 200 characters, shown to both.</param>
/// <param name="Code">From a step-up with the purpose <c>transfer op_…</c>, the id of this operation; needed above a threshold. It is not kept.</param>
/// <param name="Wait">False: the answer is how the transfer stands at once, mostly <see cref="TransferStatus.Requested"/>.</param>
[Operation(
    "POST /api/v1/transfers",
    Handle = nameof(To),
    Summary = "Sends money to an account, an e-mail address, a @username or a contact."
)]
public sealed record Transfer(
    OperationId Id,
    PersonId Person,
    string To,
    Money Amount,
    AccountId? From = null,
    string? Note = null,
    string? Code = null,
    bool Wait = true
) : IOperation<TransferReceipt>;

[JsonConverter(typeof(JsonStringEnumConverter<TransferStatus>))]
public enum TransferStatus
{
    /// <summary>Written down.</summary>
    Requested,

    /// <summary>The transaction manager let it through.</summary>
    Validated,

    /// <summary>Posted to the ledger; final.</summary>
    Completed,

    /// <summary>Refused; nothing moved; final.</summary>
    Refused,
}

/// <summary>How a transfer stands.</summary>
/// <param name="Id">Also the id of its posting in the ledger, for <see cref="ExplainPosting"/>.</param>
/// <param name="From">The payer's account; null for the payee.</param>
/// <param name="Payer">Masked for the payee: <c>ann…@example.com</c>.</param>
/// <param name="Payee">Masked: <c>bob…@example.com</c>, <c>@bo…</c>; one's own account by its purpose.</param>
/// <param name="Incoming">The one who asks is the payee.</param>
/// <param name="Own">Between accounts of one person.</param>
/// <param name="Refusal">Why, when it was refused.</param>
/// <param name="Hops">The timeline, the oldest first.</param>
/// <param name="Left">On the payer's account right after it, whatever has happened there since; null until it is completed, and for the payee.</param>
public sealed record TransferReceipt(
    OperationId Id,
    TransferStatus Status,
    Money Amount,
    AccountId? From,
    AccountId? To,
    string Payer,
    string Payee,
    string? Note,
    bool Incoming,
    bool Own,
    Refusal? Refusal,
    ScheduleId? Schedule,
    PaymentRequestId? Request,
    IReadOnlyList<TransferHop> Hops,
    Money? Left
);

/// <param name="By"><c>front end</c>, <c>transaction manager</c>, <c>transaction service</c>.</param>
public sealed record TransferHop(TransferStatus Status, string By, DateTimeOffset At);

/// <summary>A transfer that the person sent, or that reached him. Error: <c>wallet.transfer_not_found</c>.</summary>
[Operation("GET /api/v1/transfers/{transfer}", Summary = "How a transfer stands, with its timeline.")]
public sealed record TransferById(PersonId Person, OperationId Transfer) : IOperation<TransferReceipt>;

/// <summary>The person's transfers, sent and received, the newest first; <paramref name="Limit"/> 1 to 100. Error: <c>wallet.bad_cursor</c>.</summary>
[Operation("GET /api/v1/transfers", Summary = "The person's transfers, the newest first.")]
public sealed record Transfers(PersonId Person, string? After = null, int Limit = 20) : IOperation<Page<TransferReceipt>>;

/// <summary>Who is meant by what was typed, to be confirmed before sending. Nothing but a masked form of what was typed is answered.
/// Errors: <c>wallet.payee_not_found</c>, <c>wallet.too_many_lookups</c>.</summary>
/// <param name="To">As in <see cref="Transfer"/>.</param>
[Operation("GET /api/v1/payees", Handle = nameof(To), Summary = "Whom a transfer would reach, masked.")]
public sealed record FindPayee(PersonId Person, string To) : IOperation<Payee>;

/// <param name="Name">Masked: <c>ann…@example.com</c>.</param>
/// <param name="Own">One's own account.</param>
/// <param name="Currency">Of the account that was named; null when a person was.</param>
public sealed record Payee(string Name, bool Own, Currency? Currency);

/// <summary>What can be said of a transfer before it is asked for, so that nobody confirms what cannot be; it writes nothing and is checked again when it is
/// sent. Errors: those of <see cref="Transfer"/>, but for the code and the pace.</summary>
/// <param name="From">As in <see cref="Transfer"/>.</param>
/// <param name="Later">It will be sent on another day: what is there today, and left of the limits, does not matter.</param>
[Operation("POST /api/v1/transfers/checks", Summary = "Whether a transfer would be let through, and what would remain; nothing is sent.")]
public sealed record CheckTransfer(PersonId Person, string To, Money Amount, AccountId? From = null, bool Later = false)
    : IOperation<CheckedTransfer>;

/// <param name="Remains">On the payer's account afterwards.</param>
public sealed record CheckedTransfer(Payee Payee, AccountId From, Money Remains);

/// <summary>What may be sent: limits in the base currency, and what is left of them. Transfers between own accounts do not count.</summary>
[Operation("GET /api/v1/transfer-limits", Summary = "Limits of transfers and what is left of them.")]
public sealed record TransferLimits(PersonId Person) : IOperation<LimitsOfTransfers>;

/// <param name="PerDay">In any 24 hours.</param>
/// <param name="PerMonth">In any 30 days.</param>
/// <param name="PerMinute">How many transfers in any minute.</param>
/// <param name="StepUpFrom">From this amount on a code is asked for.</param>
public sealed record LimitsOfTransfers(
    Money PerOperation,
    Money PerDay,
    Money LeftOfDay,
    Money PerMonth,
    Money LeftOfMonth,
    int PerMinute,
    Money StepUpFrom
);

/// <summary>Step one: a front end's request was written down. The transaction manager works it.</summary>
[Event("wallet.transfer-requested.v1")]
public sealed record TransferRequested(OperationId Transfer, PersonId Person, AccountId From, Money Amount, DateTimeOffset At) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>Step two: the transaction manager let it through. The transaction service works it.</summary>
[Event("wallet.transfer-validated.v1")]
public sealed record TransferValidated(OperationId Transfer, PersonId Person, AccountId From, Money Amount, DateTimeOffset At) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>Step three: the money moved.</summary>
/// <param name="Payee">Who got it; the same as <paramref name="Person"/> between own accounts.</param>
[Event("wallet.transfer-completed.v1")]
public sealed record TransferCompleted(
    OperationId Transfer,
    PersonId Person,
    AccountId From,
    PersonId Payee,
    AccountId To,
    Money Amount,
    ScheduleId? Schedule,
    PaymentRequestId? Request,
    DateTimeOffset At
) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>The transaction manager or the transaction service refused; nothing moved.</summary>
[Event("wallet.transfer-refused.v1")]
public sealed record TransferRefused(
    OperationId Transfer,
    PersonId Person,
    AccountId From,
    Money Amount,
    ScheduleId? Schedule,
    PaymentRequestId? Request,
    Refusal Refusal,
    DateTimeOffset RequestedAt,
    DateTimeOffset At
) : IEvent
{
    public string Key => Person.ToString();
}

/// <summary>Money from nowhere, to try Denga with; only while <c>Wallet:Sandbox</c> is on. Goes to the <c>main</c> account of
/// the currency, else to the oldest open one in it; where there is none, <c>main</c> is opened. A repeat answers the same. Errors: <c>wallet.sandbox_off</c>, <c>wallet.bad_amount</c>, <c>wallet.no_rate</c>, <c>wallet.sandbox_limit</c> (with
/// <c>args.limit</c>, <c>args.left</c>, <c>args.currency</c>), <c>operation.id_reused</c>.</summary>
[Operation("POST /api/v1/sandbox/top-ups", Summary = "Play money for the sandbox.")]
public sealed record SandboxTopUp(OperationId Id, PersonId Person, Money Amount) : IOperation<TopUpReceipt>;

/// <param name="Opened">The account was opened for it.</param>
public sealed record TopUpReceipt(OperationId Id, AccountId Account, Money Amount, Money Balance, DateTimeOffset At, bool Opened = false);
