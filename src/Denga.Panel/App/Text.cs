using System.Globalization;

namespace Denga.Panel.App;

/// <summary>A sentence in every language: one that lacks a language does not compile. <c>{0}</c> … take arguments that are already words.</summary>
internal sealed record Text(string Ru, string En)
{
    internal string In(string language, params object[] arguments) =>
        arguments.Length == 0 ? Of(language) : string.Format(CultureInfo.InvariantCulture, Of(language), arguments);

    private string Of(string language) => language == "ru" ? Ru : En;
}
