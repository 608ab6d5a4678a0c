using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Expenses;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;
using Denga.Speech;
using Xunit;

namespace Denga.Tests.Unit.Bot;

public sealed class TypedAnswersTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("400", "400.00 RUB")]
    [InlineData("1 250,50", "1250.50 RUB")]
    [InlineData("12к", "12000.00 RUB")]
    [InlineData("1,5 тыс", "1500.00 RUB")]
    [InlineData("20$", "20.00 USD")]
    [InlineData("$20.50", "20.50 USD")]
    [InlineData("400 руб.", "400.00 RUB")]
    [InlineData("5 eur", "5.00 EUR")]
    [InlineData("1.234.567", "1234567.00 RUB")]
    public void A_bare_amount_is_read(string text, string expected)
    {
        Assert.True(AmountText.TryRead(text, Currency.Rub, "ru", out var money));
        Assert.Equal(expected, money.ToString());
    }

    [Theory]
    [InlineData("сто рублей", "100.00 RUB")]
    [InlineData("двадцать пять", "25.00 RUB")]
    [InlineData("полторы тысячи", "1500.00 RUB")]
    [InlineData("тысячу", "1000.00 RUB")]
    [InlineData("две тысячи триста сорок пять долларов", "2345.00 USD")]
    [InlineData("сто двадцать тысяч пятьсот", "120500.00 RUB")]
    [InlineData("one hundred and fifty dollars", "150.00 USD")]
    [InlineData("twenty-five", "25.00 RUB")]
    [InlineData("a thousand", "1000.00 RUB")]
    [InlineData("пятихатка", "500.00 RUB")]
    [InlineData("полсотни", "50.00 RUB")]
    [InlineData("два косаря", "2000.00 RUB")]
    [InlineData("two million three hundred thousand euros", "2300000.00 EUR")]
    public void A_number_in_words_is_an_amount(string text, string expected)
    {
        Assert.True(AmountText.TryRead(text, Currency.Rub, "ru", out var money));
        Assert.Equal(expected, money.ToString());
    }

    [Theory]
    [InlineData("пять двадцать")]
    [InlineData("сто грамм")]
    [InlineData("a")]
    [InlineData("and")]
    [InlineData("много")]
    [InlineData("сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен сотен")]
    [InlineData("семья")]
    [InlineData("сто рублей на обед")]
    public void Words_that_are_no_number_are_no_amount(string text) => Assert.False(AmountText.TryRead(text, Currency.Rub, "ru", out _));

    [Theory]
    [InlineData("1,250")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("350 кофе")]
    [InlineData("2 кофе 350")]
    [InlineData("")]
    [InlineData("кофе")]
    [InlineData("1.234567")]
    [InlineData("99999999999999999999")]
    public void What_is_not_a_bare_amount_is_left_to_the_parser(string text) =>
        Assert.False(AmountText.TryRead(text, Currency.Rub, "ru", out _));

    [Theory]
    [InlineData("500 @anna обед", "500.00 RUB", "@anna", "обед")]
    [InlineData("1 250,50 anna@example.com", "1250.50 RUB", "anna@example.com", null)]
    [InlineData("20$ для @anna на кофе", "20.00 USD", "@anna", "на кофе")]
    [InlineData("@anna 500 рублей обед в кафе", "500.00 RUB", "@anna", "обед в кафе")]
    [InlineData("20 долларов to @anna", "20.00 USD", "@anna", null)]
    [InlineData("@anna", null, "@anna", null)]
    [InlineData("500", "500.00 RUB", null, null)]
    [InlineData("500 Мама", "500.00 RUB", null, "Мама")]
    [InlineData("сто рублей @anna", "100.00 RUB", "@anna", null)]
    [InlineData("сто Мама", "100.00 RUB", null, "Мама")]
    [InlineData("обед @anna", null, "@anna", null)]
    public void A_line_says_how_much_to_whom_and_why(string text, string? amount, string? to, string? note)
    {
        var line = SendLine.Read(text, Currency.Rub, "ru");
        Assert.Equal((amount, to, note), (line.Amount?.ToString(), line.To, line.Note));
    }

    [Theory]
    [InlineData("100 usd to rub", "100.00 USD", "USD", "RUB")]
    [InlineData("100 долларов в рубли", "100.00 USD", "USD", "RUB")]
    [InlineData("1 000 ₽ в евро", "1000.00 RUB", "RUB", "EUR")]
    [InlineData("рубли в 10 долларов", "10.00 USD", "RUB", "USD")]
    [InlineData("usd -> rub", null, "USD", "RUB")]
    [InlineData("100 usd", "100.00 USD", "USD", null)]
    public void A_line_says_what_to_convert_into_what(string text, string? amount, string from, string? to)
    {
        var line = ConvertLine.Read(text, "ru");
        Assert.Equal((amount, from, to), (line?.Amount?.ToString(), line?.From.Code, line?.To?.Code));
    }

    [Theory]
    [InlineData("350 кофе в кафе")]
    [InlineData("100 to rub")]
    [InlineData("100 usd to 10 rub")]
    [InlineData("500 в рубли")]
    [InlineData("")]
    public void What_names_no_two_currencies_is_no_conversion(string text) => Assert.Null(ConvertLine.Read(text, "ru"));

    [Theory]
    [InlineData("0", nameof(AmountFault.NotPositive))]
    [InlineData("-5", nameof(AmountFault.NotPositive))]
    [InlineData("−5 usd", nameof(AmountFault.NotPositive))]
    [InlineData("1,2345", nameof(AmountFault.Unclear))]
    [InlineData("1.234", nameof(AmountFault.Unclear))]
    [InlineData("0,5 jpy", nameof(AmountFault.Unclear))]
    [InlineData("5 xyz", nameof(AmountFault.UnknownCurrency))]
    [InlineData("99999999999999999999", nameof(AmountFault.TooLarge))]
    [InlineData("999999999999 млн", nameof(AmountFault.TooLarge))]
    [InlineData("350 кофе", nameof(AmountFault.NotAnAmount))]
    [InlineData("", nameof(AmountFault.NotAnAmount))]
    public void What_is_wrong_with_an_amount_is_told_apart(string text, string expected) =>
        Assert.Equal(expected, AmountText.Read(text, Currency.Rub, "ru", out _).ToString());

    [Theory]
    [InlineData("вчера", "2026-11-20")]
    [InlineData("12.05", "2026-05-12")]
    [InlineData("12 мая", "2026-05-12")]
    [InlineData("25 декабря", "2025-12-25")]
    [InlineData("3 марта 2024", "2024-03-03")]
    [InlineData("May 12", "2026-05-12")]
    [InlineData("2026-05-12", "2026-05-12")]
    public void A_bare_day_is_read(string text, string expected)
    {
        Assert.True(DayText.TryRead(text, Today, out var day));
        Assert.Equal(expected, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("31.02")]
    [InlineData("350 кофе")]
    [InlineData("29 февраля")]
    [InlineData("")]
    public void What_is_not_a_day_is_not_read(string text) => Assert.False(DayText.TryRead(text, Today, out _));

    [Theory]
    [InlineData("неделя", 1, "2026-11-16", "2026-11-22")]
    [InlineData("month", 1, "2026-11-01", "2026-11-30")]
    [InlineData("month", 25, "2026-10-25", "2026-11-24")]
    [InlineData("2025", 1, "2025-01-01", "2025-12-31")]
    [InlineData("2026-10", 1, "2026-10-01", "2026-10-31")]
    [InlineData("май", 1, "2026-05-01", "2026-05-31")]
    [InlineData("декабрь", 1, "2025-12-01", "2025-12-31")]
    [InlineData("с 1 по 15 ноября", 1, "2026-11-01", "2026-11-15")]
    [InlineData("01.11-15.11", 1, "2026-11-01", "2026-11-15")]
    public void A_period_is_read(string text, int startDay, string from, string to)
    {
        Assert.True(PeriodText.TryRead(text, Today, startDay, out var period));
        Assert.Equal((from, to), (Iso(period.From), Iso(period.To)));
        Assert.True(Period.TryKey(period.Key, out var again));
        Assert.Equal(period, again);
    }

    [Theory]
    [InlineData("каждый месяц 1 числа аренда 30000", "аренда", "30000.00 RUB", "2026-12-01", "2027-01-01")]
    [InlineData("1 числа каждого месяца аренда 30000", "аренда", "30000.00 RUB", "2026-12-01", "2027-01-01")]
    [InlineData("каждый месяц 31 числа связь 500", "связь", "500.00 RUB", "2026-11-30", "2026-12-31")]
    [InlineData("каждое 15 число кредит 9000", "кредит", "9000.00 RUB", "2026-12-15", "2027-01-15")]
    [InlineData("в последний день месяца кредит 9000", "кредит", "9000.00 RUB", "2026-11-30", "2026-12-31")]
    [InlineData("каждый месяц в последний день кредит 9000", "кредит", "9000.00 RUB", "2026-11-30", "2026-12-31")]
    [InlineData("on the last day of every month rent 900", "rent", "900.00 RUB", "2026-11-30", "2026-12-31")]
    [InlineData("on the 31st of every month rent 900", "rent", "900.00 RUB", "2026-11-30", "2026-12-31")]
    [InlineData("every month on the 25th rent 30000", "rent", "30000.00 RUB", "2026-11-25", "2026-12-25")]
    [InlineData("every 15th rent 900", "rent", "900.00 RUB", "2026-12-15", "2027-01-15")]
    [InlineData("Каждую неделю 500 спортзал", "спортзал", "500.00 RUB", "2026-11-21", "2026-11-28")]
    [InlineData("каждую неделю в понедельник спортзал 500", "спортзал", "500.00 RUB", "2026-11-23", "2026-11-30")]
    [InlineData("каждый понедельник спорт 500", "спорт", "500.00 RUB", "2026-11-23", "2026-11-30")]
    [InlineData("по понедельникам спорт 500", "спорт", "500.00 RUB", "2026-11-23", "2026-11-30")]
    [InlineData("спорт 500 по средам", "спорт", "500.00 RUB", "2026-11-25", "2026-12-02")]
    [InlineData("gym 500 every Friday", "gym", "500.00 RUB", "2026-11-27", "2026-12-04")]
    [InlineData("on Sundays brunch 500", "brunch", "500.00 RUB", "2026-11-22", "2026-11-29")]
    [InlineData("netflix 15.99 monthly", "netflix", "15.99 RUB", "2026-11-21", "2026-12-21")]
    [InlineData("каждый год 5 мая подарок маме 3000", "подарок маме", "3000.00 RUB", "2027-05-05", "2028-05-05")]
    [InlineData("5 мая каждого года подарок маме 3000", "подарок маме", "3000.00 RUB", "2027-05-05", "2028-05-05")]
    [InlineData("каждый год 29 февраля торт 3000", "торт", "3000.00 RUB", "2027-02-28", "2028-02-29")]
    [InlineData("every year on May 5 a gift 3000", "a gift", "3000.00 RUB", "2027-05-05", "2028-05-05")]
    [InlineData("every May 5 gift 3000", "gift", "3000.00 RUB", "2027-05-05", "2028-05-05")]
    public void A_recurring_entry_is_read(string text, string note, string amount, string first, string second)
    {
        Assert.True(RecurringText.TryRead(text, out var read, out var rest));
        var (frequency, day) = read.From(Today);
        var template = RecurringText.Template(rest, day, Currency.Rub, "ru");
        Assert.True(frequency.IsSound());
        Assert.Equal((note, amount, first, second), (template?.Note, template?.Amount.ToString(), Iso(day), Iso(frequency.Next(day))));
    }

    [Fact]
    public void A_recurring_entry_may_have_a_last_day()
    {
        Assert.Equal("по пятницам спорт 500", RecurringText.WithoutEnd("по пятницам до 31 декабря спорт 500", Today, out var until));
        Assert.Equal(new DateOnly(2026, 12, 31), until);
        Assert.Equal("gym 500 every Friday", RecurringText.WithoutEnd("gym 500 every Friday", Today, out until));
        Assert.Null(until);
    }

    [Theory]
    [InlineData("каждый месяц 31 числа аренда 30000", "Monthly 31", "аренда", "2026-11-30")]
    [InlineData("every month on the 31st rent 300", "Monthly 31", "rent", "2026-11-30")]
    [InlineData("каждый месяц в последний день аренда 30000", "Monthly last", "аренда", "2026-11-30")]
    [InlineData("аренда 30000 ежемесячно последнего числа", "Monthly last", "аренда", "2026-11-30")]
    [InlineData("rent 300 monthly on the last day of the month", "Monthly last", "rent", "2026-11-30")]
    [InlineData("каждый год 5 мая подарок 3000", "Yearly 5.5", "подарок", "2027-05-05")]
    [InlineData("every year on May 5 gift 30", "Yearly 5.5", "gift", "2027-05-05")]
    [InlineData("страховка 9000 каждый год 25 ноября", "Yearly 25.11", "страховка", "2026-11-25")]
    [InlineData("каждый год 29 февраля торт 900", "Yearly 29.2", "торт", "2027-02-28")]
    [InlineData("каждый понедельник спорт 500", "Weekly Monday", "спорт", "2026-11-23")]
    [InlineData("спорт 500 по понедельникам", "Weekly Monday", "спорт", "2026-11-23")]
    [InlineData("каждую неделю по понедельникам спорт 500", "Weekly Monday", "спорт", "2026-11-23")]
    [InlineData("по субботам рынок 2000", "Weekly Saturday", "рынок", "2026-11-21")]
    [InlineData("every monday gym 500", "Weekly Monday", "gym", "2026-11-23")]
    [InlineData("gym 500 on mondays", "Weekly Monday", "gym", "2026-11-23")]
    [InlineData("netflix $15.99 monthly", "Monthly 21", "netflix", "2026-11-21")]
    [InlineData("netflix $15.99/mo", "Monthly 21", "netflix", "2026-11-21")]
    [InlineData("подписка 399 в месяц", "Monthly 21", "подписка", "2026-11-21")]
    [InlineData("5 числа каждого месяца интернет 650", "Monthly 5", "интернет", "2026-12-05")]
    [InlineData("каждое 5 число интернет 650", "Monthly 5", "интернет", "2026-12-05")]
    public void The_days_of_a_repeat_are_read_wherever_they_stand(string text, string days, string note, string first)
    {
        Assert.True(RecurringText.TryRead(text, out var read, out var rest));
        var (frequency, day) = read.From(Today);
        var said = frequency.Rhythm switch
        {
            Rhythm.Weekly => $"Weekly {frequency.Weekday}",
            Rhythm.Monthly => "Monthly " + (frequency.Day is { } number ? number.ToString(CultureInfo.InvariantCulture) : "last"),
            Rhythm.Yearly => string.Create(CultureInfo.InvariantCulture, $"Yearly {frequency.Day}.{frequency.Month}"),
            _ => "Daily",
        };
        var template = RecurringText.Template(rest, day, Currency.Rub, "en");
        Assert.Equal((days, note, first), (said, template!.Note, Iso(template.Day)));
    }

    [Theory]
    [InlineData("subway monthly pass 60")]
    [InlineData("лимит на кафе 5000 в месяц")]
    [InlineData("отель 3000 на неделю")]
    [InlineData("аренда за 3 месяца 120000")]
    [InlineData("сколько я трачу в месяц?")]
    [InlineData("350 кофе")]
    [InlineData("средства для стирки 500")]
    [InlineData("обед в среду 500")]
    [InlineData("coffee on Monday 5")]
    [InlineData("газета «Каждый день» за вторник 90")]
    public void What_only_sounds_like_a_repeat_is_none(string text) => Assert.False(RecurringText.TryRead(text, out _, out _));

    [Theory]
    [InlineData("каждые 2 недели спорт 500")]
    [InlineData("спорт 500 по понедельникам и средам")]
    [InlineData("every other week gym 50")]
    public void A_repeat_that_there_is_not_is_told_apart(string text)
    {
        Assert.True(RecurringText.TryRead(text, out var read, out _));
        Assert.Null(read.Rhythm);
    }

    [Fact]
    public void What_comes_in_every_month_is_an_income() =>
        Assert.Equal(EntryKind.Income, RecurringText.Template("зарплата 120000", Today, Currency.Rub, "ru")!.Kind);

    [Theory]
    [InlineData("1600 ¥", "CNY", "1600.00 CNY")]
    [InlineData("1600 ¥", "JPY", "1600 JPY")]
    [InlineData("1600 ¥", "RUB", null)]
    [InlineData("CN¥20", "RUB", "20.00 CNY")]
    [InlineData("JP¥20", "RUB", "20 JPY")]
    public void The_sign_of_yuan_and_yen_is_that_of_the_currency_in_question_or_not_read(string text, string main, string? expected) =>
        Assert.Equal(expected, AmountText.TryRead(text, Currency.Parse(main), "ru", out var money) ? money.ToString() : null);

    [Fact]
    public void Every_sign_that_is_shown_is_read_as_its_currency()
    {
        foreach (var currency in Currency.All)
        {
            Assert.True(CurrencyText.TryRead(CurrencySign.Of(currency), out var read), currency.Code);
            Assert.Equal(currency, read);
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
