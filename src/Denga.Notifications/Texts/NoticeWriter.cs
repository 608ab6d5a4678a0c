using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;

namespace Denga.Notifications.Texts;

/// <summary>Writes a notice in the person's language as it is at the moment of sending.</summary>
internal sealed class NoticeWriter(IOperations operations, TimeProvider clock)
{
    /// <summary>Errors: those of the modules that know the language and the categories.</summary>
    public async Task<Result<string>> Write(Person person, object happened, CancellationToken cancel)
    {
        var (id, language) = (person.Id, person.Language);
        var names = await Names(id, happened, language, cancel);
        if (!names.IsOk)
            return names.Error;
        string Name(string key) => names.Value.GetValueOrDefault(key) ?? CategoryTexts.Of(key, language);
        var words = new Wording(language, Words.DayIn(TimeZoneInfo.FindSystemTimeZoneById(person.TimeZone), clock.GetUtcNow()));
        if (happened is TransferCompleted completed)
        {
            var transfer = await operations.Ask(new TransferById(id, completed.Transfer), cancel);
            return transfer.IsOk ? WalletTexts.Received(transfer.Value, words) : transfer.Error;
        }
        return happened switch
        {
            TransferRefused refused => WalletTexts.Refused(refused.Amount, refused.Refusal, Tracing.ShortId, words),
            ScheduleFailed failed => WalletTexts.ScheduleFailed(failed, person.TimeZone, Tracing.ShortId, words),
            RefreshTokenReused reused => SecurityTexts.TokenReused(reused, words),
            RateCrossed crossed => WalletTexts.RateCrossed(crossed, words),
            LimitReached reached => NoticeTexts.Limit(reached, reached.Limit.Category is { } key ? Name(key) : null, words),
            RecurringRecorded recorded => NoticeTexts.Recurring(recorded, Name(recorded.Expense.Category), words),
            RecurringCaughtUp caughtUp => NoticeTexts.CaughtUp(caughtUp, names.Value, words),
            RecurringFailed failed => NoticeTexts.RecurringFailed(failed, words),
            _ => throw new InvalidOperationException($"There is no text for {happened.GetType().Name}."),
        };
    }

    /// <summary>Names of categories by key, where the text has one.</summary>
    private async Task<Result<IReadOnlyDictionary<string, string>>> Names(
        PersonId person,
        object happened,
        string language,
        CancellationToken cancel
    )
    {
        if (happened is not (LimitReached { Limit.Category: not null } or RecurringRecorded or RecurringCaughtUp))
            return new Dictionary<string, string>(StringComparer.Ordinal);
        var categories = await operations.Ask(new Categories(person, language), cancel);
        return categories.IsOk ? categories.Value.ToDictionary(c => c.Key, c => c.Name, StringComparer.Ordinal) : categories.Error;
    }
}
