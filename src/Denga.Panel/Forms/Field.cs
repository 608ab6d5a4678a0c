using Denga.Contracts;

namespace Denga.Panel.Forms;

/// <summary>A field of a form.</summary>
/// <typeparam name="TModel">A record: what the form is about.</typeparam>
/// <param name="Key">Its name in the page.</param>
/// <param name="Shown">What stands in it.</param>
/// <param name="Read">The record with what was typed; or what is wrong with that, said at the field.</param>
internal sealed record Field<TModel>(string Key, Text Title, Func<TModel, string> Shown, Func<TModel, string, Result<TModel>> Read)
{
    internal Text? Hint { get; init; }

    /// <summary>Values, with what they are called; null for a text that a person types.</summary>
    internal IReadOnlyList<(string Value, string Name)>? Choices { get; init; }

    /// <summary>What the browser offers while something is typed.</summary>
    internal IReadOnlyList<string>? Offers { get; init; }

    internal bool IsOptional { get; init; }

    internal int CharactersMax { get; init; } = 200;

    /// <summary>Codes of the operation's errors that are about this field.</summary>
    internal IReadOnlyList<string> Errors { get; init; } = [];

    internal string NameOf(string value) => Choices?.FirstOrDefault(c => c.Value == value).Name ?? value;
}
