using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Microsoft.Extensions.Options;

namespace Denga.Payments.Invoices;

/// <summary>Invoices as people and other modules make, see and pay them.</summary>
internal sealed class InvoiceHandlers(
    IPaymentTables tables,
    ProviderList providers,
    Starting starting,
    IOperations operations,
    IOptions<PaymentsOptions> options,
    TimeProvider clock
)
    : IOperationHandler<PaymentMethods, IReadOnlyList<PaymentMethod>>,
        IOperationHandler<PaymentCurrencies, IReadOnlyList<PaymentCurrency>>,
        IOperationHandler<TopUp, Invoice>,
        IOperationHandler<CreateInvoice, Invoice>,
        IOperationHandler<StartPayment, Invoice>,
        IOperationHandler<InvoiceById, Invoice>,
        IOperationHandler<CancelInvoice, Invoice>,
        IOperationHandler<MayBePaid, Done>
{
    /// <summary>A million in the smallest scale there is.</summary>
    internal const long MinorMax = 1_000_000_000_000_000;
    private const int TextCharactersMax = 100;
    private const int PurposeCharactersMax = 40;
    private const int TaxLinesMax = 10;
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(30);

    public async Task<Result<IReadOnlyList<PaymentMethod>>> Handle(PaymentMethods operation, CancellationToken cancel)
    {
        if (operation.Amount <= 0 || !Money.TryFrom(operation.Amount, operation.Currency, out var amount))
            return PaymentsErrors.BadAmount;
        return (await providers.For(amount, cancel)).ToArray();
    }

    public async Task<Result<IReadOnlyList<PaymentCurrency>>> Handle(PaymentCurrencies operation, CancellationToken cancel)
    {
        var taken = new List<PaymentCurrency>();
        foreach (var currency in Currency.All.OrderBy(c => c.Code, StringComparer.Ordinal))
            if (await providers.Range(currency, cancel) is { } range)
                taken.Add(new PaymentCurrency(currency, range.Least, range.Most));
        return taken;
    }

    public async Task<Result<Invoice>> Handle(TopUp operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        if (await Known(operation.Id, hash, cancel) is { } known)
            return known;
        if (Wrong(operation.Amount) is { } wrong)
            return wrong;
        IPaymentProvider? provider = null;
        if (operation.Provider is { } name)
        {
            (provider, var refused) = await providers.Choose(name, operation.Amount, cancel);
            if (refused is not null)
                return refused;
        }
        else if (await providers.Range(operation.Amount.Currency, cancel) is null)
            return PaymentsErrors.CurrencyNotTaken;
        var account = await Account(operation.Person, operation.Account, operation.Amount.Currency, cancel);
        if (!account.IsOk)
            return account.Error;
        return await Make(
            New(operation.Id, operation.Person, "top-up", operation.Amount, account.Value, hash, options.Value.Lifetime),
            provider,
            cancel
        );
    }

    public async Task<Result<Invoice>> Handle(CreateInvoice operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        if (await Known(operation.Id, hash, cancel) is { } known)
            return known;
        if (Wrong(operation.Amount) is { } wrong)
            return wrong;
        if (
            operation.Purpose.Length is 0 or > PurposeCharactersMax
            || !operation.Purpose.All(c => char.IsAsciiLetterLower(c) || c == '-')
            || operation.Reference.Length is 0 or > TextCharactersMax
            || operation.Tax is { Count: > TaxLinesMax }
            || operation.Tax?.Any(t => t.Name.Length is 0 or > TextCharactersMax || t.Percent is < 0 or > 100) == true
        )
            return PaymentsErrors.BadPurpose;
        var lifetime = operation.Lifetime ?? options.Value.Lifetime;
        if (lifetime < ShortestLifetime || lifetime > LongestLifetime)
            return PaymentsErrors.BadLifetime;
        if (await providers.Range(operation.Amount.Currency, cancel) is null)
            return PaymentsErrors.CurrencyNotTaken;
        var account = await Account(operation.Person, named: null, operation.Amount.Currency, cancel);
        if (!account.IsOk)
            return account.Error;
        var made = New(operation.Id, operation.Person, operation.Purpose, operation.Amount, account.Value, hash, lifetime) with
        {
            Reference = PlainText.OneLine(operation.Reference),
            Tax = operation.Tax ?? [],
        };
        return await Make(made, provider: null, cancel);
    }

    public async Task<Result<Invoice>> Handle(StartPayment operation, CancellationToken cancel)
    {
        var found = await Find(operation.Person, operation.Invoice, cancel);
        if (found is null)
            return PaymentsErrors.InvoiceNotFound;
        var id = new PaymentId(operation.Id.Value);
        if (await tables.Payment(id, cancel) is { } earlier)
            return earlier.Invoice == operation.Invoice && earlier.Provider == operation.Provider
                ? found.Shown(withQr: true)
                : OperationRecord.IdReused;
        var begun = await tables.Payments(found.Id, cancel);
        if (begun.Any(p => p.Provider == operation.Provider && PaymentStates.IsOpen(p.State)) && Closed(found) is null)
            return found.Shown(withQr: true);
        if (Closed(found) is { } closed)
            return closed;
        var (provider, refused) = await providers.Choose(operation.Provider, found.Missing, cancel);
        if (provider is null)
            return refused!;
        var language = await starting.Language(operation.Person, cancel);
        var written = await tables.Attempt<PaymentRow?>(
            async unit =>
            {
                var invoice = (await tables.Lock(unit, found.Id, cancel))!;
                if (Closed(invoice) is { } ended)
                    return ended;
                var attempts = await tables.Payments(invoice.Id, cancel, unit);
                if (attempts.Any(p => p.Id == id || p.Provider == provider.Name && PaymentStates.IsOpen(p.State)))
                    return (PaymentRow?)null;
                var payment = starting.New(id, invoice, provider.Name, language);
                if (!await starting.Write(unit, payment, cancel))
                    return OperationRecord.IdReused;
                (invoice with { Newest = payment.Attempt }).Change(tables, unit, invoice, payment.StartedAt);
                return payment;
            },
            cancel
        );
        if (!written.IsOk)
            return written.Error;
        if (written.Value is { } made)
            await starting.Begin(provider, found, made, cancel);
        return (await Find(operation.Person, operation.Invoice, cancel))!.Shown(withQr: true);
    }

    public async Task<Result<Invoice>> Handle(InvoiceById operation, CancellationToken cancel) =>
        await Find(operation.Person, operation.Invoice, cancel) is { } found ? found.Shown(withQr: true) : PaymentsErrors.InvoiceNotFound;

    public Task<Result<Invoice>> Handle(CancelInvoice operation, CancellationToken cancel) =>
        tables.Attempt<Invoice>(
            async unit =>
            {
                if (await tables.Lock(unit, operation.Invoice, cancel) is not { } invoice || invoice.Person != operation.Person)
                    return PaymentsErrors.InvoiceNotFound;
                return invoice.Cancel(tables, unit, clock.GetUtcNow());
            },
            cancel
        );

    public async Task<Result<Done>> Handle(MayBePaid operation, CancellationToken cancel) =>
        await tables.Payment(operation.Payment, cancel) is not { } payment ? PaymentsErrors.InvoiceNotFound
        : payment.Amount != operation.Amount ? PaymentsErrors.BadAmount
        : Done.It;

    private static Error? Wrong(Money amount) =>
        amount.Minor <= 0 ? PaymentsErrors.BadAmount
        : amount.Minor > MinorMax ? PaymentsErrors.AmountTooLarge(new Money(MinorMax, amount.Currency))
        : null;

    private Error? Closed(InvoiceRow invoice) =>
        InvoiceStates.TakesMoney(invoice.State) && invoice.ExpiresAt > clock.GetUtcNow() ? null : PaymentsErrors.InvoiceClosed;

    /// <summary>What an earlier attempt with the id made; null where there was none.</summary>
    private async Task<Result<Invoice>?> Known(OperationId id, byte[] hash, CancellationToken cancel) =>
        await tables.Invoice(new InvoiceId(id.Value), cancel) is { } known
            ? OperationRecord.Repeat(known.RequestHash, hash, known.Shown(withQr: true))
            : (Result<Invoice>?)null;

    private async Task<Result<AccountId>> Account(PersonId person, AccountId? named, Currency currency, CancellationToken cancel)
    {
        if (named is not { } account)
        {
            var opened = await operations.Ask(new OpenAccount(person, currency), cancel);
            return opened.IsOk ? opened.Value.Id : opened.Error;
        }
        var found = await operations.Ask(new AccountById(person, account), cancel);
        return !found.IsOk ? found.Error
            : ReferenceEquals(found.Value.Currency, currency) && found.Value.ClosedAt is null ? account
            : PaymentsErrors.WrongAccount;
    }

    private InvoiceRow New(OperationId id, PersonId person, string purpose, Money amount, AccountId account, byte[] hash, TimeSpan lifetime)
    {
        var now = clock.Moment();
        return new()
        {
            Id = new InvoiceId(id.Value),
            Person = person,
            Purpose = purpose,
            Amount = amount,
            Account = account,
            Tax = [],
            RequestHash = hash,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
    }

    /// <summary>The invoice, and the first attempt with its key, are one commit; then the provider is asked.</summary>
    private async Task<Result<Invoice>> Make(InvoiceRow invoice, IPaymentProvider? provider, CancellationToken cancel)
    {
        PaymentRow? payment = null;
        if (provider is not null)
        {
            var language = await starting.Language(invoice.Person, cancel);
            payment = starting.New(
                new PaymentId(DerivedId.Of(invoice.Id.ToString(), "first payment").Value),
                invoice,
                provider.Name,
                language
            );
            invoice = invoice with { State = InvoiceState.Pending, Newest = payment.Attempt };
        }
        var written = await tables.Attempt<bool>(
            async unit =>
            {
                if (await tables.Insert(unit, invoice, options.Value.OpenMax, cancel) is not { } isNew)
                    return PaymentsErrors.TooManyInvoices;
                if (!isNew)
                    return false;
                unit.Later(new ExpireInvoice(invoice.Id), invoice.Id.ToString(), at: invoice.ExpiresAt);
                if (payment is not null)
                    await starting.Write(unit, payment, cancel);
                unit.Publish(new InvoiceChanged(invoice.Shown(), invoice.Person, invoice.CreatedAt));
                return true;
            },
            cancel
        );
        if (!written.IsOk)
            return written.Error;
        if (written.Value && payment is not null)
            await starting.Begin(provider!, invoice, payment, cancel);
        return (await Known(new OperationId(invoice.Id.Value), invoice.RequestHash, cancel))!.Value;
    }

    private async Task<InvoiceRow?> Find(PersonId person, InvoiceId id, CancellationToken cancel) =>
        await tables.Invoice(id, cancel) is { } found && found.Person == person ? found : null;
}
