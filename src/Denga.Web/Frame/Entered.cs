using Denga.Platform.Texts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Denga.Web.Frame;

/// <summary>What a person has put into a form, and what is wrong with it: shown again next to the field.</summary>
/// <param name="at">The field that is at fault; null: the form as a whole.</param>
internal sealed class Entered(IReadOnlyDictionary<string, string> values, string? at = null, string? words = null)
{
    private const int CharactersMax = 2000;

    internal static Entered Nothing { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    internal string this[string name] => values.GetValueOrDefault(name) ?? "";

    /// <summary>What is wrong, when it is no single field's fault.</summary>
    internal string? Fault => at is null ? words : null;

    internal bool Has(string name) => values.ContainsKey(name);

    internal bool IsWrong => words is not null;

    internal string? At(string name) => name == at ? words : null;

    internal Entered Wrong(string? where, string why) => new(values, where, why);

    internal Entered With(string name, string value) =>
        new(new Dictionary<string, string>(values, StringComparer.Ordinal) { [name] = value }, at, words);

    internal static Entered Of(IFormCollection form) => new(form.ToDictionary(f => f.Key, f => Limited(f.Value), StringComparer.Ordinal));

    internal static Entered Of(IQueryCollection query) =>
        new(query.ToDictionary(f => f.Key, f => Limited(f.Value), StringComparer.Ordinal));

    /// <summary>A field that came twice says nothing: joined, "1" and "5" would be 1,5.</summary>
    private static string Limited(StringValues given) =>
        given.Distinct(StringComparer.Ordinal).Count() == 1 ? PlainText.Head((given[0] ?? "").Trim(), CharactersMax) : "";
}
