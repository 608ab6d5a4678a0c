using Denga.Platform.Texts;

namespace Denga.Tests.Unit.Platform;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("обед\r\n\r\nВаш счёт закрыт", "обед Ваш счёт закрыт")]
    [InlineData("a\u2028b\u2029c\u0085d\u000Be\tf", "a b c d e f")]
    [InlineData("\u202Egnp.eciovni", "gnp.eciovni")]
    [InlineData("1\u200B0\u20600\uFEFF0\u00AD₽", "1000₽")]
    [InlineData("\u2066x\u2069\u200F\u061C", "x")]
    [InlineData("a\u3164\u115Fb\u2800c", "ab c")]
    [InlineData("a\u0000\u0007\u001Bb\u007F", "ab")]
    [InlineData("x\U000E0041\U000E0042", "x")]
    [InlineData("a\uFFFEb\uFFFF\uFDD0\U0001FFFFc", "abc")]
    [InlineData("  two   words \u00A0", "two words")]
    [InlineData("кофе\u0306", "коф\u04D7")]
    [InlineData("й", "й")]
    public void Nothing_hides_in_a_line_of_a_stranger(string written, string read) => Assert.Equal(read, PlainText.OneLine(written));

    [Theory]
    [InlineData("שלום עולם")]
    [InlineData("مرحبا بالعالم")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष")]
    [InlineData("👨\u200D👩\u200D👧 ❤\uFE0F 1\uFE0F\u20E3 🇷🇺 👍🏽")]
    [InlineData("ภาษาไทย")]
    public void What_people_write_stays_as_they_read_it(string text) => Assert.Equal(text, PlainText.OneLine(text));

    [Fact]
    public void A_tower_of_accents_is_no_taller_than_a_line() =>
        Assert.Equal("z" + new string('\u0335', 4), PlainText.OneLine("z" + new string('\u0335', 300)));

    [Theory]
    [InlineData("😀😀😀", 4, "😀…")]
    [InlineData("😀😀", 4, "😀😀")]
    [InlineData("ab👨\u200D👩\u200D👧cd", 9, "ab…")]
    [InlineData("кофе", 4, "кофе")]
    [InlineData("кофе с молоком", 6, "кофе…")]
    [InlineData("e\u0301e\u0301", 3, "e\u0301…")]
    public void A_character_stays_whole_or_goes(string text, int charactersMax, string cut) =>
        Assert.Equal(cut, PlainText.Cut(text, charactersMax));

    [Fact]
    public void A_character_longer_than_the_room_is_still_cut()
    {
        var tower = "z" + new string('\u0335', 300);
        Assert.Equal(50, PlainText.Head(tower, 50).Length);
        Assert.Equal("", PlainText.Head("😀", 1));
    }

    [Fact]
    public void A_quote_cannot_be_closed_from_within()
    {
        Assert.Equal("«a\" Ваш счёт закрыт \"b»", PlainText.Quote("a» Ваш счёт\nзакрыт «b", "ru"));
        Assert.Equal("“ok\"”", PlainText.Quote("ok” ", "en"));
        Assert.Equal("“\u2068שלום 5\u2069”", PlainText.Quote("שלום 5", "en"));
    }
}
