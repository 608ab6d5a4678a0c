using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Wallet.Accounts;
using Denga.Wallet.Ledger;
using Denga.Wallet.Transfers;
using Microsoft.Extensions.Options;
using Npgsql;
using Convert = Denga.Contracts.Wallet.Convert;

namespace Denga.Wallet.Conversion;

internal sealed class QuoteHandlers(
    Database<WalletModule> database,
    GeneralLedger ledger,
    AccountOpening opening,
    Payees payees,
    IOperations operations,
    IOptions<WalletOptions> options,
    TimeProvider clock
) : IOperationHandler<RequestQuote, Quote>, IOperationHandler<Convert, ConversionReceipt>
{
    public async Task<Result<Quote>> Handle(RequestQuote operation, CancellationToken cancel)
    {
        if (TransferTaking.Check(operation.Amount, note: null) is { } wrong)
            return wrong;
        // Who names what he gets must name what he gives.
        if (operation.From is null && ReferenceEquals(operation.FromCurrency ?? operation.Amount.Currency, operation.To))
            return WalletErrors.SameCurrency;
        if (await payees.Slow(operation.Person, cancel) is { } slow)
            return slow;
        var account = await From(operation, cancel);
        if (!account.IsOk)
            return account.Error;
        var from = account.Value.Currency;
        if (account.Value.ClosedAt is not null)
            return WalletErrors.AccountClosed;
        if (ReferenceEquals(from, operation.To))
            return WalletErrors.SameCurrency;
        var sells = ReferenceEquals(operation.Amount.Currency, from);
        if (!sells && !ReferenceEquals(operation.Amount.Currency, operation.To))
            return WalletErrors.WrongCurrency;
        var source = await operations.Ask(new RateOn(from, operation.To), cancel);
        if (!source.IsOk)
            return source.Error;
        var settings = options.Value.Conversion;
        var now = Rules.Microseconds(clock.GetUtcNow());
        var age = now - new DateTimeOffset(source.Value.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        // Play money may be converted by whatever is known; the quote says of when that is.
        if (age > settings.RatesMaxAge && !options.Value.Sandbox)
            return WalletErrors.RatesStale(source.Value.Date, age, settings.RatesMaxAge);
        var rate = Price.RateOf(source.Value.Value, settings.SpreadPercent);
        var priced = sells
            ? Price.Sell(operation.Amount, operation.To, rate, settings.FeePercent)
            : Price.Buy(operation.Amount, from, rate, settings.FeePercent);
        if (!priced.IsOk)
            return priced.Error;
        var price = priced.Value;
        var quote = new Quote(
            QuoteId.New(),
            account.Value.Id,
            price.Gives,
            price.Bought,
            price.Fee,
            rate,
            source.Value.Value,
            source.Value.Source,
            source.Value.Date,
            settings.SpreadPercent,
            source.Value.IsStale,
            now,
            now + settings.QuoteLifetime
        );
        await using var command = database
            .Source.CreateCommand(
                """
                insert into quote (id, person_id, from_id, quote, sells, exact, rounding_minor, expires_at)
                values ($1, $2, $3, $4::json, $5, $6, $7, $8)
                """
            )
            .With(quote.Id.Value)
            .With(operation.Person.Value)
            .With(quote.From.Value)
            .With(JsonSerializer.Serialize(quote, DengaJson.Options))
            .With(sells)
            .With(price.Exact)
            .With(price.Rounding.Minor)
            .With(quote.ExpiresAt);
        await command.ExecuteNonQueryAsync(cancel);
        return quote;
    }

    public async Task<Result<ConversionReceipt>> Handle(Convert operation, CancellationToken cancel)
    {
        var done = await database.Attempt(unit => Execute(unit, operation, cancel), cancel);
        if (done is { IsOk: true, Value.IsReplay: true })
            OperationRecord.Replayed();
        return done.IsOk ? done.Value.Receipt : done.Error;
    }

    private async Task<Result<(ConversionReceipt Receipt, bool IsReplay)>> Execute(
        UnitOfWork unit,
        Convert operation,
        CancellationToken cancel
    )
    {
        if (await KeptQuote.Lock(unit, operation.Quote, operation.Person, cancel) is not { } kept)
            return WalletErrors.QuoteNotFound;
        if (kept.Receipt is { } first)
            return kept.Conversion == operation.Id ? (first, true) : WalletErrors.QuoteUsed;
        var quote = kept.Quote;
        if (quote.ExpiresAt <= clock.GetUtcNow())
            return WalletErrors.QuoteExpired;
        var to = await opening.Receiving(unit, operation.Person, quote.Gets.Currency, cancel);
        if (!to.IsOk)
            return to.Error;
        var legs = await Legs(unit, kept, to.Value.Id, cancel);
        var rate = new UsedRate(quote.Rate, quote.Source, new DateTimeOffset(quote.RateDate.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
        var posted = await ledger.Post(unit, new Post(operation.Id, "conversion", legs, Rate: rate), cancel);
        if (!posted.IsOk)
            return posted.Error;
        // The same legs under the id without this quote's mark: the id belongs to an earlier conversion.
        if (posted.Value.IsReplay)
            return OperationRecord.IdReused;
        var receipt = new ConversionReceipt(
            operation.Id,
            quote,
            to.Value.Id,
            posted.Value.Legs.Single(l => l.Account == quote.From).BalanceAfter,
            posted.Value.Legs.Single(l => l.Account == to.Value.Id).BalanceAfter,
            posted.Value.RecordedAt
        );
        await using var mark = new NpgsqlCommand("update quote set conversion_id = $2, receipt = $3::json where id = $1", unit.Connection)
            .With(quote.Id.Value)
            .With(operation.Id.Value)
            .With(JsonSerializer.Serialize(receipt, DengaJson.Options));
        await mark.ExecuteNonQueryAsync(cancel);
        unit.Publish(
            new Converted(
                operation.Id,
                operation.Person,
                quote.From,
                to.Value.Id,
                quote.Gives,
                quote.Gets,
                quote.Fee,
                rate,
                posted.Value.RecordedAt
            )
        );
        return (receipt, false);
    }

    /// <summary>Four legs through liquidity; the fee and what rounding took beside them.</summary>
    private async Task<List<Leg>> Legs(UnitOfWork unit, KeptQuote kept, AccountId to, CancellationToken cancel)
    {
        var quote = kept.Quote;
        var sold = quote.Gives - quote.Fee;
        var rounding = kept.Rounding;
        var (given, taken) = kept.Sells ? (sold, quote.Gets + rounding) : (sold - rounding, quote.Gets);
        var legs = new List<Leg>
        {
            new(quote.From, -quote.Gives),
            new(await System("liquidity", given.Currency), given),
            new(await System("liquidity", taken.Currency), -taken),
            new(to, quote.Gets),
        };
        if (!quote.Fee.IsZero)
            legs.Add(new Leg(await System("fees", quote.Fee.Currency), quote.Fee));
        if (!rounding.IsZero)
            legs.Add(new Leg(await System("rounding", rounding.Currency), rounding));
        return legs;

        async Task<AccountId> System(string purpose, Currency currency) =>
            (await opening.Open(unit, person: null, purpose, currency, floor: null, cancel)).Value.Id;
    }

    private async Task<Result<Account>> From(RequestQuote operation, CancellationToken cancel)
    {
        var currency =
            operation.FromCurrency?.Code
            ?? (ReferenceEquals(operation.Amount.Currency, operation.To) ? "" : operation.Amount.Currency.Code);
        await using var command = database
            .Source.CreateCommand(
                $"""
                select {AccountRow.Columns} from account
                where person_id = $1 and (id = $2 or ($2 is null and purpose = 'main' and currency = $3))
                """
            )
            .With(operation.Person.Value)
            .With(operation.From?.Value)
            .With(currency);
        return await AccountRow.ReadOne(command, cancel);
    }
}

/// <summary>A quote as it was promised.</summary>
internal sealed record KeptQuote(
    Quote Quote,
    bool Sells,
    decimal Exact,
    Money Rounding,
    OperationId? Conversion,
    ConversionReceipt? Receipt
)
{
    private const string Columns = "quote::text, sells, exact, rounding_minor, conversion_id, receipt::text";

    internal static Task<KeptQuote?> Lock(UnitOfWork unit, QuoteId id, PersonId person, CancellationToken cancel) =>
        Read(
            new NpgsqlCommand($"select {Columns} from quote where id = $1 and person_id = $2 for update", unit.Connection)
                .With(id.Value)
                .With(person.Value),
            cancel
        );

    internal static Task<KeptQuote?> OfConversion(NpgsqlConnection connection, OperationId id, CancellationToken cancel) =>
        Read(new NpgsqlCommand($"select {Columns} from quote where conversion_id = $1", connection).With(id.Value), cancel);

    private static async Task<KeptQuote?> Read(NpgsqlCommand made, CancellationToken cancel)
    {
        await using var command = made;
        await using var rows = await command.ExecuteReaderAsync(cancel);
        if (!await rows.ReadAsync(cancel))
            return null;
        var quote = JsonSerializer.Deserialize<Quote>(rows.GetString(0), DengaJson.Options)!;
        var sells = rows.GetBoolean(1);
        return new KeptQuote(
            quote,
            sells,
            rows.GetDecimal(2),
            new Money(rows.GetInt64(3), sells ? quote.Gets.Currency : quote.Gives.Currency),
            rows.Nullable<Guid>(4) is { } conversion ? new OperationId(conversion) : null,
            rows.Text(5) is { } json ? JsonSerializer.Deserialize<ConversionReceipt>(json, DengaJson.Options) : null
        );
    }
}
