using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;

namespace Denga.Notifications.Texts;

/// <summary>Writes a notice in the person's language as it is at the moment of sending.</summary>
internal sealed class NoticeWriter(IOperations operations)
{
    /// <summary>Errors: those of the modules that know the language and the categories.</summary>
    public async Task<Result<string>> Write(PersonId id, object happened, CancellationToken cancel)
    {
        var profile = await operations.Ask(new Profile(id), cancel);
        if (!profile.IsOk)
            return profile.Error;
        var language = profile.Value.Language;
        var key = CategoryOf(happened);
        var name = key is null ? (Result<string>)"" : await NameOf(id, key, language, cancel);
        if (!name.IsOk)
            return name.Error;
        if (happened is TransferCompleted completed)
        {
            var transfer = await operations.Ask(new TransferById(id, completed.Transfer), cancel);
            return transfer.IsOk ? WalletTexts.Received(transfer.Value, language) : transfer.Error;
        }
        return happened switch
        {
            TransferRefused refused => WalletTexts.Refused(refused.Amount, refused.Refusal, language),
            ScheduleFailed failed => WalletTexts.ScheduleFailed(failed, profile.Value.TimeZone, language),
            RefreshTokenReused reused => SecurityTexts.TokenReused(reused, language),
            RateCrossed crossed => WalletTexts.RateCrossed(crossed, language),
            LimitReached reached => NoticeTexts.Limit(reached, key is null ? null : name.Value, language),
            RecurringRecorded recorded => NoticeTexts.Recurring(recorded, name.Value, language),
            _ => throw new InvalidOperationException($"There is no text for {happened.GetType().Name}."),
        };
    }

    private static string? CategoryOf(object happened) =>
        happened switch
        {
            LimitReached reached => reached.Limit.Category,
            RecurringRecorded recorded => recorded.Expense.Category,
            _ => null,
        };

    private async Task<Result<string>> NameOf(PersonId person, string key, string language, CancellationToken cancel)
    {
        var categories = await operations.Ask(new Categories(person, language), cancel);
        return categories.IsOk ? categories.Value.FirstOrDefault(c => c.Key == key)?.Name ?? key : categories.Error;
    }
}
