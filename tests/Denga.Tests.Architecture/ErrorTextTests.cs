using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Limits;
using Denga.Speech;

namespace Denga.Tests.Architecture;

/// <summary>Every error that any part of Denga can give has words, in both languages, on every surface. The errors are found, not listed: in the sources
/// whatever looks like a code is one, and the errors themselves come by reflection, with their arguments.</summary>
public sealed partial class ErrorTextTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What looks like a code and is the name of a job, of work and of why it waits, a right, a copy, a limit, a trace's tag or an account.</summary>
    private static readonly string[] NoCodes =
    [
        "analytics.registrations",
        "analytics.totals",
        "booking.bookings",
        "booking.calendars",
        "booking.money",
        "booking.objects",
        "booking.prices",
        "booking.view",
        "bot.conversation",
        "expenses.profiles",
        "expenses.recurring",
        "health.disk",
        "health.watch",
        "identity.letter",
        "identity.person",
        "identity.session",
        "notifications.notice",
        "notifications.operators",
        "payments.adjustment",
        "payments.approvals",
        "stars.prices",
        "payments.ask",
        "payments.case",
        "payments.expire",
        "payments.outgoing",
        "payments.reconcile",
        "payments.reconcile_nightly",
        "payments.refund",
        "payments.stars",
        "payments.waiting",
        "payments.webhook_not_taken",
        "rates.current",
        "rates.fetch",
        "rates.json",
        "reports.document",
        "reports.documents",
        "reports.spending",
        "wallet.checkpoint",
        "wallet.schedules",
    ];

    /// <summary>The first words of codes: modules, and what the platform and the front ends call their own.</summary>
    private static readonly HashSet<string> Owners =
    [
        .. ErrorTexts.Codes.Select(c => c.Split('.')[0]),
        .. Projects.Names.Select(n => n["Denga.".Length..].ToLowerInvariant()).Where(n => n is not ("host" or "speech" or "contracts")),
    ];

    // What is simulated is shown to nobody.
    private static readonly List<Error> Errors =
    [
        .. Found().DistinctBy(e => e.Code).Where(e => !e.Code.StartsWith("simulated.", StringComparison.Ordinal)),
    ];

    public static TheoryData<string, Surface> Readers =>
        new(from language in (string[])["ru", "en"] from surface in Enum.GetValues<Surface>() select (language, surface));

    [Fact]
    public void Every_code_in_the_sources_has_words()
    {
        var codes = CodesIn(Projects.Names, Literal());
        Assert.Contains("wallet.not_enough", codes);
        Assert.Contains("platform.database_away", codes);
        Assert.Empty(codes.Where(c => !c.EndsWith('_')).Except(ErrorTexts.Codes).Except(NoCodes));
        // The beginning of a code that is put together.
        Assert.All(
            codes.Where(c => c.EndsWith('_')),
            begun => Assert.Contains(ErrorTexts.Codes, c => c.StartsWith(begun, StringComparison.Ordinal))
        );
        Assert.Empty(NoCodes.Except(codes));
    }

    [Fact]
    public void Every_code_that_the_contracts_name_has_words()
    {
        var codes = CodesIn(["Denga.Contracts"], Named());
        Assert.Contains("expenses.no_rate", codes);
        // The shape of a code, as the contracts explain it.
        Assert.Empty(codes.Where(c => !c.EndsWith('_')).Except(ErrorTexts.Codes).Except(["module.reason"]));
    }

    [Fact]
    public void Every_error_there_is_has_words()
    {
        Assert.True(Errors.Count > 120, $"{Errors.Count} errors were found.");
        Assert.Empty(Errors.Select(e => e.Code).Except(ErrorTexts.Codes));
    }

    [Fact]
    public void No_words_are_left_of_an_error_that_is_gone()
    {
        var codes = CodesIn(Projects.Names, Literal());
        Assert.DoesNotContain(
            ErrorTexts.Codes.Except(codes),
            code => !codes.Any(c => c.EndsWith('_') && code.StartsWith(c, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Every_sentence_takes_the_same_arguments_in_both_languages_and_only_such_as_its_error_has()
    {
        foreach (var (code, words) in ErrorTexts.ByCode)
        foreach (var text in Enum.GetValues<Surface>().Select(words.On))
        {
            Assert.Equal((code, Placeholders(text.Ru)), (code, Placeholders(text.En)));
            var arguments = Errors.Find(e => e.Code == code)?.Args?.Keys.ToHashSet(StringComparer.Ordinal) ?? [];
            Assert.All(
                Placeholders(text.Ru).Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(["{number}"]),
                placeholder => Assert.True(arguments.Contains(placeholder[1..^1]), $"{code} has no {placeholder}.")
            );
        }
    }

    [Fact]
    public void Sentences_are_sentences_of_their_language_and_name_no_code()
    {
        foreach (var (code, words) in ErrorTexts.ByCode)
        foreach (var text in Enum.GetValues<Surface>().Select(words.On))
        {
            Assert.DoesNotMatch("[А-Яа-яЁё]", text.En);
            Assert.Matches("[а-яё]", text.Ru);
            foreach (var said in (string[])[text.Ru, text.En])
            {
                Assert.True(char.IsUpper(said[0]) || char.IsAsciiDigit(said[0]), $"{code}: {said}");
                Assert.DoesNotMatch(Code(), said);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Nothing_raw_is_left_of_an_errors_arguments(string language, Surface surface)
    {
        foreach (var error in Errors)
        {
            var said = ErrorTexts.Of(error, language, surface, "0123abcd");
            Assert.DoesNotMatch(@"[{}…]|\d{4}-\d\d-\d\d|\d\.\d\d [A-Z]{3}", said);
        }
    }

    [Fact]
    public void Arguments_are_written_as_people_write_them()
    {
        var limit = Of("wallet.limit_day", ("limit", "1000000.00"), ("left", "50000.50"), ("currency", "RUB"));
        Assert.Equal("Дневной лимит 1 000 000 ₽; сегодня осталось 50 000,50 ₽.", Say(limit, "ru", Surface.Chat));
        Assert.Equal("The limit of a day is 1,000,000.00 ₽; 50,000.50 ₽ of it is left today.", Say(limit, "en", Surface.Cabinet));
        Assert.Equal(
            "The rates are out of date: the last are of 15 April 2026. Conversion opens again with new ones.",
            Say(Of("wallet.rates_stale", ("date", "2026-04-15")), "en", Surface.Notice)
        );
        Assert.Equal(
            "Слишком много попыток. Повторите через 15 минут.",
            Say(Of("identity.too_many", ("retryAfterSeconds", "900")), "ru", Surface.Chat)
        );
    }

    [Fact]
    public void What_an_earlier_or_later_release_kept_is_told_without_anything_raw()
    {
        Assert.Equal("Больше … за один перевод нельзя.", Say(Of("wallet.limit_operation"), "ru", Surface.Notice));
        Assert.Contains("0123abcd", Say(Of("payments.of_tomorrow"), "en", Surface.Chat), StringComparison.Ordinal);
        Assert.Contains(
            "Повторите через минуту",
            Say(new Error("payments.of_tomorrow", ErrorKind.Unavailable, ""), "ru", Surface.Cabinet),
            StringComparison.Ordinal
        );
        Assert.Equal("Счёт закрыт.", ErrorTexts.Of(new Refusal("wallet.account_closed", ""), "ru", Surface.Chat, ""));
    }

    private static Error Of(string code, params (string Name, string Value)[] args) =>
        new(code, ErrorKind.Conflict, "", args.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal));

    private static string Say(Error error, string language, Surface surface) =>
        ErrorTexts.Of(error, language, surface, "0123abcd").Replace('\u00A0', ' ');

    private static HashSet<string> CodesIn(IReadOnlyList<string> projects, Regex regex) =>
        [
            .. projects
                .Where(n => n != "Denga.Speech")
                .SelectMany(n => Projects.Sources(n, "*.cs"))
                .SelectMany(f => regex.Matches(f.Text).Select(m => m.Groups["code"].Value))
                .Where(c => Owners.Contains(c.Split('.')[0])),
        ];

    private static string Placeholders(string text) =>
        string.Join(' ', Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>Fields that hold an error, and methods that make one of what they are given.</summary>
    private static IEnumerable<Error> Found()
    {
        foreach (var type in Projects.Names.SelectMany(n => Projects.AssemblyOf(n).GetTypes()).Where(t => !t.ContainsGenericParameters))
        {
            foreach (var field in type.GetFields(Statics).Where(f => f.FieldType == typeof(Error) && f.GetValue(null) is Error))
                yield return (Error)field.GetValue(null)!;
            foreach (var method in type.GetMethods(Statics).Where(m => m.ReturnType == typeof(Error) && !m.ContainsGenericParameters))
                if (type != typeof(Error) && method.GetParameters() is var parameters && parameters.All(p => Sample(p) is not null))
                    foreach (var error in Made(method, parameters))
                        yield return error;
        }
    }

    private static IEnumerable<Error> Made(MethodInfo method, ParameterInfo[] parameters)
    {
        // A method that puts codes together is given what its own callers give it.
        string[] words = method.Name == "Limit" ? ["operation", "day", "month"] : ["one"];
        foreach (var word in words)
            if (
                method.Invoke(null, [.. parameters.Select(p => p.ParameterType == typeof(string) ? word : Sample(p))]) is Error error
                && Code().IsMatch(error.Code)
            )
                yield return error;
    }

    private static object? Sample(ParameterInfo parameter) =>
        parameter.ParameterType switch
        {
            // Who is given the code is a helper of those who name it.
            var t when t == typeof(string) => parameter.Name == "code" ? null : "60",
            var t when t == typeof(TimeSpan) => TimeSpan.FromSeconds(60),
            var t when t == typeof(Currency) => Currency.Rub,
            var t when t == typeof(Money) => new Money(1_234_56, Currency.Rub),
            var t when t == typeof(AccountId) => AccountId.New(),
            var t when t == typeof(DateOnly) => new DateOnly(2026, 4, 15),
            var t when t == typeof(Error) => new Error("rates.unknown_pair", ErrorKind.NotFound, ""),
            var t when t == typeof(Allowance) => RuntimeHelpers.GetUninitializedObject(t),
            { IsValueType: true, IsGenericType: false } t when !t.IsByRef => Activator.CreateInstance(t),
            _ => null,
        };

    [GeneratedRegex(@"""(?<code>[a-z]+\.[a-z]+(_[a-z]+)*_?)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex("<c>(?<code>[a-z]+\\.[a-z]+(_[a-z]+)*_?)</c>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\b[a-z]+\.[a-z]+(_[a-z]+)+\b|^[a-z]+\.[a-z]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
