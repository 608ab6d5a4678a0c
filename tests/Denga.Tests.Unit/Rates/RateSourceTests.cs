using System.Net;
using System.Text;
using Denga.Contracts;
using Denga.Rates.Sources;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Denga.Tests.Unit.Rates;

public sealed class RateSourceTests
{
    private const string OneRate =
        "<?xml version=\"1.0\" encoding=\"windows-1251\"?><ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode>"
        + "<Nominal>1</Nominal><Value>82,1665</Value></Valute></ValCurs>";

    [Fact]
    public void The_bank_of_Russia_is_read_with_its_encoding_comma_and_nominal()
    {
        var set = BankOfRussia.Read(Sample("cbr_daily_cp1251.xml"));

        Assert.Equal("cbr", set.Source);
        Assert.Same(Currency.Rub, set.Base);
        Assert.Equal(new DateOnly(2026, 8, 8), set.Date);
        Assert.Equal(5, set.PerUnit.Count);
        Assert.Equal(82.1665m, set.ValueOf(Currency.Usd));
        Assert.Equal(0.161234m, set.ValueOf(Currency.Parse("KZT")));
        Assert.Equal(0.5571m, set.ValueOf(Currency.Parse("JPY")));
        Assert.Equal(1, set.ValueOf(Currency.Rub));
    }

    [Fact]
    public void A_set_without_the_rate_per_unit_and_with_an_exponent_in_it_is_read_from_value_and_nominal()
    {
        var set = BankOfRussia.Read(
            Ascii(
                "<ValCurs Date=\"31.01.2026\"><Valute><CharCode>VND</CharCode><Nominal>10000</Nominal><Value>30,5411</Value>"
                    + "<VunitRate>3,05411E-03</VunitRate></Valute></ValCurs>"
            )
        );

        Assert.Equal(0.00305411m, set.ValueOf(Currency.Parse("VND")));
    }

    [Fact]
    public void The_mirror_is_read_with_the_day_as_it_is_in_Moscow()
    {
        var set = BankOfRussiaMirror.Read(Sample("cbr_daily_json.js"));

        Assert.Equal("cbr-mirror", set.Source);
        Assert.Equal(new DateOnly(2025, 10, 14), set.Date);
        Assert.Equal(80.8548m, set.ValueOf(Currency.Usd));
        Assert.Equal(0.00322131m, set.ValueOf(Currency.Parse("VND")));
    }

    [Fact]
    public void The_mirror_at_midnight_in_Moscow_is_not_the_day_before()
    {
        var set = BankOfRussiaMirror.Read(
            Ascii("{\"Date\":\"2025-10-14T00:30:00+03:00\",\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":80.8548}}}")
        );

        Assert.Equal(new DateOnly(2025, 10, 14), set.Date);
    }

    [Fact]
    public void The_European_bank_is_turned_round_without_losing_a_digit()
    {
        var set = EuropeanCentralBank.Read(Sample("ecb_eurofxref-daily.xml"));

        Assert.Equal("ecb", set.Source);
        Assert.Same(Currency.Eur, set.Base);
        Assert.Equal(new DateOnly(2026, 8, 7), set.Date);
        Assert.Equal(1.1612m, decimal.Round(1 / set.ValueOf(Currency.Usd)!.Value, 20));
        Assert.Equal(1 / 171.25m, set.ValueOf(Currency.Parse("JPY")));
    }

    [Fact]
    public void Currencies_that_are_not_known_here_are_passed_over()
    {
        var set = BankOfRussia.Read(
            Ascii(
                OneRate.Replace(
                    "</ValCurs>",
                    "<Valute><CharCode>XDR</CharCode><Nominal>1</Nominal><Value>103,85</Value></Valute></ValCurs>",
                    StringComparison.Ordinal
                )
            )
        );

        Assert.Equal([Currency.Usd], set.PerUnit.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Error in parameters")]
    [InlineData("<!DOCTYPE html><html><body>Too many requests</body></html>")]
    [InlineData("<html><body>403</body></html>")]
    [InlineData("<ValCurs/>")]
    [InlineData("<ValCurs Date=\"08.08.2026\"/>")]
    [InlineData("<ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode>")]
    [InlineData("<ValCurs Date=\"2026-08-08\"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>82,1</Value></Valute></ValCurs>")]
    [InlineData("<ValCurs><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>82,1</Value></Valute></ValCurs>")]
    [InlineData("<ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>-82,1</Value></Valute></ValCurs>")]
    [InlineData(
        "<ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>0,0000</Value></Valute></ValCurs>"
    )]
    [InlineData("<ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode><Nominal>0</Nominal><Value>82,1</Value></Valute></ValCurs>")]
    [InlineData(
        "<ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>82.1665</Value></Valute></ValCurs>"
    )]
    [InlineData("<ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>abc</Value></Valute></ValCurs>")]
    [InlineData(
        "<ValCurs Date=\"08.08.2026\"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>99999999999</Value></Valute></ValCurs>"
    )]
    [InlineData("<ValCurs Date=\"08.08.2026\"><Valute><Nominal>1</Nominal><Value>82,1</Value></Valute></ValCurs>")]
    [InlineData("<ValCurs Date=\"08.08.2026\"><Valute><CharCode>XDR</CharCode><Nominal>1</Nominal><Value>82,1</Value></Valute></ValCurs>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"nonsense-9\"?><ValCurs Date=\"08.08.2026\"/>")]
    public void What_is_not_a_set_of_the_bank_of_Russia_is_an_outside_failure(string answer) =>
        OneSentence(Assert.Throws<RateSourceException>(() => BankOfRussia.Read(Ascii(answer))));

    [Fact]
    public void The_same_currency_twice_is_an_outside_failure()
    {
        var twice =
            "<ValCurs Date=\"08.08.2026\">"
            + string.Concat(Enumerable.Repeat("<Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>82,1</Value></Valute>", 2))
            + "</ValCurs>";

        OneSentence(Assert.Throws<RateSourceException>(() => BankOfRussia.Read(Ascii(twice))));
    }

    [Fact]
    public void Entities_are_not_expanded()
    {
        const string bomb =
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><ValCurs Date=\"08.08.2026\"><Valute><CharCode>&x;</CharCode></Valute></ValCurs>";

        OneSentence(Assert.Throws<RateSourceException>(() => BankOfRussia.Read(Ascii(bomb))));
        OneSentence(Assert.Throws<RateSourceException>(() => EuropeanCentralBank.Read(Ascii(bomb))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("<html></html>")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\"}")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":{}}")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":[]}")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":{\"USD\":80}}")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":\"80\"}}}")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":-80}}}")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":{\"USD\":{\"Nominal\":0,\"Value\":80}}}")]
    [InlineData("{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":1e400}}}")]
    [InlineData(
        "{\"Date\":\"2025-10-14T11:30:00+03:00\",\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":80},\"USD\":{\"Nominal\":1,\"Value\":80}}}"
    )]
    [InlineData("{\"Date\":\"soon\",\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":80}}}")]
    [InlineData("{\"Date\":20251014,\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":80}}}")]
    [InlineData("{\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":80}}}")]
    public void What_is_not_a_set_of_the_mirror_is_an_outside_failure(string answer) =>
        OneSentence(Assert.Throws<RateSourceException>(() => BankOfRussiaMirror.Read(Ascii(answer))));

    [Theory]
    [InlineData("")]
    [InlineData("<html/>")]
    [InlineData("<E><Cube><Cube currency='USD' rate='1.1'/></Cube></E>")]
    [InlineData("<E><Cube><Cube time='07.08.2026'><Cube currency='USD' rate='1.1'/></Cube></Cube></E>")]
    [InlineData("<E><Cube><Cube time='2026-08-07'/></Cube></E>")]
    [InlineData("<E><Cube><Cube time='2026-08-07'><Cube rate='1.1'/></Cube></Cube></E>")]
    [InlineData("<E><Cube><Cube time='2026-08-07'><Cube currency='USD'/></Cube></Cube></E>")]
    [InlineData("<E><Cube><Cube time='2026-08-07'><Cube currency='USD' rate='N/A'/></Cube></Cube></E>")]
    [InlineData("<E><Cube><Cube time='2026-08-07'><Cube currency='USD' rate='0'/></Cube></Cube></E>")]
    [InlineData("<E><Cube><Cube time='2026-08-07'><Cube currency='USD' rate='-1.1'/></Cube></Cube></E>")]
    [InlineData("<E><Cube><Cube time='2026-08-07'><Cube currency='EUR' rate='1.1'/></Cube></Cube></E>")]
    public void What_is_not_a_set_of_the_European_bank_is_an_outside_failure(string answer) =>
        OneSentence(Assert.Throws<RateSourceException>(() => EuropeanCentralBank.Read(Ascii(answer))));

    [Property(MaxTest = 2_000)]
    public Property A_damaged_answer_is_either_read_or_an_outside_failure()
    {
        (byte[] Answer, Func<byte[], RateSet> Read)[] sources =
        [
            (Sample("cbr_daily_cp1251.xml"), BankOfRussia.Read),
            (Sample("cbr_daily_json.js"), BankOfRussiaMirror.Read),
            (Sample("ecb_eurofxref-daily.xml"), EuropeanCentralBank.Read),
        ];
        var damage = Gen.Choose(0, 1_000_000).Three();

        return Prop.ForAll(
            damage.ToArbitrary(),
            hit =>
                sources.All(source =>
                {
                    var damaged = source.Answer[..(source.Answer.Length - (hit.Item3 % 3 == 0 ? hit.Item3 % source.Answer.Length : 0))];
                    damaged[hit.Item1 % damaged.Length] = (byte)(hit.Item2 % 256);
                    try
                    {
                        return source.Read(damaged).PerUnit.Count > 0;
                    }
                    catch (RateSourceException failure)
                    {
                        return failure.Message.EndsWith('.');
                    }
                })
        );
    }

    [Fact]
    public void A_text_of_the_mirror_that_is_not_Unicode_is_an_outside_failure() =>
        OneSentence(
            Assert.Throws<RateSourceException>(() =>
                BankOfRussiaMirror.Read(Ascii("{\"Date\":\"\\uD800\",\"Valute\":{\"USD\":{\"Nominal\":1,\"Value\":80}}}"))
            )
        );

    [Fact]
    public async Task A_source_is_asked_at_its_own_address()
    {
        using var stub = new Answers(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Ascii(OneRate)) });
        using var http = new HttpClient(stub) { BaseAddress = new Uri("http://rates.test/") };

        var set = await new BankOfRussia(http).Get(TestContext.Current.CancellationToken);

        Assert.Equal("http://rates.test/scripts/XML_daily.asp", stub.Asked?.ToString());
        Assert.Equal(82.1665m, set.ValueOf(Currency.Usd));
    }

    [Fact]
    public async Task A_refusal_is_an_outside_failure()
    {
        using var stub = new Answers(_ => new HttpResponseMessage(HttpStatusCode.Forbidden)
        {
            Content = new ByteArrayContent(Ascii(OneRate)),
        });
        using var http = new HttpClient(stub) { BaseAddress = new Uri("http://rates.test/") };

        var failure = await Assert.ThrowsAsync<RateSourceException>(() =>
            new BankOfRussia(http).Get(TestContext.Current.CancellationToken)
        );

        Assert.Equal("The rate source cbr answered with HTTP status 403.", failure.Message);
    }

    [Fact]
    public async Task An_unreachable_source_is_an_outside_failure()
    {
        using var stub = new Answers(_ => throw new HttpRequestException("no route"));
        using var http = new HttpClient(stub) { BaseAddress = new Uri("http://rates.test/") };

        var failure = await Assert.ThrowsAsync<RateSourceException>(() =>
            new EuropeanCentralBank(http).Get(TestContext.Current.CancellationToken)
        );

        Assert.Equal("The rate source ecb could not be reached.", failure.Message);
    }

    [Fact]
    public async Task An_answer_larger_than_a_megabyte_is_an_outside_failure()
    {
        using var stub = new Answers(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(Ascii(OneRate + new string(' ', SourceDownload.AnswerBytesMax))),
        });
        using var http = new HttpClient(stub) { BaseAddress = new Uri("http://rates.test/") };

        OneSentence(await Assert.ThrowsAsync<RateSourceException>(() => new BankOfRussia(http).Get(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_stop_asked_for_is_not_a_failure_of_the_source()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        using var stub = new Answers(_ => new HttpResponseMessage(HttpStatusCode.OK));
        using var http = new HttpClient(stub) { BaseAddress = new Uri("http://rates.test/") };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BankOfRussiaMirror(http).Get(stop.Token));
    }

    private static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Rates", "samples", name));

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static void OneSentence(RateSourceException failure)
    {
        Assert.StartsWith("The rate source ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message.Length - 1, failure.Message.IndexOf('.', StringComparison.Ordinal));
    }

    private sealed class Answers(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public Uri? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Asked = request.RequestUri;
            return Task.FromResult(answer(request));
        }
    }
}
