using Denga.Contracts;

namespace Denga.Notifications.Texts;

/// <summary>Who is told, as far as words depend on it: his language, and the day that it is where he is.</summary>
internal sealed record Wording(string Language, DateOnly Today)
{
    /// <summary>Every text is written in both languages at once: one that lacks a language does not compile.</summary>
    public string Say(string ru, string en) => new Text(ru, en).In(Language);

    public string Amount(Money money) => Words.Of(money, Language);

    public string Day(DateOnly day) => Words.Of(day, Today, Language);
}
