using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Expenses.Recording;

/// <summary>Brings entries into the book: converts them, records them with whoever records at the moment, and gives a repeat its first answer.</summary>
internal sealed class Recorder(
    Database<ExpensesModule> database,
    OpenBooks books,
    EntryRates rates,
    Purchases purchases,
    RecordingGroup group
)
{
    private const int AttemptsMax = 5;

    /// <param name="entries">The entries in a main currency, which is asked again when it changed meanwhile.</param>
    internal async Task<Result<TAnswer>> Record<TAnswer>(
        Person person,
        DateOnly today,
        OperationId id,
        byte[] hash,
        string source,
        Func<Currency, CancellationToken, ValueTask<(IReadOnlyList<NewExpense> Entries, Func<Recorded?, TAnswer> Answer)>> entries,
        CancellationToken cancel
    )
        where TAnswer : class
    {
        var main = await books.MainCurrency(person, cancel);
        for (var attempt = 1; ; attempt++)
        {
            var (values, answer) = await entries(main, cancel);
            var prepared = await Prepare(person.Id, values, main, cancel);
            if (!prepared.IsOk)
                return await Known<TAnswer>(person.Id, id, hash, cancel) ?? prepared.Error;
            var waiting = new Waiting(new Owner(person.Id, today), id, hash, main, prepared.Value, source, answer);
            switch (await group.Run(waiting, cancel))
            {
                case Outcome.Recorded recorded:
                    return (TAnswer)recorded.Answer;
                case Outcome.Known known:
                    return Repeat<TAnswer>(known.Hash, hash, known.Answer);
                case Outcome.Refused refused:
                    return refused.Error;
                case Outcome.OtherCurrency other when attempt < AttemptsMax:
                    main = other.Main;
                    books.Remember(person.Id, main);
                    break;
                default:
                    return ExpensesErrors.ChangedMeanwhile;
            }
        }
    }

    internal async ValueTask<Result<IReadOnlyList<Prepared>>> Prepare(
        PersonId person,
        IReadOnlyList<NewExpense> values,
        Currency main,
        CancellationToken cancel
    )
    {
        var conversions = await rates.Convert([.. values.Select(v => (v.Amount, v.Day))], main, cancel);
        if (!conversions.IsOk)
            return conversions.Error;
        var prepared = new List<Prepared>(values.Count);
        foreach (var (value, conversion) in values.Zip(conversions.Value))
            prepared.Add(
                new Prepared(
                    value,
                    conversion,
                    value.Kind == EntryKind.Refund ? await purchases.LastLike(person, value.Note, value.Day, cancel) : null
                )
            );
        return prepared;
    }

    /// <summary>The stored answer of an id; null when it was not used.</summary>
    internal async Task<Result<TAnswer>?> Known<TAnswer>(PersonId person, OperationId id, byte[] hash, CancellationToken cancel)
        where TAnswer : class
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            "select request_hash, answer::text from operation where person_id = $1 and id = $2",
            connection
        );
        await using var rows = await command.With(person.Value).With(id.Value).ExecuteReaderAsync(cancel);
        if (!await rows.ReadAsync(cancel))
            return null;
        return Repeat<TAnswer>(rows.GetFieldValue<byte[]>(0), hash, rows.GetString(1));
    }

    internal static Result<TAnswer> Repeat<TAnswer>(byte[] known, byte[] hash, string answer)
        where TAnswer : class
    {
        if (!known.AsSpan().SequenceEqual(hash))
            return OperationRecord.IdReused;
        OperationRecord.Replayed();
        return JsonSerializer.Deserialize<TAnswer>(answer, DengaJson.Options)!;
    }
}
