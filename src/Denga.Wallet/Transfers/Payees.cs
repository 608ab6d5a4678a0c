using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Wallet.People;
using Microsoft.Extensions.Options;

namespace Denga.Wallet.Transfers;

/// <param name="Account">Null when a person was named: then it is his main account.</param>
internal sealed record FoundPayee(PersonId Person, AccountId? Account, string Name, Currency? Currency);

/// <summary>Finds out who is meant. Only so many questions a minute are answered, so that nobody can try out addresses.</summary>
internal sealed class Payees(Database<WalletModule> database, IOperations operations, IOptions<WalletOptions> options, TimeProvider clock)
    : IAsyncDisposable
{
    private const int HandleCharactersMax = 260;
    private readonly GroupCommit<PersonId, int> questions = new(
        "payee questions",
        (people, cancel) => Count(database, people, clock.GetUtcNow(), cancel)
    );

    public ValueTask DisposeAsync() => questions.DisposeAsync();

    /// <summary>Errors: <c>wallet.payee_not_found</c>, <c>wallet.too_many_lookups</c>.</summary>
    internal async Task<Result<FoundPayee>> Find(PersonId asks, string to, CancellationToken cancel)
    {
        if (await Slow(asks, cancel) is { } slow)
            return slow;
        to = to.Trim();
        if (to.Length is 0 or > HandleCharactersMax)
            return WalletErrors.PayeeNotFound;
        if (AccountId.TryParse(to, null, out var account))
            return await OfAccount(asks, account, cancel);
        if (ContactId.TryParse(to, null, out var contact))
            return await OfContact(asks, contact, cancel);
        if (!to.Contains('@', StringComparison.Ordinal))
            return WalletErrors.PayeeNotFound;
        var known = await operations.Ask(new PersonByHandle(to), cancel);
        if (!known.IsOk)
            return known.Error.Kind == ErrorKind.NotFound ? WalletErrors.PayeeNotFound : known.Error;
        return new FoundPayee(known.Value.Person, Account: null, known.Value.Name, Currency: null);
    }

    /// <summary>What people are called; by their account where they have no name.</summary>
    internal async Task<IReadOnlyDictionary<PersonId, string>> Names(IEnumerable<PersonId> people, CancellationToken cancel)
    {
        var asked = people.Distinct().ToList();
        if (asked.Count == 0)
            return new Dictionary<PersonId, string>();
        var names = await KnownNames(asked, cancel);
        return asked.ToDictionary(p => p, p => names.GetValueOrDefault(p) ?? Short(p.ToString()));
    }

    /// <summary>What people are called, of those who have a name.</summary>
    internal async Task<IReadOnlyDictionary<PersonId, string>> KnownNames(IEnumerable<PersonId> people, CancellationToken cancel)
    {
        var asked = people.Distinct().ToList();
        if (asked.Count == 0)
            return new Dictionary<PersonId, string>();
        var names = await operations.Ask(new MaskedNames(asked), cancel);
        return names.IsOk
            ? asked.Zip(names.Value).Where(n => n.Second.Name.Length > 0).ToDictionary(n => n.First, n => n.Second.Name)
            : new Dictionary<PersonId, string>();
    }

    /// <summary>Errors: <c>wallet.too_many_lookups</c>.</summary>
    internal async Task<Error?> Slow(PersonId asks, CancellationToken cancel) =>
        await questions.Run(asks, cancel) > options.Value.Limits.LookupsPerMinute ? WalletErrors.TooManyLookups : null;

    /// <summary>Counts questions of this minute; answers the number of each, in their order.</summary>
    private static async Task<IReadOnlyList<int>> Count(
        Database<WalletModule> database,
        IReadOnlyList<PersonId> people,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var asked = people.CountBy(p => p.Value).OrderBy(p => p.Key).ToList();
        await using var command = database
            .Source.CreateCommand(
                """
                insert into pace (person_id, minute, asked) select person_id, $3, asked from unnest($1, $2) as p (person_id, asked)
                on conflict (person_id, minute) do update set asked = pace.asked + excluded.asked returning person_id, asked
                """
            )
            .With(asked.Select(p => p.Key).ToArray())
            .With(asked.Select(p => p.Value).ToArray())
            .With(new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero));
        var next = asked.ToDictionary(p => p.Key, p => -p.Value);
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
                next[rows.GetGuid(0)] += rows.GetInt32(1);
        }
        return [.. people.Select(p => ++next[p.Value])];
    }

    private async Task<Result<FoundPayee>> OfAccount(PersonId asks, AccountId account, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"""
                select a.person_id, a.purpose, a.currency, a.closed_at is not null, d.state, d.kept_id
                from account a left join departure d on d.person_id = a.person_id and d.state < {DepartureState.CalledOff:D}
                where a.id = $1 and a.person_id is not null limit 1
                """
            )
            .With(account.Value);
        PersonId person;
        string own;
        Currency currency;
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            if (!await rows.ReadAsync(cancel))
                return WalletErrors.PayeeNotFound;
            (person, own, currency) = (new PersonId(rows.GetGuid(0)), rows.GetString(1), Currency.Parse(rows.GetString(2)));
            // Who was joined with another is paid as him, on his main account.
            if (rows.Nullable<Guid>(5) is { } kept)
                return new FoundPayee(new PersonId(kept), Account: null, Short(account.ToString()), currency);
            if (rows.Nullable<short>(4) is not null)
                return WalletErrors.PayeeNotFound;
            if (rows.GetBoolean(3))
                return WalletErrors.AccountClosed;
        }
        // Whoever knows no more than an account's id learns no more.
        return new FoundPayee(person, account, person == asks ? $"{own} {currency}" : Short(account.ToString()), currency);
    }

    private async Task<Result<FoundPayee>> OfContact(PersonId asks, ContactId contact, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                """
                select c.payee_id, c.account_id, c.payee_name, a.currency from contact c left join account a on a.id = c.account_id
                where c.id = $1 and c.person_id = $2
                """
            )
            .With(contact.Value)
            .With(asks.Value);
        FoundPayee found;
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            if (!await rows.ReadAsync(cancel))
                return WalletErrors.PayeeNotFound;
            found = new FoundPayee(
                new PersonId(rows.GetGuid(0)),
                rows.Nullable<Guid>(1) is { } account ? new AccountId(account) : null,
                rows.GetString(2),
                rows.Text(3) is { } currency ? Currency.Parse(currency) : null
            );
        }
        // He stays the same person; whoever pays him reads by which name he goes now.
        return found.Account is null && (await KnownNames([found.Person], cancel)).GetValueOrDefault(found.Person) is { } now
            ? found with
            {
                Name = now,
            }
            : found;
    }

    private static string Short(string id) => string.Concat(id.AsSpan(0, 4), "…", id.AsSpan(id.Length - 4));
}
