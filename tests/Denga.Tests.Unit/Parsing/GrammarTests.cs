using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Categories;
using Denga.Expenses.Parsing;
using Xunit;

namespace Denga.Tests.Unit.Parsing;

/// <summary>The grammar of an expense line, row by row. Today is Friday, 20 November 2026.</summary>
public sealed class GrammarTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly Writer Russian = new(Today, Currency.Rub, "ru");
    private static readonly Writer English = new(Today, Currency.Usd, "en");

    private static Reading.Entry Entry(string line, Writer? writer = null) =>
        Assert.IsType<Reading.Entry>(LineParser.Parse(line, writer ?? Russian));

    private static void Is(
        string line,
        string amount,
        string note,
        int daysAgo = 0,
        EntryKind kind = EntryKind.Expense,
        Writer? writer = null
    )
    {
        var entry = Entry(line, writer);
        Assert.Equal(amount, entry.Value.Amount.ToString());
        Assert.Equal(note, entry.Value.Note);
        Assert.Equal(Today.AddDays(-daysAgo), entry.Value.Day);
        Assert.Equal(kind, entry.Value.Kind);
    }

    [Fact]
    public void Amount_and_word_in_either_order_make_an_entry_of_today()
    {
        Is("350 кофе", "350.00 RUB", "кофе");
        Is("coffee 350", "350.00 USD", "coffee", writer: English);
        Assert.Equal("cafe", Keywords.Find("кофе", EntryKind.Expense)?.Category);
    }

    [Fact]
    public void Yesterday_and_the_day_before_are_counted_from_the_writers_day()
    {
        Is("350 кофе вчера", "350.00 RUB", "кофе", 1);
        Is("350 coffee yesterday", "350.00 USD", "coffee", 1, writer: English);
        Is("позавчера такси 480", "480.00 RUB", "такси", 2);
        Is("taxi 48 the day before yesterday", "48.00 USD", "taxi", 2, writer: English);
    }

    [Fact]
    public void Thousands_and_decimals_are_read_in_every_usual_form()
    {
        Is("1 250,50 продукты", "1250.50 RUB", "продукты");
        Is("1.250,50 продукты", "1250.50 RUB", "продукты");
        Is("1,250.50 продукты", "1250.50 RUB", "продукты");
        Is("1.250,50 food", "1250.50 USD", "food", writer: English);
        Is("1,250 food", "1250.00 USD", "food", writer: English);
    }

    [Fact]
    public void A_comma_before_three_digits_is_asked_in_Russian()
    {
        var unsure = Assert.IsType<Reading.Unsure>(LineParser.Parse("1,250 продукты", Russian));
        Assert.Equal("ambiguous_amount", unsure.Reason);
        Assert.Equal(["1.25 RUB", "1250.00 RUB"], unsure.Choices.Select(choice => choice.Amount.ToString()));
    }

    [Fact]
    public void Thousands_and_millions_in_short_are_multiplied_out()
    {
        Is("12к аренда", "12000.00 RUB", "аренда");
        Is("12 тыс аренда", "12000.00 RUB", "аренда");
        Is("1,5к аренда", "1500.00 RUB", "аренда");
        Is("2 млн машина", "2000000.00 RUB", "машина");
    }

    [Fact]
    public void Arithmetic_is_done_and_a_rounded_quotient_is_said()
    {
        Is("250+120 обед", "370.00 RUB", "обед");
        Is("3*150 проезд", "450.00 RUB", "проезд");
        Is("2000/3 ужин", "666.67 RUB", "ужин");
        Assert.Equal("rounded", Entry("2000/3 ужин").Remark);
        Is("100+2*50 обед", "200.00 RUB", "обед");
    }

    [Fact]
    public void A_named_currency_is_kept()
    {
        Is("20$ подписка", "20.00 USD", "подписка");
        Is("€15 музей", "15.00 EUR", "музей");
        Is("100 лари", "100.00 GEL", "");
        Is("5 баксов", "5.00 USD", "");
        Is("30 usdt", "30.000000 USDT", "");
    }

    [Fact]
    public void A_plus_is_income()
    {
        Is("+50000 зарплата", "50000.00 RUB", "зарплата", kind: EntryKind.Income);
    }

    [Fact]
    public void Account_and_tag_are_taken_from_the_note()
    {
        var entry = Entry("продукты 1200 @карта #еда").Value;
        Assert.Equal("продукты", entry.Note);
        Assert.Equal("карта", entry.Account);
        Assert.Equal(["еда"], entry.Tags);
    }

    [Fact]
    public void Every_line_is_an_entry()
    {
        var readings = TextParser.Parse("500 еда\n200 метро\n150 кофе", Russian);
        Assert.Equal(
            ["500.00 RUB", "200.00 RUB", "150.00 RUB"],
            readings.Select(reading => Assert.IsType<Reading.Entry>(reading.Reading).Value.Amount.ToString())
        );
    }

    [Fact]
    public void A_weekday_is_the_last_one_and_only_the_next_one_is_ahead()
    {
        var wednesday = Russian with { Today = new DateOnly(2026, 11, 18) };
        Assert.Equal(new DateOnly(2026, 11, 13), Entry("в пятницу кино 900", wednesday).Value.Day);
        Assert.Equal(new DateOnly(2026, 11, 20), Entry("в следующую пятницу кино 900", wednesday).Value.Day);
        Assert.Equal("ambiguous_date", Assert.IsType<Reading.Unsure>(LineParser.Parse("в пятницу кино 900", Russian)).Reason);
    }

    [Fact]
    public void A_day_and_month_mean_the_last_such_day()
    {
        Assert.Equal(new DateOnly(2026, 5, 12), Entry("12.05 подарок 3000").Value.Day);
        Assert.Equal(new DateOnly(2026, 5, 12), Entry("12 мая 3000 подарок").Value.Day);
        var moved = Entry("25.12 подарок 3000");
        Assert.Equal(new DateOnly(2025, 12, 25), moved.Value.Day);
        Assert.Equal("date_moved_to_last_year", moved.Remark);
        Is("3 дня назад аптека 640", "640.00 RUB", "аптека", 3);
    }

    [Fact]
    public void The_largest_bare_number_is_the_amount_and_it_is_said()
    {
        Is("iphone 15 89990", "89990.00 RUB", "iphone 15");
        Assert.Equal("several_numbers", Entry("iphone 15 89990").Remark);
        Is("2 кофе 350", "350.00 RUB", "2 кофе");
        Assert.Equal("count_or_amount", Entry("2 кофе 350").Remark);
    }

    [Fact]
    public void A_shared_bill_is_divided()
    {
        Is("ужин 4500 на троих", "1500.00 RUB", "ужин");
        Assert.Equal("4500.00 RUB", Entry("ужин 4500 на троих").Value.Whole.ToString());
        Is("пополам с @masha 900", "450.00 RUB", "");
        Is("dinner 90 split 3 ways", "30.00 USD", "dinner", writer: English);
    }

    [Fact]
    public void What_came_back_is_a_refund()
    {
        Is("вернули 500 за футболку", "500.00 RUB", "вернули за футболку", kind: EntryKind.Refund);
    }

    [Fact]
    public void A_fiscal_receipt_carries_its_key()
    {
        var entry = Entry("t=20260507T1930&s=1250.00&fn=9282440300682838&i=46534&fp=1273019065&n=1");
        Assert.Equal("1250.00 RUB", entry.Value.Amount.ToString());
        Assert.Equal(new DateOnly(2026, 5, 7), entry.Value.Day);
        Assert.Equal("9282440300682838/46534/1273019065", entry.Value.ReceiptKey);
        Assert.Equal("receipt", entry.Remark);
    }

    [Theory]
    [InlineData("t=20260507T1930&s=53,00&fn=9282440300682838&i=46534&fp=1273019065&n=1")]
    [InlineData("t%3D20260507T1930%26s%3D53.00%26fn%3D9282440300682838%26i%3D46534%26fp%3D1273019065%26n%3D1")]
    [InlineData("t%3d20260507T193000%26s%3d53%2C00%26fn%3d9282440300682838%26i%3d46534%26fp%3d1273019065%26n%3d1")]
    [InlineData("t%253D20260507T1930%2526s%253D53.00%2526fn%253D9282440300682838%2526i%253D46534%2526fp%253D1273019065%2526n%253D1")]
    [InlineData("T=20260507T1930&S=53.00&FN=9282440300682838&I=46534&FP=1273019065&N=1")]
    [InlineData("n=1&fp=1273019065&i=46534&fn=9282440300682838&s=53.00&t=20260507T1930")]
    [InlineData("t = 20260507T1930 & s = 53.00 & fn = 9282440300682838 & i = 46534 & fp = 1273019065 & n = 1")]
    [InlineData("t=20260507T1930 s=53,00 fn=9282440300682838 i=46534 fp=1273019065 n=1")]
    [InlineData("t=20260507T1930&amp;s=53.00&amp;fn=9282440300682838&amp;i=46534&amp;fp=1273019065&amp;n=1")]
    [InlineData("https://example.org/check?fn=9282440300682838&i=46534&fp=1273019065&t=20260507T1930&s=53.00&n=1#top")]
    [InlineData("https://example.org/rec?x=1&fd=46534&fpd=1273019065&fn=9282440300682838&t=2026-05-07T19:30:00&s=53.00")]
    [InlineData("чек: t=20260507T193000&s=53.00&fn=9282440300682838&i=46534&fp=1273019065&n=1.")]
    public void A_fiscal_receipt_is_read_however_it_was_passed_on(string line)
    {
        var entry = Entry(line);
        Assert.Equal(("53.00 RUB", EntryKind.Expense), (entry.Value.Amount.ToString(), entry.Value.Kind));
        Assert.Equal(new DateOnly(2026, 5, 7), entry.Value.Day);
        Assert.Equal("9282440300682838/46534/1273019065", entry.Value.ReceiptKey);
        Assert.Equal("receipt", entry.Remark);
    }

    [Fact]
    public void A_fiscal_receipt_with_blanks_in_its_sum_loses_no_digit() =>
        Assert.Equal(
            "1250.50 RUB",
            Entry("t=20260507T1930&s=1 250,50&fn=9282440300682838&i=46534&fp=1273019065&n=1").Value.Amount.ToString()
        );

    [Fact]
    public void A_fiscal_receipt_without_decimals_is_asked_whether_these_are_roubles_or_kopecks()
    {
        var asked = Assert.IsType<Reading.Unsure>(
            LineParser.Parse("t=20260507T1930&s=5300&fn=9282440300682838&i=46534&fp=1273019065&n=1", Russian)
        );
        Assert.Equal(["5300.00 RUB", "53.00 RUB"], asked.Choices.Select(choice => choice.Amount.ToString()));
        Assert.All(asked.Choices, choice => Assert.Equal("9282440300682838/46534/1273019065", choice.ReceiptKey));
    }

    [Theory]
    [InlineData("2", EntryKind.Refund)]
    [InlineData("1", EntryKind.Expense)]
    public void A_fiscal_receipt_says_what_came_back(string n, EntryKind kind) =>
        Assert.Equal(kind, Entry($"t=20260507T1930&s=53,00&fn=9282440300682838&i=46534&fp=1273019065&n={n}").Value.Kind);

    [Theory]
    [InlineData("3")]
    [InlineData("4")]
    public void A_fiscal_receipt_by_which_the_shop_paid_is_asked(string n)
    {
        var line = $"t%3D20260507T1930%26s%3D53%2C00%26fn%3D9282440300682838%26i%3D46534%26fp%3D1273019065%26n%3D{n}";
        Assert.Equal("sign", Assert.IsType<Reading.Unsure>(LineParser.Parse(line, Russian)).Reason);
    }

    [Theory]
    [InlineData("t=20260507T1930&s=5x3&fn=9282440300682838&i=46534&fp=1273019065&n=1")]
    [InlineData("t=2026050T1930&s=53.00&fn=9282440300682838&i=46534&fp=1273019065&n=1")]
    [InlineData("t=20260507T1930&s=53.00&fn=928244030068x838&i=46534&fp=1273019065&n=1")]
    [InlineData("t=20260507T1930&s=53.00&fn=9282440300682838&n=1")]
    public void Half_a_fiscal_receipt_is_no_entry(string line) => Assert.IsType<Reading.NotAnEntry>(LineParser.Parse(line, Russian));

    [Fact]
    public void A_thing_without_a_sum_and_a_greeting_are_not_saved()
    {
        Assert.Equal("кофе", Assert.IsType<Reading.NoAmount>(LineParser.Parse("кофе", Russian)).Note);
        Assert.IsType<Reading.NotAnEntry>(LineParser.Parse("привет", Russian));
        Assert.IsType<Reading.NotAnEntry>(LineParser.Parse("🎉", Russian));
    }

    [Theory]
    [InlineData("0 кофе", "zero")]
    [InlineData("100-300-50 кофе", "negative")]
    [InlineData("1/0", "divided_by_zero")]
    [InlineData("1000000000000000000000000000000 кофе", "too_large")]
    [InlineData("31 февраля подарок 500", "no_such_day")]
    [InlineData("31.02 подарок 500", "no_such_day")]
    [InlineData("12.05.0000 подарок 500", "day_out_of_range")]
    [InlineData("0.5 btc", "unknown_currency")]
    [InlineData("100.50 йен суши", "too_many_decimals")]
    public void What_cannot_be_kept_is_refused_with_its_reason(string line, string reason)
    {
        Assert.Equal(reason, Assert.IsType<Reading.Refused>(LineParser.Parse(line, Russian)).Reason);
    }
}
