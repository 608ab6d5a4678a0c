using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;
using Denga.Platform.Operations;

namespace Denga.Notifications.Notices;

/// <param name="Category">Its name in the person's language; null for the limit of everything.</param>
internal sealed record LimitValues(LimitReached Reached, string? Category);

internal sealed class LimitReachedNotice(NoticeLog notices, IOperations operations)
    : NoticeTemplate<LimitReached, LimitValues>("limit-reached", notices)
{
    protected override IEnumerable<Addressee> To(LimitReached happened) => [new(happened.Person)];

    protected override async Task<Result<LimitValues>> Values(LimitReached happened, Person person, CancellationToken cancel)
    {
        if (happened.Limit.Category is not { } key)
            return new LimitValues(happened, Category: null);
        var names = await CategoryNames.Of(person, operations, cancel);
        return names.IsOk
            ? new LimitValues(happened, names.Value.GetValueOrDefault(key) ?? CategoryTexts.Of(key, person.Language))
            : names.Error;
    }

    protected override string Text(LimitValues values, Wording words) => NoticeTexts.Limit(values.Reached, values.Category, words);

    protected override (string Subject, string Text) Letter(LimitValues values, Wording words) =>
        (LetterSubjects.Limit.In(words.Language), Text(values, words));
}

internal sealed record RecurringValues(RecurringRecorded Recorded, string Category);

internal sealed class RecurringRecordedNotice(NoticeLog notices, IOperations operations)
    : NoticeTemplate<RecurringRecorded, RecurringValues>("recurring-recorded", notices)
{
    protected override IEnumerable<Addressee> To(RecurringRecorded happened) => [new(happened.Person)];

    protected override async Task<Result<RecurringValues>> Values(RecurringRecorded happened, Person person, CancellationToken cancel)
    {
        var (names, key) = (await CategoryNames.Of(person, operations, cancel), happened.Expense.Category);
        return names.IsOk
            ? new RecurringValues(happened, names.Value.GetValueOrDefault(key) ?? CategoryTexts.Of(key, person.Language))
            : names.Error;
    }

    protected override string Text(RecurringValues values, Wording words) => NoticeTexts.Recurring(values.Recorded, values.Category, words);

    protected override (string Subject, string Text) Letter(RecurringValues values, Wording words) =>
        (LetterSubjects.Recurring.In(words.Language), Text(values, words));
}

/// <param name="Names">Names of categories by key.</param>
internal sealed record CaughtUpValues(RecurringCaughtUp CaughtUp, IReadOnlyDictionary<string, string> Names);

internal sealed class RecurringCaughtUpNotice(NoticeLog notices, IOperations operations)
    : NoticeTemplate<RecurringCaughtUp, CaughtUpValues>("recurring-caught-up", notices)
{
    protected override IEnumerable<Addressee> To(RecurringCaughtUp happened) => [new(happened.Person)];

    protected override async Task<Result<CaughtUpValues>> Values(RecurringCaughtUp happened, Person person, CancellationToken cancel)
    {
        var names = await CategoryNames.Of(person, operations, cancel);
        return names.IsOk ? new CaughtUpValues(happened, names.Value) : names.Error;
    }

    protected override string Text(CaughtUpValues values, Wording words) => NoticeTexts.CaughtUp(values.CaughtUp, values.Names, words);

    protected override (string Subject, string Text) Letter(CaughtUpValues values, Wording words) =>
        (LetterSubjects.CaughtUp.In(words.Language), Text(values, words));
}

internal sealed class RecurringFailedNotice(NoticeLog notices)
    : NoticeTemplate<RecurringFailed, RecurringFailed>("recurring-failed", notices)
{
    protected override IEnumerable<Addressee> To(RecurringFailed happened) => [new(happened.Person)];

    protected override Task<Result<RecurringFailed>> Values(RecurringFailed happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<RecurringFailed>>(happened);

    protected override string Text(RecurringFailed values, Wording words) => NoticeTexts.RecurringFailed(values, words);

    protected override (string Subject, string Text) Letter(RecurringFailed values, Wording words) =>
        (LetterSubjects.RecurringFailed.In(words.Language), Text(values, words));
}

/// <summary>Names of a person's categories by key, in his language.</summary>
internal static class CategoryNames
{
    public static async Task<Result<IReadOnlyDictionary<string, string>>> Of(
        Person person,
        IOperations operations,
        CancellationToken cancel
    )
    {
        var categories = await operations.Ask(new Categories(person.Id, person.Language), cancel);
        return categories.IsOk ? categories.Value.ToDictionary(c => c.Key, c => c.Name, StringComparer.Ordinal) : categories.Error;
    }
}
