using System.Security.Cryptography;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Denga.Wallet.Transfers;

namespace Denga.Wallet.Requests;

internal sealed class RequestHandlers(
    Database<WalletModule> database,
    TransferTaking taking,
    Payees payees,
    Receipts receipts,
    PublicAddress address,
    TimeProvider clock
)
    : IOperationHandler<RequestPayment, PaymentRequest>,
        IOperationHandler<PaymentRequests, IReadOnlyList<PaymentRequest>>,
        IOperationHandler<PaymentRequestByToken, AskedPayment>,
        IOperationHandler<PayRequest, TransferReceipt>,
        IOperationHandler<CancelPaymentRequest, PaymentRequest>
{
    private const int RequestsMax = 100;
    private const int TokenBytes = 16;
    private const string Columns = "id, token, minor, currency, note, state, created_at, expires_at, transfer_id, person_id, request_hash";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public async Task<Result<PaymentRequest>> Handle(RequestPayment operation, CancellationToken cancel)
    {
        if (TransferTaking.Check(operation.Amount, operation.Note) is { } wrong)
            return wrong;
        var hash = OperationRecord.Hash(operation);
        if (await Find("id = $1", operation.Id.Value, cancel) is { } known)
            return OperationRecord.Repeat(known.Hash, hash, Shown(known));
        var now = clock.GetUtcNow();
        var expiresAt = operation.ExpiresAt?.ToUniversalTime() ?? now + Usual;
        if (expiresAt < now + Shortest || expiresAt > now + Longest)
            return WalletErrors.BadTime;
        // A rate that is not known yet may be by the time it is paid.
        var worth = await taking.Worth(operation.Amount, cancel);
        if (worth.IsOk && taking.TooLarge(worth.Value) is { } large)
            return large;
        await using var command = database
            .Source.CreateCommand(
                $"""
                insert into payment_request (id, person_id, token, minor, currency, note, request_hash, created_at, expires_at)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9
                where (select count(*) from payment_request where person_id = $2 and state = {PaymentRequestState.Open:D} and expires_at > $8) < {RequestsMax}
                on conflict (id) do nothing
                """
            )
            .With(operation.Id.Value)
            .With(operation.Person.Value)
            .With(System.Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)))
            .With(operation.Amount.Minor)
            .With(operation.Amount.Currency.Code)
            .With(TransferTaking.Written(operation.Note))
            .With(hash)
            .With(now)
            .With(expiresAt);
        var isNew = await command.ExecuteNonQueryAsync(cancel) == 1;
        return await Find("id = $1", operation.Id.Value, cancel) is not { } made ? WalletErrors.TooManyRequests
            : isNew ? Shown(made)
            : OperationRecord.Repeat(made.Hash, hash, Shown(made));
    }

    public async Task<Result<IReadOnlyList<PaymentRequest>>> Handle(PaymentRequests operation, CancellationToken cancel) =>
        (await ReadAll($"person_id = $1 order by id desc limit {RequestsMax}", operation.Person.Value, cancel)).ConvertAll(Shown);

    public async Task<Result<AskedPayment>> Handle(PaymentRequestByToken operation, CancellationToken cancel)
    {
        if (await Find("token = $1", operation.Token, cancel) is not { } row)
            return WalletErrors.RequestNotFound;
        var names = await payees.Names([row.Person], cancel);
        return new AskedPayment(names[row.Person], row.Amount, row.Note, StateOf(row), row.ExpiresAt, QrPicture.Svg(LinkOf(row)));
    }

    public async Task<Result<TransferReceipt>> Handle(PayRequest operation, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation with { Code = null, Wait = true });
        var known = await taking.Known(operation.Id, hash, cancel);
        if (!known.IsOk)
            return known.Error;
        if (known.Value is { } earlier)
            return await receipts.Answer(operation.Wait ? await taking.Wait(earlier.Id, cancel) : earlier, cancel);
        if (await Find("token = $1", operation.Token, cancel) is not { } row)
            return WalletErrors.RequestNotFound;
        if (row.Person == operation.Person)
            return WalletErrors.SameAccount;
        var refused = StateOf(row) switch
        {
            PaymentRequestState.Paid => WalletErrors.RequestPaid,
            PaymentRequestState.Cancelled => WalletErrors.RequestCancelled,
            PaymentRequestState.Expired => WalletErrors.RequestExpired,
            _ => null,
        };
        if (refused is not null)
            return refused;
        var from = await taking.From(operation.Person, operation.From, row.Amount.Currency, cancel);
        if (!from.IsOk)
            return from.Error;
        var worth = await taking.Worth(row.Amount, cancel);
        if (!worth.IsOk)
            return worth.Error;
        var steppedUp = await taking.StepUp(operation.Person, operation.Id, worth.Value, operation.Code, cancel);
        if (!steppedUp.IsOk)
            return steppedUp.Error;
        var names = await payees.Names([row.Person], cancel);
        var taken = await taking.Take(
            new TransferRow
            {
                Id = operation.Id,
                Person = operation.Person,
                From = from.Value,
                Payee = row.Person,
                PayeeName = names[row.Person],
                Amount = row.Amount,
                BaseMinor = worth.Value.Minor,
                Own = false,
                Note = row.Note,
                SteppedUp = steppedUp.Value,
                Request = row.Id,
                RequestHash = hash,
                RequestedAt = clock.GetUtcNow(),
            },
            operation.Wait,
            cancel
        );
        return taken.IsOk ? await receipts.Answer(taken.Value, cancel) : taken.Error;
    }

    public async Task<Result<PaymentRequest>> Handle(CancelPaymentRequest operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"update payment_request set state = {PaymentRequestState.Cancelled:D} where id = $1 and person_id = $2 and state = {PaymentRequestState.Open:D}"
            )
            .With(operation.Request.Value)
            .With(operation.Person.Value);
        await command.ExecuteNonQueryAsync(cancel);
        var row = await Find("id = $1", operation.Request.Value, cancel);
        return row is null || row.Person != operation.Person ? WalletErrors.RequestNotFound
            : row.State == PaymentRequestState.Paid ? WalletErrors.RequestPaid
            : Shown(row);
    }

    private PaymentRequest Shown(Row row) => Shown(row, StateOf(row));

    private PaymentRequestState StateOf(Row row) =>
        row.State == PaymentRequestState.Open && row.ExpiresAt <= clock.GetUtcNow() ? PaymentRequestState.Expired : row.State;

    private PaymentRequest Shown(Row row, PaymentRequestState state) =>
        new(
            row.Id,
            row.Token,
            row.Amount,
            row.Note,
            state,
            row.CreatedAt,
            row.ExpiresAt,
            LinkOf(row),
            QrPicture.Svg(LinkOf(row)),
            row.Transfer
        );

    private string LinkOf(Row row) => address.Of("/app/pay/" + row.Token);

    private async Task<Row?> Find<T>(string where, T value, CancellationToken cancel) =>
        (await ReadAll(where, value, cancel)).SingleOrDefault();

    private async Task<List<Row>> ReadAll<T>(string where, T value, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"select {Columns} from payment_request where {where}").With(value);
        var found = new List<Row>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new Row(
                    new PaymentRequestId(rows.GetGuid(0)),
                    rows.GetString(1),
                    new Money(rows.GetInt64(2), Currency.Parse(rows.GetString(3))),
                    rows.Text(4),
                    (PaymentRequestState)rows.GetInt16(5),
                    rows.GetFieldValue<DateTimeOffset>(6),
                    rows.GetFieldValue<DateTimeOffset>(7),
                    rows.Nullable<Guid>(8) is { } transfer ? new OperationId(transfer) : null,
                    new PersonId(rows.GetGuid(9)),
                    rows.GetFieldValue<byte[]>(10)
                )
            );
        return found;
    }

    private sealed record Row(
        PaymentRequestId Id,
        string Token,
        Money Amount,
        string? Note,
        PaymentRequestState State,
        DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt,
        OperationId? Transfer,
        PersonId Person,
        byte[] Hash
    );
}
