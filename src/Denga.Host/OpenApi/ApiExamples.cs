using System.Text.Json.Nodes;
using Denga.Contracts;

namespace Denga.Host.OpenApi;

/// <summary>A value for every field, such as somebody would send or get.</summary>
internal static class ApiExamples
{
    private const string HexDigits = "0198f1c2d3e47a5b8c9d0e1f2a3b4c5d";

    /// <summary>What texts are about, by their names; whatever has another name is a word.</summary>
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["access"] = "eyJhbGciOiJFUzI1NiJ9…",
        ["action"] = "identity.role-changed",
        ["address"] = "203.0.113.7",
        ["after"] = "42",
        ["agent"] = "curl/8.5.0",
        ["account"] = "card",
        ["category"] = "cafe",
        ["code"] = "123456",
        ["csrf"] = "kq0V3s…",
        ["cursor"] = "Mg",
        ["edit"] = "42",
        ["email"] = "anna@example.org",
        ["file"] = HexDigits + ".csv",
        ["format"] = "xlsx",
        ["image"] = "/files/" + HexDigits + ".png",
        ["language"] = "en",
        ["link"] = "https://money.example.org/app/pay/3f9a…",
        ["module"] = "identity",
        ["name"] = "Anna",
        ["newPassword"] = "another correct horse",
        ["next"] = "Mg",
        ["note"] = "lunch",
        ["password"] = "correct horse battery",
        ["picture"] = HexDigits + ".png",
        ["purpose"] = "main",
        ["qr"] = "<svg …>",
        ["query"] = "coffee",
        ["receiptKey"] = "9282000100000001/12345/1234567890",
        ["replyTo"] = "42",
        ["tags"] = "work",
        ["text"] = "350 coffee",
        ["timeZone"] = "Europe/Berlin",
        ["to"] = "boris@example.org",
        ["token"] = "3f9a1c…",
        ["widget"] = "id=42&auth_date=1790000000&hash=…",
    };

    /// <summary>Optional fields without which a request says nothing.</summary>
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "ChangeBook.monthStartDay",
        "ChangeExpense.note",
        "ChangeProfile.language",
        "ChangeRecurring.amount",
        "NewExpense.note",
        "OpenChat.language",
        "RequestPayment.note",
        "RequestQuote.fromCurrency",
        "Say.text",
        "SignInWithTelegram.widget",
        "Transfer.note",
    };

    internal static bool IsShown(Type owner, string name) => Shown.Contains($"{owner.Name}.{name}");

    /// <param name="name">Of the field.</param>
    internal static JsonNode? Of(Type type, string name, Func<Type, JsonNode?> record)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(string))
            return Texts.GetValueOrDefault(name, "word");
        if (bare == typeof(bool))
            return true;
        if (bare == typeof(int) || bare == typeof(long))
            return name == "monthStartDay" ? 5 : 20;
        if (bare == typeof(decimal))
            return 92.5m;
        if (bare == typeof(DateOnly))
            return name == "from" ? "2026-11-01" : "2026-11-30";
        if (bare == typeof(TimeOnly))
            return "09:00:00";
        if (bare == typeof(DateTimeOffset))
            return name == "from" ? "2026-11-01T00:00:00Z" : "2026-11-30T12:00:00Z";
        if (bare == typeof(Guid))
            return Guid.ParseExact(HexDigits, "N").ToString();
        if (bare == typeof(TimeSpan))
            return "00:00:04";
        if (bare == typeof(Currency))
            return name is "to" or "in" ? "EUR" : "USD";
        if (bare == typeof(Money))
            return new JsonObject { ["amount"] = "350.00", ["currency"] = "USD" };
        if (bare.IsEnum)
            return Enum.GetNames(bare)[0];
        if (ApiSchemas.PrefixOf(bare) is { } prefix)
            return $"{prefix}_{HexDigits}";
        if (ApiSchemas.ElementOf(bare) is { } element)
            return new JsonArray(Of(element, name, record));
        return ApiSchemas.IsMap(bare) ? new JsonObject() : record(bare);
    }
}
