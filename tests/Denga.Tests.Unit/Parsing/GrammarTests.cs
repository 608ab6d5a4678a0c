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
        var moved = Entry("25.12 подарок 3000", Russian with { Today = new DateOnly(2026, 6, 1) });
        Assert.Equal(new DateOnly(2025, 12, 25), moved.Value.Day);
        Assert.Equal("date_moved_to_last_year", moved.Remark);
        Asked("25.12 подарок 3000", "ambiguous_date");
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

    [Fact]
    public void A_part_of_a_thing_is_no_day_unless_such_a_day_was_not_long_ago()
    {
        Is("1/2 пиццы 450", "450.00 RUB", "1/2 пиццы");
        Is("сыр 1/2 450", "450.00 RUB", "сыр 1/2");
        Is("1/2 pizza 9", "9.00 USD", "1/2 pizza", writer: English);
        var february = Russian with { Today = new DateOnly(2026, 2, 3) };
        var asked = Asked("1/2 пиццы 450", "ambiguous_date", february);
        Assert.Equal([(new DateOnly(2026, 2, 1), "пиццы"), (february.Today, "1/2 пиццы")], asked.Choices.Select(c => (c.Day, c.Note)));
    }

    [Fact]
    public void A_month_is_a_day_beside_a_number_and_a_word_alone()
    {
        Assert.Equal((new DateOnly(2026, 3, 8), "цветы"), DayAndNote("март 8 цветы 900"));
        Assert.Equal((new DateOnly(2026, 9, 12), "подарки"), DayAndNote("сентябрь 12 подарки 3000"));
        Assert.Equal((new DateOnly(2026, 11, 15), "обед"), DayAndNote("пятнадцатого ноября обед 400"));
        Assert.Equal((new DateOnly(2026, 10, 21), "обед"), DayAndNote("двадцать первого октября обед 400"));
        Assert.Equal((Today, "жкх за ноябрь"), DayAndNote("жкх за ноябрь 5600"));
        Is("декабрь 12 000 аренда", "12000.00 RUB", "декабрь аренда");
    }

    [Fact]
    public void A_short_weekday_before_a_thing_that_has_it_in_its_name_is_asked_or_no_day()
    {
        var asked = Asked("wed gift 100", "ambiguous_date", English);
        Assert.Equal([(Today.AddDays(-2), "gift"), (Today, "wed gift")], asked.Choices.Select(c => (c.Day, c.Note)));
        Is("sun cream 12", "12.00 USD", "sun cream", writer: English);
        Is("sun brunch 30", "30.00 USD", "brunch", 5, writer: English);
    }

    [Theory]
    [InlineData("вчера:\nкофе 350\nтакси 400", 1)]
    [InlineData("Вчера\nкофе 350\nтакси 400", 1)]
    [InlineData("15.11:\nкофе 350\nтакси 400", 5)]
    [InlineData("15.11\nкофе 350\nтакси 400", 5)]
    [InlineData("вчера: кофе 350, такси 400", 1)]
    public void A_day_alone_over_lines_is_their_day(string text, int daysAgo) =>
        Assert.Equal(
            [("350.00 RUB", "кофе", Today.AddDays(-daysAgo)), ("400.00 RUB", "такси", Today.AddDays(-daysAgo))],
            Entries(text).Select(e => (e.Amount.ToString(), e.Note, e.Day))
        );

    [Fact]
    public void A_heading_holds_until_the_next_one_and_gives_way_to_a_lines_own_day()
    {
        Assert.Equal(
            [Today.AddDays(-1), Today.AddDays(-2), Today.AddDays(-4)],
            Entries("вчера:\nкофе 350\nпозавчера такси 400\n\nпонедельник:\nхлеб 60").Select(e => e.Day)
        );
        var lines = TextParser.Parse("вчера:\nкофе\n1,250 сыр", Russian);
        Assert.Equal("вчера кофе", lines[1].Line);
        Assert.All(Assert.IsType<Reading.Unsure>(lines[2].Reading).Choices, c => Assert.Equal(Today.AddDays(-1), c.Day));
        Assert.Equal("no_such_day", Assert.IsType<Reading.Refused>(TextParser.Parse("31.02:\nкофе 350", Russian)[0].Reading).Reason);
        Assert.IsType<Reading.Unsure>(TextParser.Parse("31.02:\nкофе 350", Russian)[1].Reading);
    }

    [Fact]
    public void A_total_under_entries_is_not_recorded_with_them()
    {
        Assert.Equal(["молоко", "хлеб"], Entries("молоко 90\nхлеб 45\nитого 135").Select(e => e.Note));
        Assert.IsType<Reading.Unsure>(TextParser.Parse("молоко 90\nхлеб 45\nитого 140", Russian)[2].Reading);
        Assert.Equal(["молоко"], Entries("продукты:\nмолоко 90").Select(e => e.Note));
    }

    [Fact]
    public void Marks_of_emphasis_are_dropped()
    {
        Is("<b>кофе</b> 350", "350.00 RUB", "кофе");
        Is("**кофе** 350", "350.00 RUB", "кофе");
        Is("_кофе_ 350", "350.00 RUB", "кофе");
        Is("<b>coffee 4</b>", "4.00 USD", "coffee", writer: English);
    }

    [Fact]
    public void A_number_stuck_to_a_word_is_asked()
    {
        var asked = Asked("350кофе", "ambiguous_amount");
        Assert.Equal([("350.00 RUB", "кофе")], asked.Choices.Select(c => (c.Amount.ToString(), c.Note)));
        Assert.IsType<Reading.NoAmount>(LineParser.Parse("молоко 2л", Russian));
    }

    [Fact]
    public void Two_numbers_after_a_code_are_asked_and_not_joined()
    {
        var asked = Asked("flight BA 249 320 gbp", "several_amounts", English);
        Assert.Equal(["320.00 GBP", "249320.00 GBP"], asked.Choices.Select(c => c.Amount.ToString()));
        Is("ЖКХ 5 600", "5600.00 RUB", "ЖКХ");
    }

    [Fact]
    public void The_number_of_a_model_is_not_what_it_cost()
    {
        Assert.Equal("iphone 15 pro", Assert.IsType<Reading.NoAmount>(LineParser.Parse("iphone 15 pro", Russian)).Note);
        Assert.Equal("чехол на айфон 15", Assert.IsType<Reading.NoAmount>(LineParser.Parse("чехол на айфон 15", Russian)).Note);
        Is("iphone 900", "900.00 USD", "iphone", writer: English);
    }

    [Fact]
    public void Amounts_joined_by_a_plus_are_offered_as_one()
    {
        var asked = Asked("кино 2*450 + попкорн 380", "several_amounts");
        Assert.Equal(["1280.00 RUB", "900.00 RUB", "380.00 RUB"], asked.Choices.Select(c => c.Amount.ToString()));
    }

    [Theory]
    [InlineData("20 левов", "10.23 EUR")]
    [InlineData("150 кун", "19.91 EUR")]
    [InlineData("100 DEM", "51.13 EUR")]
    [InlineData("100 HRK отель", "13.27 EUR")]
    [InlineData("20 болгарских левов", "10.23 EUR")]
    [InlineData("30000 BYR", "3.00 BYN")]
    [InlineData("левов 20", "10.23 EUR")]
    [InlineData("50 dutch guilders", "22.69 EUR")]
    public void A_currency_of_the_past_is_offered_in_what_took_its_place(string line, string amount) =>
        Assert.Equal([amount], Asked(line, "gone_currency").Choices.Select(c => c.Amount.ToString()));

    [Fact]
    public void No_code_of_a_currency_is_ever_read_as_the_main_one()
    {
        foreach (var code in Currency.All.Select(c => c.Code).Concat(CurrencyNames.Gone.Select(c => c.Code)))
        foreach (var line in (string[])[$"100 {code}", $"обед 100 {code}", $"100 {code} обед"])
            Assert.All(Choices(LineParser.Parse(line, Russian)), c => Assert.True(code == "RUB" || c.Amount.Currency.Code != "RUB", line));
    }

    [Theory]
    [InlineData("100 бел. рублей", "100.00 BYN")]
    [InlineData("100 белорусских рублей", "100.00 BYN")]
    [InlineData("20 канадских долларов", "20.00 CAD")]
    [InlineData("200 чешских крон", "200.00 CZK")]
    [InlineData("50 000 индонезийских рупий", "50000.00 IDR")]
    [InlineData("20 hong kong dollars", "20.00 HKD")]
    [InlineData("20 реалов", "20.00 BRL")]
    [InlineData("долларов 20", "20.00 USD")]
    [InlineData("1600元", "1600.00 CNY")]
    [InlineData("JP¥1600", "1600 JPY")]
    [InlineData("сто крон чешских", "100.00 CZK")]
    [InlineData("20 долларов США", "20.00 USD")]
    [InlineData("$20 CAD", "20.00 CAD")]
    [InlineData("20 долларов американо", "20.00 USD")]
    [InlineData("100 рублей белых грибов", "100.00 RUB")]
    public void A_country_before_the_name_tells_the_currency(string line, string amount) =>
        Assert.Equal(amount, Entry(line).Value.Amount.ToString());

    [Theory]
    [InlineData("100 белорусских", "BYN", "RUB")]
    [InlineData("5000 обменял на евро", "EUR", "RUB")]
    [InlineData("100 марок", "RUB", "EUR")]
    [InlineData("обед COP 5000", "COP", "RUB")]
    public void A_currency_that_is_only_hinted_at_is_asked(string line, string first, string second) =>
        Assert.Equal([first, second], Asked(line, "ambiguous_currency").Choices.Select(c => c.Amount.Currency.Code));

    [Theory]
    [InlineData("five fifty coffee", "5.50 USD", "550.00 USD")]
    [InlineData("a buck fifty gum", "1.50 USD", "150.00 USD")]
    public void A_price_as_it_is_spoken_is_asked(string line, string first, string second) =>
        Assert.Equal([first, second], Asked(line, "ambiguous_amount", English).Choices.Select(c => c.Amount.ToString()));

    [Theory]
    [InlineData("с 15 по 17 ноября отель 9000", 17, 15)]
    [InlineData("15-17 ноября отель 9000", 17, 15)]
    [InlineData("nov 15-17 отель 9000", 15, 17)]
    public void A_stretch_of_days_is_asked(string line, int first, int second) =>
        Assert.Equal([(first, "отель"), (second, "отель")], Asked(line, "ambiguous_date").Choices.Select(c => (c.Day.Day, c.Note)));

    [Theory]
    [InlineData("положил на карту 5000", "talk")]
    [InlineData("перевёл себе 5000", "talk")]
    [InlineData("взял в долг 1000", "sign")]
    [InlineData("снял 5000", "sign")]
    [InlineData("вышло 3000 на всех, с меня 750", "several_amounts")]
    [InlineData("мама подарила 5000", "sign")]
    [InlineData("дал в долг 5000", "sign")]
    [InlineData("кофе 200 300", "several_amounts")]
    [InlineData("чай 20 кофе 200", "several_amounts")]
    public void Money_that_is_not_plainly_spent_is_asked(string line, string reason) => Asked(line, reason);

    [Fact]
    public void A_quantity_times_a_price_is_multiplied() => Is("пиво 5шт*120", "600.00 RUB", "пиво 5шт");

    [Theory]
    [InlineData("1600 ¥ чай")]
    [InlineData("¥1600 чай")]
    [InlineData("￥1600 чай")]
    public void The_sign_of_yuan_and_yen_is_asked_unless_one_of_them_is_the_main_currency(string line)
    {
        Assert.Equal(["JPY", "CNY"], Asked(line, "ambiguous_currency").Choices.Select(c => c.Amount.Currency.Code));
        Assert.Equal("CNY", Entry(line, Russian with { Currency = Currency.Cny }).Value.Amount.Currency.Code);
        Assert.Equal("JPY", Entry(line, Russian with { Currency = Currency.Parse("JPY") }).Value.Amount.Currency.Code);
    }

    [Fact]
    public void What_was_not_shared_is_whole_and_what_was_shared_with_somebody_is_divided()
    {
        var treat = Entry("dinner 120 for three, my treat no split", English).Value;
        Assert.Equal(("120.00 USD", null), (treat.Amount.ToString(), treat.Whole));
        var together = Entry("скинулись с Петей поровну 3000").Value;
        Assert.Equal(("1500.00 RUB", "3000.00 RUB"), (together.Amount.ToString(), together.Whole?.ToString()));
        Assert.Equal(
            ["40.00 USD", "120.00 USD"],
            Asked("dinner 120 for three", "shared", English).Choices.Select(c => c.Amount.ToString())
        );
        Is("hotel 120 for three days", "120.00 USD", "hotel for three days", writer: English);
        Assert.Equal(["0.01 RUB"], Asked("0,01 пополам", "shared").Choices.Select(c => c.Amount.ToString()));
    }

    [Fact]
    public void A_time_zone_is_no_income_and_a_plus_stuck_to_a_word_is_asked()
    {
        Assert.IsType<Reading.NotAnEntry>(LineParser.Parse("UTC+3", English));
        Assert.IsType<Reading.NotAnEntry>(LineParser.Parse("мск+2", Russian));
        Asked("кофе+350", "sign");
        Is("зп+120000", "120000.00 RUB", "зп", kind: EntryKind.Income);
    }

    [Fact]
    public void A_slip_of_the_pen_keeps_the_category()
    {
        Assert.Equal(("groceries", "прадукты"), Keywords.Find("прадукты", EntryKind.Expense));
        Assert.Equal("groceries", Keywords.Find("groseries", EntryKind.Expense)?.Category);
        Assert.Null(Keywords.Find("скворечник", EntryKind.Expense));
    }

    private static Reading.Unsure Asked(string line, string reason, Writer? writer = null)
    {
        var unsure = Assert.IsType<Reading.Unsure>(LineParser.Parse(line, writer ?? Russian));
        Assert.Equal(reason, unsure.Reason);
        return unsure;
    }

    private static (DateOnly, string) DayAndNote(string line) => (Entry(line).Value.Day, Entry(line).Value.Note);

    private static IEnumerable<NewExpense> Entries(string text) =>
        TextParser.Parse(text, Russian).Select(l => l.Reading).OfType<Reading.Entry>().Select(e => e.Value);

    private static IReadOnlyList<NewExpense> Choices(Reading reading) =>
        reading switch
        {
            Reading.Entry entry => [entry.Value],
            Reading.Unsure unsure => unsure.Choices,
            _ => [],
        };
}
