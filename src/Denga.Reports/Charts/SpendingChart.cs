using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Reports.Charts;

/// <summary>Draws a spending report as a card for a phone: 1080 pixels wide, as high as it needs to be (about 1350 when full). Pure.</summary>
internal sealed class SpendingChart
{
    public const int Width = 1080;
    public const int CategoriesMax = 8;
    private const decimal Margin = 40;
    private const decimal Padding = 44;
    private const decimal Left = Margin + Padding;
    private const decimal Right = Width - Margin - Padding;
    private const decimal RowHeight = 62;
    private const decimal Gap = 24;

    private readonly SpendingCard card;
    private readonly CardTexts words;
    private readonly Palette colours;
    private readonly Svg svg = new();

    private SpendingChart(SpendingCard card)
    {
        this.card = card;
        words = new CardTexts(card.Language);
        colours = card.Dark ? Palette.Night : Palette.Light;
    }

    public static string Draw(SpendingCard card) => new SpendingChart(card).Draw();

    private string Draw()
    {
        var y = Head(Margin);
        if (card.Now.Categories.Count == 0 && card.Now.Spent.IsZero)
        {
            y = Nothing(y + Gap);
        }
        else
        {
            y = Categories(y + Gap);
            y = Columns(y + Gap);
        }
        return svg.Finish(Width, y + Margin, colours.Page);
    }

    private decimal Head(decimal top)
    {
        var now = card.Now;
        var footed = now.Count > 0;
        var compared = !now.Spent.IsZero && ReferenceEquals(now.Currency, card.Before.Currency);
        var height = 238m + (compared ? 84 : 0) + (footed ? 94 : 10);
        Panel(top, height);

        var title = Words.Period(card.From, card.To, card.Language);
        svg.Text(Left, top + 66, title, new Lettering(38, colours.Text, Bold: true).Fitting(title, 720));
        svg.Text(Right, top + 66, "Denga", new Lettering(26, colours.Muted, Anchor: Anchor.End));
        svg.Text(Left, top + 118, words.Spent, new Lettering(26, colours.Muted));
        var total = words.Amount(now.Spent);
        svg.Text(Left, top + 206, total, new Lettering(80, colours.Text, Bold: true).Fitting(total, Right - Left));

        var y = top + 232;
        if (compared)
        {
            Comparison(y);
            y += 84;
        }
        if (footed)
            Foot(y);
        return top + height;
    }

    private void Comparison(decimal y)
    {
        var (now, before) = (card.Now.Spent, card.Before.Spent);
        if (before.Minor <= 0)
        {
            svg.Text(Left, y + 44, words.NothingEarlier(card.From, card.To, card.IsRunning), new Lettering(26, colours.Muted));
            return;
        }
        var change = words.Change(now, before);
        var (ink, tint) =
            now == before ? (colours.Muted, colours.SameTint)
            : now > before ? (colours.More, colours.MoreTint)
            : (colours.Less, colours.LessTint);
        var lettering = new Lettering(26, ink, Bold: true).Fitting(change, 440);
        var width = lettering.Width(change) + 48;
        svg.Box(Left, y + 8, width, 54, 27, tint);
        svg.Text(Left + 24, y + 44, change, lettering);
        var earlier = words.Earlier(card.From, card.To, words.Amount(before), card.IsRunning);
        svg.Text(Left + width + 20, y + 44, earlier, new Lettering(26, colours.Muted).Fitting(earlier, Right - Left - width - 20));
    }

    private void Foot(decimal y)
    {
        svg.Line(Left, Right, y + 4, colours.Line);
        var entries = words.Entries(card.Now.Count);
        var small = new Lettering(26, colours.Muted);
        var start = Left;
        if (!card.Now.Income.IsZero)
        {
            svg.Text(start, y + 56, words.Income, small);
            start += small.Width(words.Income) + 16;
            var income = words.Amount(card.Now.Income);
            var room = Right - start - small.Width(entries) - 32;
            svg.Text(start, y + 56, income, new Lettering(28, colours.Less, Bold: true).Fitting(income, room));
            svg.Text(Right, y + 56, entries, small with { Anchor = Anchor.End });
        }
        else
        {
            svg.Text(start, y + 56, entries, small);
        }
    }

    private decimal Categories(decimal top)
    {
        var rows = Rows();
        var height = 88 + (rows.Count * RowHeight) + 20;
        Panel(top, height);
        svg.Text(Left, top + 60, words.ByCategory, new Lettering(30, colours.Text, Bold: true));
        var largest = Math.Max(1, rows.Max(row => row.Sum.Minor));
        var amountsRight = Right - 112;
        var y = top + 88;
        foreach (var row in rows)
        {
            Row(row, y, amountsRight, largest);
            y += RowHeight;
        }
        return top + height;
    }

    private void Row(CategoryRow row, decimal y, decimal amountsRight, long largest)
    {
        svg.Box(Left, y + 12, 24, 24, 7, row.Colour);
        var amount = words.Amount(row.Sum);
        var money = new Lettering(27, colours.Text, Bold: true, Anchor.End).Fitting(amount, 480);
        svg.Text(amountsRight, y + 34, amount, money);
        if (row.Sum.Minor > 0 && card.Now.Spent.Minor > 0)
        {
            var share = Words.Share(row.Percent, card.Language);
            svg.Text(Right, y + 34, share, new Lettering(26, colours.Muted, Anchor: Anchor.End).Fitting(share, 96));
        }
        var room = amountsRight - money.Width(amount) - 24 - (Left + 40);
        svg.Text(Left + 40, y + 34, TextWidth.Cut(row.Name, 27, bold: false, room), new Lettering(27, colours.Text));
        svg.Box(Left, y + 45, Right - Left, 8, 4, colours.Track);
        if (row.Sum.Minor > 0)
            svg.Box(Left, y + 45, Math.Max(8, (Right - Left) * row.Sum.Minor / largest), 8, 4, row.Colour);
    }

    /// <summary>The largest categories, and the others as one. Nine are shown as they are: a rest of one would hide a name for nothing.</summary>
    private List<CategoryRow> Rows()
    {
        var (all, percents) = (card.Now.Categories, card.Now.Percents());
        var shown = all.Count == CategoriesMax + 1 ? all.Count : Math.Min(all.Count, CategoriesMax);
        var rows = all.Take(shown)
            .Select(
                (category, place) =>
                    new CategoryRow(
                        NameOf(category),
                        category.Sum,
                        percents[place],
                        place < CategoriesMax ? colours.Series[place] : colours.Rest
                    )
            )
            .ToList();
        if (shown < all.Count)
        {
            var rest = all.Skip(shown).Aggregate(Money.Zero(card.Now.Currency), (sum, category) => sum + category.Sum);
            rows.Add(new CategoryRow(words.Rest(all.Count - shown), rest, percents.Skip(shown).Sum(), colours.Rest));
        }
        return rows;
    }

    private string NameOf(CategorySum category)
    {
        var name = Labels.Clean(
            category.Name ?? card.Names.GetValueOrDefault(category.Category) ?? CategoryTexts.Of(category.Category, card.Language)
        );
        return name.Length > 0 ? name : words.Untitled;
    }

    private decimal Columns(decimal top)
    {
        var bars = ColumnBars.Of(card);
        const decimal height = 366;
        Panel(top, height);
        var heading = new Lettering(30, colours.Text, Bold: true);
        svg.Text(Left, top + 60, words.By(bars.Step), heading);
        if (bars.Most is { } most)
        {
            var when = bars.Step switch
            {
                Step.Day when card.From.Year != card.To.Year => Words.Of(most.Start, card.Language),
                Step.Day => Words.DayOfMonth(most.Start, card.Language),
                Step.Month => Words.Month(most.Start, card.Language, inside: true),
                _ => Words.Year(most.Start),
            };
            var text = words.Most(when, words.Amount(most.Sum));
            var room = Right - Left - heading.Width(words.By(bars.Step)) - 32;
            svg.Text(Right, top + 60, text, new Lettering(24, colours.Muted, Anchor: Anchor.End).Fitting(text, room));
        }

        var axis = new Lettering(22, colours.Muted, Anchor: Anchor.End);
        var marks = bars.Marks();
        var plotLeft = Left + marks.Max(mark => axis.Width(Words.Short(mark, card.Language))) + 16;
        var (plotTop, plotBottom) = (top + 104, top + 292);
        var perUnit = (plotBottom - plotTop) / marks[^1];
        foreach (var mark in marks)
        {
            var y = plotBottom - (mark * perUnit);
            svg.Line(plotLeft, Right, y, colours.Line);
            svg.Text(plotLeft - 16, y + 8, Words.Short(mark, card.Language), axis);
        }

        var slot = (Right - plotLeft) / bars.All.Count;
        var width = Math.Min(64, slot * 0.7m);
        var centre = plotLeft + (slot / 2);
        foreach (var bar in bars.All)
        {
            var tall = bar.Sum.ToDecimal() * perUnit;
            // Refunds may outweigh a day's spending: such a day hangs a little under the line.
            if (tall != 0)
                svg.Column(centre - (width / 2), plotBottom, width, tall < 0 ? -6 : Math.Max(3, tall), colours.Accent);
            centre += slot;
        }
        AxisLabels(bars, plotLeft, slot, plotBottom + 38);
        return top + height;
    }

    private void AxisLabels(ColumnBars bars, decimal plotLeft, decimal slot, decimal y)
    {
        var lettering = new Lettering(22, colours.Muted, Anchor: Anchor.Middle);
        var taken = new List<(decimal From, decimal To)>();
        foreach (var (place, text) in bars.Labels(card.Language))
        {
            var half = lettering.Width(text) / 2;
            var centre = Math.Min(plotLeft + (slot * (place + 0.5m)), Right + 20 - half);
            if (taken.Exists(other => centre - half < other.To + 14 && centre + half > other.From - 14))
                continue;
            taken.Add((centre - half, centre + half));
            svg.Text(centre, y, text, lettering);
        }
    }

    private decimal Nothing(decimal top)
    {
        const decimal height = 480;
        const decimal centre = Width / 2m;
        Panel(top, height);
        svg.Circle(centre, top + 150, 84, colours.Track);
        svg.Circle(centre, top + 150, 64, colours.Accent);
        var sign = CardTexts.Sign(card.Now.Currency);
        var coin = new Lettering(64, colours.Card, Bold: true, Anchor.Middle).Fitting(sign, 92);
        svg.Text(centre, top + 150 + (coin.Size * 0.36m), sign, coin);
        var title = card.Now.Count == 0 ? words.NothingTitle : words.NothingSpentTitle;
        svg.Text(centre, top + 312, title, new Lettering(34, colours.Text, Bold: true, Anchor.Middle));
        var y = top + 368;
        foreach (var line in words.NothingHint)
        {
            svg.Text(centre, y, line, new Lettering(27, colours.Muted, Anchor: Anchor.Middle));
            y += 40;
        }
        return top + height;
    }

    private void Panel(decimal top, decimal height) => svg.Box(Margin, top, Width - (2 * Margin), height, 32, colours.Card);

    private sealed record CategoryRow(string Name, Money Sum, int Percent, string Colour);
}
