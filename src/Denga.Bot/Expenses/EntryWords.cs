using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>Entries, rates and limits in words.</summary>
internal static class EntryWords
{
    private const int SharersMax = 20;
    private const int ListedSharesMax = 3;

    /// <summary><c>350 ₽ — ☕ Кафе · кофе · сегодня</c>.</summary>
    internal static string Line(Expense entry, IReadOnlyDictionary<string, Category> names, Turn turn, bool kind = false)
    {
        var language = turn.Person.Language;
        var amount = Words.Of(entry.Amount, language);
        if (kind)
            amount = entry.Kind switch
            {
                EntryKind.Income => EntryTexts.IncomeMark.In(language, amount),
                EntryKind.Refund => EntryTexts.RefundMark.In(language, amount),
                _ => amount,
            };
        var category = CategoryNames.Name(names, entry.Category, language);
        var parts = new List<string> { category };
        if (entry.Note.Length > 0 && !category.EndsWith(" " + entry.Note, StringComparison.OrdinalIgnoreCase))
            parts.Add(PlainText.Cut(PlainText.OneLine(entry.Note), 80));
        parts.AddRange(entry.Tags.Select(t => "#" + t));
        if (entry.Account is { } account)
            parts.Add("@" + account);
        parts.Add(Words.Near(entry.Day, turn.Today, language));
        return $"{amount} — {string.Join(" · ", parts)}";
    }

    /// <summary>What the amount came to in the main currency, by which rate; null when it is in the main currency.</summary>
    internal static string? Rate(Expense entry, Turn turn)
    {
        if (entry.Rate is not { } rate)
            return null;
        var language = turn.Person.Language;
        var text = rate.IsStale ? EntryTexts.StaleRate : EntryTexts.Rate;
        return text.In(
            language,
            Words.Of(entry.Converted, language),
            Words.Rate(rate.Value, language),
            Words.Source(rate.Source, language),
            Words.Of(rate.Date, turn.Today, language)
        );
    }

    /// <summary>What the person should see about how the line was understood.</summary>
    internal static string? Remark(Expense entry, string? remark, Turn turn)
    {
        var language = turn.Person.Language;
        var amount = Words.Of(entry.Amount, language);
        var said = remark switch
        {
            "rounded" => EntryTexts.Rounded.In(language, amount),
            "date_moved_to_last_year" => EntryTexts.LastYear.In(language, Words.Of(entry.Day, turn.Today, language)),
            "several_numbers" => EntryTexts.SeveralNumbers.In(language, amount),
            "count_or_amount" when Count(entry) is { } count => EntryTexts.CountOrAmount.In(
                language,
                amount,
                Times(entry, count, language)
            ),
            "receipt" => EntryTexts.Receipt.In(language),
            _ => null,
        };
        var share = entry.Whole is { } whole ? Share(entry.Amount, whole, language) : null;
        return said is null ? share
            : share is null ? said
            : said + " " + share;
    }

    /// <summary>A part of a bill; where the bill does not divide evenly, also what the others have, so that everybody knows who has the last cent.</summary>
    private static string Share(Money share, Money whole, string language)
    {
        var (mine, all) = (Words.Of(share, language), Words.Of(whole, language));
        for (var people = 2; people <= SharersMax; people++)
        {
            var (less, over) = Math.DivRem(whole.Minor, people);
            if (over == 0 || share.Minor != less && share.Minor != less + 1)
                continue;
            var isMore = share.Minor > less;
            List<string> others = [];
            Add(less + 1, over - (isMore ? 1 : 0));
            Add(less, people - over - (isMore ? 0 : 1));
            return EntryTexts.ShareOfUneven.In(language, mine, all, string.Join(" + ", others));

            void Add(long minor, long count)
            {
                var amount = Words.Of(new Money(minor, whole.Currency), language);
                if (count > ListedSharesMax)
                    others.Add(string.Create(CultureInfo.InvariantCulture, $"{count} × {amount}"));
                else
                    others.AddRange(Enumerable.Repeat(amount, (int)count));
            }
        }
        return EntryTexts.Share.In(language, mine, all);
    }

    internal static string Times(Expense entry, int count, string language) =>
        EntryTexts.Times.In(language, Words.Of(entry.Amount, language), count.ToString(CultureInfo.InvariantCulture));

    /// <summary>How many things the note counts: "2 кофе" is 2.</summary>
    internal static int? Count(Expense entry)
    {
        foreach (var word in entry.Note.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 1 and < 100)
                return count;
        return null;
    }

    /// <summary><c>Кафе: 4 800 ₽ из 6 000 ₽ (80 %) · хватит до 27 ноября · по 171 ₽ в день</c>.</summary>
    internal static string Limit(LimitState limit, IReadOnlyDictionary<string, Category> names, Turn turn)
    {
        var language = turn.Person.Language;
        var name = limit.Category is null ? LimitTexts.Total.In(language) : CategoryNames.Name(names, limit.Category, language);
        var state = LimitTexts.State.In(
            language,
            name,
            Words.Of(limit.Spent, language),
            Words.Of(limit.Amount, language),
            Words.Percent(limit.Percent, language)
        );
        if (limit.Spent > limit.Amount)
            return state + " · " + LimitTexts.Over.In(language, Words.Of(limit.Spent - limit.Amount, language));
        if (limit.Spent == limit.Amount)
            return state + " · " + LimitTexts.UsedUp.In(language);
        if (limit.LastsUntil is { } until)
            state += " · " + LimitTexts.LastsUntil.In(language, Words.Of(until, turn.Today, language));
        return state + " · " + LimitTexts.PerDay.In(language, Words.Of(limit.PerDay, language));
    }
}
