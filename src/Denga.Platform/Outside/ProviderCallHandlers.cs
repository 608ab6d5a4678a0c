using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operating;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Platform.Outside;

/// <summary>Reads what <see cref="KeptCalls"/> keeps of a module that runs here.</summary>
internal sealed class ProviderCallHandlers(ModuleSources sources)
    : IOperationHandler<ProviderCallsOf, Page<ProviderCall>>,
        IOperationHandler<ProviderCallById, ProviderCallContent>
{
    private const int PageMax = 100;
    private const string Columns = "id, provider, operation_id, sent_at, ended_at, status, failure";

    public async Task<Result<Page<ProviderCall>>> Handle(ProviderCallsOf operation, CancellationToken cancel)
    {
        if (!sources.Has(operation.Module))
            return new Page<ProviderCall>([], Next: null);
        await using var command = sources
            .Of(operation.Module)
            .CreateCommand(
                $"""
                select {Columns} from outside_call
                where ($1::uuid is null or id < $1) and ($2::text is null or provider = $2) and ($3::uuid is null or operation_id = $3)
                order by id desc limit {PageMax + 1}
                """
            )
            .With(operation.After)
            .With(operation.Provider)
            .With(operation.Operation?.Value);
        var found = new List<ProviderCall>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(Call(operation.Module, rows));
        return found.Count <= PageMax
            ? new Page<ProviderCall>(found, Next: null)
            : new Page<ProviderCall>(found[..PageMax], found[PageMax - 1].Id.ToString());
    }

    public async Task<Result<ProviderCallContent>> Handle(ProviderCallById operation, CancellationToken cancel)
    {
        if (!sources.Has(operation.Module))
            return OperatingErrors.NoProviderCall;
        await using var command = sources
            .Of(operation.Module)
            .CreateCommand($"select {Columns}, request, answer from outside_call where id = $1")
            .With(operation.Call);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new ProviderCallContent(Call(operation.Module, row), row.GetString(7), row.Text(8))
            : OperatingErrors.NoProviderCall;
    }

    private static ProviderCall Call(string module, NpgsqlDataReader row) =>
        new(
            module,
            row.GetGuid(0),
            row.GetString(1),
            new OperationId(row.GetGuid(2)),
            row.GetFieldValue<DateTimeOffset>(3),
            row.Nullable<DateTimeOffset>(4),
            row.Nullable<short>(5),
            row.Text(6)
        );
}
