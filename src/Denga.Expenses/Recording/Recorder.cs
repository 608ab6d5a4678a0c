using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Expenses.Books;
using Denga.Expenses.People;
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
    RecordingGroup group,
    Owners owners
)
{
    private const int AttemptsMax = 5;

    /// <param name="person">Whose book is open.</param>
    /// <param name="message">The person's words, when they are what is recorded.</param>
    /// <param name="entries">The entries in a main currency, which is asked again when it changed meanwhile.</param>
    internal async Task<Result<TAnswer>> Record<TAnswer>(
        Person person,
        DateOnly today,
        Request request,
        string source,
        Message? message,
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
                return await Known<TAnswer>(person.Id, request, cancel) ?? prepared.Error;
            var waiting = new Waiting(new Owner(person.Id, today), request, main, prepared.Value, source, message, answer);
            switch (await group.Run(waiting, cancel))
            {
                case Outcome.Recorded recorded:
                    return (TAnswer)recorded.Answer;
                case Outcome.Known known:
                    return await Repeat<TAnswer>(person.Id, (known.Hash, known.Answer), request, cancel);
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
    internal async Task<Result<TAnswer>?> Known<TAnswer>(PersonId person, Request request, CancellationToken cancel)
        where TAnswer : class
    {
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand(
            "select request_hash, answer::text from operation where person_id = $1 and id = $2",
            connection
        );
        await using var rows = await command.With(person.Value).With(request.Id.Value).ExecuteReaderAsync(cancel);
        if (!await rows.ReadAsync(cancel))
            return null;
        return await Repeat<TAnswer>(person, (rows.GetFieldValue<byte[]>(0), rows.GetString(1)), request, cancel);
    }

    internal async Task<Result<TAnswer>> Repeat<TAnswer>(
        PersonId person,
        (byte[] Hash, string Answer) known,
        Request request,
        CancellationToken cancel
    )
        where TAnswer : class
    {
        // Another hash may be the same request under another id that the person has had.
        var asked = OperationRecord.IsSame(known.Hash, request.Hash)
            ? request.Hash
            : (await owners.IdsOf(person, cancel))
                .Select(request.HashOf)
                .FirstOrDefault(h => OperationRecord.IsSame(known.Hash, h), request.Hash);
        return OperationRecord.Repeat(known.Hash, asked, JsonSerializer.Deserialize<TAnswer>(known.Answer, DengaJson.Options)!);
    }
}
