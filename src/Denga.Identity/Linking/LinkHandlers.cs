using Dapper;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.Limits;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Identity.TwoFactor;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Identity.Linking;

/// <summary>Joins two people who turned out to be one.</summary>
internal sealed class LinkHandlers(
    Database<IdentityModule> database,
    KnownPeople people,
    OneTimeCodes codes,
    Attempts attempts,
    HeldValues held,
    Authenticators authenticators,
    IOperations operations,
    TimeProvider clock
) : IOperationHandler<CreateLinkCode, LinkCode>, IOperationHandler<RedeemLinkCode, Linked>
{
    private const string Purpose = "link";
    private const int CodeCharacters = 8;
    private const int Burst = 10;
    private static readonly TimeSpan Each = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public async Task<Result<LinkCode>> Handle(CreateLinkCode operation, CancellationToken cancel)
    {
        if (await attempts.Take("link code", operation.Person.ToString(), Burst, Each, cancel) is { } limited)
            return limited;
        if (await people.Find(operation.Person, cancel) is not { } person)
            return IdentityErrors.UnknownPerson;
        var code = OneTimeCodes.MakeLetters(CodeCharacters);
        return await database.Transaction<Result<LinkCode>>(
            async work =>
            {
                await OneTimeCodes.Void(Purpose, person.Id, work.Connection);
                return new LinkCode(code, await codes.Keep(work.Connection, ChallengeId.New(), Purpose, person.Id, code, null, Lifetime));
            },
            cancel
        );
    }

    public async Task<Result<Linked>> Handle(RedeemLinkCode operation, CancellationToken cancel)
    {
        if (await attempts.Take("link", operation.Person.ToString(), Burst, Each, cancel) is { } limited)
            return limited;
        if (await people.Find(operation.Person, cancel) is not { } redeemer)
            return IdentityErrors.UnknownPerson;
        var given = await codes.Find(Purpose, operation.Code, cancel);
        // Asked again after a lost answer: they are one already.
        if (
            given.Error == IdentityErrors.CodeUsed
            && await codes.FindUsed(Purpose, operation.Code, cancel) is { } made
            && (await people.Find(made, cancel))?.Id == redeemer.Id
        )
            return new Linked(redeemer);
        if (!given.IsOk)
            return given.Error;
        var code = given.Value;
        if (await people.Find(code.Person!.Value, cancel) is not { } maker || maker.Id == redeemer.Id)
            return IdentityErrors.BadCode;
        var chosen = await Choose(maker, redeemer, cancel);
        if (!chosen.IsOk)
            return chosen.Error;
        var (kept, absorbed) = chosen.Value;
        if (await NeedsSecondFactor(kept, operation.SecondFactor, cancel) is { } refused)
            return refused;
        if (await people.Version(absorbed.Id, cancel) is not { } version)
            return IdentityErrors.BadCode;
        var (now, was) = (await SettingsOf(kept, cancel), await SettingsOf(absorbed, cancel));
        var joined = await held.WhileFrozen(
            absorbed.Id,
            () => database.Attempt(work => Join(code, kept, absorbed, version, now, was, work, cancel), cancel),
            cancel
        );
        if (!joined.IsOk)
            return joined.Error;
        await people.Forget(kept.Id, absorbed.Id);
        return new Linked((await people.Find(kept.Id, cancel))!, now, was);
    }

    /// <summary>Who joins acts for the other from then on, as after signing in. Only who is kept can have an authenticator.</summary>
    private async Task<Error?> NeedsSecondFactor(Person kept, string? code, CancellationToken cancel) =>
        !await authenticators.IsOn(kept.Id, cancel) ? null
        : string.IsNullOrWhiteSpace(code) ? IdentityErrors.SecondFactorNeeded
        : await authenticators.Refuses(kept.Id, code, cancel);

    /// <summary>Asked before they are joined: afterwards nobody knows what the absorbed one had.</summary>
    private async Task<PersonalSettings> SettingsOf(Person person, CancellationToken cancel)
    {
        var book = await operations.Ask(new ExpenseBook(person.Id), cancel);
        return new PersonalSettings(
            person.Language,
            person.TimeZone,
            book.IsOk ? book.Value.Currency : null,
            book.IsOk ? book.Value.MonthStartDay : null
        );
    }

    /// <summary>An account with e-mail stays, so does money; else the one who made the code.</summary>
    private async Task<Result<(Person Kept, Person Absorbed)>> Choose(Person maker, Person redeemer, CancellationToken cancel)
    {
        var makerHolds = await held.Any(maker.Id, cancel);
        var redeemerHolds = await held.Any(redeemer.Id, cancel);
        if ((makerHolds.Error ?? redeemerHolds.Error) is { } unknown)
            return unknown;
        await using var connection = await database.Open(cancel);
        var makerIsSolid = await IsSolid(maker, connection);
        var redeemerIsSolid = await IsSolid(redeemer, connection);
        if (makerIsSolid && redeemerIsSolid)
            return IdentityErrors.BothHaveEmail;
        var (kept, absorbed) =
            redeemerIsSolid || redeemerHolds.Value && !makerHolds.Value && !makerIsSolid ? (redeemer, maker) : (maker, redeemer);
        return (absorbed == maker ? makerHolds : redeemerHolds).Value ? IdentityErrors.HoldsMoney : (kept, absorbed);
    }

    /// <summary>Has something that cannot be given to another: an address, a second factor, a role.</summary>
    private static async Task<bool> IsSolid(Person person, Npgsql.NpgsqlConnection connection) =>
        person.Role > Role.User
        || await EmailAccounts.Of(person.Id, connection) is not null
        || await Authenticators.IsOn(person.Id, connection);

    private async Task<Result<Done>> Join(
        KeptCode code,
        Person kept,
        Person absorbed,
        int version,
        PersonalSettings now,
        PersonalSettings was,
        UnitOfWork work,
        CancellationToken cancel
    )
    {
        // Both rows in the order of their ids, as everybody locks them.
        var first = kept.Id.Value.CompareTo(absorbed.Id.Value) < 0 ? kept.Id : absorbed.Id;
        foreach (var id in new[] { first, first == kept.Id ? absorbed.Id : kept.Id })
        {
            if (await KnownPeople.Lock(id, work, cancel) is not { } row)
                return IdentityErrors.BadCode;
            if (id == absorbed.Id && row.Version != version)
                return IdentityErrors.ChangedMeanwhile;
        }
        if (!await codes.UseUp(code, work.Connection))
            return IdentityErrors.CodeUsed;
        if (await IsSolid(absorbed, work.Connection))
            return IdentityErrors.BadCode;
        var ids = new { kept = kept.Id.Value, absorbed = absorbed.Id.Value };
        await work.Connection.ExecuteAsync("update identity set person_id = @kept where person_id = @absorbed", ids);
        await work.Connection.ExecuteAsync("update token set person_id = @kept where person_id = @absorbed", ids);
        await work.Connection.ExecuteAsync("update session set person_id = @kept where person_id = @absorbed", ids);
        await work.Connection.ExecuteAsync("delete from one_time_code where person_id = @absorbed and used_at is null", ids);
        await work.Connection.ExecuteAsync("delete from authenticator where person_id = @absorbed", ids);
        // Who was absorbed by the absorbed one earlier is one step from the kept one as well.
        await work.Connection.ExecuteAsync(
            "update person set merged_into = @kept, version = version + 1 where id = @absorbed or merged_into = @absorbed",
            ids
        );
        work.Publish(new PeopleMerged(kept.Id, absorbed.Id, clock.GetUtcNow().InMicroseconds(), now, was));
        return Done.It;
    }
}
